//! The task that talks to NATS, and those that listen to it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_nats::{Client, Event, Message};
use futures_util::StreamExt;
use pulse_protocol::Timestamp;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::super::heads::Heads;
use super::super::packet::Envelope;
use super::super::{NodeId, NodePacket, RoomKey, RoomPacket};
use super::{Shared, Subjects, envelope};
use crate::shell;
use crate::storage::Committed;

/// What the driver is asked to do.
#[derive(Debug)]
pub(super) enum Command {
    Follow(RoomKey),
    Leave(RoomKey),
    Room(RoomKey, RoomPacket),
    Commit(Arc<Committed>),
    Nodes(NodePacket),
    Answer(String, RoomPacket),
    AnswerRooms(String, Vec<RoomKey>),
    Close(oneshot::Sender<()>),
}

#[derive(Debug)]
pub(super) struct Driver {
    node: NodeId,
    client: Client,
    shared: Arc<Shared>,
    subjects: Subjects,
    tasks: TaskTracker,
    followed: HashMap<RoomKey, CancellationToken>,
    heads: Heads<RoomKey>,
    /// Since when others cannot be heard; nothing before the first connection.
    cut_at: Option<Timestamp>,
}

impl Driver {
    pub(super) fn new(
        node: NodeId,
        client: Client,
        shared: Arc<Shared>,
        subjects: Subjects,
        tasks: TaskTracker,
    ) -> Self {
        Self {
            node,
            client,
            shared,
            subjects,
            tasks,
            followed: HashMap::new(),
            heads: Heads::default(),
            cut_at: None,
        }
    }

