/** A part of the widget that is brought into the page when it is first needed: once, and again after a failure. */

/** Gets a module. Browsers remember by its address that a module failed, so another attempt needs another one. */
export type ModuleSource<T> = (attempt: number) => Promise<T>;

export class LazyModule<T> {
  #source: ModuleSource<T> | undefined;
  #loading: Promise<T> | undefined;
  #attempts = 0;

  /** Says how to get the module; set by each entry, since a classic script cannot name a module beside itself. */
  from(source: ModuleSource<T>): void {
    this.#source = source;
  }

  /** Loads on the first call; later calls share the result. A failed attempt is not remembered. */
  load(): Promise<T> {
    if (!this.#source) return Promise.reject(new Error('no source of this part is set'));
    this.#loading ??= this.#source(this.#attempts++).catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }
}
