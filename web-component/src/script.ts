/** Entry of `pulse.js`, the classic script: finds its other files beside itself and registers the element. */
import { setWasmUrl } from './client/loader.ts';
import { register } from './register.ts';
import { setSurfacesSource } from './surfaces-loader.ts';

declare const PULSE_WASM_FILE: string;
declare const PULSE_SURFACES_FILE: string;

// Known only while the script runs for the first time. It may come from another host than the page.
const script = document.currentScript;
const home = script instanceof HTMLScriptElement && script.src ? script.src : document.baseURI;
setWasmUrl(new URL(PULSE_WASM_FILE, home));
setSurfacesSource((attempt) => import(new URL(attempt ? `${PULSE_SURFACES_FILE}?${attempt}` : PULSE_SURFACES_FILE, home).href));

// Last, as registering starts the elements that are already in the page.
register();
