/**
 * Entry of `pulse.js`, the classic script. It only finds the other files beside itself and fetches what is needed first,
 * all at once: the element is a module, so that what is loaded later shares its code. Pages that check the script by
 * `integrity` get every other file checked too.
 */
import type { Files } from './start.ts';

/** The name of each part's file, the WebAssembly file's and that of the list of all hashes included. */
declare const PULSE_FILES: Readonly<Record<string, string>>;

/** The hashes of what is needed first, and of the list. */
declare const PULSE_HASHES: Readonly<Record<string, string>>;

// Known only while the script runs for the first time. It may come from another host than the page.
const script = document.currentScript;
const home = script instanceof HTMLScriptElement && script.src ? script.src : document.baseURI;
const checked = script instanceof HTMLScriptElement && script.integrity !== '';
let early: Promise<Response> | undefined;

const element = load<{ start: (files: Files) => void }>('start', 0);
// By then the page's next script has made its element. Else the file is fetched when there is one.
setTimeout(() => {
  if (!document.querySelector('pulse-widget, pulse-provider')) return;
  early = wasm();
  early.catch(() => undefined);
});
element.then(
  ({ start }) => start({ module: load, wasm: () => fetched() }),
  (error: unknown) =>
    console.error(
      `<pulse-widget> could not be loaded (${String(error)}). Check that all files are served beside pulse.js with Access-Control-Allow-Origin, and that script-src allows them.`,
    ),
);

function fetched(): Promise<Response> {
  const first = early ?? wasm();
  early = undefined;
  return first;
}

async function wasm(): Promise<Response> {
  return fetch(beside('wasm'), checked ? { integrity: await hashOf('wasm') } : {});
}

/** Browsers remember by its address that a module failed, so another attempt gets another one. */
async function load<T>(part: string, attempt: number): Promise<T> {
  const address = beside(part, attempt ? `?${attempt}` : '');
  if (checked) await check(address, await hashOf(part));
  return import(address) as Promise<T>;
}

function beside(part: string, query = ''): string {
  return new URL(PULSE_FILES[part] + query, home).href;
}

async function hashOf(part: string): Promise<string> {
  const known = PULSE_HASHES[part];
  if (known) return known;
  const list = await fetch(beside('hashes'), { integrity: PULSE_HASHES['hashes'] ?? '' });
  return ((await list.json()) as Record<string, string>)[part] ?? '';
}

/** An import cannot say what it expects, a link can. What it fetched is what the import then runs. */
function check(address: string, integrity: string): Promise<void> {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'modulepreload', crossOrigin: '', integrity, href: address });
  return new Promise<void>((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(`${address} could not be fetched, or is not what was built`));
    document.head.append(link);
  }).finally(() => link.remove());
}
