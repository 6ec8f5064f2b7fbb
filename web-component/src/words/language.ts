/** The language that one element speaks: English, until the file of another has come. */
import { languageParts } from '../parts.ts';
import type { Strings } from '../strings.ts';

export class Language {
  readonly #changed: () => void;
  #spoken = '';
  #words: Partial<Strings> = {};

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What differs from English. */
  get words(): Partial<Strings> {
    return this.#words;
  }

  /** @param locale such as `de-CH`; of one that nobody has translated, nothing is loaded */
  speak(locale: string): void {
    const [language = ''] = locale.toLowerCase().split('-');
    if (language === this.#spoken) return;
    this.#spoken = language;
    this.#words = {};
    const part = Object.hasOwn(languageParts, language) ? languageParts[language as keyof typeof languageParts] : undefined;
    part?.load().then(
      ({ words }) => {
        if (language !== this.#spoken) return;
        this.#words = words;
        this.#changed();
      },
      // English is better than nothing, and said nowhere: another language may be asked for later.
      () => undefined,
    );
  }
}
