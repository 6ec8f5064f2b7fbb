//! The task that owns one live room. Signals, commits and members reach it
//! through one bounded mailbox; it fills its members' lanes and never waits
//! for any of them.
//!
//! Commits come as hints. The actor knows the last event its members have,
//! so a hint that is missed shows as a gap and is read from the store.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use pulse_protocol::entity::{EnvConfig, Presence};
use pulse_protocol::limits::{CURSOR_BATCH_MS, Limits};
use pulse_protocol::{
    ClientMessage, CloseCode, ConfigUpdated, EnvironmentId, NotificationEvent, RoomId, Seq,
    ServerFrame, ServerMessage, Timestamp, UserId,
};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::super::version::Version;
use super::feed::Feed;
use super::handle::RoomHandle;
use super::member::{ConnectionKey, Member};
use super::missed::{Left, Missed};
use super::nodes::Told;
use super::people::People;
use super::state::{Delivery, Lane, RoomState};
use crate::bus::{Bus, NodeId, RoomPacket};
use crate::shell;
use crate::storage::{Committed, DurableEvent, Store, StoreError};
use crate::tenants::Followed;

/// What a room is told.
#[derive(Debug)]
pub(crate) enum RoomCommand {
    /// Somebody enters, and wants to know who is here.
    Join(Box<Member>, oneshot::Sender<Vec<Presence>>),
    /// A connection has ended.
    Leave(ConnectionKey),
    /// A member says something that is not kept.
    Signal(ConnectionKey, Box<ClientMessage>),
    /// A write is durable.
    Committed(Arc<Committed>),
    /// A member's write is done: it gets the events up to a place, and then
    /// the answer.
    Answer(ConnectionKey, Option<Seq>, Option<Utf8Bytes>),
    /// A member is sent what was read at a place, unless it was given later
    /// events before: then it has to be read again, and hears so.
    Page(ConnectionKey, Seq, Utf8Bytes, oneshot::Sender<bool>),
    /// A connection is to be closed, after all it was told before.
    Close(ConnectionKey, CloseCode),
    /// A host's backend asks who is here.
    Present(oneshot::Sender<Vec<Presence>>),
    /// All connections of a person are to be closed.
    Dismiss(UserId),
    /// Another node asks who is here, to be told at an address.
    Asked(String),
    /// Another node says something about the room.
    FromNode(NodeId, RoomPacket),
    /// A node has ended, or cannot be heard.
    NodeLost(NodeId),
    /// Other nodes can be reached again, since this node went without them.
    Reunited(Timestamp),
}

/// The owner of a live room.
#[derive(Debug)]
pub(crate) struct RoomActor {
    pub(super) environment: EnvironmentId,
    pub(super) room: RoomId,
    pub(super) store: Arc<dyn Store>,
    pub(super) bus: Arc<dyn Bus>,
    tenant: Followed,
    /// What members were told.
    config: EnvConfig,
    limits: Limits,
    commands: mpsc::Receiver<RoomCommand>,
    missed: Arc<Missed>,
    people: Arc<People>,
    pub(super) state: RoomState,
    /// In the order they came, so that a world of the simulation runs the same twice.
    pub(super) members: BTreeMap<ConnectionKey, Member>,
    pub(super) feed: Feed,
    /// Which notifications members were told of lately.
    pub(super) told: Told,
}

impl RoomActor {
    pub(crate) fn new(
        environment: EnvironmentId,
        room: RoomId,
        store: Arc<dyn Store>,
        bus: Arc<dyn Bus>,
        mut tenant: Followed,
    ) -> (RoomHandle, Self) {
        let (sender, commands) = mpsc::channel(MAILBOX);
        let missed = Arc::new(Missed::default());
        let people = Arc::new(People::default());
        let handle = RoomHandle::new(sender, Arc::clone(&missed), Arc::clone(&people));
        let (config, limits) = {
            let tenant = tenant.borrow_and_update();
            (tenant.settings.config.clone(), tenant.settings.limits())
        };
        let mut state = RoomState::new(config.show_presence);
        if bus.has_others() {
            state = state.among_others();
        }
        let actor = Self {
            environment,
            room,
            store,
            bus,
            tenant,
            commands,
            missed,
            people,
            state,
            told: Told::default(),
            config,
            limits,
            members: BTreeMap::new(),
            feed: Feed::at(Seq::ZERO),
        };
        (handle, actor)
    }

