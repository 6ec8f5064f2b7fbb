import type { WasmSource } from './types.js';

export * from './types.js';

/**
 * Starts the client, without a request. Call it before the first `PulseClient` is made; calling it again does no harm.
 *
 * @param source Another module than the one inside.
 */
export function init(source?: WasmSource): Promise<void>;
export default init;
