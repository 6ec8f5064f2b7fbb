//! What a room makes of its members' signals: who is sent what. No task,
//! socket, clock or store.

use std::collections::BTreeMap;

use axum::extract::ws::Utf8Bytes;
use pulse_protocol::entity::{Presence, PresenceStatus};
use pulse_protocol::{
    ClientMessage, PresenceChanged, PresenceJoin, PresenceLeave, RelayedClick, RelayedCursor,
    RelayedDrawClear, RelayedEmoji, RelayedSelection, RelayedStroke, RelayedViewport, ServerFrame,
    ServerMessage, SignalDescriptionFrom, SignalIceFrom, Timestamp, TypingIndicator, UserId,
};

use super::super::cursors::CursorBatch;
use super::super::lanes::LatestKey;
use super::super::version::Version;
use super::member::{Audience, Member};
use super::others::{self, Others};
use super::presence::{Change, Roster};
use crate::bus::{NodeId, RoomPacket};
use serde::{Deserialize, Serialize};

/// A frame, encoded once, and who gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delivery {
    pub(super) to: Audience,
    pub(super) versions: Versions,
    pub(super) lane: Lane,
    pub(super) text: Utf8Bytes,
}

/// Which versions know a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Versions {
    Both,
    Only(Version),
}

/// How a frame waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Lane {
    Reliable,
    Droppable,
    Latest(LatestKey),
    /// Reliable; and what waits of this person's signals is dropped.
    Farewell(UserId),
}

impl Delivery {
    fn reliable(to: Audience, message: ServerMessage) -> Self {
        Self::by(Lane::Reliable, to, message)
    }

    fn by(lane: Lane, to: Audience, message: ServerMessage) -> Self {
        Self {
            to,
            versions: Versions::Both,
            lane,
            text: ServerFrame::plain(message).encode().into(),
        }
    }

    fn only(self, version: Version) -> Self {
        Self {
            versions: Versions::Only(version),
            ..self
        }
    }

    pub(super) fn is_for(&self, member: &Member) -> bool {
        let knows = match self.versions {
            Versions::Both => true,
            Versions::Only(version) => member.version == version,
        };
        knows && self.to.has(member)
    }
}

/// A room's passing state.
#[derive(Debug)]
pub(super) struct RoomState {
    roster: Roster,
    /// Whether people are shown to each other in this environment.
    shows_presence: bool,
    /// Moved since the last tick.
    cursors: BTreeMap<UserId, Utf8Bytes>,
    /// The same room on other nodes, where there may be some.
    pub(super) others: Option<Others>,
}

impl RoomState {
    pub(super) fn new(shows_presence: bool) -> Self {
        Self {
            roster: Roster::default(),
            shows_presence,
            cursors: BTreeMap::new(),
            others: None,
        }
    }

    /// A room that may have members on other nodes.
    pub(super) fn among_others(self) -> Self {
        Self {
            others: Some(Others::default()),
            ..self
        }
    }

    /// Begins or ends showing people to each other.
    pub(super) fn show_presence(&mut self, shows: bool) -> Vec<Delivery> {
        if std::mem::replace(&mut self.shows_presence, shows) == shows {
            return vec![];
        }
        let people = self.roster.shown();
        let change = people.into_iter().map(|presence| {
            if shows {
                Change::Came(presence)
            } else {
                Change::Left(presence.user.id)
            }
        });
        change.map(show).collect()
    }

    pub(super) fn join(&mut self, member: &Member, now: Timestamp) -> Option<Delivery> {
        let expires = member.version == Version::One;
        let user = &member.user;
        let change = self
            .roster
            .join(member.key, user, member.device, expires, now);
        self.note(&user.id, now);
        let delivery = self.told(change?)?;
        Some(Delivery {
            // The one who joins is told by the greeting.
            to: Audience::AllBut(member.key),
            ..delivery
        })
    }

