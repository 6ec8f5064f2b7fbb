/**
 * Keeps the client of one element: makes it from the attributes, keeps it while the element is moved in the page or its
 * token changes, replaces it when it has to talk to another room, and hands its state to the views as a snapshot.
 */
import type {
  ActivityLog,
  Client,
  ClientConstructor,
  ConnectionStatus,
  EnvConfig,
  PendingWrite,
  Presence,
  PulseNotification,
  Role,
  Thread,
  TokenProvider,
  Unsubscribe,
  User,
} from '../client/contract.ts';
import { findProblem, loadProblem, type Problem } from '../client/problem.ts';
import { refreshClient, releaseClient, takeClient } from '../client/shared-clients.ts';
import { deviceType } from '../device.ts';
import { PulseErrorEvent } from '../events.ts';
import { advicePart, clientPart } from '../parts.ts';
import { forwardEvents } from './forward-events.ts';

export interface SessionOptions {
  readonly apiKey: string | null;
  readonly room: string | null;
  readonly token: string | null;
  readonly endpoint: string | null;
  readonly tokenEndpoint: string | null;
  readonly getToken: TokenProvider | undefined;
  readonly p2p: boolean;
  readonly iceServers: string | null;
}

export interface Snapshot {
  readonly user: User | null;
  readonly role: Role;
  /** Whether what is shown is what the others see now. */
  readonly live: boolean;
  readonly config: EnvConfig;
  readonly users: readonly User[];
  readonly presence: readonly Presence[];
  readonly threads: readonly Thread[];
  readonly notifications: readonly PulseNotification[];
  readonly unreadCount: number;
  readonly activityLogs: readonly ActivityLog[];
  readonly pending: readonly PendingWrite[];
}

export interface SessionHost extends HTMLElement {
  requestUpdate(): void;
}

export interface SessionHooks {
  /** A client was made; `stopped` says that it has gone. */
  readonly started: (client: Client) => void;
  readonly stopped: () => void;
  readonly statusChanged: (status: ConnectionStatus) => void;
}

export const EMPTY_SNAPSHOT: Snapshot = {
  user: null,
  role: 'commenter',
  live: false,
  config: {},
  users: [],
  presence: [],
  threads: [],
  notifications: [],
  unreadCount: 0,
  activityLogs: [],
  pending: [],
};

/** What changes a snapshot. */
export const STATE_EVENTS = ['auth', 'users', 'config', 'presence', 'threads', 'notifications', 'reactions', 'typing', 'activity-logs'];

/** How long attributes may be missing before it is said: pages set them one after another, a token often by a fetch. */
const PATIENCE_MS = 1500;

export class Session {
  readonly #host: SessionHost;
  readonly #hooks: SessionHooks;
  #options: SessionOptions | null = null;
  #client: Client | null = null;
  #identity: string | null = null;
  #snapshot: Snapshot | null = null;
  #subscriptions: Unsubscribe[] = [];
  #problem: Problem | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #reported = '';

  constructor(host: SessionHost, hooks: SessionHooks) {
    this.#host = host;
    this.#hooks = hooks;
  }

  get client(): Client | null {
    return this.#client;
  }

  get status(): ConnectionStatus {
    return this.#client?.status ?? 'idle';
  }

  /** What keeps the widget from starting, once it is sure. */
  get problem(): Problem | null {
    return this.#problem;
  }

