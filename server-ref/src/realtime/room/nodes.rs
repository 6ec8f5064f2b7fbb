//! What a room's actor does because other nodes may have members of the room.

use std::collections::{BTreeSet, VecDeque};

use pulse_protocol::{NotificationId, Seq, Timestamp, UserId};

use super::actor::RoomActor;
use crate::bus::{NodeId, RoomKey, RoomPacket};
use crate::shell;
use crate::storage::Extent;

impl RoomActor {
    fn key(&self) -> RoomKey {
        (self.environment.clone(), self.room.clone())
    }

    /// Says that this node is interested, and asks who is there.
    pub(super) fn meet_others(&self) {
        let room = self.key();
        self.bus.follow(&room);
        self.bus.tell_room(&room, RoomPacket::Ask);
    }

    /// Tells others what has gathered.
    pub(super) fn tell_others(&mut self) {
        if let Some(news) = self.state.take_news() {
            self.bus.tell_room(&self.key(), news);
        }
    }

    /// Makes sure, now and then, that this room is heard and believed.
    pub(super) fn remind_others(&self) {
        if self.state.others.is_none() {
            return;
        }
        let room = self.key();
        self.bus.follow(&room);
        let sum = self.state.sum();
        let seq = self.feed.last();
        self.bus.tell_room(&room, RoomPacket::Digest { sum, seq });
    }

    /// Nobody is here any more.
    pub(super) fn part_from_others(&mut self) {
        for member in std::mem::take(&mut self.members).into_values() {
            self.state.leave(&member, shell::now());
        }
        self.tell_others();
        self.bus.leave(&self.key());
    }

    /// Tells a node that does not follow this room who is here.
    pub(super) fn answer(&mut self, reply: &str) {
        for roster in self.state.rosters(shell::now()) {
            self.bus.answer(reply, roster);
        }
    }

    pub(super) async fn hear(&mut self, node: NodeId, packet: RoomPacket) {
        match packet {
            RoomPacket::Head { seq } => self.catch_up_with(seq).await,
            RoomPacket::Digest { sum, seq } => {
                if self.state.sum_of(node) != sum {
                    let ask = RoomPacket::Ask;
                    self.bus.tell_room(&self.key(), ask);
                }
                self.catch_up_with(seq).await;
            }
            RoomPacket::Ask => {
                for roster in self.state.rosters(shell::now()) {
                    self.bus.tell_room(&self.key(), roster);
                }
            }
            packet => {
                let deliveries = self.state.hear(node, packet, shell::now());
                self.deliver_all(deliveries);
            }
        }
    }

    /// People of a lost node leave. What it committed last, and told nobody,
    /// is in the store.
    pub(super) async fn lose(&mut self, node: NodeId) {
        let deliveries = self.state.lose(node, shell::now());
        self.deliver_all(deliveries);
        self.read_head().await;
    }

    /// Reads what was said while others could not be heard.
    pub(super) async fn reunite(&mut self, since: Timestamp) {
        self.meet_others();
        self.read_head().await;
        self.remind_others();
        self.tell_missed_notifications(since).await;
        self.dismiss_revoked(since).await;
    }

    /// Sends those away whose sessions were ended at another node, which could
    /// not say so.
    async fn dismiss_revoked(&self, since: Timestamp) {
        let users: BTreeSet<&UserId> = self.members.values().map(|one| &one.user.id).collect();
        for user in users {
            match self.store.user_revoked_at(&self.environment, user).await {
                Ok(Some(at)) if at >= since => self.dismiss(user),
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "ended sessions could not be read");
                    return;
                }
            }
        }
    }

    async fn read_head(&mut self) {
        match self.store.head(&self.environment, &self.room).await {
            Ok(head) => self.catch_up_with(head).await,
            Err(error) => self.give_up(&error),
        }
    }

    /// Catches up with another node. Whoever missed its events may have missed
    /// what it told.
    async fn catch_up_with(&mut self, seq: Seq) {
        if seq > self.feed.last() {
            self.catch_up(seq).await;
            let lately = shell::now().unix_ms().saturating_sub(LATELY_MS);
            let lately = Timestamp::from_unix_ms(lately);
            self.tell_missed_notifications(lately).await;
        }
    }

    /// Tells members what they were not told since a time.
    async fn tell_missed_notifications(&mut self, since: Timestamp) {
        let members = self.members.values();
        let users: BTreeSet<UserId> = members.map(|member| member.user.id.clone()).collect();
        for user in users {
            let (environment, room) = (&self.environment, &self.room);
            let at = Some(self.feed.last());
            let read = self
                .store
                .snapshot(environment, room, &user, at, Extent::OpenThreads);
            match read.await {
                Ok(snapshot) => {
                    let missed = snapshot.notifications.into_iter().rev();
                    for notification in missed.filter(|one| one.created_at >= since) {
                        if self.told.note(&notification.id) {
                            self.notify(&user, notification);
                        }
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "missed notifications could not be read");
                    return;
                }
            }
        }
    }
}

/// The notifications that members were told of lately.
#[derive(Debug, Default)]
pub(super) struct Told {
    ids: BTreeSet<NotificationId>,
    order: VecDeque<NotificationId>,
}

impl Told {
    /// Remembers one; says whether it is news.
    pub(super) fn note(&mut self, id: &NotificationId) -> bool {
        if !self.ids.insert(id.clone()) {
            return false;
        }
        self.order.push_back(id.clone());
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}

const REMEMBERED: usize = 1024;
/// A packet that shows that others were lost comes within a few seconds.
const LATELY_MS: u64 = 60 * 1000;
