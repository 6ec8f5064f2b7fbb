//! Writes: shown at once, kept until the server has them.

use pulse_protocol::limits::LimitError;
use pulse_protocol::{
    ClientFrame, ClientMessage, CommentId, ErrorCode, OpId, ReactionId, Timestamp, UserId,
};

use super::Engine;
use crate::incoming::Incoming;
use crate::kept;
use crate::outbox::Operation;
use crate::overlay::{self, Stroke};
use crate::state::{Dialect, State};
use crate::{Event, Notice, Problem, SavedWrite};

impl Engine {
    /// Takes back writes that were kept over a restart: at any time, when it is known whose they
    /// are. What is there already, cannot be read or does not fit any more is left out.
    pub fn restore(&mut self, saved: impl IntoIterator<Item = SavedWrite>) {
        for write in saved {
            if let Some((op_id, message)) = kept::read(&write.frame)
                && self.outbox.get(&op_id).is_none()
            {
                let at = Timestamp::from_unix_ms(write.unix_ms);
                let author = write.author.and_then(|author| UserId::parse(author).ok());
                let operation = Operation::new(op_id, message, at, author);
                self.touch(&operation.message);
                self.changes.pending |= self.outbox.push(operation).is_ok();
            }
        }
        self.flush();
        self.publish();
    }

    pub(super) fn write(&mut self, op_id: &OpId, mut message: ClientMessage) {
        if !message.is_write() || self.outbox.get(op_id).is_some() {
            return;
        }
        self.complete(&mut message);
        let checked = self.store.limits.check(&message);
        let at = Timestamp::from_unix_ms(self.clock.unix_ms(self.now));
        let author = self.store.user.as_ref().map(|user| user.id.clone());
        self.enqueue(Operation::new(op_id.clone(), message, at, author));
        if let Err(error) = checked {
            let code = match error {
                LimitError::TooLong { .. } => ErrorCode::TooLarge,
                _ => ErrorCode::InvalidField,
            };
            self.give_up(op_id, Problem::new(code, error.to_string()));
        }
        self.flush();
    }

    /// Tries a refused write again. It gets a new name, because the server
    /// answers the same name with the same answer.
    pub(super) fn retry(&mut self, op_id: &OpId) {
        if self.outbox.get(op_id).is_none_or(Operation::is_live) {
            return;
        }
        let Some(refused) = self.outbox.remove(op_id) else {
            return;
        };
        let Ok(new_id) = OpId::parse(self.random.uuid()) else {
            return;
        };
        let (from, to) = (op_id.clone(), new_id.clone());
        self.emit(Event::Renamed { from, to });
        let author = self.store.user.as_ref().map(|user| user.id.clone());
        let at = Timestamp::from_unix_ms(self.clock.unix_ms(self.now));
        self.enqueue(Operation::new(new_id, refused.message, at, author));
        self.flush();
    }

    pub(super) fn discard(&mut self, op_id: &OpId) {
        if let Some(operation) = self.outbox.remove(op_id) {
            self.touch(&operation.message);
            self.changed_outbox();
        }
    }

    /// Sends what waits, in order, as far as it may go.
    pub(super) fn flush(&mut self) {
        let State::Ready(session) = &self.state else {
            return;
        };
        let acknowledged = session.dialect.renews();
        while let Some(operation) = self.outbox.take_next(self.now) {
            let op_id = operation.id.clone();
            // Without acknowledgements, what is not echoed to its sender is settled by being sent.
            let settled = !acknowledged && !is_echoed(&operation.message);
            let name = acknowledged.then_some(&op_id);
            let text = ClientFrame::encode_parts(&operation.message, name);
            self.send_text(text);
            self.changed_outbox();
            if settled {
                self.commit(&op_id);
                self.settle(&op_id);
            }
        }
    }

    /// The server has the write.
    pub(super) fn settle(&mut self, op_id: &OpId) {
        if self.outbox.get(op_id).is_some_and(|operation| {
            matches!(
                operation.message,
                ClientMessage::NotificationRead(_) | ClientMessage::NotificationReadAll(_)
            )
        }) {
            // Told to the person's other tabs only.
            self.commit(op_id);
        }
        if let Some(operation) = self.outbox.remove(op_id) {
            self.touch(&operation.message);
            self.changed_outbox();
            self.emit(Event::Settled(op_id.clone()));
        } else {
            self.note(Notice::UnknownOperation);
        }
    }

