//! Clients and a server of Pulse in a world that goes wrong on purpose.
//!
//! The engines are the real ones, and so is the server: its connections,
//! sessions, rooms and SQLite store. What is simulated is everything between
//! and around them: the network, the clock, the token endpoint, the people. A
//! seed names a whole world. In it people write, talk and leave, while links stall, go dead and break, pages freeze and reload,
//! tokens run out, clocks jump, and the server dies between a commit and its
//! acknowledgement. Then the weather clears, and [`run`] checks what must hold
//! after all that:
//!
//! - every acknowledged write is kept, once; a refused one left no trace;
//! - everybody sees what the server has, and saw it in the same order;
//! - no engine had two sockets, span on its timer or pestered anybody.
//!
//! Time is tokio's paused clock: it stands still while anything can happen,
//! so minutes pass in milliseconds. A world has one thread, on which tasks
//! take turns in an order that nothing but the seed decides; the store works
//! on threads of its own, and the world waits for each of its answers. So a
//! seed gives the same story to the letter, and [`Story::trace`] stands for it.

mod calm;
mod disk;
mod many;
mod network;
mod panics;
mod person;
mod server;
mod socket;
mod tabs;
mod template;
mod trace;
mod trouble;
mod whims;
mod witness;
mod world;

pub use many::{Tally, run_many};
pub use tabs::{read_here_is_read_there, read_while_away_is_read_on_return};
pub use world::{Failure, Story, run, run_aloud};
