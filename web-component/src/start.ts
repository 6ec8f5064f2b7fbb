/** What `pulse.js` loads first: the element, and where the rest of it comes from. */
import { loadClient, setSharedData, setWasmSource } from './client/loader.ts';
import { watchForElements } from './elements/watch.ts';
import * as parts from './parts.ts';
import { register } from './register.ts';

export * from './shared.ts';

/** The files beside `pulse.js`, as it gets them. */
export interface Files {
  readonly wasm: () => Promise<Response>;
  readonly module: <T>(name: string, attempt: number) => Promise<T>;
}

export function start({ wasm, module }: Files): void {
  const { advicePart, clientPart, elementsPart, emojiPart, languageParts, surfacesPart } = parts;
  setWasmSource(wasm);
  setSharedData((attempt) => module('shared', attempt));
  clientPart.from(loadClient);
  surfacesPart.from((attempt) => module('surfaces', attempt));
  advicePart.from((attempt) => module('advice', attempt));
  emojiPart.from((attempt) => module('emoji', attempt));
  elementsPart.from(async (attempt) => {
    const elements = await module<parts.Elements>('elements', attempt);
    elements.share(parts);
    return elements;
  });
  for (const [language, part] of Object.entries(languageParts)) part.from((attempt) => module(`words-${language}`, attempt));
  // Last, as registering starts the elements that are already in the page.
  register();
  watchForElements();
}
