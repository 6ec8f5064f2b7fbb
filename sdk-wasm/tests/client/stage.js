// What the tests put in the place of the browser's own.

class FakeSocket {
  constructor(url) {
    this.url = url;
    this.sent = [];
    this.bufferedAmount = 0;
    this.closed = false;
    sockets.push(this);
  }
  send(text) {
    this.sent.push(text);
  }
  close() {
    this.closed = true;
  }
}

let sockets = [];
let listening = 0;
const ticking = new Set();

export function install() {
  sockets = [];
  globalThis.WebSocket = FakeSocket;
}

export const lastSocket = () => sockets.at(-1);
export const socketCount = () => sockets.length;

/** Counts the listeners on the window and the document from now on. */
export function countListeners() {
  for (const target of [globalThis, document]) {
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    target.addEventListener = (...args) => {
      listening += 1;
      addEventListener.apply(target, args);
    };
    target.removeEventListener = (...args) => {
      listening -= 1;
      removeEventListener.apply(target, args);
    };
  }
}
export const listenerCount = () => listening;

/** Counts the timers that are set from now on and have neither rung nor been stopped. */
export function countTimers() {
  const { setTimeout, clearTimeout } = globalThis;
  globalThis.setTimeout = (callback, delay) => {
    const id = setTimeout(() => {
      ticking.delete(id);
      callback();
    }, delay);
    ticking.add(id);
    return id;
  };
  globalThis.clearTimeout = (id) => {
    ticking.delete(id);
    clearTimeout(id);
  };
}
export const timerCount = () => ticking.size;

let held;

/** Time stands still from now on, until it is made to pass or is released. */
export function holdTime() {
  const before = { now: Date.now, steady: performance.now, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  held = { unixMs: Date.now(), steadyMs: performance.now(), timers: new Map(), next: 1 };
  Date.now = () => held.unixMs;
  performance.now = () => held.steadyMs;
  globalThis.setTimeout = (callback, delay) => {
    held.timers.set(held.next, { callback, at: held.unixMs + delay });
    return held.next++;
  };
  globalThis.clearTimeout = (id) => held.timers.delete(id);
  return before;
}
export function passTime(ms) {
  const until = held.unixMs + ms;
  for (;;) {
    const [id, timer] = [...held.timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
    if (!timer || timer.at > until) break;
    held.timers.delete(id);
    step(Math.max(timer.at - held.unixMs, 0));
    timer.callback();
  }
  step(until - held.unixMs);
}
function step(ms) {
  held.unixMs += ms;
  held.steadyMs += ms;
}
export function releaseTime(before) {
  Date.now = before.now;
  delete performance.now;
  Object.assign(globalThis, { setTimeout: before.setTimeout, clearTimeout: before.clearTimeout });
}

/** Reads this while no entry can be put into a `Map`, and says what was thrown. */
export function readWithoutMaps(object, name) {
  const { set } = Map.prototype;
  Map.prototype.set = () => {
    throw new Error('no more maps');
  };
  try {
    void object[name];
    return 'nothing was thrown';
  } catch (error) {
    return error.message;
  } finally {
    Map.prototype.set = set;
  }
}

/** A storage as browsers have them, which may be full. */
export class MemoryStorage {
  #texts = new Map();
  full = false;
  get length() {
    return this.#texts.size;
  }
  key(index) {
    return [...this.#texts.keys()][index] ?? null;
  }
  getItem(key) {
    return this.#texts.get(key) ?? null;
  }
  setItem(key, text) {
    if (this.full) throw new DOMException('no room', 'QuotaExceededError');
    this.#texts.set(key, text);
  }
  removeItem(key) {
    this.#texts.delete(key);
  }
}
export const memoryStorage = () => new MemoryStorage();

/** Takes the place of the browser's request: answers each with the next of these, and says what was asked. */
export function answerUploads(answers) {
  const asked = [];
  globalThis.XMLHttpRequest = class {
    upload = {};
    headers = {};
    open(method, url) {
      Object.assign(this, { method, url });
    }
    setRequestHeader(name, value) {
      this.headers[name] = value;
    }
    abort() {
      this.onabort();
    }
    send(body) {
      const file = body.get('file');
      asked.push({ method: this.method, url: this.url, headers: this.headers, name: file.name, size: file.size });
      const answer = answers.shift();
      this.upload.onprogress?.({ loaded: 1, total: 2 });
      queueMicrotask(() => {
        if (answer === 'never') return;
        if (answer === 'unreachable') return this.onerror();
        [this.status, this.responseText] = answer;
        this.onload();
      });
    }
  };
  return asked;
}
export const file = (name, size) => new File([new Uint8Array(size)], name);

/** Collects what is reported to the developer in the place of the console. */
export function collectReports() {
  const reports = [];
  globalThis.reportError = (error) => reports.push(String(error.message ?? error));
  return reports;
}

/** Collects promises that are rejected and that nobody looks at. */
export function collectUnhandled() {
  const unhandled = [];
  globalThis.addEventListener('unhandledrejection', (event) => {
    unhandled.push(String(event.reason));
    event.preventDefault();
  });
  return unhandled;
}

/** Answers `fetch` with this status and body, and returns what was asked. */
export function answerFetch(status, body) {
  const asked = [];
  globalThis.fetch = async (url, init) => {
    asked.push({ url, credentials: init.credentials });
    return new Response(body, { status });
  };
  return asked;
}

export const thrower = () => () => {
  throw new Error('boom');
};
export const recorder = (list) => (payload) => list.push(payload);
export const answerer = (answer) => (request) => {
  answerer.reason = request.reason;
  return answer;
};
export const lastReason = () => answerer.reason;
export const refuser = (status) => () => {
  throw Object.assign(new Error('signed out'), { status });
};
export const dispatch = (where, type) => (where === 'document' ? document : globalThis).dispatchEvent(new Event(type));
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