  get snapshot(): Snapshot {
    if (!this.#client) return EMPTY_SNAPSHOT;
    this.#snapshot ??= snapshotOf(this.#client);
    return this.#snapshot;
  }

  configure(options: SessionOptions): void {
    this.#options = options;
    if (this.#host.isConnected) this.#apply(options);
  }

  /** The element entered a page. Loading begins here, before the attributes are complete. */
  attach(): void {
    if (this.#options) this.#apply(this.#options);
    else clientPart.load().catch(() => undefined);
  }

  /** The element left the page; when it only moves, it is back before the next task. */
  detach(): void {
    setTimeout(() => {
      if (!this.#host.isConnected) this.#stop();
    });
  }

  #apply(options: SessionOptions): void {
    const problem = findProblem({ ...options, hasTokenProvider: options.getToken !== undefined });
    clearTimeout(this.#patience);
    if (problem) {
      this.#stop();
      if (problem.kind === 'missing') this.#patience = setTimeout(() => this.#report(problem), PATIENCE_MS);
      else this.#report(problem);
      return;
    }
    const identity = JSON.stringify([options.apiKey, options.room, options.endpoint, options.tokenEndpoint, options.p2p]);
    if (identity !== this.#identity) {
      this.#stop();
      this.#identity = identity;
      void this.#start(identity);
    } else if (this.#client) {
      refreshClient(this.#client, { ...options, place: identity });
    }
  }

  async #start(identity: string): Promise<void> {
    let constructor: ClientConstructor;
    try {
      constructor = await clientPart.load();
    } catch (error) {
      if (identity === this.#identity) {
        this.#identity = null;
        this.#report(loadProblem(error));
      }
      return;
    }
    // The attributes may have changed, or the element may have gone, while the file was on its way.
    if (identity !== this.#identity || !this.#options) return;
    this.#open(constructor, this.#options);
  }

  #open(constructor: ClientConstructor, options: SessionOptions): void {
    let client: Client;
    try {
      client = takeClient({ ...options, place: this.#identity ?? '' }, () => new constructor(clientOptions(options)));
    } catch (error) {
      this.#report({ kind: 'options', message: error instanceof Error ? error.message : String(error) });
      return;
    }
    this.#client = client;
    this.#snapshot = null;
    this.#setProblem(null);
    const changed = (): void => {
      this.#snapshot = null;
      this.#host.requestUpdate();
    };
    this.#subscriptions = [
      ...STATE_EVENTS.map((event) => client.state.on(event, changed)),
      client.on('pending', changed),
      client.on('status', ({ status }: { status: ConnectionStatus }) => {
        changed();
        this.#hooks.statusChanged(status);
      }),
      ...forwardEvents(client, this.#host),
    ];
    this.#hooks.started(client);
    // One that another element uses already is on its way.
    if (client.status === 'idle') client.connect();
    else this.#hooks.statusChanged(client.status);
    changed();
  }

  #stop(): void {
    clearTimeout(this.#patience);
    this.#identity = null;
    this.#setProblem(null);
    const client = this.#client;
    if (!client) return;
    this.#client = null;
    this.#snapshot = null;
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
    this.#hooks.stopped();
    releaseClient(client);
    this.#host.requestUpdate();
  }

  #report(problem: Problem): void {
    this.#setProblem(problem);
    const tag = this.#host.localName;
    advicePart.load().then(
      ({ advice }) => this.#tell(problem, advice(problem, tag)),
      () => this.#tell(problem, `<${tag}> cannot start: ${JSON.stringify(problem)}`),
    );
  }

  #tell(problem: Problem, text: string): void {
    if (this.#reported === text) return;
    this.#reported = text;
    console.error(text);
    this.#host.dispatchEvent(new PulseErrorEvent(`widget_${problem.kind}`, text, false));
  }

  #setProblem(problem: Problem | null): void {
    if (this.#problem === problem) return;
    this.#problem = problem;
    this.#host.requestUpdate();
  }
}

function clientOptions(options: SessionOptions): ConstructorParameters<ClientConstructor>[0] {
  return {
    apiKey: options.apiKey ?? '',
    room: options.room ?? '',
    deviceType: deviceType(),
    ...(options.token ? { token: options.token } : {}),
    ...(options.endpoint ? { endpoint: options.endpoint } : {}),
    ...(options.tokenEndpoint ? { tokenEndpoint: new URL(options.tokenEndpoint, document.baseURI).href } : {}),
    ...(options.getToken ? { getToken: options.getToken } : {}),
    ...(options.p2p ? { p2p: true, iceServers: options.iceServers } : {}),
  };
}

export function snapshotOf(client: Client): Snapshot {
  const { state } = client;
  return {
    user: state.user ?? null,
    role: state.role,
    live: client.status === 'connected',
    config: state.config ?? {},
    users: state.users,
    presence: state.presence,
    threads: state.threads,
    notifications: state.notifications,
    unreadCount: state.unreadCount,
    activityLogs: state.activityLogs,
    pending: client.pending,
  };
}
