/** What people do at this moment: pointers, clicks, selections, drawings, where they read. */
import type { Point, Selection, StrokePoint, Unsubscribe } from '../client/contract.ts';
import { PointFinder } from '../cursors/point.ts';
import { ClickSender, RING_MS, ripple } from './clicks.ts';
import { LiveCursors } from './cursors.ts';
import { FLIGHT_MS, fly } from './emoji-drop.ts';
import { Follower } from './follower.ts';
import { Missed } from './missed.ts';
import { Pills } from './pills.ts';
import type { LivePorts } from './ports.ts';
import { SelectionMarks, SelectionSender, SHOWN_MS } from './selections.ts';
import { clearStrokes, drawStroke, STROKE_MS } from './strokes.ts';
import { ViewportSender } from './viewports.ts';

export class LiveSignals {
  readonly #ports: LivePorts;
  readonly #connection = new AbortController();
  readonly #finder = new PointFinder();
  readonly #missed = new Missed();
  readonly #cursors: LiveCursors;
  readonly #pills: Pills;
  readonly #follower: Follower;
  readonly #selections: SelectionMarks;
  #strokes = 0;

  constructor(ports: LivePorts) {
    this.#ports = ports;
    const { signal } = this.#connection;
    const { client, settings } = ports;
    this.#cursors = new LiveCursors(ports);
    this.#pills = new Pills(ports, signal);
    this.#follower = new Follower(ports, signal);
    this.#selections = new SelectionMarks(ports.marks);
    const on = (wanted: boolean, act: () => void): void => {
      if (settings().enabled && wanted) act();
    };
    new ClickSender(ports.host, client, (point) => on(settings().showMyClicks, () => client.performClick(point)), signal);
    new SelectionSender((selection) => on(settings().showSelections, () => client.updateSelection(selection)), signal);
    const viewport = new ViewportSender((seen) => client.updateViewport(seen), signal);
    const listeners: Unsubscribe[] = [
      client.state.on('click', (click: { userId: string; position: Point }) =>
        on(settings().showOthersClicks && this.#isOther(click.userId), () => this.#missed.show(`click ${click.userId}`, RING_MS, () => this.#clicked(click))),
      ),
      client.state.on('selection', ({ userId, selection }: { userId: string; selection: Selection | null }) =>
        on(settings().showSelections && this.#isOther(userId), () => this.#selected(userId, selection)),
      ),
      client.state.on('draw-stroke', (stroke: { userId: string; points: StrokePoint[]; color: string; width: number }) =>
        on(settings().showDrawings && this.#isOther(stroke.userId), () =>
          this.#missed.show(`stroke ${++this.#strokes}`, STROKE_MS, (ageMs) => this.#drawn(stroke, ageMs)),
        ),
      ),
      // One's own as well: whoever clears is told so, like the others.
      client.state.on('draw-clear', ({ userId }: { userId: string }) =>
        this.#missed.show(`clear ${userId}`, Infinity, () => {
          const marks = ports.marks();
          if (marks) clearStrokes(marks, userId);
        }),
      ),
      client.state.on('emoji-drop', (drop: { userId: string; emoji: string; position: Point }) =>
        on(settings().showOthersClicks && this.#isOther(drop.userId), () => this.#missed.show(`emoji ${drop.userId}`, FLIGHT_MS, () => this.#flew(drop))),
      ),
      client.state.on('viewport', ({ userId }: { userId: string }) => {
        this.#pills.schedule();
        this.#missed.show(`viewport ${userId}`, Infinity, () => this.#follower.moved(userId));
      }),
      client.state.on('presence', () => this.#pills.schedule()),
      // The server forgets a connection's viewport with the connection.
      client.state.on('auth', () => viewport.sendNow()),
      client.on('presence:leave', ({ userId }: { userId: string }) => this.#selected(userId, null)),
    ];
    signal.addEventListener('abort', () => {
      for (const unsubscribe of listeners) unsubscribe();
    });
    viewport.sendNow();
  }

  /** Settings changed, or who is followed. */
  refresh(): void {
    const { enabled, showSelections } = this.#ports.settings();
    if (!enabled || !showSelections) this.#selections.clear();
    this.#cursors.refresh();
    this.#pills.schedule();
    this.#follower.refresh();
  }

  stop(): void {
    this.#connection.abort();
    this.#missed.clear();
    this.#cursors.stop();
    this.#selections.clear();
    this.#pills.clear();
  }

  #isOther(userId: string): boolean {
    return userId !== this.#ports.client.state.user?.id;
  }

  #selected(userId: string, selection: Selection | null): void {
    this.#missed.show(`selection ${userId}`, selection ? SHOWN_MS : Infinity, (ageMs) =>
      this.#selections.show(userId, selection, this.#ports.client.state.getUser(userId), ageMs),
    );
  }

  #clicked({ userId, position }: { userId: string; position: Point }): void {
    const place = this.#finder.find(position, { x: window.scrollX, y: window.scrollY });
    const marks = this.#ports.marks();
    if (place && marks) ripple(marks, place, this.#ports.client.state.getUser(userId)?.color);
  }

  #flew({ emoji, position }: { emoji: string; position: Point }): void {
    const place = this.#finder.find(position, { x: window.scrollX, y: window.scrollY });
    const marks = this.#ports.marks();
    if (place && marks) fly(marks, place, emoji);
  }

  #drawn({ userId, points, color, width }: { userId: string; points: StrokePoint[]; color: string; width: number }, ageMs: number): void {
    const [first] = points;
    const place = first && this.#finder.find(first as Point, { x: window.scrollX, y: window.scrollY });
    const marks = this.#ports.marks();
    if (marks && place) drawStroke(marks, place, points, color, width, userId, ageMs);
  }
}
