//! Threads, reactions and notifications, and every way they change. The
//! server's events and one's own writes are applied by the same functions,
//! each of which does nothing when its effect is already there: delivering
//! twice is delivering once.

use std::sync::Arc;

use pulse_protocol::entity::{Notification, Reaction};
use pulse_protocol::limits::NOTIFICATIONS;
use pulse_protocol::{
    CommentId, NotificationId, NotificationReadAll, OpId, ReactionId, ThreadId, Timestamp, Verbatim,
};

use crate::changes::Changes;
use crate::model::{Comment, Thread};

/// Cheap to clone: everything is shared until it changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Board {
    /// Oldest first.
    pub(crate) threads: Arc<Vec<Arc<Thread>>>,
    /// By target, which they are sorted by.
    pub(crate) reactions: Arc<Vec<Target>>,
    /// Newest first.
    pub(crate) notifications: Arc<Vec<Arc<Notification>>>,
}

/// A comment or thread that has reactions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Target {
    id: String,
    reactions: Arc<Vec<Arc<Reaction>>>,
}

impl Board {
    /// What a snapshot says.
    pub(crate) fn of(threads: Vec<Thread>, notifications: Vec<Notification>) -> Self {
        let mut sorted: Vec<Arc<Thread>> = Vec::with_capacity(threads.len());
        for thread in threads {
            // Mostly they come in order, and this is the end.
            let at = sorted.partition_point(|other| place_in_time(other) <= place_in_time(&thread));
            sorted.insert(at, Arc::new(thread));
        }
        Self {
            threads: Arc::new(sorted),
            reactions: Arc::default(),
            notifications: Arc::new(notifications.into_iter().map(Arc::new).collect()),
        }
    }

    pub(crate) fn thread(&self, id: &ThreadId) -> Option<&Arc<Thread>> {
        self.threads.iter().rfind(|thread| thread.id == *id)
    }

    /// The comment, and the thread it is in.
    pub(crate) fn comment(&self, id: &CommentId) -> Option<(&Arc<Thread>, &Arc<Comment>)> {
        self.threads.iter().find_map(|thread| {
            let comment = thread.comments.iter().find(|comment| comment.id == *id)?;
            Some((thread, comment))
        })
    }

    pub(crate) fn reaction(&self, id: &ReactionId) -> Option<&Arc<Reaction>> {
        self.reactions
            .iter()
            .find_map(|target| target.reactions.iter().find(|reaction| reaction.id == *id))
    }

    pub(crate) fn reactions_of(&self, target: &str) -> &[Arc<Reaction>] {
        match self.place_of(target) {
            Ok(at) => &self.reactions[at].reactions,
            Err(_) => &[],
        }
    }

    /// Inserts or replaces.
    pub(crate) fn put_thread(&mut self, thread: Thread, changes: &mut Changes) {
        let known = self.threads.iter().rposition(|known| known.id == thread.id);
        match known {
            Some(at) if *self.threads[at] == thread => return,
            Some(at) => Arc::make_mut(&mut self.threads)[at] = Arc::new(thread),
            None => {
                let at = self
                    .threads
                    .partition_point(|other| place_in_time(other) <= place_in_time(&thread));
                Arc::make_mut(&mut self.threads).insert(at, Arc::new(thread));
            }
        }
        changes.threads = true;
    }

    /// Removes, with the reactions inside.
    pub(crate) fn remove_thread(&mut self, id: &ThreadId, changes: &mut Changes) {
        let Some(at) = self.threads.iter().rposition(|thread| thread.id == *id) else {
            return;
        };
        let thread = Arc::make_mut(&mut self.threads).remove(at);
        changes.threads = true;
        self.remove_target(thread.id.as_str(), changes);
        for comment in &thread.comments {
            self.remove_target(comment.id.as_str(), changes);
        }
    }

    pub(crate) fn resolve(
        &mut self,
        id: &ThreadId,
        resolved: bool,
        op_id: Option<&OpId>,
        changes: &mut Changes,
    ) {
        if self
            .thread(id)
            .is_some_and(|known| known.resolved != resolved)
        {
            self.change_thread(id, changes, |thread| {
                thread.resolved = resolved;
                thread.op_id = op_id.cloned();
            });
        }
    }

    pub(crate) fn move_pin(
        &mut self,
        id: &ThreadId,
        position: &Verbatim,
        op_id: Option<&OpId>,
        changes: &mut Changes,
    ) {
        if self
            .thread(id)
            .is_some_and(|known| known.position.as_ref() != Some(position))
        {
            self.change_thread(id, changes, |thread| {
                thread.position = Some(position.clone());
                thread.op_id = op_id.cloned();
            });
        }
    }

