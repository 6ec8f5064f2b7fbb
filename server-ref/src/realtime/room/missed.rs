//! What the store's writer could not put into a room's full mailbox. It never
//! waits for a room, so it leaves here what the room cannot find out for
//! itself: events can be read from the store, but who was told what, while
//! they were listening, is known here only.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pulse_protocol::UserId;
use pulse_protocol::entity::Notification;

use crate::storage::Committed;

/// Left by the writer, taken by the room.
#[derive(Debug, Default)]
pub(super) struct Missed(Mutex<Option<Left>>);

/// What was left since the room looked last.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Left {
    /// Who is to be told what.
    pub(super) notifications: Vec<(UserId, Notification)>,
    /// There were more than are kept.
    pub(super) overflowed: bool,
}

impl Missed {
    /// Leaves a commit.
    pub(super) fn leave(&self, commit: &Committed) {
        let mut left = self.lock();
        let left = left.get_or_insert_default();
        let room = KEPT.saturating_sub(left.notifications.len());
        left.overflowed |= commit.notifications.len() > room;
        let kept = commit.notifications.iter().take(room);
        left.notifications.extend(kept.cloned());
    }

    /// Takes what was left; nothing when no commit was missed.
    pub(super) fn take(&self) -> Option<Left> {
        self.lock().take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Left>> {
        // It is whole after every use, so a panic elsewhere is no reason to stop.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Full: the room sends its members away, who come back to a snapshot.
const KEPT: usize = 1024;

#[cfg(test)]
mod tests {
    use pulse_protocol::entity::NotificationKind;
    use pulse_protocol::{EnvironmentId, NotificationId, RoomId, Timestamp};

    use super::*;

    fn commit(notifications: usize) -> Committed {
        let person = UserId::parse("ada").unwrap();
        let notification = Notification {
            id: NotificationId::parse("n").unwrap(),
            kind: NotificationKind::CommentReply,
            actor_id: UserId::parse("bo").unwrap(),
            thread_id: None,
            comment_id: None,
            read: false,
            created_at: Timestamp::from_unix_ms(0),
        };
        Committed {
            environment: EnvironmentId::parse("e").unwrap(),
            room: RoomId::parse("/r").unwrap(),
            events: vec![],
            notifications: vec![(person, notification); notifications],
        }
    }

    #[test]
    fn what_was_left_is_taken_once() {
        let missed = Missed::default();
        assert_eq!(missed.take(), None);
        missed.leave(&commit(0));
        assert_eq!(missed.take(), Some(Left::default()));
        missed.leave(&commit(1));
        missed.leave(&commit(2));
        assert_eq!(missed.take().map(|left| left.notifications.len()), Some(3));
        assert_eq!(missed.take(), None);
    }

    #[test]
    fn it_is_bounded_and_says_when_that_was_too_little() {
        let missed = Missed::default();
        missed.leave(&commit(KEPT - 1));
        missed.leave(&commit(2));
        missed.leave(&commit(2));
        let left = missed.take().unwrap();
        assert!(left.overflowed);
        assert_eq!(left.notifications.len(), KEPT);
        missed.leave(&commit(KEPT));
        assert!(!missed.take().unwrap().overflowed);
    }
}
