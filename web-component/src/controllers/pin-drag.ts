/** Moves a pin with the pointer, where one may. A press that hardly moves stays a click. */

const THRESHOLD = 5;

export interface PinDragHooks {
  /** The pin of this thread was dropped with its tip at this viewport point. */
  readonly dropped: (threadId: string, x: number, y: number) => void;
}

export function startPinDrag(event: PointerEvent, hooks: PinDragHooks): void {
  const pin = event.target instanceof Element ? event.target.closest<HTMLElement>('.pin[data-movable="true"]') : null;
  const threadId = pin?.dataset['threadId'];
  if (!pin || !threadId || event.button !== 0 || !event.isPrimary) return;

  const matrix = new DOMMatrixReadOnly(getComputedStyle(pin).transform);
  const start = { x: event.clientX, y: event.clientY };
  const tip = { x: matrix.e, y: matrix.f };
  const gesture = new AbortController();
  const { signal } = gesture;
  let dragging = false;

  pin.addEventListener('pointermove', (move) => {
    const by = { x: move.clientX - start.x, y: move.clientY - start.y };
    if (!dragging && Math.hypot(by.x, by.y) < THRESHOLD) return;
    if (!dragging) {
      dragging = true;
      pin.setPointerCapture(move.pointerId);
      pin.classList.add('dragging');
    }
    pin.style.setProperty('transform', `translate(${tip.x + by.x}px, ${tip.y + by.y}px)`);
  }, { signal });

  const end = (last: PointerEvent): void => {
    gesture.abort();
    if (!dragging) return;
    pin.classList.remove('dragging');
    if (last.type !== 'pointerup') return;
    // The click that follows a drop is not meant to open the thread.
    const swallow = (click: Event): void => click.stopImmediatePropagation();
    pin.addEventListener('click', swallow, { capture: true });
    setTimeout(() => pin.removeEventListener('click', swallow, { capture: true }));
    hooks.dropped(threadId, tip.x - window.scrollX + last.clientX - start.x, tip.y - window.scrollY + last.clientY - start.y);
  };
  pin.addEventListener('pointerup', end, { signal });
  pin.addEventListener('pointercancel', end, { signal });
  window.addEventListener('pointerup', end, { signal });
}
