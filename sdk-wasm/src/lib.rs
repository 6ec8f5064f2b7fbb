//! The Pulse client for browsers, compiled to WebAssembly.
