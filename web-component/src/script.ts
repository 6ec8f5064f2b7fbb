/** Entry of `pulse.js`, the classic script: finds its WebAssembly file beside itself and registers the element. */
import { setWasmUrl } from './client/loader.ts';
import { register } from './register.ts';

declare const PULSE_WASM_FILE: string;

// Known only while the script runs for the first time. It may come from another host than the page.
const script = document.currentScript;
setWasmUrl(new URL(PULSE_WASM_FILE, script instanceof HTMLScriptElement && script.src ? script.src : document.baseURI));

// Last, as registering starts the elements that are already in the page.
register();
