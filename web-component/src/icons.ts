/** Lucide icons, drawn through Lit templates. Views import those they use, so that each file has only its own. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { IconNode } from 'lucide';

/** A decorative icon: the control it is in carries the name. */
export function icon(node: IconNode): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${node.map(shape)}</svg>`;
}

function shape([tag, attributes]: IconNode[number]): TemplateResult | typeof nothing {
  const a = attributes;
  switch (tag) {
    case 'path':
      return svg`<path d=${a['d'] ?? ''}></path>`;
    case 'circle':
      return svg`<circle cx=${a['cx'] ?? 0} cy=${a['cy'] ?? 0} r=${a['r'] ?? 0}></circle>`;
    case 'line':
      return svg`<line x1=${a['x1'] ?? 0} x2=${a['x2'] ?? 0} y1=${a['y1'] ?? 0} y2=${a['y2'] ?? 0}></line>`;
    case 'rect':
      return svg`<rect x=${a['x'] ?? 0} y=${a['y'] ?? 0} width=${a['width'] ?? 0} height=${a['height'] ?? 0} rx=${a['rx'] ?? 0}></rect>`;
    default:
      return nothing;
  }
}