    pub(super) fn leave(&mut self, member: &Member, now: Timestamp) -> Option<Delivery> {
        let change = self.roster.leave(member.key, &member.user.id, now);
        self.note(&member.user.id, now);
        let change = change?;
        if let Change::Left(user) = &change {
            self.cursors.remove(user);
        }
        self.told(change)
    }

    pub(super) fn expire(&mut self, now: Timestamp) -> Vec<Delivery> {
        let changes = self.roster.expire(now).into_iter();
        if self.others.is_some() {
            for user in self.roster.users_here() {
                self.note(&user, now);
            }
        }
        changes.filter_map(|change| self.told(change)).collect()
    }

    pub(super) fn seen_by(&self, user: &UserId) -> Vec<Presence> {
        let mut seen = self.roster.seen_by(user);
        seen.retain(|one| self.shows_presence || one.user.id == *user);
        seen
    }

    /// Who is here, as their host may know whatever they show each other.
    pub(super) fn present(&self) -> Vec<Presence> {
        self.roster.shown()
    }

    /// A change of presence as others are told, if they are.
    fn told(&self, change: Change) -> Option<Delivery> {
        self.shows_presence.then(|| show(change))
    }

    /// Whether pointers wait for the next tick.
    pub(super) fn has_cursors(&self) -> bool {
        !self.cursors.is_empty()
    }

    /// The pointers that moved since the last tick.
    pub(super) fn take_cursors(&mut self) -> CursorBatch {
        CursorBatch::new(std::mem::take(&mut self.cursors).into_iter().collect())
    }

    /// What a member said, as others get it.
    pub(super) fn signal(
        &mut self,
        member: &Member,
        message: ClientMessage,
        now: Timestamp,
    ) -> Vec<Delivery> {
        use ClientMessage as M;
        let heard = self.roster.heard(member.key, &member.user.id, now);
        if heard.is_some() {
            self.note(&member.user.id, now);
        }
        let mut deliveries: Vec<Delivery> = heard
            .and_then(|change| self.told(change))
            .into_iter()
            .collect();
        let user_id = member.user.id.clone();
        let others = Audience::Others(user_id.clone());
        let relay = |lane, message| Delivery::by(lane, others.clone(), message);
        let relayed = match message {
            M::PresenceUpdate(m) => {
                deliveries.extend(self.presence(member, m.status, now));
                None
            }
            M::CursorMove(m) => return self.cursor(member, m.position, deliveries),
            M::ClickPerform(m) => Some(relay(
                Lane::Droppable,
                ServerMessage::ClickPerform(RelayedClick {
                    user_id,
                    position: m.position,
                }),
            )),
            M::TypingStart(m) => Some(relay(
                Lane::Latest(LatestKey::Typing(user_id.clone(), m.thread_id.clone())),
                ServerMessage::TypingIndicator(TypingIndicator {
                    thread_id: m.thread_id,
                    user_id,
                }),
            )),
            M::ViewportUpdate(viewport) => Some(relay(
                Lane::Latest(LatestKey::Viewport(user_id.clone())),
                ServerMessage::ViewportUpdate(RelayedViewport { user_id, viewport }),
            )),
            M::SelectionUpdate(m) => Some(relay(
                Lane::Latest(LatestKey::Selection(user_id.clone())),
                ServerMessage::SelectionUpdate(RelayedSelection {
                    user_id,
                    selection: m.selection,
                }),
            )),
            // Another tab has not drawn the stroke itself.
            M::DrawStroke(m) => Some(Delivery::by(
                Lane::Droppable,
                Audience::AllBut(member.key),
                ServerMessage::DrawStroke(RelayedStroke {
                    user_id,
                    points: m.points,
                    color: m.color,
                    width: m.width,
                }),
            )),
            M::DrawClear(_) => Some(Delivery::reliable(
                Audience::All,
                ServerMessage::DrawClear(RelayedDrawClear { user_id }),
            )),
            M::EmojiDrop(m) => Some(
                Delivery::by(
                    Lane::Droppable,
                    Audience::AllBut(member.key),
                    ServerMessage::EmojiDrop(RelayedEmoji {
                        user_id,
                        emoji: m.emoji,
                        position: m.position,
                    }),
                )
                .only(Version::Two),
            ),
            M::SignalOffer(m) => Some(Delivery::reliable(
                Audience::User(m.target_user_id),
                ServerMessage::SignalOffer(SignalDescriptionFrom {
                    from_user_id: user_id,
                    sdp: m.sdp,
                }),
            )),
            M::SignalAnswer(m) => Some(Delivery::reliable(
                Audience::User(m.target_user_id),
                ServerMessage::SignalAnswer(SignalDescriptionFrom {
                    from_user_id: user_id,
                    sdp: m.sdp,
                }),
            )),
            M::SignalIce(m) => Some(Delivery::reliable(
                Audience::User(m.target_user_id),
                ServerMessage::SignalIce(SignalIceFrom {
                    from_user_id: user_id,
                    candidate: m.candidate,
                }),
            )),
            M::P2pSync(m) => Some(Delivery::reliable(
                Audience::AllBut(member.key),
                ServerMessage::P2pSync(pulse_protocol::P2pSyncFrom {
                    from_user_id: user_id,
                    update: m.update,
                }),
            )),
            M::NotificationRead(m) => Some(
                Delivery::reliable(
                    Audience::OtherTabs(user_id, member.key),
                    ServerMessage::NotificationRead(m),
                )
                .only(Version::Two),
            ),
            M::NotificationReadAll(m) => Some(
                Delivery::reliable(
                    Audience::OtherTabs(user_id, member.key),
                    ServerMessage::NotificationReadAll(m),
                )
                .only(Version::Two),
            ),
            _ => None,
        };
        if let (Some(delivery), Some(others)) = (&relayed, &mut self.others) {
            others.relay(delivery);
        }
        deliveries.extend(relayed);
        deliveries
    }

