//! The live rooms of this process. A room lives while a connection has its
//! handle; here are only weak ones.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pulse_protocol::entity::Presence;
use pulse_protocol::{EnvironmentId, RoomId, UserId};
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;

use super::room::{ConnectionKey, RoomActor, RoomCommand, RoomHandle, WeakRoomHandle};
use crate::storage::{CommitListener, Committed, Store};
use crate::tenants::Followed;

type Key = (EnvironmentId, RoomId);

/// The live rooms of this process.
#[derive(Debug)]
pub struct Rooms {
    store: Arc<dyn Store>,
    live: Arc<Live>,
    /// Owns the rooms' tasks.
    tasks: TaskTracker,
    connections: AtomicU64,
}

/// What the store's writer tells of commits.
#[derive(Debug, Default)]
struct Live(Mutex<HashMap<Key, WeakRoomHandle>>);

impl Rooms {
    /// No rooms yet. From here on the store tells of its commits.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        let live = Arc::new(Live::default());
        store.listen(Arc::clone(&live) as Arc<dyn CommitListener>);
        Self {
            store,
            live,
            tasks: TaskTracker::new(),
            connections: AtomicU64::new(0),
        }
    }

    /// A room, woken when nobody is there.
    pub(super) fn enter(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        tenant: &Followed,
    ) -> RoomHandle {
        let key = (environment.clone(), room.clone());
        let mut rooms = self.live.lock();
        if let Some(handle) = rooms.get(&key).and_then(WeakRoomHandle::upgrade) {
            return handle;
        }
        let (environment, room) = key.clone();
        let store = Arc::clone(&self.store);
        let (handle, actor) = RoomActor::new(environment, room, store, tenant.clone());
        rooms.insert(key.clone(), handle.downgrade());
        let live = Arc::clone(&self.live);
        self.tasks.spawn(async move {
            actor.run().await;
            live.remove_ended(&key);
        });
        handle
    }

    /// How many commands wait in the mailbox of each room.
    #[must_use]
    pub fn mailboxes(&self) -> Vec<usize> {
        let rooms = self.live.lock();
        rooms.values().filter_map(WeakRoomHandle::waiting).collect()
    }

    /// The rooms somebody is in, as far as this process knows.
    #[must_use]
    pub fn live(&self) -> Vec<(EnvironmentId, RoomId)> {
        let rooms = self.live.lock();
        let live = rooms.iter().filter(|(_, room)| room.waiting().is_some());
        live.map(|(key, _)| key.clone()).collect()
    }

    /// Who is in a room now, as far as this process knows.
    pub async fn present(&self, environment: &EnvironmentId, room: &RoomId) -> Vec<Presence> {
        let key = (environment.clone(), room.clone());
        let handle = self.live.lock().get(&key).and_then(WeakRoomHandle::upgrade);
        let Some(handle) = handle else {
            return vec![];
        };
        let (reply, present) = oneshot::channel();
        handle.tell(RoomCommand::Present(reply)).await;
        present.await.unwrap_or_default()
    }

    /// Ends all connections of a person in an environment.
    pub async fn dismiss(&self, environment: &EnvironmentId, user: &UserId) {
        let handles: Vec<RoomHandle> = {
            let rooms = self.live.lock();
            let own = rooms.iter().filter(|((id, _), _)| id == environment);
            own.filter_map(|(_, room)| room.upgrade()).collect()
        };
        for handle in handles {
            handle.tell(RoomCommand::Dismiss(user.clone())).await;
        }
    }

    /// A key no other connection of this process has.
    pub(super) fn connection_key(&self) -> ConnectionKey {
        ConnectionKey(self.connections.fetch_add(1, Ordering::Relaxed))
    }

    /// Waits until every room has ended.
    pub async fn ended(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Live {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, WeakRoomHandle>> {
        // The map is whole after every use, so a panic elsewhere is no reason to stop.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a room, unless somebody has woken it again.
    fn remove_ended(&self, key: &Key) {
        let mut rooms = self.lock();
        if rooms.get(key).is_some_and(|room| room.upgrade().is_none()) {
            rooms.remove(key);
        }
    }
}

impl CommitListener for Live {
    fn committed(&self, commit: Arc<Committed>) {
        let key = (commit.environment.clone(), commit.room.clone());
        if let Some(room) = self.lock().get(&key) {
            room.hint(commit);
        }
    }
}
