/** Where the WebAssembly file is, what is in it, or a promise of either. */
export type WasmSource = Source | Promise<Source>;
type Source = string | URL | Response | ArrayBuffer | ArrayBufferView<ArrayBuffer> | WebAssembly.Module;

