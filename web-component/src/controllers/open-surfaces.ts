/** Shows what is open, with code that is loaded when it is first needed or, after connecting, when the page is idle. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Vec } from '../anchors/geometry.ts';
import type { PageMeasures } from '../anchors/page.ts';
import type { Client, PinPosition, Point, StrokePoint, Thread, User } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import type { ActionHost } from '../first-actions.ts';
import type { LivePorts } from '../live/ports.ts';
import { type Surfaces, surfacesPart } from '../parts.ts';
import type { Strings } from '../strings.ts';
import type { UiState } from '../ui-state.ts';
import { toggle } from '../views/toggle.ts';

export type SurfacesHost = ActionHost;

/** What the live signals need of the element. */
export type LiveHooks = Omit<LivePorts, 'client' | 'host'>;

type Parts = Surfaces & {
  readonly actions: InstanceType<Surfaces['Actions']>;
  readonly pen: InstanceType<Surfaces['Pen']>;
  readonly hand: InstanceType<Surfaces['EmojiHand']>;
  readonly target: InstanceType<Surfaces['PinTarget']>;
  readonly conversation: InstanceType<Surfaces['Conversation']>;
  readonly threadWindow: InstanceType<Surfaces['ThreadWindow']>;
  readonly uploads: InstanceType<Surfaces['Uploads']>;
  readonly recording: InstanceType<Surfaces['Recording']>;
};

export class OpenSurfaces {
  readonly #host: SurfacesHost;
  readonly #place: (position: PinPosition) => void;
  #parts: Parts | null = null;
  readonly #live: LiveHooks;
  #client: Client | null = null;
  #signals: InstanceType<Surfaces['LiveSignals']> | null = null;
  #loading = false;
  #failed = false;

  constructor(host: SurfacesHost, live: LiveHooks, place: (position: PinPosition) => void) {
    this.#host = host;
    this.#live = live;
    this.#place = place;
  }

  /** Ids of those a text mentions. Where there is a box to write in, the code is there too. */
  mentionsIn(text: string, users: readonly User[], chosen: ReadonlySet<string>): string[] {
    return this.#parts?.handlesOf(users).idsIn(text, chosen) ?? [];
  }

  /** All verbs, once there is something that asks for them. */
  get actions(): InstanceType<Surfaces['Actions']> | null {
    return this.#parts?.actions ?? null;
  }

  get uploads(): InstanceType<Surfaces['Uploads']> | null {
    return this.#parts?.uploads ?? null;
  }

  get recording(): InstanceType<Surfaces['Recording']> | null {
    return this.#parts?.recording ?? null;
  }

  get findInside(): Surfaces['findInside'] | null {
    return this.#parts?.findInside ?? null;
  }

  get threadWindow(): InstanceType<Surfaces['ThreadWindow']> | null {
    return this.#parts?.threadWindow ?? null;
  }

  get words(): Partial<Strings> {
    return this.#parts?.words ?? {};
  }

  /** A client was made; null when it has gone. */
  use(client: Client | null): void {
    this.#signals?.stop();
    this.#signals = null;
    this.#parts?.uploads.clearAll();
    this.#parts?.recording.cancel();
    this.#client = client;
    this.#startSignals();
  }

  /** Settings changed, or who is followed. */
  refresh(): void {
    this.#signals?.refresh();
  }

