/** The few Lucide icons in use, as path data drawn through Lit templates. */
import { type TemplateResult, html, nothing, svg } from 'lit';
import {
  ArrowUp,
  Bell,
  Check,
  CheckCheck,
  ChevronDown,
  CircleCheck,
  type IconNode,
  LogIn,
  MapPin,
  MapPinOff,
  MapPinPlus,
  MessageSquareText,
  Minimize2,
  Move,
  Pencil,
  RotateCcw,
  SmilePlus,
  Smartphone,
  Tablet,
  Trash2,
  TriangleAlert,
  WifiOff,
  X,
} from 'lucide';

const ICONS = {
  alert: TriangleAlert,
  bell: Bell,
  check: Check,
  'check-all': CheckCheck,
  chevron: ChevronDown,
  resolve: CircleCheck,
  collapse: Minimize2,
  comment: MessageSquareText,
  close: X,
  edit: Pencil,
  move: Move,
  offline: WifiOff,
  phone: Smartphone,
  pin: MapPin,
  'pin-off': MapPinOff,
  'pin-plus': MapPinPlus,
  remove: Trash2,
  reopen: RotateCcw,
  send: ArrowUp,
  'sign-in': LogIn,
  smile: SmilePlus,
  tablet: Tablet,
} as const satisfies Record<string, IconNode>;

export type IconName = keyof typeof ICONS;

/** A decorative icon: the control it is in carries the name. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${ICONS[name].map(shape)}</svg>`;
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
