//! What becomes of files over time and in other places, without waiting: the
//! clock is handed in.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use futures_util::TryStreamExt;
use image::ImageFormat;
use pulse_protocol::entity::{Attachment, EnvConfig};
use pulse_protocol::{EnvironmentId, Timestamp, UserId};
use pulse_server::config::ServerConfig;
use pulse_server::serve;
use pulse_server::storage::UploadAddress;
use pulse_server::storage::WriterTask;
use pulse_server::storage::sqlite::SqliteStore;
use pulse_server::uploads::{Arrival, Declared, Depot, DepotSettings, Part, UploadError, Uploads};
use pulse_services::Moto;
use support::pictures::{encoded, webm};
use tempfile::TempDir;

const START_MS: u64 = 1_777_626_000_000;
const HOUR_MS: u64 = 60 * 60 * 1000;

/// Uploads on a store of their own, and a clock that stands still.
struct Place {
    uploads: Uploads,
    now_ms: u64,
    sent: u128,
    /// The `Idempotency-Key` of what is sent.
    key: Option<String>,
    directory: TempDir,
    _writer: WriterTask,
}

impl Place {
    async fn open(settings: DepotSettings) -> Self {
        let directory = TempDir::new().unwrap();
        let (store, writer) = SqliteStore::open(directory.path()).await.unwrap();
        let depot = Depot::open(&settings, directory.path()).unwrap();
        Self {
            uploads: Uploads::new(Arc::new(store), depot),
            now_ms: START_MS,
            sent: 0,
            key: None,
            directory,
            _writer: writer,
        }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.now_ms)
    }

    async fn send(&mut self, name: &str, bytes: &[u8]) -> Result<Attachment, UploadError> {
        let config = EnvConfig::default();
        let declared = Declared {
            filename: Some(name.to_owned()),
            content_type: None,
        };
        let mut intake = self.uploads.begin(&config, declared).await?;
        for part in bytes.chunks(64 * 1024) {
            intake.write(part).await?;
        }
        self.sent += 1;
        let arrival = Arrival {
            environment: environment(),
            uploader: UserId::parse("ada").unwrap(),
            key: self.key.clone(),
            at: self.now(),
            nonce: uuid::Uuid::from_u128(self.sent),
        };
        self.uploads.keep(&config, arrival, intake).await
    }

    async fn is_found(&self, file: &Attachment) -> bool {
        let found = self.uploads.find(&address(file), self.now()).await;
        found.unwrap().is_some()
    }

    async fn size(&self, file: &Attachment, part: Part) -> Option<u64> {
        self.uploads.size(&address(file), part).await.unwrap()
    }

    async fn read(&self, file: &Attachment, range: std::ops::Range<u64>) -> Vec<u8> {
        let read = self
            .uploads
            .read(&address(file), Part::Original, range)
            .await;
        let parts: Vec<Bytes> = read.unwrap().try_collect().await.unwrap();
        parts.concat()
    }

    async fn sweep(&self) -> usize {
        self.uploads.sweep(self.now()).await.unwrap()
    }
}

fn environment() -> EnvironmentId {
    EnvironmentId::parse("env_1").unwrap()
}

fn address(file: &Attachment) -> UploadAddress {
    UploadAddress {
        environment: environment(),
        id: file.id.clone(),
    }
}

#[tokio::test]
async fn a_file_that_no_comment_claims_goes_after_a_day() {
    let mut place = Place::open(DepotSettings::default()).await;
    let png = encoded(4, 4, ImageFormat::Png);
    let first = place.send("a.png", &png).await.unwrap();
    place.now_ms += 23 * HOUR_MS;
    let second = place.send("b.png", &png).await.unwrap();
    assert_eq!(place.sweep().await, 0);
    assert!(place.is_found(&first).await && place.is_found(&second).await);

    place.now_ms += HOUR_MS;
    assert!(!place.is_found(&first).await, "its day is over");
    // The bytes go an hour later: a comment that claims them may be under way.
    assert_eq!(place.sweep().await, 0);
    place.now_ms += HOUR_MS;
    assert_eq!(place.sweep().await, 1);
    for part in [Part::Original, Part::Thumbnail] {
        assert_eq!(place.size(&first, part).await, None);
        assert!(place.size(&second, part).await.is_some());
    }
    assert_eq!(place.sweep().await, 0);
}

#[tokio::test]
async fn a_file_whose_bytes_a_crash_took_is_whole_after_the_next_attempt() {
    let mut place = Place::open(DepotSettings::default()).await;
    place.key = Some("k1".to_owned());
    let png = encoded(4, 4, ImageFormat::Png);
    let first = place.send("a.png", &png).await.unwrap();
    // As after a crash between the store and the place of the files.
    let kept = place.directory.path().join("uploads/env_1");
    std::fs::remove_dir_all(kept).unwrap();

    assert_eq!(place.send("a.png", &png).await.unwrap(), first);
    for part in [Part::Original, Part::Thumbnail] {
        assert!(place.size(&first, part).await.is_some());
    }
}

