//! The live rooms of this process. A room lives while a connection has its
//! handle; here are only weak ones.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::{StreamExt, stream};
use pulse_protocol::entity::Presence;
use pulse_protocol::{EnvironmentId, RoomId, Timestamp, UserId};
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;

use super::room::{ConnectionKey, RoomActor, RoomCommand, RoomHandle, WeakRoomHandle};
use crate::bus::{self, Bus, BusListener, NodeId, NodePacket, RoomKey, RoomPacket};
use crate::storage::{CommitListener, Committed, Store};
use crate::tenants::Followed;

/// The live rooms of this process.
#[derive(Debug)]
pub struct Rooms {
    store: Arc<dyn Store>,
    live: Arc<Live>,
    connections: AtomicU64,
}

/// What the store's writers and other nodes tell of rooms.
#[derive(Debug)]
struct Live {
    rooms: Mutex<HashMap<RoomKey, WeakRoomHandle>>,
    bus: Arc<dyn Bus>,
    /// Owns the rooms' tasks.
    tasks: TaskTracker,
}

impl Rooms {
    /// No rooms yet. From here on the store tells of its commits.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, bus: &Arc<dyn Bus>) -> Self {
        let live = Arc::new(Live {
            rooms: Mutex::default(),
            bus: Arc::clone(bus),
            tasks: TaskTracker::new(),
        });
        store.listen(Arc::clone(&live) as Arc<dyn CommitListener>);
        bus.listen(Arc::clone(&live) as Arc<dyn BusListener>);
        Self {
            store,
            live,
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
        let (store, bus) = (Arc::clone(&self.store), Arc::clone(&self.live.bus));
        let (handle, actor) = RoomActor::new(environment, room, store, bus, tenant.clone());
        rooms.insert(key.clone(), handle.downgrade());
        let live = Arc::clone(&self.live);
        self.live.tasks.spawn(async move {
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

    /// The rooms somebody is in, on whichever node: of other nodes some, when
    /// they are many.
    pub async fn live(&self) -> Vec<RoomKey> {
        let own = self.live.occupied();
        let known: HashSet<&RoomKey> = own.iter().collect();
        let mut elsewhere = self.live.bus.rooms().await;
        elsewhere.retain(|room| !known.contains(room));
        [own, elsewhere].concat()
    }

    /// How many rooms somebody is in on this node.
    #[must_use]
    pub fn live_here(&self) -> usize {
        self.live.occupied().len()
    }

    /// How many people are in each of these rooms.
    pub async fn crowds(&self, environment: &EnvironmentId, rooms: Vec<RoomId>) -> Vec<usize> {
        let rooms = rooms.into_iter().map(|id| (environment.clone(), id));
        let present = self.present_in(rooms.collect()).await;
        present.iter().map(|(_, people)| people.len()).collect()
    }

    /// Who is in each of these rooms, in their order. Other nodes are asked
    /// about many at a time, since each question takes a moment.
    pub async fn present_in(&self, rooms: Vec<RoomKey>) -> Vec<(RoomKey, Vec<Presence>)> {
        stream::iter(rooms)
            .map(|room| async move {
                let present = self.present(&room.0, &room.1).await;
                (room, present)
            })
            .buffered(ASKED_AT_A_TIME)
            .collect()
            .await
    }

    /// Who is in a room now, on whichever node.
    pub async fn present(&self, environment: &EnvironmentId, room: &RoomId) -> Vec<Presence> {
        let key = (environment.clone(), room.clone());
        let handle = self.live.lock().get(&key).and_then(WeakRoomHandle::upgrade);
        let Some(handle) = handle else {
            return self.live.bus.people_in(&key).await;
        };
        let (reply, present) = oneshot::channel();
        handle.tell(RoomCommand::Present(reply)).await;
        present.await.unwrap_or_default()
    }

    /// Ends all connections of a person in an environment, on every node.
    pub async fn dismiss(&self, environment: &EnvironmentId, user: &UserId) {
        self.live.bus.tell_nodes(NodePacket::Dismiss {
            environment: environment.clone(),
            user: user.clone(),
        });
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
        self.live.tasks.close();
        self.live.tasks.wait().await;
    }
}

impl Live {
    /// The rooms somebody is in.
    fn occupied(&self) -> Vec<RoomKey> {
        let rooms = self.lock();
        let live = rooms.iter().filter(|(_, room)| room.waiting().is_some());
        live.map(|(key, _)| key.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RoomKey, WeakRoomHandle>> {
        // The map is whole after every use, so a panic elsewhere is no reason to stop.
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a room, unless somebody has woken it again.
    fn remove_ended(&self, key: &RoomKey) {
        let mut rooms = self.lock();
        if rooms.get(key).is_some_and(|room| room.upgrade().is_none()) {
            rooms.remove(key);
        }
    }
}

impl Live {
    /// Tells rooms what must not be lost: it waits where a mailbox is full.
    fn tell_all(&self, of: impl Fn(&RoomKey) -> bool, command: impl Fn() -> RoomCommand) {
        let rooms = self.lock();
        for (_, room) in rooms.iter().filter(|(key, _)| of(key)) {
            if let Some((handle, command)) = room.offer(command()) {
                self.tasks.spawn(async move { handle.tell(command).await });
            }
        }
    }
}

impl Live {
    /// Tells another node who is in a room here. Nobody is an answer too: it is waited for.
    fn answer_people(&self, key: &RoomKey, reply: &str) {
        let rooms = self.lock();
        match rooms.get(key).filter(|room| room.waiting().is_some()) {
            Some(room) => {
                if let Some((handle, command)) = room.offer(RoomCommand::Asked(reply.to_owned())) {
                    self.tasks.spawn(async move { handle.tell(command).await });
                }
            }
            None => self.bus.answer(reply, RoomPacket::nobody()),
        }
    }
}

impl BusListener for Live {
    fn room(&self, key: &RoomKey, from: NodeId, packet: RoomPacket) {
        let rooms = self.lock();
        let Some(room) = rooms.get(key) else {
            return;
        };
        match packet {
            RoomPacket::Commit { events, told } => match bus::committed(key, events, told) {
                Ok(commit) => room.hint(Arc::new(commit)),
                Err(error) => tracing::warn!(%error, "another node's event cannot be read"),
            },
            // A full mailbox: pointers are lost, and the rest is made up for.
            packet => drop(room.offer(RoomCommand::FromNode(from, packet))),
        }
    }

    fn node(&self, packet: &NodePacket) {
        match packet {
            NodePacket::Dismiss { environment, user } => self.tell_all(
                |key| key.0 == *environment,
                || RoomCommand::Dismiss(user.clone()),
            ),
            NodePacket::People {
                environment,
                room,
                reply,
            } => self.answer_people(&(environment.clone(), room.clone()), reply),
            NodePacket::Rooms { reply } => {
                let mut rooms = self.occupied();
                rooms.truncate(bus::MOST_ROOMS);
                self.bus.answer_rooms(reply, rooms);
            }
            NodePacket::Alive | NodePacket::Bye => {}
        }
    }

    fn lost(&self, node: NodeId) {
        self.tell_all(|_| true, || RoomCommand::NodeLost(node));
    }

    fn reconnected(&self, since: Timestamp) {
        self.tell_all(|_| true, || RoomCommand::Reunited(since));
    }
}

impl CommitListener for Live {
    fn committed(&self, commit: Arc<Committed>) {
        self.bus.tell_commit(&commit);
        let key = (commit.environment.clone(), commit.room.clone());
        if let Some(room) = self.lock().get(&key) {
            room.hint(commit);
        }
    }
}

const ASKED_AT_A_TIME: usize = 32;
