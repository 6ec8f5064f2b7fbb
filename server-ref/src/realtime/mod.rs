//! Sockets: a session for each, rooms they meet in, lanes to each of them.

mod answers;
#[cfg(feature = "simulation")]
mod attend;
mod connection;
mod cursors;
mod entrance;
mod heard;
mod lanes;
mod outbound;
mod rate;
mod registry;
mod room;
mod session;
mod settled;
mod timings;
mod upgrade;
mod version;

#[cfg(feature = "simulation")]
pub use attend::attend;
pub use heard::Heard;
pub use registry::Rooms;
#[cfg(feature = "fuzzing")]
pub use session::ordeal::ordeal;
pub use timings::Timings;
pub use upgrade::upgrade;
pub use version::Version;
