//! One function for each fuzz target. `server-ref/tests/fuzzed.rs`
//! and `client-core/tests/fuzzed.rs` run them too, so that they hold without a
//! fuzzer.

pub mod decoder;
pub mod engine;
pub mod raw_frame;
pub mod session;
