//! Everything the parts of Pulse say to each other: messages, entities, ids,
//! error and close codes, limits and token claims. This crate is the only
//! place they are defined; `PROTOCOL.md` beside it is the normative text.
//!
//! There is no I/O, clock or random source here, so the same types serve the
//! server, the browser and Rust backends.
//!
//! ```
//! use pulse_protocol::{ClientFrame, ClientMessage};
//!
//! let frame = ClientFrame::decode(r#"{"type":"typing:start","threadId":"t1"}"#)?;
//! let ClientMessage::TypingStart(typing) = frame.message else { panic!() };
//! assert_eq!(typing.thread_id.as_str(), "t1");
//! # Ok::<(), pulse_protocol::DecodeError>(())
//! ```
#![warn(clippy::exhaustive_enums)]

mod auth;
pub mod claims;
mod client_message;
mod close_code;
pub mod entity;
mod error_code;
mod frame;
mod id;
#[cfg(feature = "keys")]
pub mod key;
pub mod limits;
mod message_set;
mod outline;
mod piece;
mod raw_frame;
mod raw_value;
mod read;
mod relayed_viewport;
pub mod rest;
mod server_message;
mod timestamp;
mod verbatim;
mod write;

pub use auth::{Auth, AuthError, AuthOk, AuthRefresh, AuthRefreshed, Resume};
pub use client_message::{
    ClickPerform, ClientMessage, CommentCreate, CommentDelete, CommentEdit, CursorMove, DrawClear,
    DrawStroke, EmojiDrop, EventsList, NotificationRead, NotificationReadAll, P2pSync, Ping,
    PresenceUpdate, ReactionAdd, ReactionRemove, SelectionUpdate, SignalDescription, SignalIce,
    ThreadCreate, ThreadDelete, ThreadMove, ThreadResolve, ThreadsList, TypingStart, Viewport,
};
pub use close_code::{CloseCode, Reconnect};
pub use error_code::ErrorCode;
pub use frame::{ClientFrame, DecodeError, ServerFrame};
pub use id::{
    ActivityId, AttachmentId, CommentId, ConnectionId, EnvironmentId, Epoch, IdError, KeyId,
    NotificationId, OpId, ReactionId, RoomId, Seq, ThreadId, UserId,
};
pub use piece::{Document, Items, Piece};
pub use raw_frame::RawFrame;
pub use read::Read;
pub use relayed_viewport::RelayedViewport;
pub use server_message::{
    Ack, ActivityLogged, CommentDeleted, CommentEvent, ConfigUpdated, CursorBatch, EventsPage,
    NotificationEvent, P2pSyncFrom, Pong, PresenceChanged, PresenceJoin, PresenceLeave,
    ReactionAdded, ReactionRemoved, RelayedClick, RelayedCursor, RelayedDrawClear, RelayedEmoji,
    RelayedSelection, RelayedStroke, ServerDraining, ServerError, ServerMessage,
    SignalDescriptionFrom, SignalIceFrom, ThreadCreated, ThreadDeleted, ThreadMoved,
    ThreadResolved, ThreadsPage, TypingIndicator,
};
pub use timestamp::{Timestamp, TimestampError};
pub use verbatim::Verbatim;
pub use write::to_json;

/// The version of the protocol that this crate describes. Version 1 is the
/// original's wire; a client asks for version 2 in its `auth` message.
pub const PROTOCOL_VERSION: u32 = 2;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