    /// Inserts or replaces a comment of a known thread.
    pub(crate) fn put_comment(&mut self, mut comment: Comment, changes: &mut Changes) {
        // Mostly it is one of the latest.
        let place = self
            .threads
            .iter()
            .rposition(|thread| thread.id == comment.thread_id);
        let Some(at) = place else {
            return;
        };
        let thread = &self.threads[at];
        let known = thread
            .comments
            .iter()
            .rposition(|known| known.id == comment.id);
        if known.is_some_and(|at| *thread.comments[at] == comment) {
            return;
        }
        // One text for all comments of a thread.
        comment.thread_id = thread.id.clone();
        let thread = Arc::make_mut(&mut Arc::make_mut(&mut self.threads)[at]);
        match known {
            Some(at) => thread.comments[at] = Arc::new(comment),
            None => {
                // In the order of the room. Clocks cannot tell: several come
                // in one millisecond, and a server's may be set back.
                thread.updated_at = thread.updated_at.max(comment.created_at);
                thread.comments.push(Arc::new(comment));
            }
        }
        changes.threads = true;
    }

    /// Removes a comment; with the last one goes the thread.
    pub(crate) fn remove_comment(&mut self, id: &CommentId, changes: &mut Changes) {
        let Some((thread, _)) = self.comment(id) else {
            return;
        };
        let thread_id = thread.id.clone();
        if thread.comments.len() == 1 {
            self.remove_thread(&thread_id, changes);
            return;
        }
        self.change_thread(&thread_id, changes, |thread| {
            thread.comments.retain(|comment| comment.id != *id);
        });
        self.remove_target(id.as_str(), changes);
    }

    /// Adds a reaction; one person has each emoji once on a target.
    pub(crate) fn add_reaction(&mut self, reaction: Reaction, changes: &mut Changes) {
        let target = reaction.target_id.clone();
        let place = self.place_of(&target);
        let targets = Arc::make_mut(&mut self.reactions);
        let at = place.unwrap_or_else(|at| {
            let id = target.clone();
            let reactions = Arc::default();
            targets.insert(at, Target { id, reactions });
            at
        });
        let list = &mut targets[at].reactions;
        let known = list.iter().position(|known| {
            known.id == reaction.id
                || (known.user_id == reaction.user_id && known.emoji == reaction.emoji)
        });
        match known {
            Some(at) if *list[at] == reaction => return,
            Some(at) => Arc::make_mut(list)[at] = Arc::new(reaction),
            None => Arc::make_mut(list).push(Arc::new(reaction)),
        }
        changes.reactions_of(&target);
    }

    pub(crate) fn remove_reaction(&mut self, id: &ReactionId, changes: &mut Changes) {
        let Some(target) = self.reaction(id).map(|found| found.target_id.clone()) else {
            return;
        };
        if let Ok(at) = self.place_of(&target) {
            let targets = Arc::make_mut(&mut self.reactions);
            let list = Arc::make_mut(&mut targets[at].reactions);
            list.retain(|reaction| reaction.id != *id);
            if list.is_empty() {
                targets.remove(at);
            }
        }
        changes.reactions_of(&target);
    }

    /// Puts a notification first.
    pub(crate) fn add_notification(&mut self, notification: Notification, changes: &mut Changes) {
        if self
            .notifications
            .iter()
            .any(|known| known.id == notification.id)
        {
            return;
        }
        let notifications = Arc::make_mut(&mut self.notifications);
        notifications.insert(0, Arc::new(notification));
        // As many as a snapshot has.
        notifications.truncate(NOTIFICATIONS);
        changes.notifications = true;
    }

    /// Marks a notification as seen.
    pub(crate) fn mark_read(&mut self, id: &NotificationId, changes: &mut Changes) {
        self.mark(|seen| seen.id == *id, changes);
    }

    /// Marks those as seen that the message is about.
    pub(crate) fn mark_all_read(&mut self, read: &NotificationReadAll, changes: &mut Changes) {
        let ids = read.notification_ids.as_ref();
        self.mark(|seen| ids.is_none_or(|ids| ids.contains(&seen.id)), changes);
    }

    fn mark(&mut self, is_meant: impl Fn(&Notification) -> bool, changes: &mut Changes) {
        let unread = |seen: &Notification| !seen.read && is_meant(seen);
        if !self.notifications.iter().any(|seen| unread(seen)) {
            return;
        }
        for seen in Arc::make_mut(&mut self.notifications) {
            if unread(seen) {
                Arc::make_mut(seen).read = true;
            }
        }
        changes.notifications = true;
    }

