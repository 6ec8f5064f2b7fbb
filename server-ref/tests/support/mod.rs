//! A real server in a process of its own, and clients with real sockets.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    clippy::allow_attributes,
    clippy::unwrap_used,
    reason = "tests stop at the first surprise, and each file uses another part"
)]

pub mod balancer;
mod client;
pub mod cluster;
mod expectation;
pub mod files;
mod host;
mod panel;
pub mod pictures;
pub mod recordings;
mod sender;
mod server;
pub mod tokens;

pub use client::{Client, Closed, auth};
pub use expectation::fits;
pub use host::{Host, keys, text};
pub use panel::{Answer, PASSWORD, Panel, Program, in_path};
pub use sender::{Sender, part, thread_with};
pub use server::{Environment, Server};
