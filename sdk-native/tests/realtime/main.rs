//! A program in a room of a real server: getting in, writing, coming back,
//! leaving.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod connecting;
mod support;
mod writing;
