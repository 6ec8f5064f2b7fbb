//! What a write means: who may do it, what changes, which events and
//! notifications follow. There is no database here, only [`Ledger`] steps,
//! and no clock or random source: both come with the write.
//!
//! Everything is checked before anything is changed, since refused writes
//! share a transaction with others.

mod comments;
mod erasure;
mod files;
mod notices;
mod reactions;
mod threads;

use pulse_protocol::claims::Role;
use pulse_protocol::entity::{ActivityKind, ActivityLog, Notification};
use pulse_protocol::{ActivityId, ActivityLogged, ErrorCode, IdError, Seq, ServerMessage, UserId};

use super::ledger::Ledger;
use super::{Action, DurableEvent, Outcome, Refusal, StoreError, StoredOutcome, Write};

/// What an applied write did.
#[derive(Debug)]
pub(super) struct Applied {
    pub(super) outcome: Outcome,
    pub(super) events: Vec<DurableEvent>,
    pub(super) notifications: Vec<(UserId, Notification)>,
}

/// Applies a write, or gives the answer it had before.
pub(super) async fn apply(ledger: &mut dyn Ledger, write: &Write) -> Result<Applied, StoreError> {
    let author = write.operation_author();
    if let Some(op_id) = &write.op_id
        && let Some(known) = ledger.operation(author, op_id).await?
    {
        let result = if known.request == write.request {
            known.refusal.map_or(Ok(known.seq), Err)
        } else {
            let words = "this key was used for another request";
            Err(Refusal::new(ErrorCode::Conflict, words))
        };
        return Ok(Applied {
            outcome: Outcome {
                result,
                event: known.event,
                repeated: true,
            },
            events: vec![],
            notifications: vec![],
        });
    }
    let mut application = Application {
        ledger,
        write,
        head: None,
        events: vec![],
        notifications: vec![],
        made_ids: 0,
    };
    let result = match application.run().await {
        Ok(()) => Ok(application.events.last().map(|event| event.seq)),
        Err(Stop::Refused(refusal)) => Err(refusal),
        Err(Stop::Failed(error)) => return Err(error),
    };
    let Application {
        ledger,
        events,
        notifications,
        ..
    } = application;
    let event = events.first().map(|event| event.v2.clone());
    if let Some(op_id) = &write.op_id {
        let outcome = StoredOutcome {
            seq: result.as_ref().ok().copied().flatten(),
            refusal: result.as_ref().err().cloned(),
            request: write.request.clone(),
            event: event.clone().filter(|_| write.request.is_some()),
        };
        ledger
            .keep_operation(author, op_id, &outcome, write.at)
            .await?;
    }
    Ok(Applied {
        outcome: Outcome {
            result,
            event,
            repeated: false,
        },
        events,
        notifications,
    })
}

/// Why an application ends early.
enum Stop {
    Refused(Refusal),
    Failed(StoreError),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// A write under way.
struct Application<'a> {
    ledger: &'a mut dyn Ledger,
    write: &'a Write,
    head: Option<Seq>,
    events: Vec<DurableEvent>,
    notifications: Vec<(UserId, Notification)>,
    made_ids: u32,
}

