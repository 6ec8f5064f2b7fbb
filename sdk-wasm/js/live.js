// What is heard of a socket and of the page, who is told, and what is shown: whatever only moves JavaScript's own objects.

/** The events by their numbers in `src/listeners.rs`: a number crosses to JavaScript in a tenth of the time of a text. */
const EVENTS =
  'auth users config presence threads notifications reactions activity-logs typing error status connection token-expiring write:rejected pending'.split(
    ' ',
  );

/** Who listens to what. A listener that throws does not keep the others from hearing. */
export class Listeners {
  /** By event. The lists are replaced, never changed: listeners come and go while they are told. */
  #listeners = new Map();

  /** Adds a listener, once, and returns the function that removes it. */
  on(event, listener) {
    this.off(event, listener);
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return () => this.off(event, listener);
  }

  off(event, listener) {
    const others = (this.#listeners.get(event) ?? []).filter((known) => known !== listener);
    if (others.length) this.#listeners.set(event, others);
    else this.#listeners.delete(event);
  }

  clear() {
    this.#listeners.clear();
  }

  /** Whether somebody listens to the event of this number. */
  hears(number) {
    return this.#listeners.has(EVENTS[number]);
  }

  tell(number, payload) {
    this.say(EVENTS[number], payload);
  }

  say(event, payload) {
    const listeners = this.#listeners.get(event);
    if (!listeners) return;
    for (const listener of listeners) {
      try {
        listener(payload);
      } catch (error) {
        report(error);
      }
    }
  }
}

/** Shows an error of the page's own code to the page's developer. */
function report(error) {
  if (typeof reportError === 'function') reportError(error);
  else console.error(error);
}

/** The events of the state by which messages of others are told too. */
const STATE_EVENTS = {
  'auth:error': 'auth:error',
  'click:perform': 'click',
  'viewport:update': 'viewport',
  'selection:update': 'selection',
  'draw:stroke': 'draw-stroke',
  'draw:clear': 'draw-clear',
  'emoji:drop': 'emoji-drop',
};

/**
 * Who listens to a client, and the message it is dealing with, which the browser's parser reads once for everybody.
 *
 * Cursors go from here to their listeners. They change nothing, and are most of what there is to hear.
 */
export class Stage {
  client = new Listeners();
  state = new Listeners();
  /** The person's own id while the client is let in. */
  me;
  message;
  #aliveAt = -Infinity;

  hear(text, heard) {
    if (typeof text !== 'string') return;
    const message = parse(text);
    if (this.me !== undefined && message) {
      if (message.type === 'cursor:move') return this.#cursors([message], heard);
      if (message.type === 'cursor:batch' && Array.isArray(message.cursors)) return this.#cursors(message.cursors, heard);
    }
    this.message = message;
    try {
      heard(MESSAGE, text);
    } finally {
      this.message = undefined;
    }
  }

  #cursors(cursors, heard) {
    for (const cursor of cursors) {
      const { userId, position } = cursor ?? {};
      if (typeof userId !== 'string' || position === undefined || userId === this.me) continue;
      this.state.say('cursor', { userId, position });
      this.client.say('cursor:move', cursor.type ? cursor : { type: 'cursor:move', userId, position });
    }
    // The engine watches for silence: an empty text says that there is none.
    const now = performance.now();
    if (now - this.#aliveAt < LIFE_SIGN_INTERVAL_MS) return;
    this.#aliveAt = now;
    heard(MESSAGE, '');
  }

  /** Tells the message that is being dealt with. */
  tellMessage() {
    this.#tell(this.message);
  }

  /** Tells another one, such as a part of it. */
  tellText(text) {
    this.#tell(parse(text));
  }

  #tell(message) {
    if (!message) return;
    const event = STATE_EVENTS[message.type];
    if (event) this.state.say(event, message);
    this.client.say(message.type, message);
  }

  /** The comment that the message is about, when it has this id. */
  comment(id) {
    const comment = this.message?.comment;
    return comment?.id === id ? complete(comment) : undefined;
  }
}

/** A fraction of the shortest heartbeat. */
const LIFE_SIGN_INTERVAL_MS = 250;

/** A comment as it is shown: with what servers may leave out. */
function complete(comment) {
  comment.attachments ??= [];
  comment.editedAt ??= null;
  return comment;
}

/** A message; none for what is no object. */
function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The numbers of `src/socket.rs`; greater ones are close codes. */
const OPEN = 0;
const MESSAGE = 1;
const LOST = 1006;

/** A socket. Once it is closed nothing is heard of it any more. */
export class Socket {
  #socket;

  constructor(SocketClass, url, stage, heard) {
    const socket = new (SocketClass ?? WebSocket)(url);
    this.#socket = socket;
    socket.onopen = () => heard(OPEN, '');
    socket.onmessage = ({ data }) => stage.hear(data, heard);
    socket.onclose = ({ code }) => heard(code > MESSAGE ? code : LOST, '');
    // The package ws ends the process over an error that nobody listens to. It is followed by a close.
    socket.onerror = () => {};
  }

  /** Bytes that wait for the network. */
  get backlog() {
    return this.#socket.bufferedAmount;
  }

