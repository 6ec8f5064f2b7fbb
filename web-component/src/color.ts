/** Colours come over the wire: only `#rrggbb` is let into a style, and only through CSSOM, so that a strict CSP holds. */
import { type ElementPart, noChange } from 'lit';
import { Directive, directive, type PartInfo, PartType } from 'lit/directive.js';

export const UNKNOWN_COLOR = '#64748b';

export function safeColor(color: string | null | undefined): string {
  return typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color : UNKNOWN_COLOR;
}

class Tint extends Directive {
  #shown: string | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('tint belongs in an element, not in an attribute or child');
  }

  render(_color: string | null | undefined): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [color]: [string | null | undefined]): typeof noChange {
    const safe = safeColor(color);
    if (safe !== this.#shown) (part.element as HTMLElement).style.setProperty('--tint', safe);
    this.#shown = safe;
    return noChange;
  }
}

/** `<span ${tint(user.color)}>` sets `--tint` on the element. */
export const tint = directive(Tint);
