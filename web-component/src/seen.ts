/**
 * Whether the page can be seen. What only changes the picture waits here until it can: a hidden tab does no work, and is
 * right as soon as it is shown. What the page or the room must hear of waits for nothing.
 */

const waiting = new Set<() => void>();

export function isSeen(): boolean {
  return !document.hidden;
}

/** Does it now or, once, when the page is seen again. All that waits is done in one go, so that it makes one rendering. */
export function whenSeen(act: () => void): void {
  if (isSeen()) {
    act();
    return;
  }
  if (waiting.size === 0) document.addEventListener('visibilitychange', catchUp);
  waiting.add(act);
}

/** Does it no more. Tells whether it has waited. */
export function neverMind(act: () => void): boolean {
  const waited = waiting.delete(act);
  if (waited && waiting.size === 0) document.removeEventListener('visibilitychange', catchUp);
  return waited;
}

/** Does it in every such period, until it is aborted. A period that ends while the page is hidden lasts until it is seen. */
export function everySeen(periodMs: number, act: () => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout>;
  const begin = (): void => {
    timer = setTimeout(() => whenSeen(end), periodMs);
  };
  const end = (): void => {
    act();
    begin();
  };
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    neverMind(end);
  });
  begin();
}

/** An animation frame that is asked for once, however often, and comes when the page is seen. */
export class SeenFrame {
  readonly #act: (nowMs: number) => void;
  #frame = 0;

  constructor(act: (nowMs: number) => void) {
    this.#act = act;
  }

  request(): void {
    whenSeen(this.#ask);
  }

  cancel(): void {
    neverMind(this.#ask);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  readonly #ask = (): void => {
    this.#frame ||= requestAnimationFrame((nowMs) => {
      this.#frame = 0;
      // Hidden since it was asked for.
      if (isSeen()) this.#act(nowMs);
      else this.request();
    });
  };
}

function catchUp(): void {
  if (!isSeen()) return;
  document.removeEventListener('visibilitychange', catchUp);
  const acts = [...waiting];
  waiting.clear();
  for (const act of acts) {
    try {
      act();
    } catch (error) {
      // What failed for one must not keep the others waiting.
      reportError(error);
    }
  }
}
