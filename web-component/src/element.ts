/** `<pulse-widget>`: attributes in, events out; binds the session, what is open, and the views together. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Actions } from './actions.ts';
import { type ActionHost, FirstActions } from './first-actions.ts';
import type { Uploads } from './attachments/uploads.ts';
import type { Client, ConnectionStatus, Thread, TokenProvider } from './client/contract.ts';
import { fileAddress } from './attachments/kinds.ts';
import type { ViewContext } from './context.ts';
import { ConnectionNotice } from './controllers/connection-notice.ts';
import { Drafts } from './controllers/drafts.ts';
import { PageLayer } from './controllers/page-layer.ts';
import { OpenSurfaces } from './controllers/open-surfaces.ts';
import { reveal } from './controllers/reveal.ts';
import { Session } from './controllers/session.ts';
import { threadInAddress } from './deep-links.ts';
import { emojiPart } from './parts.ts';
import { everySeen } from './seen.ts';
import { SeenElement } from './seen-element.ts';
import { DEFAULT_SETTINGS, readSettings, type Settings, writeSettings } from './settings.ts';
import type { Strings } from './strings.ts';
import { styles } from './styles/index.ts';
import { creatorOf, groupFailures, pinnedThreads, unreadThreads } from './threads.ts';
import { localeOf } from './time.ts';
import { showInTopLayer } from './top-layer.ts';
import { DRAFT_ID, escape, INITIAL_UI, leavePinMode, type PanelName, pressOutside, type UiState } from './ui-state.ts';
import { banner, problemHint } from './views/notices.ts';
import { pins } from './views/pins.ts';
import { FIRST } from './words/first.ts';
import { Language } from './words/language.ts';

/** How often relative times are said anew. */
const CLOCK_MS = 30_000;

const CONNECTION_PROPERTIES = ['apiKey', 'token', 'room', 'endpoint', 'tokenEndpoint', 'getToken', 'p2p', 'iceServers'] as const;

/**
 * Comments, pins, presence and live cursors for the page it is in.
 *
 * @tag pulse-widget
 * @slot - in inline display, what opens the toolbar; "Collaborate" by default
 * @csspart toggle - the round button
 * @csspart toolbar - the bar it opens into
 * @csspart panel - the comments and notifications panels
 * @csspart popover - the thread of a pin, and the form of a new one
 * @csspart pin - a pin on the page
 * @csspart cursor - the pointer of somebody else
 * @csspart banner - words about the connection
 * @csspart trigger - the button of inline display
 * @csspart thread - a thread in a panel
 * @csspart comment - a comment in a thread
 * @csspart problem - the hint shown when the widget cannot start
 * @fires {PulseStatusEvent} pulse-status - the connection's status changed
 * @fires {PulseTokenExpiringEvent} pulse-token-expiring - the token ends soon, and there is no provider to ask
 * @fires {PulseSignInEvent} pulse-sign-in - "Sign in again" was pressed
 * @fires {PulseThreadCreatedEvent} pulse-thread-created - a thread was created, here or elsewhere
 * @fires {PulseCommentCreatedEvent} pulse-comment-created - a comment was added to a thread, here or elsewhere
 * @fires {PulseNotificationEvent} pulse-notification - the user was notified of something
 * @fires {PulseErrorEvent} pulse-error - something failed
 * @fires {CustomEvent<{threadId: string, commentId: string}>} notification-navigate - a notification leads to its thread
 * @fires {CustomEvent<Settings>} settings-change - the user chose what to see and show
 * @fires {CustomEvent<string>} toolbar-action - a tool was used
 * @fires {CustomEvent<string>} toolbar-follow - somebody is followed
 * @fires {CustomEvent<void>} toolbar-toggle - the toolbar was opened or closed
 * @fires {CustomEvent<void>} panel-close - a panel was closed
 */
export class PulseWidget extends SeenElement implements ActionHost {
  static override readonly styles = styles;

  static override readonly properties = {
    apiKey: { attribute: 'api-key' },
    token: {},
    room: {},
    endpoint: {},
    tokenEndpoint: { attribute: 'token-endpoint' },
    p2p: { type: Boolean },
    iceServers: { attribute: 'ice-servers' },
    position: { reflect: true },
    display: { reflect: true },
    getToken: { attribute: false },
    strings: { attribute: false },
  };

