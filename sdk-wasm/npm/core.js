// The client and its start: what every entry point shares.
import start, { PulseClient as Client } from '../shared-data/client.js';

let started = false;
let starting;
let SocketClass;

/**
 * Starts the client with what `load` gives, once: later calls share the first one that succeeds.
 *
 * @param {() => Promise<WebAssembly.Module>} load
 * @returns {Promise<void>}
 */
export function startWith(load) {
  starting ??= run(load).catch((error) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

async function run(load) {
  const [module] = await Promise.all([load(), findSocketClass()]);
  await start({ module_or_path: module });
  started = true;
}

/**
 * Compiles what there is: a module, bytes, a response, an address, or a promise of one of them.
 *
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile(source) {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given);
  const response = given instanceof Response ? given : await fetch(given);
  if (!response.ok) throw new Error(`pulse-client: ${response.url} answered ${response.status}`);
  const type = response.headers.get('content-type') ?? '';
  return type.startsWith('application/wasm') ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

export class PulseClient extends Client {
  static sharedData = async () => {
    const module = await import('./shared.js');
    // A CommonJS module may be seen as one value.
    return module.SharedData ? module : module.default;
  };

  constructor(options) {
    if (!started) throw new Error('PulseClient: call init() and wait for its promise first');
    super(SocketClass && options && !options.WebSocket ? { ...options, WebSocket: SocketClass } : options);
  }
}

/** Whether this is Node.js, which fetches no files and before version 22 has no sockets of its own. */
export const isNode = () => typeof process === 'object' && typeof process.versions?.node === 'string' && typeof window === 'undefined';

async function findSocketClass() {
  if (typeof WebSocket !== 'undefined' || !isNode()) return;
  try {
    // The name in a variable: bundlers would look for a package that most do not need.
    const name = 'ws';
    SocketClass = (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ name)).default;
  } catch (cause) {
    throw new Error('pulse-client: this Node.js has no WebSocket; install the package ws, or use Node.js 22', { cause });
  }
}
