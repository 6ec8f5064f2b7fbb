//! Nodes that meet at NATS. Each room has a subject, which the nodes follow
//! that have members there; one more is for all nodes. Core NATS suffices: it
//! may lose what it carries.

mod driver;
mod settings;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use pulse_protocol::Epoch;
use pulse_protocol::entity::{Presence, PresenceStatus};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::task::TaskTracker;

use self::driver::{Command, Driver};
pub use self::settings::NatsSettings;
use super::nodes::Nodes;
use super::packet::Envelope;
use super::{Bus, BusListener, NodeId, NodePacket, RoomKey, RoomPacket};
use crate::storage::Committed;

/// Why the bus cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BusError {
    /// A setting is no good.
    #[error("{0}")]
    Setting(&'static str),
    /// The first connection cannot be tried.
    #[error("cannot use the bus")]
    Connect(#[source] async_nats::ConnectError),
}

/// The bus of an installation.
#[derive(Debug)]
pub struct Nats {
    node: NodeId,
    /// Full: what is said is lost, and made up for.
    commands: mpsc::Sender<Command>,
    shared: Arc<Shared>,
    client: async_nats::Client,
    subjects: Subjects,
    /// Owns the driver and what it hears with.
    tasks: TaskTracker,
}

/// What the driver and those who ask it share.
#[derive(Debug, Default)]
struct Shared {
    connected: AtomicBool,
    nodes: Mutex<Nodes>,
    lost_packets: AtomicUsize,
    listener: OnceLock<Arc<dyn BusListener>>,
}

impl Shared {
    fn nodes(&self) -> MutexGuard<'_, Nodes> {
        // They are whole after every use, so a panic elsewhere is no reason to stop.
        self.nodes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Nats {
    /// Begins to connect, and goes on trying: a node starts without its bus
    /// too. Installations that share a NATS are told apart by their epochs.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub async fn connect(
        settings: NatsSettings,
        epoch: Epoch,
        node: NodeId,
    ) -> Result<Self, BusError> {
        let shared = Arc::new(Shared::default());
        let (events, hears) = mpsc::channel(EVENTS);
        let client = settings.connect(node, events).await?;
        let subjects = Subjects::of(&epoch);
        let (commands, asked) = mpsc::channel(COMMANDS);
        let tasks = TaskTracker::new();
        let driver = Driver::new(
            node,
            client.clone(),
            Arc::clone(&shared),
            subjects.clone(),
            tasks.clone(),
        );
        tasks.spawn(driver.run(asked, hears));
        Ok(Self {
            node,
            commands,
            shared,
            client,
            subjects,
            tasks,
        })
    }

    fn send(&self, command: Command) {
        if self.commands.try_send(command).is_err() {
            self.shared.lost_packets.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn envelope(&self, packet: &impl serde::Serialize) -> Option<Bytes> {
        envelope(self.node, packet)
    }

    /// Asks on a subject, and gathers what comes until all nodes have answered,
    /// or the time for it is over.
    async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        subject: String,
        question: impl FnOnce(String) -> Q,
        ends: impl Fn(&A) -> bool,
    ) -> Option<Vec<A>> {
        let inbox = self.client.new_inbox();
        let mut answers = self.client.subscribe(inbox.clone()).await.ok()?;
        let question = self.envelope(&question(inbox.clone()))?;
        let asked = self.client.publish_with_reply(subject, inbox, question);
        asked.await.ok()?;
        let until = Instant::now() + ANSWERS;
        let mut heard = vec![];
        let mut ended = 0;
        while ended < self.shared.nodes().count() {
            let Ok(Some(message)) = timeout_at(until, answers.next()).await else {
                break;
            };
            // Nobody listens there: this node is alone, and has just begun to listen itself.
            if message.status.is_some() {
                break;
            }
            let Ok(answer) = serde_json::from_slice::<Envelope<A>>(&message.payload) else {
                continue;
            };
            // One's own node may be among those who hear the question.
            if answer.from == self.node {
                continue;
            }
            ended += usize::from(ends(&answer.packet));
            heard.push(answer.packet);
        }
        Some(heard)
    }
}

#[async_trait]
impl Bus for Nats {
    fn has_others(&self) -> bool {
        true
    }

    fn is_connected(&self) -> bool {
        self.shared.connected.load(Ordering::Relaxed)
    }

    fn listen(&self, listener: Arc<dyn BusListener>) {
        if self.shared.listener.set(listener).is_err() {
            tracing::warn!("the bus has a listener already");
        }
    }

    fn follow(&self, room: &RoomKey) {
        self.send(Command::Follow(room.clone()));
    }

    fn leave(&self, room: &RoomKey) {
        self.send(Command::Leave(room.clone()));
    }

    fn tell_room(&self, room: &RoomKey, packet: RoomPacket) {
        self.send(Command::Room(room.clone(), packet));
    }

    fn tell_commit(&self, commit: &Arc<Committed>) {
        self.send(Command::Commit(Arc::clone(commit)));
    }

    fn tell_nodes(&self, packet: NodePacket) {
        self.send(Command::Nodes(packet));
    }

    async fn people_in(&self, room: &RoomKey) -> Vec<Presence> {
        if !self.is_connected() {
            return vec![];
        }
        let (environment, room) = room.clone();
        let question = |reply| NodePacket::People {
            environment,
            room,
            reply,
        };
        let ends = |answer: &RoomPacket| matches!(answer, RoomPacket::Roster(part) if part.last);
        let asked = self.ask(self.subjects.nodes(), question, ends);
        let answers = timeout(ANSWERS * 2, asked).await;
        merge(answers.ok().flatten().unwrap_or_default())
    }

    async fn rooms(&self) -> Vec<RoomKey> {
        if !self.is_connected() {
            return vec![];
        }
        let question = |reply| NodePacket::Rooms { reply };
        let asked = self.ask(self.subjects.nodes(), question, |_: &Vec<RoomKey>| true);
        let answers = timeout(ANSWERS * 2, asked).await;
        let answers = answers.ok().flatten().unwrap_or_default();
        let rooms: BTreeSet<RoomKey> = answers.into_iter().flatten().collect();
        rooms.into_iter().collect()
    }

    fn answer_rooms(&self, reply: &str, rooms: Vec<RoomKey>) {
        self.send(Command::AnswerRooms(reply.to_owned(), rooms));
    }

    fn answer(&self, reply: &str, packet: RoomPacket) {
        self.send(Command::Answer(reply.to_owned(), packet));
    }

    async fn close(&self) {
        let (done, closed) = oneshot::channel();
        self.tasks.close();
        if self.commands.send(Command::Close(done)).await.is_ok()
            && timeout(CLOSING, closed).await.is_err()
        {
            tracing::debug!("the bus did not close in time");
        }
    }
}

/// People of several nodes: each is as present as where they are most.
fn merge(answers: Vec<RoomPacket>) -> Vec<Presence> {
    let mut people: HashMap<_, Presence> = HashMap::new();
    for packet in answers {
        let RoomPacket::Roster(part) = packet else {
            continue;
        };
        for one in part.people {
            let known = people.get(&one.user.id);
            if known.is_none_or(|known| known.status != PresenceStatus::Online) {
                people.insert(one.user.id.clone(), one);
            }
        }
    }
    let mut people: Vec<Presence> = people.into_values().collect();
    people.sort_by(|one, other| one.user.id.cmp(&other.user.id));
    people
}

fn envelope(from: NodeId, packet: &impl serde::Serialize) -> Option<Bytes> {
    let packet = serde_json::to_vec(&Envelope { from, packet });
    packet.ok().map(Bytes::from)
}

/// The names under which nodes meet.
#[derive(Debug, Clone)]
struct Subjects {
    prefix: String,
}

impl Subjects {
    fn of(epoch: &Epoch) -> Self {
        // An epoch is text of the store; a subject has no spaces or stars.
        let installation = short_hash(&[epoch.as_str()]);
        Self {
            prefix: format!("pulse.{installation}"),
        }
    }

    fn nodes(&self) -> String {
        format!("{}.nodes", self.prefix)
    }

    fn room(&self, (environment, room): &RoomKey) -> String {
        let hash = short_hash(&[environment.as_str(), room.as_str()]);
        format!("{}.room.{hash}", self.prefix)
    }
}

fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let bytes = hash.finalize();
    bytes[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Enough for a burst; whoever says more than the bus takes is not heard.
const COMMANDS: usize = 16_384;
const EVENTS: usize = 64;
/// How long another node has to say whom it has.
const ANSWERS: Duration = Duration::from_millis(400);
const CLOSING: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use pulse_protocol::{EnvironmentId, RoomId};

    use super::*;

    #[test]
    fn every_room_has_a_subject_of_its_own_that_nats_takes() {
        let subjects = Subjects::of(&"an-epoch".parse().unwrap());
        let key = |environment: &str, room: &str| {
            (
                EnvironmentId::parse(environment).unwrap(),
                RoomId::parse(room).unwrap(),
            )
        };
        let one = subjects.room(&key("ab", "c"));
        assert_ne!(one, subjects.room(&key("a", "bc")));
        assert!(
            one.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'),
            "{one}"
        );
    }
}