    fn presence(
        &mut self,
        member: &Member,
        status: PresenceStatus,
        now: Timestamp,
    ) -> Option<Delivery> {
        let user = &member.user.id;
        let change = self.roster.set_status(member.key, user, status, now);
        self.note(user, now);
        self.told(change?)
    }

    /// Version 1 gets each pointer as it comes; version 2 all of a tick.
    fn cursor(
        &mut self,
        member: &Member,
        position: pulse_protocol::Verbatim,
        mut deliveries: Vec<Delivery>,
    ) -> Vec<Delivery> {
        let user_id = member.user.id.clone();
        let cursor = RelayedCursor {
            user_id: user_id.clone(),
            position,
        };
        if let Ok(text) = serde_json::to_string(&cursor) {
            let text = text.into();
            if let Some(others) = &mut self.others {
                others.note_cursor(&user_id, &text);
            }
            self.cursors.insert(user_id.clone(), text);
        }
        let lane = Lane::Latest(LatestKey::Cursor(user_id.clone()));
        let message = ServerMessage::CursorMove(cursor);
        let relay = Delivery::by(lane, Audience::Others(user_id), message);
        deliveries.push(relay.only(Version::One));
        deliveries
    }
}

/// What other nodes hear and say.
impl RoomState {
    /// Remembers for others how somebody is here.
    fn note(&mut self, user: &UserId, now: Timestamp) {
        if let Some(others) = &mut self.others {
            others.note(user, self.roster.here(user, now));
        }
    }

    /// Whether something waits for the next tick.
    pub(super) fn is_due(&self) -> bool {
        self.has_cursors() || self.others.as_ref().is_some_and(Others::has_news)
    }

    /// What others are to be told.
    pub(super) fn take_news(&mut self) -> Option<RoomPacket> {
        self.others.as_mut()?.take()
    }

