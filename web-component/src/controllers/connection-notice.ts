/** Which words about the connection are on screen: none while all is well, and none for a first connect under a second. */
import type { ConnectionStatus } from '../client/contract.ts';
import { isSeen } from '../seen.ts';

export type Notice = 'connecting' | 'reconnecting' | 'offline' | 'unauthorized' | 'closed' | 'connected';

const FIRST_CONNECT_MS = 1000;
const FLASH_MS = 2000;

export class ConnectionNotice {
  readonly #changed: (notice: Notice | null) => void;
  #notice: Notice | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: (notice: Notice | null) => void) {
    this.#changed = changed;
  }

  get current(): Notice | null {
    return this.#notice;
  }

  statusChanged(status: ConnectionStatus): void {
    clearTimeout(this.#timer);
    switch (status) {
      case 'idle':
        this.#show(null);
        break;
      case 'connecting':
        // After trouble the trouble stays on screen until it is over.
        if (this.#notice === null) this.#timer = setTimeout(() => this.#show('connecting'), FIRST_CONNECT_MS);
        break;
      case 'connected':
        // Where nobody saw the trouble, its end is no news.
        if (!isSeen()) {
          this.#show(null);
          break;
        }
        this.#show(this.#notice && 'connected');
        this.#timer = setTimeout(() => this.#show(null), FLASH_MS);
        break;
      default:
        this.#show(status);
    }
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#show(null);
  }

  #show(notice: Notice | null): void {
    if (notice === this.#notice) return;
    this.#notice = notice;
    this.#changed(notice);
  }
}
