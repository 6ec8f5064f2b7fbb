/** `<pulse-provider>`: one client for the small elements in it. */
import { ContextProvider } from '@lit/context';
import { css, html, type TemplateResult } from 'lit';
import type { Client, ConnectionStatus, TokenProvider } from '../client/contract.ts';
import { Session } from '../controllers/session.ts';
import { SeenElement } from '../seen-element.ts';
import { pulseClientContext } from './context.ts';

/**
 * Connects to a room, and hands the client to everything in it.
 *
 * @tag pulse-provider
 * @slot - the page, or the part of it that the small elements are in
 */
export class PulseProvider extends SeenElement {
  static override readonly styles = css`
    :host {
      display: contents;
    }
  `;

  static override readonly properties = {
    apiKey: { attribute: 'api-key' },
    token: {},
    room: {},
    endpoint: {},
    tokenEndpoint: { attribute: 'token-endpoint' },
    p2p: { type: Boolean },
    iceServers: { attribute: 'ice-servers' },
    getToken: { attribute: false },
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
  /** Called whenever a token is needed. */
  declare getToken: TokenProvider | undefined;

  readonly #provided = new ContextProvider(this, { context: pulseClientContext, initialValue: null });
  readonly #session = new Session(this, {
    started: (client) => this.#provided.setValue(client),
    stopped: () => this.#provided.setValue(null),
    statusChanged: () => undefined,
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
    this.getToken = undefined;
  }

  /** The client, once there is one. */
  get client(): Client | null {
    return this.#session.client;
  }

  /** How the connection is. */
  get status(): ConnectionStatus {
    return this.#session.status;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#session.attach();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#session.detach();
  }

  /** Attributes that are set in one go make one client, and so one socket. */
  protected override willUpdate(): void {
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

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pulse-provider': PulseProvider;
  }
}
