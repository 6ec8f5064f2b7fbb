/** The npm package's entry: the class, its events and types. Registers nothing; `pulse-widget/define` does. */
import { setSurfacesSource } from './surfaces-loader.ts';

export { setWasmUrl } from './client/loader.ts';
export type * from './client/contract.ts';
export { PulseWidget } from './element.ts';
export * from './events.ts';
export { ENGLISH, type Strings } from './strings.ts';
export type { PanelName } from './ui-state.ts';

setSurfacesSource(() => import('./surfaces.ts'));
