//! One user's token in three ways: by pulse-sdk, by jsonwebtoken and by
//! livekit-api. `cargo bench -p pulse-sdk-bench` measures them side by side.
//!
//! What is compared is the work of a handler: from a user's id and name to
//! the text for the browser, with a lifetime of an hour and one room.

mod livekit;
mod plain;
mod pulse;

pub use livekit::Livekit;
pub use plain::PlainHs256;
pub use pulse::Pulse;

/// Makes tokens.
pub trait Minter {
    /// A token of the user for the room.
    fn mint(&self, user_id: &str, name: &str, room: &str) -> String;
}
