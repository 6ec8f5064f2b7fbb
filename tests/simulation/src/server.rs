//! The real server, one life after the other, on the same disk.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use pulse_protocol::claims::Role;
use pulse_protocol::rest::TokenRequest;
use pulse_protocol::{RoomId, UserId};
use pulse_server::auth::{MasterSecret, Tokens};
use pulse_server::realtime::attend;
use pulse_server::shell;
use pulse_server::state::App;
use pulse_server::storage::{DurableEvent, Extent, Snapshot};
use tempfile::TempDir;
use uuid::Uuid;

use crate::disk::{Death, Disk, Life};
use crate::network::{End, Fate, Sky, link};
use crate::socket::ServerSocket;
use crate::template::{Template, now};

/// Everything on the server's side, whether it runs or not.
pub(crate) struct Site {
    pub(crate) template: &'static Template,
    room: RoomId,
    tokens: Tokens,
    running: Mutex<Option<Running>>,
    directory: TempDir,
}

#[derive(Clone)]
struct Running {
    app: Arc<App>,
    life: Arc<Life>,
}

impl Site {
    pub(crate) fn build(room: &RoomId) -> Self {
        let template = Template::common();
        Self {
            template,
            room: room.clone(),
            tokens: Tokens::new(master()),
            running: Mutex::new(None),
            directory: template.copy(),
        }
    }

    /// A new life, on what the last one has kept.
    pub(crate) fn start(&self, answers_within_ms: u64) {
        let life = Arc::new(Life::default());
        life.answer_within_ms(answers_within_ms);
        let disk = Disk::open(self.directory.path(), Arc::clone(&life));
        let app = Arc::new(App::new(Arc::new(disk), Tokens::new(master()), None));
        let (watching, fate) = (Arc::clone(&app), life.fate.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the server's life")]
        tokio::spawn(async move {
            tokio::select! {
                biased;
                () = death(&fate) => {}
                () = watching.tenants.watch() => {}
            }
        });
        *self.lock() = Some(Running { app, life });
    }

    /// Dies now: nothing more is kept or said.
    pub(crate) fn crash(&self, death: Death) {
        if let Some(running) = self.lock().take() {
            running.life.end(death);
        }
    }

    /// Dies with so many commits more.
    pub(crate) fn crash_after_commits(&self, commits: u32, last_is_heard: bool) {
        if let Some(running) = &*self.lock() {
            running.life.end_after_commits(commits, last_is_heard);
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
            running.life.end(Death::Process);
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running().is_some()
    }

    /// A link to the server; none when it is not there.
    pub(crate) fn connect(
        &self,
        sky: &Sky,
        chance: &mut Rng,
    ) -> Option<(End, Fate)> {
        let Running { app, life } = self.running()?;
        let fate = life.fate.shared();
        let (person, server) = link(sky, fate.clone(), chance);
        #[expect(clippy::disallowed_methods, reason = "ends with the server's life")]
        tokio::spawn(async move {
            let serving = async {
                if let Some(socket) = ServerSocket::accept(server).await {
                    attend(app, socket).await;
                }
            };
            tokio::select! {
                biased;
                () = death(&life.fate) => {}
                () = serving => {}
            }
        });
        Some((person, fate))
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
        let key = &self.template.key;
        let minted = self
            .tokens
            .mint(key, &request, ttl_seconds, now, Uuid::nil());
        minted.token
    }

    /// What is kept of the room, as a person may see it. The server runs.
    pub(crate) fn snapshot(&self, user: &UserId) -> Snapshot {
        let store = self.running().expect("a running server").app.store.clone();
        let environment = &self.template.environment;
        let kept = store.snapshot(environment, &self.room, user, None, Extent::Everything);
        now(kept).expect("the room can be read")
    }

    /// Everything that ever happened in the room. The server runs.
    pub(crate) fn history(&self) -> Vec<DurableEvent> {
        let store = self.running().expect("a running server").app.store.clone();
        let mut history: Vec<DurableEvent> = Vec::new();
        loop {
            let last = history.last().map(|event| event.seq).unwrap_or_default();
            let next = store.events_after(&self.template.environment, &self.room, last, 500);
            let next = now(next).expect("the history can be read");
            let next = next.expect("all of it is kept");
            if next.is_empty() {
                return history;
            }
            history.extend(next);
        }
    }

    fn running(&self) -> Option<Running> {
        let running = self.lock().clone();
        running.filter(|running| !running.life.is_over())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of a server's life, whichever.
async fn death(fate: &Fate) {
    tokio::select! {
        biased;
        () = fate.broken.cancelled() => {}
        () = fate.dead.cancelled() => {}
    }
}

fn master() -> MasterSecret {
    let text = "a secret of thirty-two bytes or more".to_owned();
    MasterSecret::from_text(&text.into()).expect("it is long enough")
}