    /// Takes the old object for whatever is equal, so that a snapshot or a
    /// replay changes the identity of nothing that is the same as before.
    pub(crate) fn keep_identity(&mut self, old: &Self) {
        keep_threads(&mut self.threads, &old.threads);
        keep_equal(&mut self.notifications, &old.notifications);
        if !Arc::ptr_eq(&self.reactions, &old.reactions) {
            for target in Arc::make_mut(&mut self.reactions) {
                if let Ok(at) = old.place_of(&target.id) {
                    keep_equal(&mut target.reactions, &old.reactions[at].reactions);
                }
            }
        }
    }

    fn change_thread(
        &mut self,
        id: &ThreadId,
        changes: &mut Changes,
        change: impl FnOnce(&mut Thread),
    ) {
        if let Some(at) = self.threads.iter().rposition(|thread| thread.id == *id) {
            change(Arc::make_mut(&mut Arc::make_mut(&mut self.threads)[at]));
            changes.threads = true;
        }
    }

    fn remove_target(&mut self, target: &str, changes: &mut Changes) {
        if let Ok(at) = self.place_of(target) {
            Arc::make_mut(&mut self.reactions).remove(at);
            changes.reactions_of(target);
        }
    }

    /// Where a target is, or would be.
    fn place_of(&self, target: &str) -> Result<usize, usize> {
        self.reactions
            .binary_search_by(|known| known.id.as_str().cmp(target))
    }
}

const fn place_in_time(thread: &Thread) -> (Timestamp, &ThreadId) {
    (thread.created_at, &thread.id)
}

/// For short lists, whose elements mostly stay where they were.
fn keep_equal<T: PartialEq + Clone>(new: &mut Arc<Vec<Arc<T>>>, old: &Arc<Vec<Arc<T>>>) {
    if Arc::ptr_eq(new, old) {
        return;
    }
    if new == old {
        *new = Arc::clone(old);
        return;
    }
    for entity in Arc::make_mut(new) {
        if old.iter().any(|before| Arc::ptr_eq(before, entity)) {
            continue;
        }
        if let Some(before) = old.iter().find(|before| *before == entity) {
            *entity = Arc::clone(before);
        }
    }
}

fn keep_threads(new: &mut Arc<Vec<Arc<Thread>>>, old: &Arc<Vec<Arc<Thread>>>) {
    if Arc::ptr_eq(new, old) {
        return;
    }
    for (nth, thread) in Arc::make_mut(new).iter_mut().enumerate() {
        // While something is on its way this is done for every message, so what is the same
        // object already must cost next to nothing.
        if old.get(nth).is_some_and(|known| Arc::ptr_eq(known, thread)) {
            continue;
        }
        let place = old.binary_search_by(|known| place_in_time(known).cmp(&place_in_time(thread)));
        match place.ok().map(|at| &old[at]) {
            Some(known) if Arc::ptr_eq(known, thread) => {}
            Some(known) => keep_thread(thread, known),
            None => {}
        }
    }
    if all_same(new, old) {
        *new = Arc::clone(old);
    }
}

/// Takes the old thread when it is equal, else those of its comments that are.
fn keep_thread(thread: &mut Arc<Thread>, known: &Arc<Thread>) {
    let mut kept = Vec::new();
    let mut next = 0;
    for (at, comment) in thread.comments.iter().enumerate() {
        let expected = known.comments.get(next);
        if expected.is_some_and(|expected| Arc::ptr_eq(expected, comment)) {
            next += 1;
            continue;
        }
        // They are in one order, so the next is mostly the one.
        let mut places = (next..known.comments.len()).chain(0..next);
        let Some(place) = places.find(|&place| known.comments[place].id == comment.id) else {
            continue;
        };
        next = place + 1;
        let before = &known.comments[place];
        if !Arc::ptr_eq(before, comment) && before == comment {
            kept.push((at, Arc::clone(before)));
        }
    }
    if !kept.is_empty() {
        let comments = &mut Arc::make_mut(thread).comments;
        for (at, comment) in kept {
            comments[at] = comment;
        }
    }
    if all_same(&thread.comments, &known.comments) && is_same_head(thread, known) {
        *thread = Arc::clone(known);
    }
}

fn all_same<T>(these: &[Arc<T>], those: &[Arc<T>]) -> bool {
    let mut pairs = these.iter().zip(those);
    these.len() == those.len() && pairs.all(|(this, that)| Arc::ptr_eq(this, that))
}

/// Whether all but the comments is equal.
fn is_same_head(this: &Thread, that: &Thread) -> bool {
    let Thread {
        id,
        room_id,
        resolved,
        position,
        comments: _,
        created_at,
        updated_at,
        op_id,
    } = this;
    *id == that.id
        && *room_id == that.room_id
        && *resolved == that.resolved
        && *position == that.position
        && *created_at == that.created_at
        && *updated_at == that.updated_at
        && *op_id == that.op_id
}
