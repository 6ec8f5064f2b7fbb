/**
 * What a user has switched on and off, kept in the browser for all rooms of a site. The original keeps it for each room:
 * the room's key is written too, as pages may read it, and read where nothing has been chosen for the site yet.
 */

export interface Settings {
  /** Off: no pins, no pointers, nothing over the page, and one appears offline. */
  readonly enabled: boolean;
  readonly showMyCursor: boolean;
  readonly showOthersCursors: boolean;
  readonly showMyClicks: boolean;
  readonly showOthersClicks: boolean;
  readonly appearOffline: boolean;
  readonly showCommentPins: boolean;
  readonly showViewportIndicators: boolean;
  /** Shown, and sent. */
  readonly showSelections: boolean;
  /** Off also takes the pen away. */
  readonly showDrawings: boolean;
}

export type SettingName = keyof Settings;

export const DEFAULT_SETTINGS: Settings = {
  enabled: true,
  showMyCursor: true,
  showOthersCursors: true,
  showMyClicks: true,
  showOthersClicks: true,
  appearOffline: false,
  showCommentPins: true,
  showViewportIndicators: true,
  showSelections: true,
  showDrawings: true,
};

/** Unknown keys and values of another type are left out: the page shares this storage. */
export function readSettings(room: string): Settings {
  const stored = read(SITE_KEY) ?? read(keyOf(room)) ?? {};
  const known = Object.keys(DEFAULT_SETTINGS).filter((name) => typeof stored[name] === 'boolean');
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(known.map((name) => [name, stored[name]])) };
}

export function writeSettings(room: string, settings: Settings): void {
  const text = JSON.stringify(settings);
  try {
    localStorage.setItem(SITE_KEY, text);
    localStorage.setItem(keyOf(room), text);
  } catch {
    // Storage is forbidden or full: the choice lasts as long as the page.
  }
}

/** No room's: those have a colon after the word. */
const SITE_KEY = 'pulse:settings';

function keyOf(room: string): string {
  return `pulse:settings:${room}`;
}

/** Undefined when nothing can be read. A value that is no object has none of the keys. */
function read(key: string): Record<string, unknown> | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : { ...JSON.parse(text) };
  } catch {
    return undefined;
  }
}