    /// Without acknowledgements, seeing one's own write come back settles it.
    pub(super) fn settle_by_echo(&mut self, message: &Incoming) {
        let State::Ready(session) = &self.state else {
            return;
        };
        if session.dialect.renews() {
            return;
        }
        let me = self.store.user.as_ref().map(|user| &user.id);
        let found = self
            .outbox
            .live()
            .find(|operation| operation.is_sent() && is_echo(&operation.message, message, me));
        if let Some(op_id) = found.map(|operation| operation.id.clone()) {
            self.settle(&op_id);
        }
    }

    /// Without acknowledgements, a snapshot that has the write settles it.
    pub(super) fn settle_what_is_there(&mut self) {
        if matches!(&self.state, State::Ready(session) if matches!(session.dialect, Dialect::Two(_)))
        {
            return;
        }
        let there: Vec<OpId> = self
            .outbox
            .live()
            .filter(|operation| match &operation.message {
                ClientMessage::ThreadCreate(m) => self.base.thread(&m.id).is_some(),
                ClientMessage::CommentCreate(m) => self.base.comment(&m.id).is_some(),
                _ => false,
            })
            .map(|operation| operation.id.clone())
            .collect();
        for op_id in there {
            self.settle(&op_id);
        }
    }

    pub(super) fn write_refused(&mut self, op_id: &OpId, problem: Problem) {
        // An answer that comes twice has been reported once.
        if self
            .outbox
            .get(op_id)
            .is_some_and(|operation| !operation.is_live())
        {
            return;
        }
        let retry = match problem.code {
            ErrorCode::NotFound => self.outbox.waits_for_earlier(op_id),
            _ => problem.retryable,
        };
        let wait = problem.retry_after_ms.unwrap_or(RETRY_MS).max(1);
        if retry && self.outbox.postpone(op_id, self.now + wait) {
            self.changed_outbox();
            return;
        }
        self.give_up(op_id, problem);
    }

    /// Another person's token came: writes of the one before are not theirs.
    pub(super) fn refuse_writes_of_others(&mut self, user: &UserId) {
        let foreign: Vec<OpId> = self
            .outbox
            .live()
            .filter(|operation| {
                operation
                    .author
                    .as_ref()
                    .is_some_and(|author| author != user)
            })
            .map(|operation| operation.id.clone())
            .collect();
        for op_id in foreign {
            let message = "somebody else has signed in since this was written";
            self.give_up(&op_id, Problem::new(ErrorCode::WrongUser, message));
        }
    }

    /// Makes the view anew: the server's state, and the pending writes on it.
    pub(super) fn replay(&mut self) {
        self.stale = false;
        let before = self.overlaid.take();
        let Some(user) = &self.store.user else {
            return;
        };
        if self.outbox.live().next().is_none() {
            // What was shown stays the same object where it is the same.
            if let Some(before) = before {
                self.base.keep_identity(&before);
            }
            return;
        }
        let mut next = self.base.clone();
        // What differs was noted when it happened.
        let mut noted = crate::changes::Changes::default();
        for operation in self.outbox.live() {
            overlay::apply(
                &mut next,
                stroke(&self.config, &user.id, operation),
                &mut noted,
            );
        }
        if let Some(before) = before {
            next.keep_identity(&before);
        }
        self.overlaid = Some(next);
    }

    fn enqueue(&mut self, operation: Operation) {
        self.changed_outbox();
        self.make_room();
        self.touch_lightly(&operation.message);
        if let Some(user) = &self.store.user
            && !self.stale
        {
            let stroke = stroke(&self.config, &user.id, &operation);
            let shown = self.overlaid.get_or_insert_with(|| self.base.clone());
            overlay::apply(shown, stroke, &mut self.changes);
        }
        if let Err(full) = self.outbox.push(operation) {
            let (operation, problem) = *full;
            self.touch(&operation.message);
            let mut refused = operation.view();
            let problem = problem.about(&operation.id);
            refused.status = crate::WriteStatus::Failed;
            refused.error = Some(problem.clone());
            self.report(problem);
            self.emit(Event::Rejected(refused));
        }
    }

    /// Rolls a write back and tells why; its text is kept.
    fn give_up(&mut self, op_id: &OpId, problem: Problem) {
        let problem = problem.about(op_id);
        let Some(refused) = self.outbox.fail(op_id, problem.clone()) else {
            return self.report(problem);
        };
        if let Some(message) = self
            .outbox
            .get(op_id)
            .map(|operation| operation.message.clone())
        {
            self.touch(&message);
        }
        self.changed_outbox();
        self.report(problem);
        self.emit(Event::Rejected(refused));
    }

    /// Does to the server's state what the write does, without a mark.
    fn commit(&mut self, op_id: &OpId) {
        if let (Some(operation), Some(user)) = (self.outbox.get(op_id), &self.store.user) {
            let stroke = Stroke {
                op_id: None,
                ..stroke(&self.config, &user.id, operation)
            };
            overlay::apply(&mut self.base, stroke, &mut self.changes);
        }
    }

