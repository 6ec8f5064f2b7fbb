//! A file on its way: on disk as it comes, never whole in memory, and gone
//! with its last handle when it does not come whole.

use std::io::SeekFrom;
use std::path::Path;

use pulse_protocol::entity::{Attachment, EnvConfig};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::sync::OwnedSemaphorePermit;

use super::media::Media;
use super::picture::Picture;
use super::{Declared, UploadError, recording};
use crate::storage::UploadAddress;

/// A file that is being received.
#[derive(Debug)]
pub struct Intake {
    file: File,
    head: Vec<u8>,
    length: u64,
    limit_mb: u32,
    hash: Sha256,
    declared: Declared,
    permit: OwnedSemaphorePermit,
}

impl Intake {
    pub(super) async fn open(
        scratch: &Path,
        config: &EnvConfig,
        declared: Declared,
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, UploadError> {
        let scratch = scratch.to_owned();
        let made = tokio::task::spawn_blocking(move || tempfile::tempfile_in(scratch)).await;
        let file = made.map_err(std::io::Error::other)??;
        Ok(Self {
            file: File::from_std(file),
            head: Vec::new(),
            length: 0,
            limit_mb: config.max_file_size_mb,
            hash: Sha256::new(),
            declared,
            permit,
        })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When they are too many, or the disk fails.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), UploadError> {
        self.length += bytes.len() as u64;
        if self.length > u64::from(self.limit_mb) * BYTES_PER_MB {
            let limit_mb = self.limit_mb;
            return Err(UploadError::TooLarge { limit_mb });
        }
        let missing = HEAD_BYTES - self.head.len();
        self.head.extend(bytes.iter().take(missing));
        self.hash.update(bytes);
        self.file.write_all(bytes).await?;
        Ok(())
    }

    /// All bytes have come.
    pub(super) async fn finish(mut self) -> Result<Received, UploadError> {
        if self.length == 0 {
            return Err(UploadError::Empty);
        }
        let media = Media::of(&self.head, self.declared.media()?)?;
        self.file.flush().await?;
        self.file.seek(SeekFrom::Start(0)).await?;
        Ok(Received {
            file: self.file,
            media,
            filename: self.declared.plain_name(media),
            length: self.length,
            hash: self.hash,
            permit: self.permit,
        })
    }
}

/// A file that has come whole.
#[derive(Debug)]
pub(super) struct Received {
    file: File,
    pub(super) media: Media,
    filename: String,
    length: u64,
    hash: Sha256,
    /// Others wait until this one is kept.
    permit: OwnedSemaphorePermit,
}

impl Received {
    /// All bytes: of a picture, which has to be in memory anyway.
    pub(super) async fn bytes(&self) -> Result<Vec<u8>, UploadError> {
        let mut file = self.file.try_clone().await?;
        let mut bytes = Vec::with_capacity(usize::try_from(self.length).unwrap_or(0));
        file.read_to_end(&mut bytes).await?;
        Ok(bytes)
    }

    /// Cleans a sound or film, and tells how many milliseconds it takes.
    pub(super) async fn clean(&self) -> Result<Option<u64>, UploadError> {
        // Of the same open file: what is done to the one is done to the other.
        let file = self.file.try_clone().await?.into_std().await;
        let media = self.media;
        let cleaned = tokio::task::spawn_blocking(move || recording::clean(file, media)).await;
        cleaned.map_err(|_| UploadError::Unreadable)?
    }

    pub(super) fn into_file(self) -> File {
        drop(self.permit);
        self.file
    }

    /// Stands for all that was received.
    pub(super) fn fingerprint(&self) -> String {
        let hash = self.hash.clone().chain_update(&self.filename).finalize();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The file as clients see it.
    pub(super) fn describe(
        &self,
        address: &UploadAddress,
        picture: Option<&Picture>,
        took_ms: Option<u64>,
    ) -> Attachment {
        let url = format!("/files/{}/{}", address.environment, address.id);
        Attachment {
            id: address.id.clone(),
            kind: self.media.kind(),
            filename: self.filename.clone(),
            mime_type: self.media.as_str().to_owned(),
            size_bytes: picture.map_or(self.length, |picture| picture.bytes.len() as u64),
            thumbnail_url: picture.map(|_| format!("{url}?thumb=1")),
            url,
            duration_ms: took_ms,
            width: picture.map(|picture| picture.width),
            height: picture.map(|picture| picture.height),
        }
    }
}

const BYTES_PER_MB: u64 = 1024 * 1024;
/// Enough to tell every type by.
const HEAD_BYTES: usize = 4096;
