//! The Pulse client as a pure state machine.
//!
//! Everything about being a good client is here: getting in, staying in,
//! coming back, renewing the token, showing one's own writes at once and
//! delivering each exactly once. Nothing here does I/O: a shell (the browser
//! SDK, the Rust SDK, a test) hands in facts and does the effects. See
//! [`Engine`].
#![warn(clippy::exhaustive_enums)]

mod backoff;
mod board;
mod changes;
mod clock;
mod config;
mod credentials;
mod effect;
mod engine;
mod event;
mod heartbeat;
mod idle;
mod incoming;
mod input;
mod kept;
mod model;
mod notice;
mod outbox;
mod overlay;
mod problem;
mod random;
mod sequence;
mod signals;
mod state;
mod status;
mod store;
mod throttle;
mod view;

pub use config::{Config, Keeping, Provider, Token};
pub use effect::{Effect, SavedWrite, TokenReason};
pub use engine::Engine;
pub use event::{Event, Part};
pub use input::{Command, ConnectionNumber, Input, Page, TokenFailure, TokenRequest};
pub use model::{Comment, Thread};
pub use notice::Notice;
pub use outbox::{PendingWrite, WriteStatus};
pub use problem::Problem;
pub use status::Status;
pub use store::Signal;
pub use view::View;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