    /// Runs until nobody has a handle.
    pub(crate) async fn run(mut self) {
        self.meet_others();
        // Commits from here on are in the mailbox already.
        match self.store.head(&self.environment, &self.room).await {
            Ok(head) => self.feed = Feed::at(head),
            Err(error) => self.give_up(&error),
        }
        let mut sweep = interval(SWEEP);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut tick = Instant::now();
        let mut ticks = false;
        let mut in_a_row = 0;
        loop {
            let others_wait = in_a_row >= IN_A_ROW;
            // In a fixed order: commands are the most frequent, and after a
            // row of them everything else has its turn.
            tokio::select! {
                biased;
                command = self.commands.recv(), if !others_wait => match command {
                    Some(command) => {
                        in_a_row += 1;
                        self.handle(command).await;
                    }
                    None => break,
                },
                () = sleep_until(tick), if ticks => {
                    ticks = false;
                    self.send_cursors();
                    self.tell_others();
                }
                _ = sweep.tick() => self.sweep(),
                Ok(()) = self.tenant.changed() => self.reconfigure(),
                () = std::future::ready(()), if others_wait => in_a_row = 0,
            }
            if let Some(left) = self.missed.take() {
                self.make_up_for(left).await;
            }
            if !ticks && self.state.is_due() {
                ticks = true;
                tick = Instant::now() + Duration::from_millis(CURSOR_BATCH_MS);
            }
        }
        self.part_from_others();
    }

    /// Tells members what came while the mailbox was full.
    async fn make_up_for(&mut self, left: Left) {
        match self.store.head(&self.environment, &self.room).await {
            Ok(head) => self.catch_up(head).await,
            Err(error) => self.give_up(&error),
        }
        for (recipient, notification) in left.notifications {
            self.notify(&recipient, notification);
        }
        if left.overflowed {
            tracing::warn!(room.id = %self.room, "a room was told more than it can keep");
            self.send_away();
        }
    }

    async fn handle(&mut self, command: RoomCommand) {
        match command {
            RoomCommand::Join(member, reply) => self.join(*member, reply).await,
            RoomCommand::Leave(key) => self.leave(key),
            RoomCommand::Signal(key, message) => {
                let Some(member) = self.members.get(&key) else {
                    return;
                };
                let deliveries = self.state.signal(member, *message, shell::now());
                self.deliver_all(deliveries);
            }
            RoomCommand::Committed(commit) => self.committed(&commit).await,
            RoomCommand::Answer(key, after, text) => {
                if let Some(seq) = after {
                    self.catch_up(seq).await;
                }
                if let (Some(member), Some(text)) = (self.members.get(&key), text) {
                    member.outbound.with(|lanes| lanes.push(text));
                }
            }
            RoomCommand::Page(key, read_at, text, taken) => {
                self.catch_up(read_at).await;
                let Some(member) = self.members.get(&key) else {
                    return;
                };
                let fits = member.seq <= read_at;
                if fits {
                    member.outbound.with(|lanes| lanes.push(text));
                }
                // Nobody to answer: the connection has ended.
                let _ = taken.send(fits);
            }
            RoomCommand::Close(key, code) => {
                if let Some(member) = self.members.get(&key) {
                    member.outbound.with(|lanes| lanes.close(code));
                }
            }
            RoomCommand::Present(reply) => {
                // Whoever asked has hung up; nothing else depends on it.
                let _ = reply.send(self.state.present());
            }
            RoomCommand::Dismiss(user) => self.dismiss(&user),
            RoomCommand::Asked(reply) => self.answer(&reply),
            RoomCommand::FromNode(node, packet) => self.hear(node, packet).await,
            RoomCommand::NodeLost(node) => self.lose(node).await,
            RoomCommand::Reunited(since) => self.reunite(since).await,
        }
    }

    /// Closes all connections of a person.
    pub(super) fn dismiss(&self, user: &UserId) {
        let members = self.members.values();
        for member in members.filter(|member| member.user.id == *user) {
            member
                .outbound
                .with(|lanes| lanes.close(CloseCode::Authentication));
        }
    }

    async fn join(&mut self, mut member: Member, reply: oneshot::Sender<Vec<Presence>>) {
        let delivery = self.state.join(&member, shell::now());
        self.deliver_all(delivery);
        if let Some(events) = self.feed.since(member.seq) {
            for event in &events {
                give(&mut member, event);
            }
        }
        // A snapshot that old is rare: so much came while it was read.
        while member.seq < self.feed.last() {
            match self.read_after(member.seq).await {
                Ok(events) if events.is_empty() => break,
                Ok(events) => events.iter().for_each(|event| give(&mut member, event)),
                Err(error) => {
                    tracing::error!(%error, "events could not be read");
                    member
                        .outbound
                        .with(|lanes| lanes.close(CloseCode::TryLater));
                    break;
                }
            }
        }
        // Nobody to answer: the connection ended, and its Leave is on its way.
        let _ = reply.send(self.state.seen_by(&member.user.id));
        self.members.insert(member.key, member);
    }

