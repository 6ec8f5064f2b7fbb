import type { WasmSource } from './types.js';

export * from './types.js';

/**
 * Starts the client. Call it before the first `PulseClient` is made; calling it again does no harm.
 *
 * @param source Where `pulse_bg.wasm` is, if not beside the package's own files.
 */
export function init(source?: WasmSource): Promise<void>;
export default init;