  /** Publishable key of the environment. */
  declare apiKey: string | null;
  /** Token of the user. Setting another one refreshes the session in place. */
  declare token: string | null;
  /** The room to join; any text. */
  declare room: string | null;
  /** Address of the server; the page's own host when absent. */
  declare endpoint: string | null;
  /** Address of the page's backend that answers `{token}` to a GET. */
  declare tokenEndpoint: string | null;
  /** Whether the client has shared data, as `client.p2p`. */
  declare p2p: boolean;
  /** For direct connections of shared data, where the environment has no relay: a JSON list. */
  declare iceServers: string | null;
  /** The corner of the screen it is in. */
  declare position: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
  /** Over the page, or in its flow and opened from its slot. */
  declare display: 'floating' | 'inline';
  /** Called whenever a token is needed. */
  declare getToken: TokenProvider | undefined;
  /** Replaces words of the interface. */
  declare strings: Partial<Strings>;

  readonly drafts = new Drafts();

  #announcement = '';
  #ui: UiState = INITIAL_UI;
  #settings: Settings = DEFAULT_SETTINGS;
  #renderedUi: UiState = INITIAL_UI;
  /** The thread that the page's address names, until it is shown. */
  #wanted: string | null = null;
  #detached: ReadonlySet<string> = new Set();
  #connection: AbortController | null = null;

