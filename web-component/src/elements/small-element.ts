/**
 * What the five small elements share: they take a client from the provider around them or from their property, show its
 * state with the widget's own views, and act with the widget's own verbs.
 */
import { ContextConsumer } from '@lit/context';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { Actions } from '../actions.ts';
import type { ActionHost } from '../first-actions.ts';
import { fileAddress } from '../attachments/kinds.ts';
import type { Client, Unsubscribe } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import { Drafts } from '../controllers/drafts.ts';
import { EMPTY_SNAPSHOT, snapshotOf, type Snapshot, STATE_EVENTS } from '../controllers/session.ts';
import { emojiPart, type Surfaces, surfacesPart } from '../parts.ts';
import { everySeen } from '../seen.ts';
import { SeenElement } from '../seen-element.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { Strings } from '../strings.ts';
import { groupFailures, unreadThreads } from '../threads.ts';
import { localeOf } from '../time.ts';
import { escape, INITIAL_UI, type UiState } from '../ui-state.ts';
import { FIRST } from '../words/first.ts';
import { Language } from '../words/language.ts';
import { pulseClientContext } from './context.ts';
import { styles } from './styles.ts';

/** How often relative times are said anew. */
const CLOCK_MS = 30_000;

export abstract class SmallElement extends SeenElement implements ActionHost {
  static override readonly styles = styles;

  static override readonly properties: PropertyDeclarations = {
    client: { attribute: false, noAccessor: true },
    strings: { attribute: false },
  };

  /** Replaces words of the interface. */
  declare strings: Partial<Strings>;

  /** @internal Kept as long as the element. */
  readonly drafts = new Drafts();
  /** @internal */
  readonly uploads = null;
  /** @internal */
  settings = DEFAULT_SETTINGS;

  #announcement = '';
  #ui: UiState = INITIAL_UI;
  #renderedUi: UiState = INITIAL_UI;
  #own: Client | null = null;
  #provided: Client | null = null;
  #used: Client | null = null;
  #snapshot: Snapshot | null = null;
  #subscriptions: Unsubscribe[] = [];
  #surfaces: Surfaces | null = null;
  #window: InstanceType<Surfaces['ThreadWindow']> | null = null;
  #clock: AbortController | null = null;
  readonly #actions = new Actions(this);
  readonly #language = new Language(() => this.requestUpdate());

  constructor() {
    super();
    this.strings = {};
    new ContextConsumer(this, {
      context: pulseClientContext,
      subscribe: true,
      callback: (client) => {
        this.#provided = client;
        this.#use();
      },
    });
  }

  /** The client to show: the one that was set, else that of the provider around the element. */
  get client(): Client | null {
    return this.#own ?? this.#provided;
  }

  set client(client: Client | null | undefined) {
    this.#own = client ?? null;
    this.#use();
  }

  /** @internal What is open; replaced whole. */
  get ui(): UiState {
    return this.#ui;
  }

  set ui(ui: UiState) {
    this.#ui = ui;
    this.requestUpdate();
  }

  /** @internal */
  mentionsIn(text: string, chosen: ReadonlySet<string>): string[] {
    const { config, users } = this.#read();
    return config.allowMentions === false ? [] : (this.#surfaces?.handlesOf(users).idsIn(text, chosen) ?? []);
  }

  /** @internal */
  announce(words: string): void {
    this.#announcement = words;
    this.requestUpdate();
  }

  /** @internal Pins are the widget's. */
  scrollToPin(): boolean {
    return false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#use();
    this.#clock ??= new AbortController();
    everySeen(CLOCK_MS, () => this.requestUpdate(), this.#clock.signal);
    surfacesPart.load().then(
      (surfaces) => this.#loaded(surfaces),
      (error: unknown) => console.error(`<${this.localName}> could not load what it shows:`, error),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clock?.abort();
    this.#clock = null;
    this.#provided = null;
    this.#use();
  }

  /** What the element shows, once it has a client and the views. */
  protected abstract view(context: ViewContext, surfaces: Surfaces): TemplateResult | typeof nothing;

  /** There is another client, or none, or the views have come. */
  protected clientChanged(_client: Client | null, _surfaces: Surfaces): void {}

  protected override willUpdate(): void {
    this.#language.speak(localeOf(this));
  }

  protected override render(): TemplateResult | typeof nothing {
    const surfaces = this.#surfaces;
    if (!surfaces || !this.#used) return nothing;
    return html`<div class="element" @keydown=${this.#keydown}>
      ${this.view(this.#context(surfaces, this.#used), surfaces)}
      <div class="hidden-text" role="status" aria-live="polite" data-testid="live-region">${this.#announcement}</div>
    </div>`;
  }

  protected override updated(): void {
    const before = this.#renderedUi;
    this.#renderedUi = this.#ui;
    const root = this.shadowRoot;
    if (root) this.#window?.follow(root);
    if (root && before !== this.#ui) this.#surfaces?.moveFocus(root, before, this.#ui);
  }

  #use(): void {
    const client = this.isConnected ? this.client : null;
    if (client === this.#used) return;
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
    this.#used = client;
    this.#snapshot = null;
    this.#ui = INITIAL_UI;
    const changed = (): void => {
      this.#snapshot = null;
      this.requestUpdate();
    };
    if (client) this.#subscriptions = [...STATE_EVENTS.map((event) => client.state.on(event, changed)), client.on('pending', changed)];
    if (this.#surfaces) this.clientChanged(client, this.#surfaces);
    this.requestUpdate();
  }

  #loaded(surfaces: Surfaces): void {
    if (this.#surfaces) return;
    this.#surfaces = surfaces;
    this.#window = new surfaces.ThreadWindow();
    this.shadowRoot?.adoptedStyleSheets.push(...surfaces.styles.flatMap(({ styleSheet }) => styleSheet ?? []));
    this.clientChanged(this.#used, surfaces);
    this.requestUpdate();
  }

  #read(): Snapshot {
    if (!this.#used) return EMPTY_SNAPSHOT;
    this.#snapshot ??= snapshotOf(this.#used);
    return this.#snapshot;
  }

  #context(surfaces: Surfaces, client: Client): ViewContext {
    const snapshot = this.#read();
    const { state } = client;
    return {
      snapshot,
      ui: this.#ui,
      settings: this.settings,
      unreadThreads: unreadThreads(snapshot.notifications),
      strings: { ...FIRST, ...surfaces.words, ...this.#language.words, ...this.strings },
      locale: localeOf(this),
      nowMs: Date.now(),
      drafts: this.drafts,
      uploads: null,
      recording: null,
      notice: null,
      detached: null,
      threadWindow: this.#window,
      failures: groupFailures(snapshot.pending, snapshot.threads, this.#actions.replies),
      reload: null,
      actions: this.#actions,
      loadEmoji: () => emojiPart.load(),
      fileAddress: (url) => fileAddress(url, this.closest('pulse-provider')?.endpoint ?? null),
      userOf: (id) => state.getUser(id),
      reactionsTo: (id) => state.getReactions(id),
      typingIn: (threadId) => (snapshot.config.showTypingIndicators === false ? [] : state.getTypingUsers(threadId)),
    };
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    const closed = event.key === 'Escape' && !event.isComposing ? escape(this.#ui) : null;
    if (closed) {
      event.preventDefault();
      this.ui = closed;
    }
    // To the page, keys pressed in our boxes would seem pressed on no box at all, and set off its shortcuts.
    if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) event.stopPropagation();
  };
}
