//! A program in a room: a bot that comments, answers and watches.
//!
//! [`Realtime`] is the client that browsers run, driven by tokio. It connects,
//! comes back by itself after every kind of trouble, renews its token, and
//! delivers each write exactly once. What it knows of the room can be asked at
//! any time; what changes is told by [`Realtime::events`].
//!
//! ```no_run
//! # async fn run(secret_key: &str, publishable_key: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use pulse_sdk::realtime::{Event, NewThread, Realtime, ServerMessage};
//! use pulse_sdk::{Signer, TokenRequest};
//!
//! let signer = Signer::new(secret_key)?;
//! let bot = Realtime::builder("https://pulse.example.com", publishable_key, "/pricing")
//!     .signed_by(&signer, TokenRequest::new("ci-bot", "CI"))
//!     .connect()
//!     .await?;
//!
//! let mut events = bot.events();
//! let thread = bot.create_thread(NewThread::new("the nightly build is red")).await?;
//! while let Some(event) = events.next().await {
//!     if let Event::Message(message) = event
//!         && let ServerMessage::CommentCreated(said) = *message
//!         && said.thread_id == thread
//!         && Some(&said.comment.user_id) != bot.user().map(|user| user.id.clone()).as_ref()
//!     {
//!         bot.reply(&thread, "I am looking into it").await?;
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Writing
//!
//! A write begins when its method is called: it is in [`Realtime::threads`] at
//! once and on its way. The future it gives resolves when the server has kept
//! it, or with a [`WriteError`]. Dropping the future does not take the write
//! back. While the connection is away writes wait, up to 1,000 of them and one
//! megabyte; one more is refused with `outbox_full`.
//!
//! # Ending
//!
//! [`Realtime::close`] waits for the writes that are under way, then leaves.
//! Dropping the last clone does the same in the background. A client that the
//! server turns away for good ends by itself: [`Realtime::ended`] and the last
//! event say why.
//!
//! # Good to know
//!
//! - The connection goes to the server directly: proxies named in the
//!   environment are for HTTP calls only.
//! - In an environment that names the origins it allows, give the bot one of
//!   them with [`RealtimeBuilder::origin`].

mod builder;
mod client;
mod draft;
mod driver;
mod error;
mod event;
mod known;
mod shared;
mod socket;
mod tokens;
mod write;

pub use builder::RealtimeBuilder;
pub use client::Realtime;
pub use draft::{NewThread, Reply};
pub use error::{CloseError, ConnectError, EndReason, WriteError};
pub use event::{Event, Events};
pub use pulse_client_core::{
    Comment, Part, PendingWrite, Problem, Status, Thread, TokenFailure, TokenReason, WriteStatus,
};
pub use pulse_protocol::entity::{
    ActivityLog, EnvConfig, Notification, NotificationKind, Presence, PresenceStatus, Reaction,
    TargetType, User,
};
pub use pulse_protocol::{
    AttachmentId, CommentId, NotificationId, ReactionId, RelayedCursor, ServerMessage, ThreadId,
    Verbatim,
};
pub use write::Write;
