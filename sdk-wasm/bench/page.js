// The measured work, in a page of its own for each client and measure. The server is played, except where it is the
// subject, so that nothing but the client counts.

const USERS = 50;
const ROOM_OPTIONS = { apiKey: 'pk_1', token: 't', room: 'bench', endpoint: 'ws://played.example' };

/** The clients by name: classes with the original's interface. `bytes` is what one holds outside of JavaScript's heap. */
const CLIENTS = {
  async ours() {
    const { default: init, PulseClient } = await import('/ours/pulse_client.js');
    // Under whatever short name it has.
    const memory = Object.values(await init()).find((one) => one instanceof WebAssembly.Memory);
    return { Client: PulseClient, bytes: () => memory.buffer.byteLength };
  },
  async original() {
    await import('/original/pulse-elements.js');
    // The class is not exported; its elements make clients of it.
    const provider = document.createElement('pulse-provider');
    Object.assign(provider, ROOM_OPTIONS);
    document.body.append(provider);
    const Client = provider.client.constructor;
    provider.client.destroy();
    provider.remove();
    return { Client, bytes: () => 0 };
  },
};

class PlayedSocket extends EventTarget {
  static OPEN = 1;
  static last;
  readyState = 1;
  bufferedAmount = 0;
  constructor() {
    super();
    PlayedSocket.last = this;
  }
  send() {}
  close() {}
  hear(type, data) {
    const event = new MessageEvent(type, { data });
    this[`on${type}`]?.(event);
    this.dispatchEvent(event);
  }
}

let held;

const MEASURES = {
  /** Cursor messages a second. */
  cursors: ({ Client }) => cursors(Client, Array.from({ length: 50_000 }, (_, at) => JSON.stringify({ type: 'cursor:move', ...cursor(at) }))),

  /** The same, as a server of version 2 sends them: gathered. */
  gathered: ({ Client }) =>
    cursors(
      Client,
      Array.from({ length: 1_000 }, (_, batch) => JSON.stringify({ type: 'cursor:batch', cursors: Array.from({ length: USERS }, (_, at) => cursor(batch * USERS + at)) })),
    ),

  /** New comments a second, in a room of 100 threads whose list is read after each. */
  comments: ({ Client }) => {
    const { socket, client } = letIn(Client, threads(100, 1));
    let shown = 0;
    client.state.on('threads', (list) => (shown += list.length));
    const messages = Array.from({ length: 2_000 }, (_, at) => commentCreated(at, 100));
    return { value: perSecond(messages.length, () => messages.forEach((message) => socket.hear('message', message))), check: shown };
  },

  /** Milliseconds from a snapshot of 1,000 threads and 10,000 comments to its `threads` event. */
  snapshot: ({ Client }) => {
    const { socket, client } = connect(Client);
    const message = authOk(threads(1_000, 10));
    let at;
    client.state.on('threads', (list) => {
      if (list.length === 1_000 && list[999].comments.length === 10) at ??= performance.now();
    });
    const start = performance.now();
    socket.hear('message', message);
    return { value: at - start, check: client.state.threads.length };
  },

  /** Holds a client that has seen 10,000 comments; the runner looks at the memory. */
  memory: ({ Client, bytes }) => {
    const { socket, client } = letIn(Client, threads(100, 1));
    for (let at = 0; at < 10_000; at += 1) socket.hear('message', commentCreated(at, 100));
    held = client;
    return { value: bytes(), check: held.state.threads.length };
  },

  /** Milliseconds from `connect()` to being let in by a real server. */
  connect: async ({ Client }) => {
    const options = await (await fetch('/options.json')).json();
    const { token } = await (await fetch('/token')).json();
    const client = new Client({ ...options, token, endpoint: options.endpoint.replace('http', 'ws') });
    const start = performance.now();
    await new Promise((resolve) => {
      client.on('auth:ok', resolve);
      client.connect();
    });
    const value = performance.now() - start;
    client.destroy();
    return { value, check: 1 };
  },
};

/** One measure of one client. */
globalThis.measure = async (client, name) => {
  const RealSocket = globalThis.WebSocket;
  globalThis.WebSocket = PlayedSocket;
  const loaded = await CLIENTS[client]();
  if (name === 'connect') globalThis.WebSocket = RealSocket;
  const { value, check } = await MEASURES[name](loaded);
  if (!check) throw new Error(`${client} did nothing of ${name}`);
  return value;
};

function cursors(Client, messages) {
  const { socket, client } = letIn(Client, []);
  let moved = 0;
  client.state.on('cursor', ({ position }) => (moved += position.x));
  const value = perSecond(50_000, () => messages.forEach((message) => socket.hear('message', message)));
  return { value, check: moved };
}

function perSecond(count, work) {
  const start = performance.now();
  work();
  return (count / (performance.now() - start)) * 1_000;
}

function connect(Client) {
  const client = new Client(ROOM_OPTIONS);
  client.connect();
  const socket = PlayedSocket.last;
  socket.hear('open');
  return { client, socket };
}

function letIn(Client, list) {
  const { client, socket } = connect(Client);
  socket.hear('message', authOk(list));
  return { client, socket };
}

const NOW = '2026-05-01T09:00:00.000Z';
const user = (at) => ({ id: `u${at}`, name: `Person ${at}`, color: '#336699' });
const cursor = (at) => ({ userId: `u${at % USERS}`, position: { x: 1 + (at % 1_000), y: at % 700, pageX: at % 1_000, pageY: at % 3_000 } });
const comment = (id, threadId, at) => ({ id, threadId, userId: `u${at % USERS}`, body: `This is comment ${at} and it has some words in it.`, mentions: [], attachments: [], createdAt: NOW, editedAt: null });

function threads(count, comments) {
  return Array.from({ length: count }, (_, at) => ({
    id: `t${at}`,
    roomId: 'bench',
    resolved: false,
    position: { x: 0.5, y: 0.5 },
    comments: Array.from({ length: comments }, (_, nth) => comment(`t${at}c${nth}`, `t${at}`, nth)),
    createdAt: NOW,
    updatedAt: NOW,
  }));
}

function commentCreated(at, count) {
  return JSON.stringify({ type: 'comment:created', seq: at + 1, threadId: `t${at % count}`, comment: comment(`c${at}`, `t${at % count}`, at) });
}

function authOk(list) {
  const users = Array.from({ length: USERS }, (_, at) => user(at));
  const version2 = { protocol: 2, epoch: 'e', seq: 0, serverTime: Date.now(), tokenExpiresAt: Date.now() + 3_600_000, heartbeatMs: 15_000 };
  return JSON.stringify({ type: 'auth:ok', user: users[0], users, presence: [], threads: list, notifications: [], reactions: [], activityLogs: [], ...version2 });
}
