// The client as pages get it: shared data is brought in when it is first asked for.
import start, { PulseClient as Client } from '../pkg/pulse_client.js';

export class PulseClient extends Client {
  /** Brings `index.js` of this folder. Browsers remember that an address failed, so each attempt has its number. */
  static sharedData;

  #options;
  #attempts = 0;
  #opening;
  #shared;

  constructor(options) {
    super(options);
    this.#options = options;
  }

  /** A promise of the room's shared data. One that was rejected is not kept: it may be asked again. */
  get p2p() {
    if (!this.#options.p2p) return super.p2p;
    if (!this.#opening) {
      this.#opening = this.#open();
      this.#opening.catch(() => this.#forget());
    }
    return this.#opening;
  }

  async #open() {
    const { SharedData } = await this.constructor.sharedData(this.#attempts++);
    this.#shared = new SharedData(this, this.#options, () => this.#forget());
    return this.#shared.ready;
  }

  #forget() {
    this.#opening = this.#shared = undefined;
  }

  removeAll() {
    super.removeAll();
    this.#shared?.listen();
  }

  destroy() {
    this.#shared?.end();
    super.destroy();
  }
}

export default start;
