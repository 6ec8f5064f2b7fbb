//! The client as a page sees it, in a real browser, against a socket that
//! the test plays.

#![cfg(test)]
#![cfg(target_arch = "wasm32")]

mod events;
mod fault;
mod kept;
mod life;
mod options;
mod stage;
mod state;
mod tokens;
mod uploads;
mod writes;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
