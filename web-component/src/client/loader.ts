/** Brings the WebAssembly client into the page: once, when the first element asks, and again after a failure. */
import init, { PulseClient } from 'pulse-client';
import type { ClientConstructor } from './contract.ts';

let wasmUrl: string | URL | undefined;
let loading: Promise<ClientConstructor> | undefined;

/** Says where the `.wasm` file is. Without it the client module looks beside itself. */
export function setWasmUrl(url: string | URL): void {
  wasmUrl = url;
}

/** Fetches and compiles on the first call; later calls share the result. A failed attempt is not remembered. */
export function loadClient(): Promise<ClientConstructor> {
  loading ??= init(wasmUrl === undefined ? undefined : { module_or_path: wasmUrl }).then(
    () => PulseClient,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
