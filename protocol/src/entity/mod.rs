//! What messages and REST answers are about.

mod activity;
mod attachment;
mod config;
mod notification;
mod reaction;
mod thread;
mod user;

pub use activity::{ActivityKind, ActivityLog};
pub use attachment::{Attachment, AttachmentKind};
pub use config::{EnvConfig, P2pConfig};
pub use notification::{Notification, NotificationKind};
pub use reaction::{Reaction, TargetType};
pub use thread::{Comment, Thread};
pub use user::{DeviceType, Presence, PresenceStatus, User};