#[tokio::test]
async fn a_sweep_takes_a_little_and_goes_on_where_one_broke_off() {
    let mut place = Place::open(DepotSettings::default()).await;
    let mut last = None;
    for _ in 0..100 {
        last = Some(place.send("a.ogg", b"OggS........").await.unwrap());
    }
    let too_many = place.send("a.ogg", b"OggS........").await.unwrap_err();
    assert!(matches!(
        too_many,
        UploadError::TooManyUnclaimed { limit: 100 }
    ));
    place.now_ms += 24 * HOUR_MS;
    place.send("b.ogg", b"OggS........").await.unwrap();
    place.now_ms += 25 * HOUR_MS;
    // As after a sweep that ended before it could write down what it did.
    let last = last.unwrap();
    let folder = place.directory.path().join("uploads/env_1");
    std::fs::remove_dir_all(folder.join(last.id.as_str())).unwrap();
    assert_eq!(place.sweep().await, 100);
    assert_eq!(place.sweep().await, 1);
    assert!(!folder.exists(), "no empty folders are left");
}

#[tokio::test]
async fn a_file_of_many_parts_comes_back_as_it_was() {
    let mut place = Place::open(DepotSettings::default()).await;
    let film = webm(7 * 1024 * 1024);
    let sent = place.send("a.webm", &film).await.unwrap();
    assert_eq!(
        place.size(&sent, Part::Original).await,
        Some(sent.size_bytes)
    );
    assert_eq!(place.read(&sent, 0..sent.size_bytes).await, film);
    assert_eq!(
        place.read(&sent, 6_000_000..6_000_010).await,
        film[6_000_000..6_000_010]
    );
    let large = webm(10 * 1024 * 1024 + 1);
    let refused = place.send("b.webm", &large).await.unwrap_err();
    assert!(matches!(refused, UploadError::TooLarge { limit_mb: 10 }));
    // While they came they had no name, so nothing has to be tidied up.
    let names = std::fs::read_dir(place.directory.path()).unwrap().flatten();
    let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
    let known = [
        "pulse.db",
        "pulse.db-shm",
        "pulse.db-wal",
        "migrate.lock",
        "uploads",
    ];
    assert!(
        names.iter().all(|name| known.iter().any(|one| name == one)),
        "{names:?}"
    );
}

#[tokio::test]
async fn a_directory_may_be_anywhere_and_another_place_is_refused() {
    let elsewhere = TempDir::new().unwrap();
    let directory = elsewhere.path().join("files");
    let mut place = Place::open(DepotSettings {
        place: Some(directory.display().to_string()),
        ..DepotSettings::default()
    })
    .await;
    let sent = place.send("a.ogg", b"OggS........").await.unwrap();
    let file = directory.join("env_1").join(sent.id.as_str()).join("file");
    assert_eq!(std::fs::read(file).unwrap(), b"OggS........");
    let settings = DepotSettings {
        place: Some("ftp://somewhere".to_owned()),
        ..DepotSettings::default()
    };
    let refused = Depot::open(&settings, elsewhere.path()).unwrap_err();
    assert!(refused.to_string().contains("ftp://somewhere"), "{refused}");
}

/// As much of S3 as is asked for here: objects of one bucket, by their keys.
#[derive(Debug, Clone, Default)]
struct Bucket(Arc<Mutex<BTreeMap<String, Bytes>>>);

