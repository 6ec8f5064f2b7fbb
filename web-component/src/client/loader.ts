/** Brings the WebAssembly client into the page. */
import init, { PulseClient } from 'pulse-client';
import type { ClientConstructor } from './contract.ts';

let wasmUrl: string | URL | undefined;

/** Says where the `.wasm` file is. Without it the client module looks beside itself. */
export function setWasmUrl(url: string | URL): void {
  wasmUrl = url;
}

/** Fetches and compiles; `clientPart` sees to it that this happens once. */
export async function loadClient(): Promise<ClientConstructor> {
  await init(wasmUrl === undefined ? undefined : { module_or_path: wasmUrl });
  return PulseClient;
}
