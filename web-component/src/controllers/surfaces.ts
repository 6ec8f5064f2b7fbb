/** Keeps the popover beside its pin, and in inline display the toolbar and panels beside their trigger. */
import type { Vec } from '../anchors/geometry.ts';
import type { PageMeasures } from '../anchors/page.ts';
import { besidePin, besideTrigger, type Spot } from '../surface-position.ts';
import { DRAFT_ID } from '../ui-state.ts';

const PIN_SIZE = 32;

/** On narrow screens surfaces are sheets at the bottom, placed by the style sheet alone. */
const SHEETS = '(max-width: 480px)';

export function positionSurfaces(root: ParentNode, places: ReadonlyMap<string, Vec>, page: PageMeasures, trigger: Element | null): void {
  const sheets = matchMedia(SHEETS).matches;
  const viewport = { width: document.documentElement.clientWidth, height: page.innerHeight };
  const moves: (readonly [HTMLElement, Spot | null])[] = [];

  const surface = (name: string): HTMLElement | null => root.querySelector<HTMLElement>(`[data-surface="${name}"]`);
  const popover = surface('thread');
  const form = surface('pin-form');
  for (const [element, id] of [[popover, popover?.dataset['threadId']], [form, DRAFT_ID]] as const) {
    if (!element) continue;
    const place = id === undefined ? undefined : places.get(id);
    const tip = place && { x: place.x - page.scrollX, y: place.y - page.scrollY };
    if (sheets) moves.push([element, null]);
    // A pin that is scrolled out of its box leaves its popover where it was.
    else if (tip) moves.push([element, besidePin(tip, PIN_SIZE, sizeOf(element), viewport)]);
  }
  const dock = root.querySelector<HTMLElement>('.dock');
  const panel = surface('panel');
  if (trigger && dock) {
    const size = sizeOf(dock);
    const spot = besideTrigger(trigger.getBoundingClientRect(), size, viewport);
    moves.push([dock, spot]);
    const box = { ...spot, width: size.width, height: size.height };
    if (panel) moves.push([panel, sheets ? null : besideTrigger(box, sizeOf(panel), viewport)]);
  }
  for (const [element, spot] of moves) write(element, spot);
}

/** The size without the scaling of an opening animation. */
function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: element.offsetWidth, height: element.offsetHeight };
}

function write(element: HTMLElement, spot: Spot | null): void {
  element.classList.toggle('placed', spot !== null);
  if (!spot) return;
  element.style.setProperty('--left', `${Math.round(spot.left)}px`);
  element.style.setProperty('--top', `${Math.round(spot.top)}px`);
}