impl Bucket {
    async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/files", post(remove))
            .route("/files/{*key}", any(object))
            .with_state(self.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the test")]
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    fn objects(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn object(
    State(bucket): State<Bucket>,
    Path(key): Path<String>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let signed = headers["authorization"].to_str().unwrap();
    assert!(
        signed.starts_with("AWS4-HMAC-SHA256 Credential=key-id/"),
        "{signed}"
    );
    let etag = [
        ("etag", "\"1\""),
        ("last-modified", "Fri, 01 May 2026 09:00:00 GMT"),
    ];
    if method == Method::PUT {
        bucket.objects().insert(key, body);
        return etag.into_response();
    }
    let Some(bytes) = bucket.objects().get(&key).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(range) = headers.get("range") else {
        return (etag, bytes).into_response();
    };
    let range = range.to_str().unwrap().strip_prefix("bytes=").unwrap();
    let (first, last) = range.split_once('-').unwrap();
    let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
    let shown = format!("bytes {first}-{last}/{}", bytes.len());
    let part = bytes.slice(first..=last);
    let shown = [("content-range", shown)];
    (StatusCode::PARTIAL_CONTENT, etag, shown, part).into_response()
}

async fn remove(State(bucket): State<Bucket>, body: String) -> String {
    let keys = body.split("<Key>").skip(1);
    let removed = keys.map(|rest| {
        let key = rest.split("</Key>").next().unwrap();
        bucket.objects().remove(key);
        format!("<Deleted><Key>{key}</Key></Deleted>")
    });
    format!(
        "<DeleteResult>{}</DeleteResult>",
        removed.collect::<String>()
    )
}

#[tokio::test]
async fn files_are_kept_in_a_bucket_that_speaks_s3() {
    let bucket = Bucket::default();
    let mut place = Place::open(somewhere("s3://files/pulse", &bucket.serve().await)).await;
    let png = encoded(4, 4, ImageFormat::Png);
    let picture = place.send("a.png", &png).await.unwrap();
    let film = webm(1000);
    let sent = place.send("a.webm", &film).await.unwrap();
    let keys: Vec<String> = bucket.objects().keys().cloned().collect();
    let key = |file: &Attachment, name| format!("pulse/env_1/{}/{name}", file.id);
    let mut expected = vec![
        key(&picture, "file"),
        key(&picture, "thumbnail.jpg"),
        key(&sent, "file"),
    ];
    expected.sort();
    assert_eq!(keys, expected);
    assert_eq!(place.size(&sent, Part::Original).await, Some(1000));
    assert_eq!(place.size(&sent, Part::Thumbnail).await, None);
    assert_eq!(place.read(&sent, 10..20).await, film[10..20]);
    place.now_ms += 26 * HOUR_MS;
    assert_eq!(place.sweep().await, 2);
    assert!(bucket.objects().is_empty());
}

#[tokio::test]
async fn files_are_kept_by_a_service_that_others_wrote() {
    // Cargo's target directory, where the tools of the tests are.
    let target = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let moto = Moto::start(target.unwrap()).unwrap();
    let http = reqwest::Client::new();
    let bucket = format!("{}/files", moto.url());
    assert!(
        http.put(&bucket)
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    let listed = async || {
        let answer = http
            .get(format!("{bucket}?list-type=2"))
            .send()
            .await
            .unwrap();
        answer.text().await.unwrap().matches("<Key>").count()
    };
    let settings = somewhere("s3://files/pulse", &moto.url());
    let depot = Depot::open(&settings, std::path::Path::new("/nowhere")).unwrap();
    depot.check().await.unwrap();
    let mut place = Place::open(settings).await;
    let png = encoded(4, 4, ImageFormat::Png);
    let picture = place.send("a.png", &png).await.unwrap();
    assert!(place.size(&picture, Part::Thumbnail).await.is_some());
    // More than one part of an upload in parts.
    let film = webm(7 * 1024 * 1024);
    let sent = place.send("a.webm", &film).await.unwrap();
    assert_eq!(
        place.size(&sent, Part::Original).await,
        Some(sent.size_bytes)
    );
    assert_eq!(place.size(&sent, Part::Thumbnail).await, None);
    assert_eq!(place.read(&sent, 0..sent.size_bytes).await, film);
    assert_eq!(
        place.read(&sent, 6_000_000..6_000_010).await,
        film[6_000_000..6_000_010]
    );
    assert_eq!(listed().await, 3);
    place.now_ms += 26 * HOUR_MS;
    assert_eq!(place.sweep().await, 2);
    assert_eq!(listed().await, 0);
}

fn somewhere(place: &str, endpoint: &str) -> DepotSettings {
    DepotSettings {
        place: Some(place.to_owned()),
        endpoint: Some(endpoint.to_owned()),
        region: None,
        access_key_id: Some("key-id".to_owned()),
        secret_access_key: Some("hunter2".into()),
    }
}

#[tokio::test]
async fn a_server_does_not_start_on_a_bucket_it_cannot_keep_files_in() {
    let bucket = Bucket::default();
    let endpoint = bucket.serve().await;
    let directory = TempDir::new().unwrap();
    let config = |place: &str| ServerConfig {
        data_dir: directory.path().to_owned(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        uploads: Some(place.to_owned()),
        uploads_endpoint: Some(endpoint.clone()),
        uploads_access_key_id: Some("key-id".to_owned()),
        uploads_secret_access_key: Some("hunter2".into()),
        ..ServerConfig::default()
    };
    serve::Server::open(&config("s3://files/pulse"))
        .await
        .unwrap();
    // It has left nothing behind.
    assert!(bucket.objects().is_empty());
    let refused = serve::Server::open(&config("s3://nowhere/pulse")).await;
    let words = format!("{:#}", refused.unwrap_err());
    assert!(
        words.starts_with("cannot keep files in s3://nowhere/pulse: "),
        "{words}"
    );
    assert!(!words.contains("hunter2"), "{words}");
}

#[tokio::test]
async fn a_service_that_says_nothing_is_not_waited_for_without_end() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let directory = TempDir::new().unwrap();
    let settings = somewhere("s3://files", &endpoint);
    let depot = Depot::open(&settings, directory.path()).unwrap();
    tokio::time::pause();
    let error = depot.check().await.unwrap_err();
    let words = "cannot keep files in s3://files: no answer within 10 s";
    assert_eq!(error.to_string(), words);
}
