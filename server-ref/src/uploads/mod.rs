//! Files that go with comments: received within limits, told apart by their
//! bytes, cleaned of what tells where they were made, kept beside the
//! database, and removed when nothing needs them.

mod depot;
mod error;
mod intake;
mod media;
mod picture;
mod recording;
mod strip;
mod sweep;

use std::sync::Arc;

use axum::body::Bytes;
use futures_util::stream::BoxStream;
use pulse_protocol::entity::{Attachment, EnvConfig};
use pulse_protocol::{AttachmentId, EnvironmentId, Timestamp, UserId};
use tokio::sync::Semaphore;
use uuid::Uuid;

pub use self::depot::{Depot, DepotError, DepotSettings, Part};
pub use self::error::UploadError;
pub use self::intake::Intake;
pub use self::media::Declared;
use self::picture::Picture;
use crate::storage::{Keeping, Store, Upload, UploadAddress, UploadAttempt};

/// Receives, keeps, hands out and removes files.
#[derive(Debug)]
pub struct Uploads {
    store: Arc<dyn Store>,
    depot: Depot,
    /// Bounds the files that are being received; who comes later waits.
    receiving: Arc<Semaphore>,
    /// Bounds the pictures in memory.
    decoding: Semaphore,
}

/// From whom a file comes, and when.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_structs, reason = "a value is its fields")]
pub struct Arrival {
    /// Into which environment.
    pub environment: EnvironmentId,
    /// Who may claim it.
    pub uploader: UserId,
    /// Stands for the request's `Idempotency-Key`, where it has one.
    pub key: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Makes its id, which nobody can guess: whoever has it has the file.
    pub nonce: Uuid,
}

impl Uploads {
    /// Nothing is received yet.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, depot: Depot) -> Self {
        Self {
            store,
            depot,
            receiving: Arc::new(Semaphore::new(RECEIVED_AT_ONCE)),
            decoding: Semaphore::new(DECODED_AT_ONCE),
        }
    }

    /// Begins to receive a file, as soon as there is room for it.
    ///
    /// # Errors
    /// When the environment takes no files of the declared type, or the disk fails.
    pub async fn begin(
        &self,
        config: &EnvConfig,
        declared: Declared,
    ) -> Result<Intake, UploadError> {
        if let Some(media) = declared.media()? {
            media.allowed(config)?;
        }
        let permit = Arc::clone(&self.receiving).acquire_owned().await;
        let permit = permit.map_err(|_| UploadError::Stopping)?;
        Intake::open(self.depot.scratch(), config, declared, permit).await
    }

    /// Keeps a file that has come whole.
    ///
    /// # Errors
    /// When it is not what the environment takes, or cannot be kept.
    pub async fn keep(
        &self,
        config: &EnvConfig,
        arrival: Arrival,
        intake: Intake,
    ) -> Result<Attachment, UploadError> {
        let received = intake.finish().await?;
        received.media.allowed(config)?;
        let picture = match received.media.picture() {
            Some(format) => {
                let permit = self.decoding.acquire().await;
                let permit = permit.map_err(|_| UploadError::Stopping)?;
                let bytes = received.bytes().await?;
                let read = tokio::task::spawn_blocking(move || picture::read(bytes, format)).await;
                drop(permit);
                Some(read.map_err(|_| UploadError::Unreadable)??)
            }
            None => None,
        };
        let took_ms = match &picture {
            Some(_) => None,
            None => received.clean().await?,
        };
        let id = AttachmentId::parse(arrival.nonce.simple().to_string())
            .map_err(|_| UploadError::Stopping)?;
        let address = UploadAddress {
            environment: arrival.environment.clone(),
            id,
        };
        let attachment = received.describe(&address, picture.as_ref(), took_ms);
        let upload = Upload {
            attachment: attachment.clone(),
            uploader: arrival.uploader,
            at: arrival.at,
            ends_at: Timestamp::from_unix_ms(arrival.at.unix_ms() + UNCLAIMED_MS),
            attempt: arrival.key.map(|key| UploadAttempt {
                key,
                request: received.fingerprint(),
            }),
        };
        // Known before its bytes are kept, so that none are kept unknown.
        let kept = self
            .store
            .keep_upload(&arrival.environment, upload, UNCLAIMED_FILES);
        let (address, attachment) = match kept.await? {
            Keeping::Kept => (address, attachment),
            Keeping::Repeated(known) => {
                let address = UploadAddress {
                    id: known.id.clone(),
                    ..address
                };
                if self.size(&address, Part::Original).await?.is_some() {
                    return Ok(*known);
                }
                // The first attempt ended between the store and the place of
                // the files. The same bytes are here again.
                (address, *known)
            }
            Keeping::OtherRequest => return Err(UploadError::OtherRequest),
            Keeping::TooMany => {
                let limit = UNCLAIMED_FILES;
                return Err(UploadError::TooManyUnclaimed { limit });
            }
        };
        let put = match picture {
            Some(picture) => self.put_picture(&address, picture).await,
            None => self.depot.put_file(&address, received.into_file()).await,
        };
        if let Err(error) = put {
            self.store.end_upload(&address).await?;
            return Err(error.into());
        }
        Ok(attachment)
    }

    async fn put_picture(
        &self,
        address: &UploadAddress,
        picture: Picture,
    ) -> Result<(), DepotError> {
        let thumbnail = picture.thumbnail.into();
        self.depot.put(address, Part::Thumbnail, thumbnail).await?;
        let bytes = picture.bytes.into();
        self.depot.put(address, Part::Original, bytes).await
    }

    /// Whether the place of the files answers.
    pub async fn is_reachable(&self) -> bool {
        self.depot.is_reachable().await
    }

    /// A file that may be fetched.
    ///
    /// # Errors
    /// For faults of the store.
    pub async fn find(
        &self,
        address: &UploadAddress,
        now: Timestamp,
    ) -> Result<Option<Attachment>, UploadError> {
        Ok(self.store.upload(address, now).await?)
    }

    /// How many bytes a part of a file has; none when it is not there.
    ///
    /// # Errors
    /// For faults of where the files are kept.
    pub async fn size(
        &self,
        address: &UploadAddress,
        part: Part,
    ) -> Result<Option<u64>, UploadError> {
        Ok(self.depot.size(address, part).await?)
    }

    /// Bytes of a file, from one place up to before another.
    ///
    /// # Errors
    /// For faults of where the files are kept.
    pub async fn read(
        &self,
        address: &UploadAddress,
        part: Part,
        range: std::ops::Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, DepotError>>, UploadError> {
        Ok(self.depot.read(address, part, range).await?)
    }
}

const RECEIVED_AT_ONCE: usize = 64;
/// Each takes up to [`picture::MEMORY_BYTES`].
const DECODED_AT_ONCE: usize = 2;
/// How long a file waits for its comment.
const UNCLAIMED_MS: u64 = 24 * 60 * 60 * 1000;
/// How many files of one person wait for their comments.
const UNCLAIMED_FILES: u32 = 100;