  send(text) {
    try {
      this.#socket.send(text);
    } catch {
      // What cannot be sent any more is followed by the news that the socket closed.
    }
  }

  close() {
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    try {
      this.#socket.close(1000);
    } catch {
      // It was never open.
    }
  }
}

/** What happens to the page, by the numbers of `src/page.rs`. Where there is no page nothing does. */
export class PageEvents {
  #listening = [];

  constructor(told) {
    const { document } = globalThis;
    let usedAt = -Infinity;
    const used = () => {
      const now = performance.now();
      if (now - usedAt < USED_INTERVAL_MS) return;
      usedAt = now;
      told(USED);
    };
    const seen = () => {
      const visible = document.visibilityState === 'visible';
      told(visible ? VISIBLE : HIDDEN);
      if (visible) used();
    };
    const tells = (number) => () => told(number);
    // The socket would keep the page from being kept for "back".
    const [frozen, resumed] = [tells(FROZEN), tells(RESUMED)];
    this.#listen(globalThis, {
      online: tells(ONLINE),
      offline: tells(OFFLINE),
      pagehide: frozen,
      pageshow: resumed,
      // An error on the page may be a fault of ours.
      error: tells(FAULT),
      pointermove: used,
      pointerdown: used,
      keydown: used,
      scroll: used,
    });
    if (document) this.#listen(document, { visibilitychange: seen, freeze: frozen, resume: resumed });
  }

  #listen(target, acts) {
    for (const type in acts) {
      // Passive, so that scrolling never waits; on the way down, so that nothing on the page keeps it from us.
      target.addEventListener?.(type, acts[type], LISTENING);
      this.#listening.push([target, type, acts[type]]);
    }
  }

  stop() {
    for (const [target, type, act] of this.#listening.splice(0)) target.removeEventListener?.(type, act, LISTENING);
  }
}

const ONLINE = 0;
const OFFLINE = 1;
const VISIBLE = 2;
const HIDDEN = 3;
const FROZEN = 4;
const RESUMED = 5;
const USED = 6;
const FAULT = 7;
const LISTENING = { passive: true, capture: true };
const USED_INTERVAL_MS = 5_000;

/**
 * The list of conversations, made of the objects that came out of the server's messages. A thread that did not change
 * keeps its object, and so does a comment; a list in which something changed is another array.
 *
 * `src/threads.rs` knows what changed and tells it row by row, between `begin` and `end`.
 */
export class Threads {
  #stage;
  #threads = [];
  /** The comments of each, in lists of our own: the page may sort what it was given. */
  #comments = [];
  #list;
  #made;
  #changed;
  #next = 0;

  constructor(stage) {
    this.#stage = stage;
  }

  begin() {
    this.#made = { threads: [], comments: [] };
    this.#next = 0;
  }

  /** A row as it was, here or elsewhere. */
  keep(at) {
    this.#push(this.#threads[at], this.#comments[at]);
  }

  /** The row of a thread that the message brought, with so many comments. False when the message has none such. */
  adopt(id, count) {
    const { type, threads, thread } = this.#stage.message ?? {};
    let found;
    if (type === 'thread:created') found = thread;
    else if (type === 'auth:ok') {
      // Mostly they come in order.
      if (threads[this.#next]?.id !== id) this.#next = threads.findIndex((known) => known.id === id);
      found = threads[this.#next];
      this.#next += 1;
    }
    if (found?.id !== id || found.comments.length !== count) return false;
    found.position ??= null;
    this.#push(found, found.comments.map(complete));
    return true;
  }

  /** A row of its own: a thread without comments, and them. */
  make(thread, comments) {
    thread.comments = comments.slice();
    this.#push(thread, comments);
  }

  /** A row of which something changed; its comments follow. `position` is JSON, where it did. */
  change(at, resolved, updatedMs, position, opId) {
    const thread = { ...this.#threads[at], resolved, updatedAt: new Date(updatedMs).toISOString() };
    if (position !== undefined) thread.position = JSON.parse(position);
    if (opId !== undefined) Object.assign(thread, { opId, pending: true });
    else if (thread.pending) {
      delete thread.opId;
      delete thread.pending;
    }
    this.#changed = { thread, comments: this.#comments[at] };
  }

  /** The comments of the changed row: these in the place of the ones from `from` to `to`. */
  comments(from, to, fresh) {
    const { thread, comments } = this.#changed;
    const own = comments.slice();
    own.splice(from, to - from, ...fresh);
    thread.comments = own.slice();
    this.#push(thread, own);
  }

  /** What was made stands in the place of the rows from `from` to `to`. */
  end(from, to) {
    const { threads, comments } = this.#made;
    if (threads.length === to - from) {
      threads.forEach((thread, nth) => {
        this.#threads[from + nth] = thread;
        this.#comments[from + nth] = comments[nth];
      });
    } else {
      this.#threads = [...this.#threads.slice(0, from), ...threads, ...this.#threads.slice(to)];
      this.#comments = [...this.#comments.slice(0, from), ...comments, ...this.#comments.slice(to)];
    }
    this.#made = this.#list = undefined;
  }

  list() {
    this.#list ??= this.#threads.slice();
    return this.#list;
  }

  #push(thread, comments) {
    this.#made.threads.push(thread);
    this.#made.comments.push(comments);
  }
}
