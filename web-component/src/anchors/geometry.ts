/** The original's way of fixing a point by three landmarks. Numbers in, numbers out. */

export interface Vec {
  readonly x: number;
  readonly y: number;
}

export interface Landmark extends Vec {
  readonly selector: string;
}

export interface Triangulation {
  readonly landmarks: string[];
  readonly weights: number[];
}

const NEAREST = 15;
const MIN_CHOSEN_AREA = 5000;
const MIN_RESOLVED_AREA = 100;
const NO_TRIANGULATION: Triangulation = { landmarks: [], weights: [1 / 3, 1 / 3, 1 / 3] };

/** The best triangle among the nearest landmarks, and the point's barycentric coordinates in it. */
export function triangulate(point: Vec, candidates: readonly Landmark[]): Triangulation {
  const near = [...candidates].sort((a, b) => distance(a, point) - distance(b, point)).slice(0, NEAREST);
  let best: { score: number; triangle: readonly [Landmark, Landmark, Landmark] } | null = null;
  for (const [i, a] of near.entries()) {
    for (const [j, b] of near.slice(i + 1).entries()) {
      for (const c of near.slice(i + j + 2)) {
        const score = scoreOf(point, a, b, c);
        if (score > (best?.score ?? 0)) best = { score, triangle: [a, b, c] };
      }
    }
  }
  if (!best) return NO_TRIANGULATION;
  const [a, b, c] = best.triangle;
  return { landmarks: [a.selector, b.selector, c.selector], weights: barycentric(point, a, b, c) };
}

/** Where the weights put the point, given the centres of those landmarks that are still there. */
export function locate(centres: readonly (Vec | null)[], weights: readonly number[]): Vec | null {
  const found: { centre: Vec; weight: number }[] = [];
  centres.forEach((centre, i) => {
    const weight = weights[i];
    if (centre && weight !== undefined) found.push({ centre, weight });
  });
  const [a, b, c] = found;
  if (!a || !b) return null;
  if (c) return area(a.centre, b.centre, c.centre) > MIN_RESOLVED_AREA ? mix(found) : null;
  const total = a.weight + b.weight;
  if (Math.abs(total) < 1e-6) return null;
  return mix(found.map(({ centre, weight }) => ({ centre, weight: weight / total })));
}

export function distance(a: Vec, b: Vec): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function scoreOf(point: Vec, a: Vec, b: Vec, c: Vec): number {
  const size = area(a, b, c);
  if (size < MIN_CHOSEN_AREA) return 0;
  const inside = barycentric(point, a, b, c).every((weight) => weight >= -0.1);
  const meanDistance = (distance(a, point) + distance(b, point) + distance(c, point)) / 3;
  return ((size / 10000) * (inside ? 2 : 0.5)) / (1 + meanDistance / 1000);
}

function barycentric(p: Vec, a: Vec, b: Vec, c: Vec): number[] {
  const whole = cross(a, b, c);
  const first = cross(p, b, c) / whole;
  const second = cross(a, p, c) / whole;
  return [first, second, 1 - first - second];
}

function area(a: Vec, b: Vec, c: Vec): number {
  return Math.abs(cross(a, b, c)) / 2;
}

function cross(a: Vec, b: Vec, c: Vec): number {
  return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
}

function mix(parts: readonly { centre: Vec; weight: number }[]): Vec {
  return parts.reduce<Vec>(
    (sum, { centre, weight }) => ({ x: sum.x + centre.x * weight, y: sum.y + centre.y * weight }),
    { x: 0, y: 0 },
  );
}