    /// Tells members what has changed in their environment.
    fn reconfigure(&mut self) {
        let (config, limits) = {
            let tenant = self.tenant.borrow_and_update();
            (tenant.settings.config.clone(), tenant.settings.limits())
        };
        if config == self.config && limits == self.limits {
            return;
        }
        let deliveries = self.state.show_presence(config.show_presence);
        self.deliver_all(deliveries);
        self.config = config.clone();
        self.limits = limits;
        let message = ServerMessage::ConfigUpdated(ConfigUpdated {
            config,
            limits: Some(limits),
        });
        let text: Utf8Bytes = ServerFrame::plain(message).encode().into();
        for member in self.members.values() {
            if member.version >= Version::Two {
                member.outbound.with(|lanes| lanes.push(text.clone()));
            }
        }
    }

    fn leave(&mut self, key: ConnectionKey) {
        if let Some(member) = self.members.remove(&key) {
            let delivery = self.state.leave(&member, shell::now());
            self.deliver_all(delivery);
        }
    }

    /// Lets go of who was not heard of, and of connections that ended without
    /// a word: then nobody else holds their lanes.
    fn sweep(&mut self) {
        let ended = |member: &&Member| Arc::strong_count(&member.outbound) == 1;
        let ended = self.members.values().filter(ended).map(|member| member.key);
        for key in ended.collect::<Vec<_>>() {
            self.leave(key);
        }
        let deliveries = self.state.expire(shell::now());
        self.deliver_all(deliveries);
        self.people.forget_old();
        self.remind_others();
    }

    async fn committed(&mut self, commit: &Committed) {
        for event in &commit.events {
            if let Some(before) = self.feed.gap_before(event) {
                self.catch_up(before).await;
            }
            self.give_all(event);
        }
        for (recipient, notification) in &commit.notifications {
            if self.state.others.is_some() {
                self.told.note(&notification.id);
            }
            self.notify(recipient, notification.clone());
        }
    }

    pub(super) fn notify(
        &self,
        recipient: &UserId,
        notification: pulse_protocol::entity::Notification,
    ) {
        let mut receivers = self
            .members
            .values()
            .filter(|member| member.user.id == *recipient)
            .peekable();
        if receivers.peek().is_none() {
            return;
        }
        let message = ServerMessage::Notification(NotificationEvent { notification });
        let text: Utf8Bytes = ServerFrame::plain(message).encode().into();
        for member in receivers {
            member.outbound.with(|lanes| lanes.push(text.clone()));
        }
    }

    /// Gives members what they miss up to a place, from the store.
    pub(super) async fn catch_up(&mut self, upto: Seq) {
        while self.feed.last() < upto {
            match self.read_after(self.feed.last()).await {
                Ok(events) if events.is_empty() => return,
                Ok(events) => {
                    for event in &events {
                        self.give_all(event);
                    }
                }
                Err(error) => return self.give_up(&error),
            }
        }
    }

    async fn read_after(&self, after: Seq) -> Result<Vec<DurableEvent>, StoreError> {
        let read = self
            .store
            .events_after(&self.environment, &self.room, after, CATCH_UP)
            .await?;
        read.ok_or_else(|| StoreError::corrupt("history", "a gap"))
    }

    fn give_all(&mut self, event: &DurableEvent) {
        if self.feed.take(event) {
            for member in self.members.values_mut() {
                give(member, event);
            }
        }
    }

    pub(super) fn give_up(&self, error: &StoreError) {
        tracing::error!(room.id = %self.room, error = error as &dyn std::error::Error, "a room lost its place");
        self.send_away();
    }

    /// Sends everybody away: they come back, to a snapshot.
    fn send_away(&self) {
        for member in self.members.values() {
            member
                .outbound
                .with(|lanes| lanes.close(CloseCode::TryLater));
        }
    }

    fn send_cursors(&mut self) {
        let batch = Arc::new(self.state.take_cursors());
        for member in self.members.values() {
            if member.version == Version::Two {
                member.outbound.with(|lanes| lanes.push_cursors(&batch));
            }
        }
    }

    pub(super) fn deliver_all(&self, deliveries: impl IntoIterator<Item = Delivery>) {
        for delivery in deliveries {
            for member in self.members.values() {
                if delivery.is_for(member) {
                    deliver(member, &delivery);
                }
            }
        }
    }
}

fn give(member: &mut Member, event: &DurableEvent) {
    if event.seq <= member.seq {
        return;
    }
    member.seq = event.seq;
    let text = match member.version {
        Version::One => &event.v1,
        Version::Two => &event.v2,
    };
    member.outbound.with(|lanes| lanes.push(text.clone()));
}

fn deliver(member: &Member, delivery: &Delivery) {
    let text = delivery.text.clone();
    member.outbound.with(|lanes| match &delivery.lane {
        Lane::Reliable => lanes.push(text),
        Lane::Droppable => lanes.push_droppable(text),
        Lane::Latest(key) => lanes.replace(key.clone(), text),
        Lane::Farewell(user) => {
            lanes.forget(user);
            lanes.push(text);
        }
    });
}

/// Full: whoever signals waits; the writer's hints are made up for.
const MAILBOX: usize = 1024;
const CATCH_UP: u32 = 500;
const IN_A_ROW: u32 = 64;
const SWEEP: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests;
