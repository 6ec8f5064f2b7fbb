// Without any idea where the WebAssembly file is.
import { compile, PulseClient, startWith } from './core.js';

export const init = (source) =>
  source === undefined
    ? Promise.reject(new TypeError('pulse-client/slim: init needs the address, bytes or module of pulse_bg.wasm'))
    : startWith(() => compile(source));
export { init as default, PulseClient };
