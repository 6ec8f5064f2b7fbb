//! Clients and a server of Pulse in a world that goes wrong on purpose.
//!
//! The engines are the real ones, and so is the server: its HTTP, sessions,
//! rooms and SQLite store. What is simulated is everything between and around
//! them: the network, the clock, the token endpoint, the people. A seed names
//! a whole world. In it people write, talk and leave, while links stall and
//! break, pages freeze and reload, tokens run out, clocks jump, and the server
//! dies between a commit and its acknowledgement. Then the weather clears, and
//! [`run`] checks what must hold after all that:
//!
//! - every acknowledged write is kept, once; a refused one left no trace;
//! - everybody sees what the server has, and saw it in the same order;
//! - no engine had two sockets, span on its timer or pestered anybody.
//!
//! Time is tokio's paused clock: it stands still while anything can happen,
//! so minutes pass in milliseconds.

mod calm;
mod disk;
mod network;
mod person;
mod server;
mod socket;
mod trouble;
mod whims;
mod witness;
mod world;

pub use world::{Failure, Story, run};
