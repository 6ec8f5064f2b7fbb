/** Names and pictures of people, made safe and short. */

/** Up to two letters that stand for a name. Works on code points, so that no character is cut in half. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = firstCharacter(words[0]);
  const last = words.length > 1 ? firstCharacter(words.at(-1)) : '';
  return (first + last).toLocaleUpperCase() || '?';
}

export function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] || name;
}

/** The picture's address when a browser may be sent there, else null. */
export function safeImageUrl(url: string | null | undefined, base: string): string | null {
  if (!url || !URL.canParse(url, base)) return null;
  const parsed = new URL(url, base);
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
}

function firstCharacter(word: string | undefined): string {
  return word ? (Array.from(word)[0] ?? '') : '';
}
