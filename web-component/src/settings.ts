/** What a user has switched on and off in a room, kept in the browser under the original's key. */

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
  const stored = parse(read(keyOf(room)));
  const known = Object.keys(DEFAULT_SETTINGS).filter((name) => typeof stored[name] === 'boolean');
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(known.map((name) => [name, stored[name]])) };
}

export function writeSettings(room: string, settings: Settings): void {
  try {
    localStorage.setItem(keyOf(room), JSON.stringify(settings));
  } catch {
    // Storage is forbidden or full: the choice lasts as long as the page.
  }
}

function keyOf(room: string): string {
  return `pulse:settings:${room}`;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
