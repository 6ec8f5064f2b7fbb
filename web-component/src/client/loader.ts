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

/** Says how to get shared data, for the client that has it in a file of its own. */
export function setSharedData(get: (attempt: number) => Promise<unknown>): void {
  PulseClient.sharedData = get;
}

/** Fetches and compiles; `clientPart` sees to it that this happens once. */
export async function loadClient(): Promise<ClientConstructor> {
  await init(source && { module_or_path: source() });
  return PulseClient;
}
