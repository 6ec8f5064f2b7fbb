/** Entry of `pulse.js`, the classic script: finds its other files beside itself and registers the element. */
import { loadClient, setWasmUrl } from './client/loader.ts';
import { watchForElements } from './elements/watch.ts';
import * as parts from './parts.ts';
import { register } from './register.ts';

const { clientPart, elementsPart, emojiPart, languageParts, surfacesPart } = parts;

declare const PULSE_FILES: Readonly<Record<'wasm' | 'surfaces' | 'emoji' | 'elements' | `words-${keyof typeof languageParts}`, string>>;

// Known only while the script runs for the first time. It may come from another host than the page.
const script = document.currentScript;
const home = script instanceof HTMLScriptElement && script.src ? script.src : document.baseURI;
setWasmUrl(new URL(PULSE_FILES.wasm, home));
clientPart.from(loadClient);
surfacesPart.from((attempt) => import(beside(PULSE_FILES.surfaces, attempt)));
emojiPart.from((attempt) => import(beside(PULSE_FILES.emoji, attempt)));
elementsPart.from(async (attempt) => {
  const elements: parts.Elements = await import(beside(PULSE_FILES.elements, attempt));
  elements.share(parts);
  return elements;
});
for (const language of Object.keys(languageParts) as (keyof typeof languageParts)[]) {
  languageParts[language].from((attempt) => import(beside(PULSE_FILES[`words-${language}`], attempt)));
}

// Last, as registering starts the elements that are already in the page.
register();
watchForElements();

function beside(file: string, attempt: number): string {
  return new URL(attempt ? `${file}?${attempt}` : file, home).href;
}
