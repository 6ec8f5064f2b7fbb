//! The real server, one life after the other, on the same disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use pulse_protocol::claims::Role;
use pulse_protocol::rest::TokenRequest;
use pulse_protocol::{KeyId, RoomId, UserId};
use pulse_server::auth::{MasterSecret, Tokens};
use pulse_server::env_commands::create_environment;
use pulse_server::http::router;
use pulse_server::shell;
use pulse_server::state::App;
use pulse_server::storage::sqlite::SqliteStore;
use pulse_server::storage::{DurableEvent, Extent, RoomStore, Snapshot};
use tempfile::TempDir;
use tokio::io::DuplexStream;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::disk::{Disk, Life, at_once};
use crate::network::{Link, Weather};

/// Everything on the server's side, whether it runs or not.
pub(crate) struct Site {
    pub(crate) publishable_key: String,
    environment: pulse_protocol::EnvironmentId,
    key: KeyId,
    room: RoomId,
    tokens: Tokens,
    running: Mutex<Option<Running>>,
    directory: TempDir,
    machinery: Machinery,
}

struct Running {
    app: Arc<App>,
    life: Arc<Life>,
}

impl Site {
    pub(crate) fn build(room: &RoomId) -> Self {
        let machinery = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime can be made");
        let directory = fast_directory();
        let handle = machinery.handle();
        let made = at_once(handle, async {
            let (store, writer) = SqliteStore::open(directory.path()).await.expect("it opens");
            let made = create_environment(&store, "simulation").await;
            drop(store);
            writer.finished().await;
            made.expect("the environment can be made")
        });
        Self {
            publishable_key: made.pair.record.publishable.clone(),
            environment: made.environment.id,
            key: made.pair.record.id.clone(),
            room: room.clone(),
            tokens: Tokens::new(master()),
            running: Mutex::new(None),
            directory,
            machinery: Machinery(Some(machinery)),
        }
    }

    /// A new life, on what the last one has kept.
    pub(crate) fn start(&self) {
        let life = Arc::new(Life::default());
        let path = self.directory.path();
        let disk = Disk::open(path, self.machinery.handle(), Arc::clone(&life));
        let app = Arc::new(App::new(Arc::new(disk), Tokens::new(master()), None));
        let (watching, ended) = (Arc::clone(&app), life.ended.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the server's life")]
        tokio::spawn(async move {
            tokio::select! {
                biased;
                () = ended.cancelled() => {}
                () = watching.tenants.watch() => {}
            }
        });
        *self.lock() = Some(Running { app, life });
    }

    /// Dies now: nothing more is kept or said.
    pub(crate) fn crash(&self) {
        if let Some(running) = self.lock().take() {
            running.life.end();
        }
    }

    /// Dies right after so many commits more.
    pub(crate) fn crash_after_commits(&self, commits: u32) {
        if let Some(running) = &*self.lock() {
            running.life.end_after_commits(commits);
        }
    }

    /// Stops as for an update, within a while.
    pub(crate) async fn drain(&self) {
        let running = self.lock().take();
        if let Some(running) = running {
            running.app.draining.cancel();
            running.app.connections.close();
            let patience = Duration::from_secs(10);
            let _ = tokio::time::timeout(patience, running.app.connections.wait()).await;
            running.life.end();
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.lock()
            .as_ref()
            .is_some_and(|running| !running.life.ended.is_cancelled())
    }

    /// A link to the server; none when it is not there.
    pub(crate) fn connect(
        &self,
        weather: &watch::Receiver<Weather>,
        broken: &CancellationToken,
        chance: &mut Rng,
    ) -> Option<DuplexStream> {
        let running = self.lock();
        let running = running
            .as_ref()
            .filter(|running| !running.life.ended.is_cancelled())?;
        // It breaks with the server's life too.
        let broken_too = running.life.ended.child_token();
        let link = Link::make(weather, broken_too.clone(), chance);
        let (broken, end) = (broken.clone(), broken_too.clone());
        let service = TowerToHyperService::new(router(Arc::clone(&running.app)));
        let serving = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(link.server), service)
            .with_upgrades();
        #[expect(clippy::disallowed_methods, reason = "ends with the link")]
        tokio::spawn(async move {
            tokio::select! {
                biased;
                () = end.cancelled() => {}
                // A handshake that broke is nobody's fault.
                served = serving => drop(served),
            }
        });
        #[expect(clippy::disallowed_methods, reason = "ends with the link")]
        tokio::spawn(async move {
            broken.cancelled().await;
            broken_too.cancel();
        });
        Some(link.person)
    }

    /// A token for a person, made at a time before now.
    pub(crate) fn token(&self, user: &UserId, ttl_seconds: u64, age_seconds: u64) -> String {
        let request = TokenRequest {
            user_id: user.clone(),
            name: user.to_string(),
            avatar: None,
            ttl_seconds: None,
            rooms: None,
            role: Some(Role::Commenter),
        };
        let now = shell::now().unix_ms().saturating_sub(age_seconds * 1000);
        let now = pulse_protocol::Timestamp::from_unix_ms(now);
        let minted = self
            .tokens
            .mint(&self.key, &request, ttl_seconds, now, Uuid::nil());
        minted.token
    }

    /// What is kept of the room, as a person may see it.
    pub(crate) fn snapshot(&self, user: &UserId) -> Snapshot {
        self.ask(async |store| {
            let kept = store.snapshot(
                &self.environment,
                &self.room,
                user,
                None,
                Extent::Everything,
            );
            kept.await.expect("the room can be read")
        })
    }

    /// Everything that ever happened in the room.
    pub(crate) fn history(&self) -> Vec<DurableEvent> {
        self.ask(async |store| {
            let mut history: Vec<DurableEvent> = Vec::new();
            loop {
                let last = history.last().map(|event| event.seq).unwrap_or_default();
                let next = store.events_after(&self.environment, &self.room, last, 500);
                let next = next.await.expect("the history can be read");
                let next = next.expect("all of it is kept");
                if next.is_empty() {
                    return history;
                }
                history.extend(next);
            }
        })
    }

    /// Asks the disk, beside the server.
    fn ask<T: Send>(&self, ask: impl AsyncFnOnce(&dyn RoomStore) -> T + Send) -> T {
        let life = Arc::new(Life::default());
        let disk = Disk::open(self.directory.path(), self.machinery.handle(), life);
        futures_util::FutureExt::now_or_never(ask(&disk)).expect("the disk takes no time")
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the store's own tasks run. It may end anywhere, also within the
/// simulated time.
struct Machinery(Option<Runtime>);

impl Machinery {
    fn handle(&self) -> &Handle {
        let runtime = self.0.as_ref().expect("it runs until it is dropped");
        runtime.handle()
    }
}

impl Drop for Machinery {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

fn master() -> MasterSecret {
    let text = "a secret of thirty-two bytes or more".to_owned();
    MasterSecret::from_text(&text.into()).expect("it is long enough")
}

/// In memory where the system has such a place, since every commit is synced.
fn fast_directory() -> TempDir {
    let in_memory = TempDir::new_in("/dev/shm");
    in_memory
        .or_else(|_| TempDir::new())
        .expect("a directory can be made")
}
