/** Shows what is open, with code that is loaded when it is first needed or, after connecting, when the page is idle. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PinPosition, Thread } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import { type Surfaces, surfacesPart } from '../parts.ts';
import type { UiState } from '../ui-state.ts';
import { toggle } from '../views/toggle.ts';

export interface SurfacesHost extends HTMLElement {
  requestUpdate(): void;
}

type Parts = Surfaces & {
  readonly target: InstanceType<Surfaces['PinTarget']>;
  readonly conversation: InstanceType<Surfaces['Conversation']>;
};

export class OpenSurfaces {
  readonly #host: SurfacesHost;
  readonly #place: (position: PinPosition) => void;
  #parts: Parts | null = null;
  #loading = false;
  #failed = false;

  constructor(host: SurfacesHost, place: (position: PinPosition) => void) {
    this.#host = host;
    this.#place = place;
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
    ${thread ? parts.threadPopover(context, thread) : nothing} ${parts.pinForm(context)}`;
  }

  /** The toolbar, or the button that opens it. */
  dock(context: ViewContext): TemplateResult {
    return context.ui.expanded && this.#parts ? this.#parts.toolbar(context) : toggle(context);
  }

  veil(context: ViewContext): TemplateResult | typeof nothing {
    return context.ui.pinMode && this.#parts ? this.#parts.veil(context, this.#parts.target) : nothing;
  }

  beginPinMode(): void {
    const veil = this.#host.shadowRoot?.querySelector<HTMLElement>('.veil');
    if (veil) this.#parts?.target.begin(veil);
  }

  startPinDrag(event: PointerEvent, dropped: (threadId: string, position: PinPosition) => void): void {
    const parts = this.#parts;
    parts?.startPinDrag(event, { dropped: (threadId, x, y) => dropped(threadId, parts.makePin(x, y)) });
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
    this.#parts = {
      ...surfaces,
      target: new surfaces.PinTarget((x, y) => this.#place(surfaces.makePin(x, y))),
      conversation: new surfaces.Conversation(),
    };
  }

  #notLoaded(error: unknown): void {
    this.#failed = true;
    const why = error instanceof Error ? error.message : String(error);
    console.error(`<pulse-widget> could not load its panels (${why}). Check that all files are served beside pulse.js with Access-Control-Allow-Origin, and that script-src allows them.`);
  }
}

function isOpen({ expanded, panel, thread, pinMode, pinDraft }: UiState): boolean {
  return expanded || Boolean(panel ?? thread ?? pinMode ?? pinDraft);
}
