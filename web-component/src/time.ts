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
  if (seconds >= WEEK) return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(then);
  const [unit, size] = UNITS.findLast(([, length]) => seconds >= length) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(-Math.floor(seconds / size), unit);
}

export function fullTime(iso: string, locale: string): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return '';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(then);
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
