//! Bodies of HTTP requests and answers.

mod comment;
mod error;
mod list;
mod reaction;
mod room;
mod shared_data;
mod thread;
mod token;
mod upload;
mod user;

pub use comment::{Comment, CommentAnswer, CommentChange, CommentRequest};
pub use error::ErrorBody;
pub use list::{Deleted, List};
pub use reaction::{ReactionAnswer, ReactionRequest};
pub use room::{Room, RoomAnswer, RoomChange, RoomWithThreads};
pub use shared_data::{IceServer, IceServers, SharedState, SharedStateAnswer};
pub use thread::{
    NewThread, NewThreadAnswer, ThreadAnswer, ThreadChange, ThreadDetail, ThreadRequest, ThreadRow,
    ThreadWithComments,
};
pub use token::{TokenRequest, TokenResponse};
pub use upload::UploadForm;
pub use user::{Presence, PresentUser, User};
