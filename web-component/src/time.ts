/** Times as people say them, in the reader's language. */

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
];
const WEEK = 7 * 86_400;

/** "now", "5 min. ago", "yesterday"; after a week the date. */
export function relativeTime(iso: string, nowMs: number, locale: string, nowWord: string): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return '';
  const seconds = Math.max(0, (nowMs - then) / 1000);
  if (seconds < 60) return nowWord;
  if (seconds >= WEEK) return dates(locale).format(then);
  const [unit, size] = UNITS.findLast(([, length]) => seconds >= length) ?? ['minute', 60];
  return spans(locale).format(-Math.floor(seconds / size), unit);
}

/** How long something plays: "0:42", "12:05". */
export function playingTime(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function fullTime(iso: string, locale: string): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return '';
  return moments(locale).format(then);
}

/** The language for `Intl`: the nearest `lang`, if the browser knows it, else the browser's own. */
export function localeOf(element: Element): string {
  const lang = element.closest('[lang]')?.getAttribute('lang');
  try {
    if (lang) return Intl.getCanonicalLocales(lang)[0] ?? navigator.language;
  } catch {
    // A lang attribute that is no language tag is the page's slip and no reason to show no times.
  }
  return navigator.language;
}

/** Making a formatter takes longer than rendering the comment it is for, so each is kept for its language. */
function kept<T>(make: (locale: string) => T): (locale: string) => T {
  const made = new Map<string, T>();
  return (locale) => {
    const one = made.get(locale) ?? make(locale);
    made.set(locale, one);
    return one;
  };
}

const dates = /* @__PURE__ */ kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));
const moments = /* @__PURE__ */ kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }));
const spans = /* @__PURE__ */ kept((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }));
