//! The Pulse client for browsers, compiled to WebAssembly: the engine of
//! `pulse-client-core`, driven by the page. JavaScript sees [`PulseClient`]
//! and, as its `state`, [`PulseState`].

mod browser;
mod client;
mod clock;
mod driver;
mod endpoint;
mod fault;
mod host;
mod kept;
mod listeners;
mod live;
mod options;
mod page;
mod problem;
mod rows;
mod settle;
mod shared_data;
mod socket;
mod state;
mod tell;
mod threads;
mod timer;
mod token;
mod typescript;
mod upload;
mod value;

pub use client::PulseClient;
pub use state::PulseState;