    /// Everybody here, for another node.
    pub(super) fn rosters(&self, now: Timestamp) -> Vec<RoomPacket> {
        let users = self.roster.users_here().into_iter();
        Others::rosters(
            users
                .filter_map(|user| self.roster.here(&user, now))
                .collect(),
        )
    }

    /// What those come to whom others believe to be here.
    pub(super) fn sum(&self) -> u64 {
        self.others.as_ref().map_or(0, Others::sum)
    }

    /// What those come to who are believed to be on a node.
    pub(super) fn sum_of(&self, node: NodeId) -> u64 {
        self.others.as_ref().map_or(0, |others| others.sum_of(node))
    }

    /// What members get of what another node says.
    pub(super) fn hear(
        &mut self,
        node: NodeId,
        packet: RoomPacket,
        now: Timestamp,
    ) -> Vec<Delivery> {
        match packet {
            RoomPacket::Signals {
                cursors,
                relays,
                people,
            } => {
                let mut told = vec![];
                for (user, presence) in people {
                    told.extend(self.set_there(node, &user, presence.as_ref(), now));
                }
                told.extend(others::deliveries(relays));
                for (user, text) in cursors {
                    told.extend(self.cursor_there(user, text));
                }
                told
            }
            RoomPacket::Roster(roster) => {
                let mut told = vec![];
                if let (true, Some(others)) = (roster.first, &mut self.others) {
                    others.roster_begins(node);
                }
                for presence in roster.people {
                    let user = presence.user.id.clone();
                    told.extend(self.set_there(node, &user, Some(&presence), now));
                }
                if let (true, Some(others)) = (roster.last, &mut self.others) {
                    for user in others.roster_ends(node) {
                        told.extend(self.set_there(node, &user, None, now));
                    }
                }
                told
            }
            _ => vec![],
        }
    }

    /// A node has ended, or cannot be heard.
    pub(super) fn lose(&mut self, node: NodeId, now: Timestamp) -> Vec<Delivery> {
        let mut told = vec![];
        for user in self.roster.those_at(node) {
            told.extend(self.set_there(node, &user, None, now));
        }
        if let Some(others) = &mut self.others {
            others.forget(node);
        }
        told
    }

    fn set_there(
        &mut self,
        node: NodeId,
        user: &UserId,
        presence: Option<&Presence>,
        now: Timestamp,
    ) -> Option<Delivery> {
        if let Some(others) = &mut self.others {
            others.hear(node, user, presence.map(|one| one.status));
        }
        let change = self.roster.set_there(node, user, presence, now)?;
        if let Change::Left(user) = &change {
            self.cursors.remove(user);
        }
        self.told(change)
    }

    fn cursor_there(&mut self, user: UserId, text: String) -> Option<Delivery> {
        let cursor: RelayedCursor = serde_json::from_str(&text).ok()?;
        self.cursors.insert(user.clone(), text.into());
        let lane = Lane::Latest(LatestKey::Cursor(user.clone()));
        let message = ServerMessage::CursorMove(cursor);
        Some(Delivery::by(lane, Audience::Others(user), message).only(Version::One))
    }
}

/// A change of presence as a frame. Nobody is told of their own leaving.
fn show(change: Change) -> Delivery {
    match change {
        Change::Came(user) => Delivery::reliable(
            Audience::Others(user.user.id.clone()),
            ServerMessage::PresenceJoin(PresenceJoin { user }),
        ),
        Change::Left(user_id) => Delivery::by(
            Lane::Farewell(user_id.clone()),
            Audience::Others(user_id.clone()),
            ServerMessage::PresenceLeave(PresenceLeave { user_id }),
        ),
        Change::Turned(user_id, status) => Delivery::reliable(
            Audience::Others(user_id.clone()),
            ServerMessage::PresenceUpdate(PresenceChanged { user_id, status }),
        ),
    }
}

#[cfg(test)]
mod tests;
