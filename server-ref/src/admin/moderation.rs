//! Changing what people wrote. It goes the way of every other write, so live
//! rooms see it at once.

use pulse_protocol::claims::Role;
use pulse_protocol::{
    ClientMessage, CommentDelete, CommentEdit, CommentId, EnvironmentId, RoomId, ThreadDelete,
    ThreadId, UserId,
};

use super::error::done;
use super::{AdminError, Editor};
use crate::shell;
use crate::state::App;
use crate::storage::{Action, Actor, AdminChange, AuditEntry, Environment, Erasure, Thing, Write};

/// What becomes of an erased person's comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there are two ways to leave")]
pub enum Leaving {
    /// They stay, under the name of nobody.
    Keep,
    /// They go, and threads that become empty with them.
    Remove,
}

/// Changes the text of a comment.
///
/// # Errors
/// When there is no such comment, or the text is no good.
pub async fn edit_comment(
    app: &App,
    editor: &Editor,
    environment: &Environment,
    id: &CommentId,
    body: &str,
) -> Result<(), AdminError> {
    let room = room_of(app, &environment.id, Thing::Comment(id)).await?;
    let before = app.store.comment(&environment.id, id).await?;
    let before = before.ok_or(AdminError::Missing("comment"))?;
    let message = ClientMessage::CommentEdit(CommentEdit {
        comment_id: id.clone(),
        body: body.to_owned(),
        mentions: before.mentions,
    });
    let author = Some(before.user_id);
    let entry = entry(editor, environment, "comment.edit", id.as_str(), &room);
    write(app, environment, room, author, message, entry).await
}

/// Removes a comment. The last one takes its thread along.
///
/// # Errors
/// When there is no such comment.
pub async fn delete_comment(
    app: &App,
    editor: &Editor,
    environment: &Environment,
    id: &CommentId,
) -> Result<(), AdminError> {
    let room = room_of(app, &environment.id, Thing::Comment(id)).await?;
    let message = ClientMessage::CommentDelete(CommentDelete {
        comment_id: id.clone(),
    });
    let entry = entry(editor, environment, "comment.delete", id.as_str(), &room);
    write(app, environment, room, None, message, entry).await
}

/// Removes a thread with its comments.
///
/// # Errors
/// When there is no such thread.
pub async fn delete_thread(
    app: &App,
    editor: &Editor,
    environment: &Environment,
    id: &ThreadId,
) -> Result<(), AdminError> {
    let room = room_of(app, &environment.id, Thing::Thread(id)).await?;
    let message = ClientMessage::ThreadDelete(ThreadDelete {
        thread_id: id.clone(),
    });
    let entry = entry(editor, environment, "thread.delete", id.as_str(), &room);
    write(app, environment, room, None, message, entry).await
}

/// Ends a person's connections and refuses the tokens they have. A fresh token
/// of the host's backend is taken.
///
/// # Errors
/// When nobody has the id.
pub async fn revoke_user(
    app: &App,
    editor: &Editor,
    environment: &Environment,
    user: &UserId,
) -> Result<(), AdminError> {
    let entry = editor.entry_in(&environment.id, "user.revoke", user.as_str(), "");
    shut_out(app, &environment.id, user, entry).await
}

async fn shut_out(
    app: &App,
    environment: &EnvironmentId,
    user: &UserId,
    entry: AuditEntry,
) -> Result<(), AdminError> {
    let change = AdminChange::RevokeUser(environment.clone(), user.clone(), shell::now());
    done(app.store.administer(change, Some(entry)).await?, "person")?;
    app.rooms.dismiss(environment, user).await;
    Ok(())
}

/// Erases a person: reactions, notifications and activity go, comments go too
/// or stay under the name of nobody.
///
/// # Errors
/// When nobody has the id.
pub async fn erase_user(
    app: &App,
    editor: &Editor,
    environment: &Environment,
    user: &UserId,
    leaving: Leaving,
) -> Result<(), AdminError> {
    let id = &environment.id;
    let detail = match leaving {
        Leaving::Keep => "their comments stay",
        Leaving::Remove => "their comments go too",
    };
    // An erasure is a transaction for each room. Its entry comes with the first
    // thing that is done, so that nothing is erased untold, whatever happens then.
    let entry = editor.entry_in(id, "user.erase", user.as_str(), detail);
    shut_out(app, id, user, entry).await?;
    let replacement = match leaving {
        Leaving::Keep => {
            let id = UserId::parse(format!("deleted-{}", shell::uuid().simple()));
            Some(id.map_err(|_| AdminError::Internal("no id could be made"))?)
        }
        Leaving::Remove => None,
    };
    let erasure = Erasure {
        person: user.clone(),
        replacement,
    };
    let erased = app
        .store
        .erase_user(id, &erasure, shell::now(), shell::uuid())
        .await?;
    if !erased {
        return Err(AdminError::Missing("person"));
    }
    Ok(())
}

async fn room_of(
    app: &App,
    environment: &EnvironmentId,
    thing: Thing<'_>,
) -> Result<RoomId, AdminError> {
    let room = app.store.room_of(environment, thing).await?;
    room.ok_or(AdminError::Missing(match thing {
        Thing::Thread(_) => "thread",
        Thing::Comment(_) => "comment",
        Thing::Reaction(_) => "reaction",
    }))
}

async fn write(
    app: &App,
    environment: &Environment,
    room: RoomId,
    user: Option<UserId>,
    message: ClientMessage,
    entry: AuditEntry,
) -> Result<(), AdminError> {
    let limits = environment.settings.limits();
    limits
        .check(&message)
        .map_err(|error| AdminError::field("body", error.to_string()))?;
    let action = Action::of(message);
    let action = action.map_err(|_| AdminError::Internal("this is no write"))?;
    let write = Write {
        actor: Actor {
            environment: environment.id.clone(),
            user,
            role: Role::Moderator,
        },
        room,
        op_id: None,
        request: None,
        at: shell::now(),
        nonce: shell::uuid(),
        action,
        entry: Some(Box::new(entry)),
    };
    let outcome = app.enqueue(write).await?.await?;
    match outcome.result {
        Ok(_) => Ok(()),
        Err(refusal) => Err(AdminError::Conflict(refusal.message)),
    }
}

/// The entry has ids alone: what people wrote is theirs.
fn entry(
    editor: &Editor,
    environment: &Environment,
    action: &str,
    target: &str,
    room: &RoomId,
) -> AuditEntry {
    editor.entry_in(&environment.id, action, target, &format!("in room {room}"))
}
