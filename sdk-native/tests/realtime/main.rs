//! A program in a room of a real server: getting in, writing, coming back,
//! leaving.

mod connecting;
mod support;
mod writing;
