/** Bars that move with what a microphone hears: who speaks sees that they are heard before the note is over. */
import { html, noChange, type TemplateResult } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ElementPart } from 'lit/directive.js';
import { SeenFrame } from '../seen.ts';

export function levelMeter(stream: MediaStream): TemplateResult {
  return html`<span class="levels" aria-hidden="true" data-testid="recorder-levels" ${followLevels(stream)}>${Array.from({ length: BARS }, () => html`<i></i>`)}</span>`;
}

class FollowLevels extends AsyncDirective {
  readonly #frame = new SeenFrame(() => this.#draw());
  #bars: readonly HTMLElement[] = [];
  #stream: MediaStream | null = null;
  #ears: Ears | null = null;

  override update({ element }: ElementPart, [stream]: [MediaStream]): unknown {
    this.#bars = Array.from(element.querySelectorAll('i'));
    if (stream === this.#stream) return noChange;
    this.disconnected();
    this.#stream = stream;
    this.reconnected();
    return noChange;
  }

  override render(_stream: MediaStream): unknown {
    return noChange;
  }

  protected override disconnected(): void {
    this.#frame.cancel();
    this.#ears?.close();
    this.#ears = null;
  }

  protected override reconnected(): void {
    if (!this.#stream) return;
    this.#ears = listenTo(this.#stream);
    if (this.#ears) this.#frame.request();
  }

  #draw(): void {
    const levels = this.#ears?.levels() ?? [];
    for (const [index, bar] of this.#bars.entries()) bar.style.setProperty('transform', `scaleY(${Math.max(LEAST, (levels[index] ?? 0) / 255)})`);
    this.#frame.request();
  }
}

const followLevels = directive(FollowLevels);

interface Ears {
  /** How loud it is, from deep to high, each from 0 to 255. */
  readonly levels: () => Uint8Array;
  readonly close: () => void;
}

/** Nothing where a browser has no way to listen: the note is recorded all the same. */
function listenTo(stream: MediaStream): Ears | null {
  let context: AudioContext | undefined;
  try {
    context = new AudioContext();
    const close = context.close.bind(context);
    const analyser = new AnalyserNode(context, { fftSize: FFT_SIZE, smoothingTimeConstant: 0.7 });
    context.createMediaStreamSource(stream).connect(analyser);
    const heard = new Uint8Array(analyser.frequencyBinCount);
    return {
      levels: () => {
        analyser.getByteFrequencyData(heard);
        return heard;
      },
      close: () => void close(),
    };
  } catch {
    void context?.close();
    return null;
  }
}

/** Bins of 375 Hz at the usual 48 kHz, of which the first are those of voices. */
const FFT_SIZE = 128;
const BARS = 14;
/** Silence is a row of dots. */
const LEAST = 0.14;
