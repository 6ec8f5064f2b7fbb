// The npm package `pulse-client` (sdk-wasm) as this package sees it: the bundler puts the real module in its place.
import type { ClientConstructor } from '../src/client/contract.ts';

export default function init(source?: { module_or_path: string | URL | Promise<Response> }): Promise<unknown>;
export const PulseClient: ClientConstructor & { sharedData?: (attempt: number) => Promise<unknown> };
