/** Where a surface goes so that it is beside its anchor and inside the viewport. Pure. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

export interface Spot {
  readonly left: number;
  readonly top: number;
}

const MARGIN = 8;

/** Beside a pin whose tip is at (x, y): to its right if there is room, else to its left, moved up or down to fit. */
export function besidePin(tip: { readonly x: number; readonly y: number }, pinSize: number, surface: Size, viewport: Size): Spot {
  const right = tip.x + pinSize + MARGIN;
  const left = tip.x - MARGIN - surface.width;
  const fitsRight = right + surface.width + MARGIN <= viewport.width;
  return {
    left: fitsRight || left < MARGIN ? clamp(right, surface.width, viewport.width) : left,
    top: clamp(tip.y - pinSize, surface.height, viewport.height),
  };
}

/** Above a trigger if it fits, else below; right edges in line, else left edges. */
export function besideTrigger(trigger: Box, surface: Size, viewport: Size): Spot {
  const above = trigger.top - MARGIN - surface.height;
  const below = trigger.top + trigger.height + MARGIN;
  const rightAligned = trigger.left + trigger.width - surface.width;
  return {
    left: clamp(rightAligned >= MARGIN ? rightAligned : trigger.left, surface.width, viewport.width),
    top: above >= MARGIN ? above : clamp(below, surface.height, viewport.height),
  };
}

function clamp(start: number, length: number, available: number): number {
  return Math.max(MARGIN, Math.min(start, available - length - MARGIN));
}
