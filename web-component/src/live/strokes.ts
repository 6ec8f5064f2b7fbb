/** Lines drawn on the page. Each stays a while and fades. */
import type { Vec } from '../anchors/geometry.ts';
import type { StrokePoint } from '../client/contract.ts';
import { safeColor } from '../color.ts';
import { whenSeen } from '../seen.ts';

const STAYS_MS = 10_000;
const FADES_MS = 1000;
export const STROKE_MS = STAYS_MS + FADES_MS;
const SVG = 'http://www.w3.org/2000/svg';

/** @param start where the first point is on this page; the others lie beside it as they lay on the sender's screen */
export function drawStroke(marks: Element, start: Vec, points: readonly StrokePoint[], color: string, width: number, userId = '', ageMs = 0): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.classList.add('stroke');
  svg.dataset['testid'] = 'stroke';
  svg.dataset['userId'] = userId;
  svg.style.setProperty('translate', `${start.x.toFixed(1)}px ${start.y.toFixed(1)}px`);
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', pathOf(points));
  line.setAttribute('stroke', safeColor(color));
  line.setAttribute('stroke-width', String(Math.min(12, Math.max(1, Number(width) || 3))));
  svg.append(line);
  marks.append(svg);
  const end = (): void => whenSeen(() => svg.remove());
  svg.animate({ opacity: [1, 0] }, { delay: STAYS_MS - ageMs, duration: FADES_MS, fill: 'forwards' }).finished.then(end, end);
  return svg;
}

/** Takes away what one person drew. */
export function clearStrokes(marks: Element, userId: string): void {
  for (const stroke of marks.querySelectorAll<SVGSVGElement>('.stroke')) if (stroke.dataset['userId'] === userId) stroke.remove();
}

/** Curves through the middles between points, which hand-drawn lines look best with. Relative to the first point. */
export function pathOf(points: readonly StrokePoint[]): string {
  const places = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const [first, ...rest] = places;
  if (!first) return '';
  const at = ({ x, y }: Vec): string => `${(x - first.x).toFixed(1)} ${(y - first.y).toFixed(1)}`;
  let path = `M${at(first)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    path += next ? ` Q${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}` : ` L${at(point)}`;
  });
  return path;
}
