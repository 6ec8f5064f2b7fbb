/** The crosshair of pin mode: follows the arrow keys, scrolls the page at its edges, and says where Enter pins. */

const STEP = 10;
const LARGE_STEP = 80;

export class PinTarget {
  readonly #chosen: (x: number, y: number) => void;
  #x = 0;
  #y = 0;

  constructor(chosen: (x: number, y: number) => void) {
    this.#chosen = chosen;
  }

  /** Pin mode begins: the crosshair is in the middle. */
  begin(veil: HTMLElement): void {
    this.#x = Math.round(window.innerWidth / 2);
    this.#y = Math.round(window.innerHeight / 2);
    this.#draw(veil, false);
  }

  readonly keydown = (event: KeyboardEvent): void => {
    const veil = event.currentTarget as HTMLElement;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#chosen(this.#x, this.#y);
      return;
    }
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!direction) return;
    event.preventDefault();
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const [right = 0, down = 0] = direction;
    this.#move(right * step, down * step);
    this.#draw(veil, true);
  };

  readonly click = (event: MouseEvent): void => this.#chosen(event.clientX, event.clientY);

  #move(right: number, down: number): void {
    const x = clamp(this.#x + right, window.innerWidth);
    const y = clamp(this.#y + down, window.innerHeight);
    // What the edge of the screen holds back, the page scrolls.
    window.scrollBy(this.#x + right - x, this.#y + down - y);
    this.#x = x;
    this.#y = y;
  }

  #draw(veil: HTMLElement, byKeyboard: boolean): void {
    veil.classList.toggle('by-keyboard', byKeyboard);
    veil.style.setProperty('--x', `${this.#x}px`);
    veil.style.setProperty('--y', `${this.#y}px`);
  }
}

function clamp(value: number, size: number): number {
  return Math.min(Math.max(value, 4), size - 4);
}
