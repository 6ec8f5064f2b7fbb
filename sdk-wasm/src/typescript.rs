//! The TypeScript side of the package, written by hand: what wasm-bindgen
//! would generate says `any` where a host wants to know.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const ENTITIES: &str = include_str!("typescript/entities.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const CLIENT: &str = include_str!("typescript/client.d.ts");
