// The WebAssembly file beside this one, and where that cannot be had, the copy in text.
import { compile, isNode, PulseClient, startWith } from './core.js';

export const init = (source) => startWith(() => (source === undefined ? find() : compile(source)));
export { init as default, PulseClient };

async function find() {
  if (isNode()) return copy();
  try {
    return await compile(new URL('./pulse_bg.wasm', import.meta.url));
  } catch (error) {
    // Development servers that move this file leave the other behind.
    return copy().catch(() => Promise.reject(error));
  }
}

async function copy() {
  const { bytes } = await import('./bytes.js');
  return compile(bytes());
}
