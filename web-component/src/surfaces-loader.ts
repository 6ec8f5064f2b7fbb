/** Brings `surfaces.ts` into the page: once, and again after a failure. */
export type Surfaces = typeof import('./surfaces.ts');

/** Gets the module. Browsers remember that a module failed by its address, so another attempt needs another one. */
export type SurfacesSource = (attempt: number) => Promise<Surfaces>;

let source: SurfacesSource | undefined;
let loading: Promise<Surfaces> | undefined;
let attempts = 0;

/** Says how to get the module; set by each entry, since a classic script cannot name a module beside itself. */
export function setSurfacesSource(load: SurfacesSource): void {
  source = load;
}

/** Loads on the first call; later calls share the result. A failed attempt is not remembered. */
export function loadSurfaces(): Promise<Surfaces> {
  if (!source) return Promise.reject(new Error('no source of the surfaces is set'));
  loading ??= source(attempts++).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