    /// Refused writes are kept for their text, but not without end.
    fn make_room(&mut self) {
        let refused = |operation: &&Operation| !operation.is_live();
        while self.outbox.iter().filter(refused).count() > REFUSED_KEPT {
            let oldest = self
                .outbox
                .iter()
                .find(refused)
                .map(|operation| operation.id.clone());
            if let Some(op_id) = oldest {
                self.outbox.remove(&op_id);
            }
        }
    }

    /// Gives what the message makes an id, where the caller left it out.
    fn complete(&mut self, message: &mut ClientMessage) {
        match message {
            ClientMessage::ThreadCreate(create) if create.comment_id.is_none() => {
                create.comment_id = CommentId::parse(self.random.uuid()).ok();
            }
            ClientMessage::ReactionAdd(add) if add.id.is_none() => {
                add.id = ReactionId::parse(self.random.uuid()).ok();
            }
            ClientMessage::NotificationReadAll(read) if read.notification_ids.is_none() => {
                // Those that come while it waits to be sent were not seen.
                let unread = self.shown().notifications.iter().filter(|seen| !seen.read);
                read.notification_ids = Some(unread.map(|seen| seen.id.clone()).collect());
            }
            _ => {}
        }
    }

    fn changed_outbox(&mut self) {
        self.changes.pending = true;
        self.outbox_changed = true;
    }

    /// Notes what a write shows, for a view that is made anew.
    fn touch(&mut self, message: &ClientMessage) {
        self.stale = true;
        match message {
            ClientMessage::ReactionAdd(m) => {
                self.changes.reactions_of(&m.target_id);
            }
            ClientMessage::ReactionRemove(m) => {
                if let Some(reaction) = self.base.reaction(&m.reaction_id) {
                    self.changes.reactions_of(&reaction.target_id);
                }
            }
            ClientMessage::NotificationRead(_) | ClientMessage::NotificationReadAll(_) => {
                self.changes.notifications = true;
            }
            ClientMessage::CommentDelete(m) => {
                self.changes.threads = true;
                self.changes.reactions_of(m.comment_id.as_str());
            }
            ClientMessage::ThreadDelete(_) => {
                self.changes.threads = true;
                self.changes.all_reactions = true;
            }
            _ => self.changes.threads = true,
        }
    }

    /// As [`Engine::touch`], for a view that only gets one write more.
    fn touch_lightly(&mut self, message: &ClientMessage) {
        let stale = self.stale;
        self.touch(message);
        self.stale = stale;
    }
}

fn stroke<'a>(config: &'a crate::Config, me: &'a UserId, operation: &'a Operation) -> Stroke<'a> {
    Stroke {
        message: &operation.message,
        author: operation.author.as_ref().unwrap_or(me),
        room: &config.room,
        at: operation.at,
        op_id: Some(&operation.id),
    }
}

/// Whether a server of version 1 sends the write's event to its sender too.
const fn is_echoed(message: &ClientMessage) -> bool {
    matches!(
        message,
        ClientMessage::ThreadCreate(_)
            | ClientMessage::CommentCreate(_)
            | ClientMessage::CommentEdit(_)
            | ClientMessage::ThreadResolve(_)
            | ClientMessage::ReactionAdd(_)
            | ClientMessage::ReactionRemove(_)
    )
}

fn is_echo(write: &ClientMessage, event: &Incoming, me: Option<&UserId>) -> bool {
    match (write, event) {
        (ClientMessage::ThreadCreate(w), Incoming::ThreadCreated(e)) => w.id == e.thread.id,
        (ClientMessage::CommentCreate(w), Incoming::CommentCreated(e)) => w.id == e.comment.id,
        (ClientMessage::CommentEdit(w), Incoming::CommentEdited(e)) => {
            w.comment_id == e.comment.id && w.body == e.comment.body
        }
        (ClientMessage::ThreadResolve(w), Incoming::ThreadResolved(e)) => {
            w.thread_id == e.thread_id && w.resolved == e.resolved
        }
        (ClientMessage::ReactionAdd(w), Incoming::ReactionAdded(e)) => {
            w.target_id == e.reaction.target_id
                && w.emoji == e.reaction.emoji
                && me == Some(&e.reaction.user_id)
        }
        (ClientMessage::ReactionRemove(w), Incoming::ReactionRemoved(e)) => {
            w.reaction_id == e.reaction_id
        }
        _ => false,
    }
}

/// A write that the server cannot take now waits this long when it did not say.
const RETRY_MS: u64 = 1000;
/// Refused writes whose text is kept.
const REFUSED_KEPT: usize = 100;
