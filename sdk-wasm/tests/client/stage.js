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
