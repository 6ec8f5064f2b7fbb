/** Pointers: one's own told to the room, those of others shown; as far as the environment and the settings let them. */
import type { Point, Unsubscribe } from '../client/contract.ts';
import { CursorLayer, SILENCE_MS } from '../cursors/cursor-layer.ts';
import { CursorSender } from '../cursors/cursor-sender.ts';
import { Missed } from './missed.ts';
import type { LivePorts } from './ports.ts';

export type CursorPorts = Pick<LivePorts, 'client' | 'cursors' | 'settings'>;

export class LiveCursors {
  readonly #ports: CursorPorts;
  readonly #layer: CursorLayer;
  readonly #sender: CursorSender;
  readonly #missed = new Missed();
  readonly #listeners: readonly Unsubscribe[];

  constructor(ports: CursorPorts) {
    this.#ports = ports;
    const { client } = ports;
    this.#layer = new CursorLayer(ports.cursors);
    this.#sender = new CursorSender((point) => {
      if (this.#allowed && ports.settings().showMyCursor) client.moveCursor(point);
    });
    this.#sender.connect();
    this.#listeners = [
      client.state.on('cursor', ({ userId, position }: { userId: string; position: Point }) => {
        if (!this.#shown || userId === client.state.user?.id) return;
        this.#missed.show(userId, SILENCE_MS, (ageMs) => this.#layer.receive(userId, position, client.state.getUser(userId), ageMs));
      }),
      client.on('presence:leave', ({ userId }: { userId: string }) => this.#missed.show(userId, Infinity, () => this.#layer.remove(userId))),
    ];
  }

  /** Settings changed. */
  refresh(): void {
    if (this.#shown) return;
    this.#missed.clear();
    this.#layer.clear();
  }

  stop(): void {
    this.#sender.disconnect();
    this.#missed.clear();
    this.#layer.clear();
    for (const unsubscribe of this.#listeners) unsubscribe();
  }

  get #allowed(): boolean {
    return this.#ports.settings().enabled && this.#ports.client.state.config?.showCursors !== false;
  }

  get #shown(): boolean {
    return this.#allowed && this.#ports.settings().showOthersCursors;
  }
}
