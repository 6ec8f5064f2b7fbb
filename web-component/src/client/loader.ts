/** Brings the WebAssembly client into the page. */
import init, { PulseClient } from 'pulse-client';
import type { ClientConstructor } from './contract.ts';

let source: (() => URL | string | Promise<Response>) | undefined;

/** Says where the `.wasm` file is. Without it the client module looks beside itself. */
export function setWasmUrl(url: string | URL): void {
  source = () => url;
}

/** Says how to get the `.wasm` file; asked again after a failure. */
export function setWasmSource(get: () => Promise<Response>): void {
  source = get;
}

/** Fetches and compiles; `clientPart` sees to it that this happens once. */
export async function loadClient(): Promise<ClientConstructor> {
  await init(source && { module_or_path: source() });
  return PulseClient;
}
