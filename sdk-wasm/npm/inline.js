// With the WebAssembly file inside, as text.
import { bytes } from './bytes.js';
import { compile, PulseClient, startWith } from './core.js';

export const init = (source) => startWith(() => compile(source ?? bytes()));
export { init as default, PulseClient };
