/** Renders a thread of a long list whole or in short, and anew when it comes near or goes far, without the list around it. */
import { noChange } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ChildPart, DirectiveResult } from 'lit/directive.js';
import type { ThreadWindow, Windowed } from '../controllers/thread-window.ts';

export interface NearOrFar {
  readonly window: ThreadWindow | null;
  readonly threadId: string;
  readonly index: number;
  /** Whether it is whole wherever it is. */
  readonly needed: boolean;
  readonly view: (near: boolean) => unknown;
  /** There may be hundreds that are far, which are only rendered anew when one of these is another. */
  readonly farOf: readonly unknown[];
}

class NearOrFarDirective extends AsyncDirective implements Windowed {
  #given: NearOrFar | null = null;
  #near: boolean | null = null;
  #farOf: readonly unknown[] = [];

  override update(_part: ChildPart, [given]: [NearOrFar]): unknown {
    this.#given = given;
    given.window?.join(given.threadId, this);
    return this.render(given);
  }

  override render(given: NearOrFar): unknown {
    const before = this.#near;
    const near = isNear(given);
    this.#near = near;
    if (!near && before === false && given.farOf.every((one, at) => one === this.#farOf[at])) return noChange;
    this.#farOf = given.farOf;
    return given.view(near);
  }

  nearChanged(): void {
    if (this.#given && this.isConnected && isNear(this.#given) !== this.#near) this.setValue(this.render(this.#given));
  }

  protected override disconnected(): void {
    if (this.#given) this.#given.window?.leave(this.#given.threadId, this);
  }

  protected override reconnected(): void {
    if (this.#given) this.#given.window?.join(this.#given.threadId, this);
  }
}

function isNear({ window, threadId, index, needed }: NearOrFar): boolean {
  return needed || (window?.isNear(threadId, index) ?? true);
}

export const nearOrFar: (given: NearOrFar) => DirectiveResult = directive(NearOrFarDirective);
