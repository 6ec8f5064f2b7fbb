//! Why a file was not taken.

use pulse_protocol::entity::AttachmentKind;
use thiserror::Error;

use super::DepotError;
use crate::storage::StoreError;

/// A file that was not taken.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum UploadError {
    /// No bytes came.
    #[error("the file is empty")]
    Empty,
    /// More bytes than the environment takes.
    #[error("the file is larger than {limit_mb} MB")]
    TooLarge {
        /// The most allowed, in units of 1,048,576 bytes.
        limit_mb: u32,
    },
    /// It says to be of a type that is not taken.
    #[error("files of the type {declared} are not taken")]
    TypeNotTaken {
        /// The type it came with.
        declared: String,
    },
    /// Its bytes are of no type that is taken, whatever it says to be.
    #[error("this is not a picture, sound or film of a type that is taken")]
    BytesNotTaken,
    /// Its bytes are of another type than it says.
    #[error("this says to be {declared}, but its bytes are {found}")]
    Mismatch {
        /// The type it came with.
        declared: &'static str,
        /// The type of its bytes.
        found: &'static str,
    },
    /// The environment has this kind switched off.
    #[error("{} are switched off in this environment", plural(*.0))]
    SwitchedOff(AttachmentKind),
    /// A picture that would take too much memory.
    #[error("the picture has more than {limit} pixels: {width} × {height}")]
    TooManyPixels {
        /// The most allowed.
        limit: u64,
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// A film that would take too long to look through.
    #[error("the file has more than {limit} parts")]
    TooManyParts {
        /// The most allowed.
        limit: u32,
    },
    /// A file whose bytes are broken.
    #[error("the file cannot be read")]
    Unreadable,
    /// Too many files of this person wait for their comments.
    #[error("more than {limit} uploads wait for their comments")]
    TooManyUnclaimed {
        /// The most allowed.
        limit: u32,
    },
    /// Another request had the same key.
    #[error("this key was used for another request")]
    OtherRequest,
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
    /// The disk failed while the file came.
    #[error("the file could not be received")]
    Disk(#[from] std::io::Error),
    /// The database failed.
    #[error("the file could not be made known")]
    Store(#[from] StoreError),
    /// The place of the files failed.
    #[error("the file could not be kept")]
    Depot(#[from] DepotError),
}

fn plural(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Image => "pictures",
        AttachmentKind::Audio => "sounds",
        AttachmentKind::Video => "films",
        _ => "such files",
    }
}
