//! A real server in a process of its own, and clients with real sockets.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::allow_attributes,
    reason = "each test file uses another part"
)]

mod client;
mod server;

pub use client::{Client, Closed, auth};
pub use server::{Environment, Server};
