// The generated bindings name this type without declaring it. Remove this file once they do.
interface P2pConfig {
  meshLimit: number;
  persistIntervalMs: number;
  maxSharedObjects: number;
}
