//! One function for each fuzz target. `server-ref/tests/fuzzed.rs` runs them
//! too, so that they hold without a fuzzer.

pub mod decoder;
pub mod raw_frame;
pub mod session;