  readonly #firstActions = new FirstActions(this);
  readonly #language = new Language(() => this.requestUpdate());
  readonly #notice = new ConnectionNotice((notice) => {
    if (notice) this.#announcement = this.#words[notice];
    this.requestUpdate();
  });
  readonly #session = new Session(this, {
    started: (client) => this.#started(client),
    stopped: () => this.#stopped(),
    statusChanged: (status) => this.#notice.statusChanged(status),
  });
  readonly #surfaces = new OpenSurfaces(
    this,
    {
      marks: () => this.renderRoot.querySelector('.marks'),
      cursors: () => this.renderRoot.querySelector('.cursors'),
      edge: () => this.renderRoot.querySelector('.edge'),
      settings: () => this.#settings,
      words: () => this.#words,
      followed: () => this.#ui.following,
      stopFollowing: () => this.#actions.follow(null),
    },
    (position) => this.#actions.place(position),
  );
  readonly #page = new PageLayer(this, {
    root: () => this.renderRoot,
    inside: () => this.#surfaces.findInside,
    detachedChanged: (detached) => {
      this.#detached = detached;
      this.requestUpdate();
    },
    placed: (places, page) => {
      this.#surfaces.position(places, page);
      this.#openWanted();
    },
  });

  constructor() {
    super();
    this.apiKey = null;
    this.token = null;
    this.room = null;
    this.endpoint = null;
    this.tokenEndpoint = null;
    this.p2p = false;
    this.iceServers = null;
    this.position = 'bottom-right';
    this.display = 'floating';
    this.getToken = undefined;
    this.strings = {};
  }

  /** The client, once there is one: for what the element has no method for. */
  get client(): Client | null {
    return this.#session.client;
  }

  /** How the connection is. */
  get status(): ConnectionStatus {
    return this.#session.status;
  }

  /** Opens a panel. */
  open(panel: PanelName = 'comments'): void {
    this.#actions.showPanel(panel);
  }

  /** Closes whatever is open. */
  close(): void {
    this.ui = INITIAL_UI;
  }

  /** Shows a thread: at its pin, or in the comments panel when it has none. */
  focusThread(threadId: string): void {
    this.#actions.goToThread(threadId);
  }

  /** @internal What is open; replaced whole. */
  get ui(): UiState {
    return this.#ui;
  }

  set ui(ui: UiState) {
    const refollow = ui.following !== this.#ui.following;
    this.#ui = ui;
    if (refollow) this.#surfaces.refresh();
    this.requestUpdate();
  }

  /** @internal Kept for all rooms of the site. */
  get settings(): Settings {
    return this.#settings;
  }

  set settings(settings: Settings) {
    writeSettings(this.room ?? '', settings);
    this.#use(settings);
  }

  /** @internal */
  get uploads(): Uploads | null {
    return this.#surfaces.uploads;
  }

  /** @internal */
  mentionsIn(text: string, chosen: ReadonlySet<string>): string[] {
    const { config, users } = this.#session.snapshot;
    return config.allowMentions === false ? [] : this.#surfaces.mentionsIn(text, users, chosen);
  }

  /** @internal */
  announce(words: string): void {
    this.#announcement = words;
    this.requestUpdate();
  }

  /** @internal */
  scrollToPin(threadId: string): boolean {
    return reveal(this.#page.anchorOf(threadId), this.#page.placeOf(threadId));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#connection ??= new AbortController();
    this.#listen(this.#connection.signal);
    this.#page.connect();
    this.#session.attach();
    // Leaving the page took it out of the top layer.
    if (this.hasUpdated) showInTopLayer(this.renderRoot);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#connection?.abort();
    this.#connection = null;
    this.#page.disconnect();
    this.#session.detach();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (CONNECTION_PROPERTIES.some((name) => changed.has(name))) this.#configure(changed.has('room'));
    this.#language.speak(localeOf(this));
    this.drafts.enter(this.room ?? '', this.#session.snapshot.user?.id);
    this.#leaveDeletedThread();
  }

  protected override render(): TemplateResult {
    const context = this.#context();
    const { ui } = context;
    const problem = this.#session.problem;
    const inline = this.display === 'inline';
    return html`${inline
        ? html`<button type="button" class="trigger" part="trigger" data-testid="trigger" aria-expanded=${String(ui.expanded)}
            @click=${() => this.#actions.toggleToolbar()}><slot>${context.strings.collaborate}</slot></button>`
        : nothing}
      <div class="page-layer" popover="manual" @pointerdown=${this.#pressed}>
        <div class="marks"></div>
        <div class="pins">${pins(context)}</div>
        <div class="cursors"></div>
      </div>
      <div class="stage" popover="manual" @keydown=${this.#keyInside} @keyup=${keepTyping} @keypress=${keepTyping}>
        ${this.#surfaces.veil(context)}
        <div class="edge"></div>
        <div class="banner-place">${banner(context)}${this.#surfaces.followBar(context)}</div>
        <div class="dock">
          ${problem ? problemHint(problem, context.strings) : inline && !ui.expanded ? nothing : this.#surfaces.dock(context)}
        </div>
        ${this.#surfaces.render(context)}
        <div class="hidden-text" role="status" aria-live="polite" data-testid="live-region">${this.#announcement}</div>
      </div>`;
  }

  protected override firstUpdated(): void {
    showInTopLayer(this.renderRoot);
  }

  protected override updated(): void {
    this.#showPins();
    // Until what is open has been loaded there is nothing to move the focus into.
    if (this.#surfaces.awaited(this.#ui)) return;
    const before = this.#renderedUi;
    this.#renderedUi = this.#ui;
    if (this.#ui.pinMode && !before.pinMode) this.#surfaces.beginPinMode();
    if (before !== this.#ui) this.#surfaces.moveFocus(before, this.#ui);
    this.#surfaces.rendered();
    this.#followConversation();
    if (this.#ui.highlighted && this.#ui.highlighted !== before.highlighted) {
      this.renderRoot.querySelector('.highlighted')?.scrollIntoView({ block: 'center' });
    }
  }

  get #actions(): FirstActions {
    return this.#surfaces.actions ?? this.#firstActions;
  }

  /** Words for what is opened come with the code that opens it. */
  get #words(): Strings {
    return { ...FIRST, ...this.#surfaces.words, ...this.#language.words, ...this.strings } as Strings;
  }

  #context(): ViewContext {
    const state = this.#session.client?.state;
    const { snapshot } = this.#session;
    return {
      snapshot,
      failures: groupFailures(snapshot.pending, snapshot.threads, this.#actions.replies),
      ui: this.#ui,
      settings: this.#settings,
      unreadThreads: unreadThreads(snapshot.notifications),
      strings: this.#words,
      locale: localeOf(this),
      nowMs: Date.now(),
      drafts: this.drafts,
      uploads: this.uploads,
      recording: this.#surfaces.recording,
      fileAddress: (url) => fileAddress(url, this.endpoint),
      notice: this.#notice.current,
      detached: this.#detached,
      threadWindow: this.#surfaces.threadWindow,
      reload: this.#surfaces.failed(this.#ui) ? () => this.#surfaces.load() : null,
      // What is shown before the others are there asks for no more than the first.
      actions: this.#actions as Actions,
      loadEmoji: () => emojiPart.load(),
      userOf: (id) => state?.getUser(id),
      reactionsTo: (id) => state?.getReactions(id) ?? [],
      typingIn: (threadId) =>
        snapshot.config.showTypingIndicators === false ? [] : (state?.getTypingUsers(threadId) ?? []),
    };
  }

  #configure(roomChanged: boolean): void {
    if (roomChanged && this.hasUpdated) this.#ui = INITIAL_UI;
    if (roomChanged) this.#use(readSettings(this.room ?? ''));
    this.#session.configure({
      apiKey: this.apiKey,
      room: this.room,
      token: this.token,
      endpoint: this.endpoint,
      tokenEndpoint: this.tokenEndpoint,
      getToken: this.getToken,
      p2p: this.p2p,
      iceServers: this.iceServers,
    });
  }

  #started(client: Client): void {
    this.#surfaces.use(client);
    this.#surfaces.preload();
    if (this.#hidden) client.setAppearOffline(true);
  }

  get #hidden(): boolean {
    return this.#settings.appearOffline || !this.#settings.enabled;
  }

  #use(settings: Settings): void {
    const wasHidden = this.#hidden;
    this.#settings = settings;
    if (this.#hidden !== wasHidden) this.#session.client?.setAppearOffline(this.#hidden);
    this.#surfaces.refresh();
    this.requestUpdate();
  }

  #stopped(): void {
    this.#surfaces.use(null);
    this.#notice.reset();
  }

  #listen(signal: AbortSignal): void {
    window.addEventListener('keydown', (event) => this.#keydown(event), { signal });
    const readAddress = (): void => {
      this.#wanted = threadInAddress(location.hash);
      this.#openWanted();
    };
    window.addEventListener('hashchange', readAddress, { signal });
    readAddress();
    // On release, so that a press which scrolls or drags the page is over before anything closes.
    document.addEventListener('click', (event) => this.#clicked(event), { signal, capture: true });
    this.addEventListener('pulse-comment-created', (event) => this.#announceComment(event.comment.userId), { signal });
    this.addEventListener('pulse-thread-created', (event) => this.#announceComment(creatorOf(event.thread)), { signal });
    everySeen(CLOCK_MS, () => void ((this.#ui.panel || this.#ui.thread) && this.requestUpdate()), signal);
  }

  /** Pins must have found their places first: asked again after each layout. */
  #openWanted(): void {
    const wanted = this.#wanted;
    if (wanted === null || this.status !== 'connected') return;
    this.#wanted = null;
    if (this.#session.snapshot.threads.some(({ id }) => id === wanted)) this.#actions.goToThread(wanted);
  }

  readonly #keyInside = (event: KeyboardEvent): void => {
    if (event.key === '?' && !isTyping(event)) this.#actions.togglePanel('help');
    this.#keydown(event);
    keepTyping(event);
  };

  #keydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    const closed = escape(this.#ui);
    if (!closed) return;
    event.preventDefault();
    this.ui = closed;
  }

  #clicked(event: MouseEvent): void {
    // A click made by a key has nothing to do with where surfaces lie.
    if (event.detail === 0 || event.composedPath().includes(this)) return;
    const ui = pressOutside(this.#ui);
    if (ui !== this.#ui) this.ui = ui;
  }

  #announceComment(author: string | undefined): void {
    const state = this.#session.client?.state;
    if (!state || author === undefined || author === state.user?.id) return;
    this.announce(this.#words.commentAnnounced(state.getUser(author)?.name ?? this.#words.someone));
  }

  readonly #pressed = (event: PointerEvent): void => {
    this.#surfaces.startPinDrag(event, (threadId, position) => this.#actions.moveThread(threadId, position));
  };

  #showPins(): void {
    const { threads } = this.#session.snapshot;
    const draft = this.#ui.pinDraft ? [{ id: DRAFT_ID, position: this.#ui.pinDraft.position }] : [];
    this.#page.show([...pinnedThreads(threads).flatMap(pinned), ...draft]);
  }

  #followConversation(): void {
    const { threads, user } = this.#session.snapshot;
    this.#surfaces.follow(threads.find(({ id }) => id === this.#ui.thread), user?.id);
  }

  /** Somebody may delete or resolve what is open here. */
  #leaveDeletedThread(): void {
    if (!this.#session.client) return;
    const { thread, pinMode } = this.#ui;
    const { threads } = this.#session.snapshot;
    const exists = (id: string): boolean => threads.some((one) => one.id === id);
    if (thread && !exists(thread)) this.#ui = { ...this.#ui, thread: null };
    if (pinMode?.moving && !exists(pinMode.moving)) this.#ui = leavePinMode(this.#ui);
  }
}

/** To the page, keys pressed in our boxes would seem pressed on no box at all, and set off its shortcuts. */
function keepTyping(event: KeyboardEvent): void {
  if (isTyping(event)) event.stopPropagation();
}

function isTyping({ target }: Event): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

function pinned({ id, position }: Thread): { id: string; position: NonNullable<Thread['position']> }[] {
  return position ? [{ id, position }] : [];
}

declare global {
  interface HTMLElementTagNameMap {
    'pulse-widget': PulseWidget;
  }
}