  /** Loads in a quiet moment, so that opening is instant. A failure shows when something is opened. */
  preload(): void {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => this.load());
    else setTimeout(() => this.load(), 200);
  }

  load(): void {
    if (this.#parts || this.#loading) return;
    this.#loading = true;
    this.#failed = false;
    surfacesPart
      .load()
      .then((surfaces) => this.#loaded(surfaces), (error: unknown) => this.#notLoaded(error))
      .finally(() => {
        this.#loading = false;
        this.#host.requestUpdate();
      });
  }

  /** Whether something is open that cannot be shown yet. */
  awaited(ui: UiState): boolean {
    return !this.#parts && isOpen(ui);
  }

  /** Whether something is open that could not be loaded. */
  failed(ui: UiState): boolean {
    return this.#failed && this.awaited(ui);
  }

  render(context: ViewContext): TemplateResult | typeof nothing {
    const { ui, snapshot } = context;
    if (this.awaited(ui) && !this.#failed) this.load();
    const parts = this.#parts;
    if (!parts) return nothing;
    const thread = snapshot.threads.find((one) => one.id === ui.thread);
    return html`${ui.panel === 'comments' ? parts.commentsPanel(context) : nothing}
    ${ui.panel === 'notifications' ? parts.notificationsPanel(context) : nothing}
    ${ui.panel === 'activity' ? parts.activityPanel(context) : nothing}
    ${ui.panel === 'settings' ? parts.settingsPanel(context) : nothing}
    ${ui.panel === 'help' ? parts.helpPanel(context) : nothing}
    ${thread ? parts.threadPopover(context, thread) : nothing} ${parts.pinForm(context)} ${parts.lightbox(context)}`;
  }

  /** The toolbar, or the button that opens it. */
  dock(context: ViewContext): TemplateResult {
    return context.ui.expanded && this.#parts ? this.#parts.toolbar(context) : toggle(context);
  }

  veil(context: ViewContext): TemplateResult | typeof nothing {
    const parts = this.#parts;
    if (!parts) return nothing;
    if (context.ui.pinMode) return parts.veil(context, parts.target);
    return context.ui.dropping === null ? parts.canvas(context, parts.pen) : parts.dropLayer(context, parts.hand);
  }

  followBar(context: ViewContext): TemplateResult | typeof nothing {
    return this.#parts?.followBar(context) ?? nothing;
  }

  beginPinMode(): void {
    const veil = this.#host.shadowRoot?.querySelector<HTMLElement>('.veil');
    if (veil) this.#parts?.target.begin(veil);
  }

  startPinDrag(event: PointerEvent, dropped: (threadId: string, position: PinPosition) => void): void {
    const parts = this.#parts;
    parts?.startPinDrag(event, { dropped: (threadId, x, y) => dropped(threadId, parts.makePin(x, y)) });
  }

  moveFocus(before: UiState, after: UiState): void {
    const root = this.#host.shadowRoot;
    if (root) this.#parts?.moveFocus(root, before, after);
  }

  /** Puts what is open beside its pin or trigger. */
  position(places: ReadonlyMap<string, Vec>, page: PageMeasures): void {
    const root = this.#host.shadowRoot;
    if (root) this.#parts?.positionSurfaces(root, places, page, root.querySelector('.trigger'));
  }

  /** Call after rendering. What is closed does not go on recording. */
  rendered(): void {
    const root = this.#host.shadowRoot;
    const parts = this.#parts;
    if (!root || !parts) return;
    parts.threadWindow.follow(root);
    if (parts.recording.active && !root.querySelector('.recorder')) parts.recording.cancel();
  }

  /** Keeps the end of the open conversation in view. Call after rendering. */
  follow(thread: Thread | undefined, self: string | undefined): void {
    const list = this.#host.shadowRoot?.querySelector('[data-surface="thread"] .scroll') ?? null;
    this.#parts?.conversation.follow(list, thread, self);
  }

  #loaded(surfaces: Surfaces): void {
    const root = this.#host.shadowRoot;
    const sheets = surfaces.styles.flatMap(({ styleSheet }) => styleSheet ?? []);
    root?.adoptedStyleSheets.push(...sheets);
    const changed = (): void => this.#host.requestUpdate();
    const uploads = new surfaces.Uploads({ client: () => this.#client, config: () => this.#client?.state.config ?? {}, changed });
    this.#parts = {
      ...surfaces,
      actions: new surfaces.Actions(this.#host),
      target: new surfaces.PinTarget((x, y) => this.#place(surfaces.makePin(x, y))),
      conversation: new surfaces.Conversation(),
      threadWindow: new surfaces.ThreadWindow(),
      hand: new surfaces.EmojiHand((emoji, point) => this.#dropped(emoji, point)),
      uploads,
      recording: new surfaces.Recording({ changed, done: (draft, file) => uploads.add(draft, [file]) }),
      pen: new surfaces.Pen((points, width) => this.#drawn(points, width)),
    };
    this.#startSignals();
  }

  #startSignals(): void {
    const parts = this.#parts;
    if (!parts || !this.#client || this.#signals) return;
    this.#signals = new parts.LiveSignals({ ...this.#live, client: this.#client, host: this.#host });
  }

  /** One's own line is shown at once: the server does not send it back. */
  #drawn(points: readonly StrokePoint[], width: number): void {
    const [first] = points;
    const marks = this.#live.marks();
    const client = this.#client;
    if (!first || !marks || !client) return;
    const color = client.state.user?.color ?? '';
    this.#parts?.drawStroke(marks, { x: first.x + window.scrollX, y: first.y + window.scrollY }, points, color, width);
    client.drawStroke(points, color, width);
  }

  /** One's own, too, is not sent back. */
  #dropped(emoji: string, point: Point): void {
    const marks = this.#live.marks();
    if (marks) this.#parts?.fly(marks, { x: point.pageX, y: point.pageY }, emoji);
    this.#client?.dropEmoji(emoji, point);
  }

  #notLoaded(error: unknown): void {
    this.#failed = true;
    const why = error instanceof Error ? error.message : String(error);
    console.error(`<pulse-widget> could not load its panels (${why}). Check that all files are served beside pulse.js with Access-Control-Allow-Origin, and that script-src allows them.`);
  }
}

function isOpen({ expanded, panel, thread, pinMode, pinDraft, drawing, dropping }: UiState): boolean {
  return expanded || drawing || dropping !== null || Boolean(panel ?? thread ?? pinMode ?? pinDraft);
}
