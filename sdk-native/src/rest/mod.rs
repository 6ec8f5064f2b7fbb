//! The server's REST API as typed methods: what a backend does with rooms,
//! threads, comments, reactions and people, without a browser.
//!
//! A plural is a collection, a singular is one of them. Making a value costs
//! nothing; its methods call the server:
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use pulse_sdk::Pulse;
//! use pulse_sdk::rest::{CommentRequest, ThreadRequest};
//!
//! let pulse = Pulse::from_env()?;
//!
//! let thread = pulse
//!     .threads("/pricing")
//!     .create(ThreadRequest::new("user-7", "Is this still right?"))
//!     .await?;
//! let reply = CommentRequest::new("user-8", "It is, @Ada").mention("user-7");
//! let comment = pulse.comments(&thread.id).create(reply).await?;
//! pulse.reactions(&comment.id).add("user-7", "🎉").await?;
//! pulse.thread(&thread.id).by("user-7").resolve().await?;
//!
//! let mut rooms = pulse.rooms().list();
//! while let Some(room) = rooms.next().await {
//!     println!("{}", room?.id);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Browsers in the room see each write at once. Whoever writes must be known:
//! they have connected, or a token was minted for them; anybody else is
//! refused with [`ErrorCode::UnknownUser`](crate::ErrorCode::UnknownUser). A
//! signed token makes nobody known until its browser connects.
//!
//! Calls that browsers make with their user's own token, as for shared data,
//! have no method here.
//!
//! # What a call does by itself
//!
//! - Ids and texts are checked before anything is sent: [`InputError`].
//! - A call that fails for a moment is tried again, see
//!   [`RetryStrategy`](crate::RetryStrategy). Each `POST` carries an
//!   `Idempotency-Key`, the same over its tries, so it takes effect once.
//! - A list is read page by page while you read it, see [`List`].
//!
//! [`InputError`]: crate::InputError

mod comments;
mod entry;
mod export;
mod input;
mod list;
mod raw;
mod reactions;
mod requests;
mod rooms;
mod threads;
mod uploads;
mod users;

pub use comments::{Comment, Comments};
pub use export::Export;
pub use list::List;
pub use pulse_protocol::entity::{
    Attachment, AttachmentKind, PresenceStatus, Reaction as ReactionRow, TargetType,
};
pub use pulse_protocol::rest::{
    Comment as CommentRow, List as Page, NewThread, Presence, PresentUser, Room as RoomRow,
    RoomWithThreads, ThreadDetail, ThreadRow, ThreadWithComments, User,
};
pub use raw::{RawAnswer, RawCall};
pub use reactions::{Reaction, Reactions};
pub use requests::{CommentEdit, CommentRequest, ThreadRequest};
pub use rooms::{Room, Rooms};
pub use threads::{Thread, Threads};
pub use uploads::{UploadRequest, Uploads};
pub use users::{CommentsOf, Users};
