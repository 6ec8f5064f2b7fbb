//! Where the bytes are: a directory, or a bucket that speaks S3.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use crate::shell;
use crate::storage::UploadAddress;

/// Where files are to be kept.
#[derive(Debug, Clone, Default)]
#[expect(clippy::exhaustive_structs, reason = "settings are their fields")]
pub struct DepotSettings {
    /// A directory, or `s3://BUCKET/PREFIX`; below the data directory when
    /// none is given.
    pub place: Option<String>,
    /// Address of the S3 service, when it is not Amazon's.
    pub endpoint: Option<String>,
    /// Region of the bucket.
    pub region: Option<String>,
    /// Name of the S3 key; without one, the machine's own role is asked for.
    pub access_key_id: Option<String>,
    /// Its secret.
    pub secret_access_key: Option<SecretString>,
}

impl DepotSettings {
    /// Whether every node that has these settings finds the same files.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.place
            .as_ref()
            .is_some_and(|place| place.starts_with("s3://"))
    }
}

/// The place of files could not be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DepotError {
    /// A place of another kind.
    #[error("uploads can be kept in a directory or in s3://BUCKET, not in {0}")]
    Place(String),
    /// A directory that cannot be made or used.
    #[error("cannot use the directory {path}")]
    Directory {
        /// Which.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
    /// The service failed, or the disk.
    #[error("the place of the uploads failed")]
    Objects(#[from] object_store::Error),
    /// Nothing can be kept there.
    #[error("cannot keep files in {place}")]
    Unusable {
        /// Where.
        place: String,
        /// The answer of the service, or of the disk.
        #[source]
        source: object_store::Error,
    },
    /// It said nothing for too long.
    #[error("cannot keep files in {place}: no answer within {} s", CHECKED_WITHIN.as_secs())]
    Silent {
        /// Where.
        place: String,
    },
    /// A file could not be copied there.
    #[error("a file could not be copied to its place")]
    Copy(#[from] std::io::Error),
}

/// One of the two things kept of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each part must be removed")]
pub enum Part {
    /// The file.
    Original,
    /// A small picture of it.
    Thumbnail,
}

/// The place of all files.
#[derive(Debug, Clone)]
pub struct Depot {
    objects: Arc<dyn ObjectStore>,
    scratch: PathBuf,
    /// What the settings call it.
    place: String,
}

impl Depot {
    /// Opens the place that the settings name.
    ///
    /// # Errors
    /// When it cannot be used, or the settings do not say which it is.
    pub fn open(settings: &DepotSettings, data_dir: &Path) -> Result<Self, DepotError> {
        let objects: Arc<dyn ObjectStore> = match settings.place.as_deref() {
            None => Arc::new(directory(&data_dir.join("uploads"))?),
            Some(place) => match place.split_once("://") {
                None => Arc::new(directory(Path::new(place))?),
                Some(("s3", bucket)) => bucket_of(bucket, settings)?,
                Some(_) => return Err(DepotError::Place(place.to_owned())),
            },
        };
        std::fs::create_dir_all(data_dir).map_err(|source| DepotError::Directory {
            path: data_dir.to_owned(),
            source,
        })?;
        let place = settings.place.clone();
        Ok(Self {
            objects,
            scratch: data_dir.to_owned(),
            place: place.unwrap_or_else(|| data_dir.join("uploads").display().to_string()),
        })
    }

    /// A place that lasts as long as the process, for programs that have none.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            objects: Arc::new(InMemory::new()),
            scratch: std::env::temp_dir(),
            place: "memory".to_owned(),
        }
    }

    /// Keeps something and removes it again: a bucket that is not there, or may
    /// not be written to, is known before the first person sends a file.
    ///
    /// # Errors
    /// When that cannot be done, or takes too long.
    pub async fn check(&self) -> Result<(), DepotError> {
        // No environment has such a name, so it is nobody's.
        let probe = ObjectPath::from_iter([".check", shell::uuid().simple().to_string().as_str()]);
        let trying = async {
            self.objects.put(&probe, Bytes::new().into()).await?;
            self.objects.delete(&probe).await
        };
        match timeout(CHECKED_WITHIN, trying).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(source)) => Err(DepotError::Unusable {
                place: self.place.clone(),
                source,
            }),
            Err(_) => Err(DepotError::Silent {
                place: self.place.clone(),
            }),
        }
    }

    /// Where files are while they come.
    pub(super) fn scratch(&self) -> &Path {
        &self.scratch
    }

    pub(super) async fn put(
        &self,
        address: &UploadAddress,
        part: Part,
        bytes: Bytes,
    ) -> Result<(), DepotError> {
        self.objects.put(&path(address, part), bytes.into()).await?;
        Ok(())
    }

    /// Copies a file, in parts when it is large.
    pub(super) async fn put_file(
        &self,
        address: &UploadAddress,
        mut file: File,
    ) -> Result<(), DepotError> {
        let place = path(address, Part::Original);
        let mut writer = BufWriter::new(Arc::clone(&self.objects), place);
        if let Err(error) = tokio::io::copy(&mut file, &mut writer).await {
            // What was begun at the service is not paid for.
            writer.abort().await?;
            return Err(error.into());
        }
        writer.shutdown().await?;
        Ok(())
    }

    pub(super) async fn size(
        &self,
        address: &UploadAddress,
        part: Part,
    ) -> Result<Option<u64>, DepotError> {
        match self.objects.head(&path(address, part)).await {
            Ok(object) => Ok(Some(object.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn read(
        &self,
        address: &UploadAddress,
        part: Part,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, DepotError>>, DepotError> {
        let options = GetOptions::new().with_range(Some(range));
        let object = self.objects.get_opts(&path(address, part), options).await?;
        Ok(object.into_stream().map_err(DepotError::from).boxed())
    }

    /// Whether the place answers. What is asked for is never there.
    pub(super) async fn is_reachable(&self) -> bool {
        match self.objects.head(&ObjectPath::from("health")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => true,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the place of the uploads does not answer");
                false
            }
        }
    }

    /// Removes all parts; what is not there is removed already.
    pub(super) async fn remove(&self, address: &UploadAddress) -> Result<(), DepotError> {
        for part in [Part::Original, Part::Thumbnail] {
            match self.objects.delete(&path(address, part)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// Made of ids of this server alone; whatever is odd in them is escaped.
fn path(address: &UploadAddress, part: Part) -> ObjectPath {
    let name = match part {
        Part::Original => "file",
        Part::Thumbnail => "thumbnail.jpg",
    };
    ObjectPath::from_iter([address.environment.as_str(), address.id.as_str(), name])
}

fn directory(path: &Path) -> Result<LocalFileSystem, DepotError> {
    std::fs::create_dir_all(path).map_err(|source| DepotError::Directory {
        path: path.to_owned(),
        source,
    })?;
    // What was acknowledged survives the loss of power, and no empty
    // directories are left behind.
    let local = LocalFileSystem::new_with_prefix(path)?;
    Ok(local.with_fsync(true).with_automatic_cleanup(true))
}

fn bucket_of(place: &str, settings: &DepotSettings) -> Result<Arc<dyn ObjectStore>, DepotError> {
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    // Another part of the program may have chosen one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = AmazonS3Builder::new().with_bucket_name(bucket);
    if let Some(endpoint) = &settings.endpoint {
        let is_plain = endpoint.starts_with("http://");
        builder = builder.with_endpoint(endpoint).with_allow_http(is_plain);
    }
    if let Some(region) = &settings.region {
        builder = builder.with_region(region);
    }
    if let Some(id) = &settings.access_key_id {
        builder = builder.with_access_key_id(id);
    }
    if let Some(secret) = &settings.secret_access_key {
        builder = builder.with_secret_access_key(secret.expose_secret());
    }
    let store = builder.build()?;
    Ok(match prefix.trim_matches('/') {
        "" => Arc::new(store),
        prefix => Arc::new(PrefixStore::new(store, prefix)),
    })
}

const CHECKED_WITHIN: Duration = Duration::from_secs(10);