impl Application<'_> {
    async fn run(&mut self) -> Result<(), Stop> {
        let write = self.write;
        match &write.action {
            Action::ReadNotification(read) => {
                let recipient = self.author()?;
                let known = self
                    .ledger
                    .read_notification(&recipient, &read.notification_id)
                    .await?;
                return if known {
                    Ok(())
                } else {
                    Err(not_found("notification", &read.notification_id))
                };
            }
            Action::ReadAllNotifications(read) => {
                let recipient = self.author()?;
                match &read.notification_ids {
                    None => self.ledger.read_all_notifications(&recipient).await?,
                    Some(ids) => {
                        for id in ids {
                            // One that is gone needs not be seen any more.
                            self.ledger.read_notification(&recipient, id).await?;
                        }
                    }
                }
                return Ok(());
            }
            _ => {}
        }
        if write.actor.role == Role::Viewer {
            let words = "this token only allows reading";
            return Err(Refusal::new(ErrorCode::Forbidden, words).into());
        }
        if texts(&write.action).any(|text| text.contains('\0')) {
            // PostgreSQL cannot keep it, and no page can show it.
            let words = "a text must not have the character U+0000";
            return Err(Refusal::new(ErrorCode::InvalidField, words).into());
        }
        match &write.action {
            Action::CreateThread(m) => self.create_thread(m).await,
            Action::ResolveThread(m) => self.resolve_thread(m).await,
            Action::MoveThread(m) => self.move_thread(m).await,
            Action::DeleteThread(m) => self.delete_thread(m).await,
            Action::CreateComment(m) => self.create_comment(m).await,
            Action::EditComment(m) => self.edit_comment(m).await,
            Action::DeleteComment(m) => self.delete_comment(m).await,
            Action::AddReaction(m) => self.add_reaction(m).await,
            Action::RemoveReaction(m) => self.remove_reaction(m).await,
            Action::ErasePerson(erasure) => self.erase_person(erasure).await,
            Action::ReadNotification(_) | Action::ReadAllNotifications(_) => Ok(()),
        }
    }

    /// The place the next event will have.
    async fn next_seq(&mut self) -> Result<Seq, StoreError> {
        let head = match self.head {
            Some(head) => head,
            None => self.ledger.head().await?,
        };
        self.head = Some(head);
        Ok(head.next())
    }

    /// Adds a durable event to the room.
    async fn event(&mut self, message: ServerMessage) -> Result<(), StoreError> {
        let seq = self.next_seq().await?;
        let event = DurableEvent::encode(seq, message);
        self.ledger.append(&event, self.write.at).await?;
        self.head = Some(seq);
        self.events.push(event);
        Ok(())
    }

    /// Adds to the activity log. The entry is an event with its own place, so
    /// that a resuming client gets it too.
    async fn activity(&mut self, kind: ActivityKind, description: &str) -> Result<(), StoreError> {
        let entry = ActivityLog {
            id: self.fresh_id(ActivityId::parse)?,
            kind,
            user_id: self.write.actor.user.clone(),
            description: description.to_owned(),
            created_at: self.write.at,
        };
        let seq = self.next_seq().await?;
        self.ledger.keep_activity(seq, &entry).await?;
        let activity_log = entry;
        self.event(ServerMessage::ActivityLogged(ActivityLogged {
            activity_log,
        }))
        .await
    }

    /// An id nobody else makes, from the write's nonce.
    fn fresh_id<T>(
        &mut self,
        parse: impl FnOnce(String) -> Result<T, IdError>,
    ) -> Result<T, StoreError> {
        self.made_ids += 1;
        let text = format!("{}-{}", self.write.nonce.simple(), self.made_ids);
        parse(text).map_err(|error| StoreError::corrupt("nonce", error))
    }

    /// The person who writes.
    fn author(&self) -> Result<UserId, Stop> {
        self.write.actor.user.clone().ok_or_else(|| {
            let words = "somebody has to write this";
            Refusal::new(ErrorCode::InvalidField, words).into()
        })
    }

    /// Lets the person through who made a thing, and moderators.
    fn only_by(&self, maker: &UserId, what: &str) -> Result<(), Stop> {
        let actor = &self.write.actor;
        if actor.user.as_ref() == Some(maker) || actor.role == Role::Moderator {
            return Ok(());
        }
        let words = format!("only its author may {what}");
        Err(Refusal::new(ErrorCode::NotAuthor, words).into())
    }
}

/// What people have written in an action.
fn texts(action: &Action) -> impl Iterator<Item = &str> {
    let (text, mentions) = match action {
        Action::CreateThread(m) => (m.body.as_str(), m.mentions.as_slice()),
        Action::CreateComment(m) => (m.body.as_str(), m.mentions.as_slice()),
        Action::EditComment(m) => (m.body.as_str(), m.mentions.as_slice()),
        Action::AddReaction(m) => (m.emoji.as_str(), [].as_slice()),
        _ => ("", [].as_slice()),
    };
    std::iter::once(text).chain(mentions.iter().map(String::as_str))
}

fn not_found(what: &str, id: &impl std::fmt::Display) -> Stop {
    let words = format!("there is no {what} {id} in this room");
    Refusal::new(ErrorCode::NotFound, words).into()
}

fn conflict(what: &str, id: &impl std::fmt::Display) -> Stop {
    let words = format!("the id {id} is taken by another {what}");
    Refusal::new(ErrorCode::Conflict, words).into()
}