    /// Runs until it is told to close, or nobody can tell it anything.
    pub(super) async fn run(
        mut self,
        mut commands: mpsc::Receiver<Command>,
        mut events: mpsc::Receiver<Event>,
    ) {
        let (said, mut heard) = mpsc::channel(HEARD);
        let all = CancellationToken::new();
        let _ends = all.clone().drop_guard();
        self.listen_to_nodes(said, all.clone());
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Close(done)) => {
                        self.say_goodbye().await;
                        // Whoever asked may have stopped waiting.
                        let _ = done.send(());
                        return;
                    }
                    Some(command) => self.perform(command, &all).await,
                    None => return,
                },
                Some(event) = events.recv() => self.on_event(&event).await,
                Some((from, packet)) = heard.recv() => self.on_node(from, &packet),
                _ = ticks.tick() => self.tick().await,
            }
        }
    }

    async fn perform(&mut self, command: Command, all: &CancellationToken) {
        match command {
            Command::Follow(room) => self.follow(room, all).await,
            Command::Leave(room) => {
                if let Some(heard) = self.followed.remove(&room) {
                    heard.cancel();
                }
            }
            Command::Room(room, packet) => self.publish(self.subjects.room(&room), &packet).await,
            Command::Commit(commit) => self.commit(&commit).await,
            Command::Nodes(packet) => self.publish(self.subjects.nodes(), &packet).await,
            Command::Answer(reply, packet) => self.publish(reply, &packet).await,
            Command::AnswerRooms(reply, rooms) => self.publish(reply, &rooms).await,
            Command::Close(_) => {}
        }
    }

    async fn commit(&mut self, commit: &Committed) {
        let room = (commit.environment.clone(), commit.room.clone());
        if let Some(last) = commit.events.last() {
            self.heads.note(&room, last.seq);
        }
        let subject = self.subjects.room(&room);
        self.publish(subject, &RoomPacket::of_commit(commit)).await;
    }

    /// While the bus is cut nothing is kept for later: whoever comes back asks
    /// the store.
    async fn publish(&self, subject: String, packet: &impl serde::Serialize) {
        if !self.shared.connected.load(Ordering::Relaxed) {
            return;
        }
        let Some(bytes) = envelope(self.node, packet) else {
            return;
        };
        let fits = bytes.len() <= self.client.max_payload();
        let sent = timeout(PATIENCE, self.client.publish(subject, bytes));
        if !fits || !matches!(sent.await, Ok(Ok(()))) {
            self.shared.lost_packets.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn follow(&mut self, room: RoomKey, all: &CancellationToken) {
        if self.followed.contains_key(&room) {
            return;
        }
        let subject = self.subjects.room(&room);
        let Ok(Ok(mut messages)) = timeout(PATIENCE, self.client.subscribe(subject)).await else {
            tracing::warn!(room.id = %room.1, "a room could not be followed");
            return;
        };
        let heard = all.child_token();
        self.followed.insert(room.clone(), heard.clone());
        let shared = Arc::clone(&self.shared);
        self.tasks.spawn(async move {
            let listening = async {
                while let Some(message) = messages.next().await {
                    if let (Some(envelope), Some(listener)) =
                        (read::<RoomPacket>(&message), shared.listener.get())
                    {
                        // Its people are shown from here on, so its end must be noticed,
                        // even when it comes before the node said that it lives.
                        shared.nodes().heard(envelope.from);
                        listener.room(&room, envelope.from, envelope.packet);
                    }
                }
            };
            tokio::select! {
                () = listening => {}
                () = heard.cancelled() => {}
            }
        });
    }

    fn listen_to_nodes(&self, said: mpsc::Sender<(NodeId, NodePacket)>, all: CancellationToken) {
        let (client, subject) = (self.client.clone(), self.subjects.nodes());
        self.tasks.spawn(async move {
            let listening = async {
                let Ok(mut messages) = client.subscribe(subject).await else {
                    tracing::error!("other nodes cannot be heard");
                    return;
                };
                while let Some(message) = messages.next().await {
                    if let Some(envelope) = read::<NodePacket>(&message)
                        && said.send((envelope.from, envelope.packet)).await.is_err()
                    {
                        return;
                    }
                }
            };
            tokio::select! {
                () = listening => {}
                () = all.cancelled() => {}
            }
        });
    }

    fn on_node(&mut self, from: NodeId, packet: &NodePacket) {
        if *packet == NodePacket::Bye {
            let known = self.shared.nodes().ended(from);
            if known {
                self.lost(from);
            }
        } else {
            self.shared.nodes().heard(from);
            if let Some(listener) = self.shared.listener.get() {
                listener.node(packet);
            }
        }
    }

    async fn on_event(&mut self, event: &Event) {
        match event {
            Event::Connected => {
                // After this, everything that is followed is heard again.
                if !matches!(timeout(PATIENCE, self.client.flush()).await, Ok(Ok(()))) {
                    return;
                }
                self.shared.connected.store(true, Ordering::Relaxed);
                tracing::info!("the bus is connected");
                self.publish(self.subjects.nodes(), &NodePacket::Alive)
                    .await;
                if let (Some(since), Some(listener)) =
                    (self.cut_at.take(), self.shared.listener.get())
                {
                    listener.reconnected(since);
                }
            }
            Event::Disconnected | Event::Closed => {
                if self.shared.connected.swap(false, Ordering::Relaxed) {
                    let heard_ms = shell::now().unix_ms().saturating_sub(UNNOTICED_MS);
                    self.cut_at = Some(Timestamp::from_unix_ms(heard_ms));
                    tracing::warn!("the bus is cut: members see those of this node alone");
                }
            }
            other => tracing::warn!(event = %other, "the bus has trouble"),
        }
    }

    async fn tick(&mut self) {
        // What was written while the bus was cut is told when it is back.
        let heads = if self.shared.connected.load(Ordering::Relaxed) {
            self.heads.tick()
        } else {
            vec![]
        };
        for (room, seq) in heads {
            self.publish(self.subjects.room(&room), &RoomPacket::Head { seq })
                .await;
        }
        self.publish(self.subjects.nodes(), &NodePacket::Alive)
            .await;
        let lost = self.shared.nodes().tick();
        for node in lost {
            tracing::warn!(node.id = %node, "a node is not heard any more");
            self.lost(node);
        }
    }

    fn lost(&self, node: NodeId) {
        if let Some(listener) = self.shared.listener.get() {
            listener.lost(node);
        }
    }

    async fn say_goodbye(&self) {
        self.publish(self.subjects.nodes(), &NodePacket::Bye).await;
        let flushed = timeout(PATIENCE, self.client.flush()).await;
        if !matches!(flushed, Ok(Ok(()))) {
            tracing::debug!("other nodes were not told of the end of this one");
        }
    }
}

fn read<P: DeserializeOwned>(message: &Message) -> Option<Envelope<P>> {
    let read = serde_json::from_slice(&message.payload);
    if let Err(error) = &read {
        tracing::debug!(%error, "a packet of another node cannot be read");
    }
    read.ok()
}

/// A cut is noticed by pings that are not answered.
const UNNOTICED_MS: u64 = 20 * 1000;
const TICK: Duration = Duration::from_secs(1);
/// How long NATS' own task may keep the driver waiting.
const PATIENCE: Duration = Duration::from_secs(1);
/// Full: NATS keeps what nodes say.
const HEARD: usize = 256;
