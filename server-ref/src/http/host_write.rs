//! Writes of hosts' backends. They go the way of every other write, so live
//! rooms hear of them.

use axum::http::StatusCode;
use pulse_protocol::claims::Role;
use pulse_protocol::{ClientMessage, ErrorCode, RoomId, ServerFrame, ServerMessage, UserId};

use super::api_error::ApiError;
use super::input::{Attempt, Backend};
use crate::shell;
use crate::state::App;
use crate::storage::{Action, Actor, Thing, Write};

/// The room of something, or that there is no such thing.
pub(super) async fn room_of(
    app: &App,
    backend: &Backend,
    thing: Thing<'_>,
) -> Result<RoomId, ApiError> {
    let room = app.store.room_of(&backend.environment, thing).await?;
    room.ok_or_else(|| {
        ApiError::missing(match thing {
            Thing::Thread(_) => "thread",
            Thing::Comment(_) => "comment",
            Thing::Reaction(_) => "reaction",
        })
    })
}

/// Whoever writes must have connected, or been minted a token.
pub(super) async fn known(app: &App, backend: &Backend, user: &UserId) -> Result<(), ApiError> {
    match app.store.user(&backend.environment, user).await? {
        Some(_) => Ok(()),
        None => Err(ApiError::new(
            StatusCode::NOT_FOUND,
            ErrorCode::UnknownUser,
            format!("nobody by the id {user} has connected or been minted a token"),
        )),
    }
}

/// Does what a message of a client would do; gives its first event back, if
/// it made one.
pub(super) async fn write(
    app: &App,
    backend: &Backend,
    room: RoomId,
    user: Option<UserId>,
    attempt: Attempt,
    message: ClientMessage,
) -> Result<Option<ServerMessage>, ApiError> {
    if let Some(user) = &user {
        known(app, backend, user).await?;
    }
    write_as(app, backend, room, user, attempt, message).await
}

/// The same in the name of somebody who need not be known any more: of an
/// author who was erased meanwhile.
pub(super) async fn write_as(
    app: &App,
    backend: &Backend,
    room: RoomId,
    user: Option<UserId>,
    attempt: Attempt,
    mut message: ClientMessage,
) -> Result<Option<ServerMessage>, ApiError> {
    backend.settings.limits().check(&message)?;
    allow(backend, &mut message)?;
    let Ok(action) = Action::of(message) else {
        return Ok(None);
    };
    let write = Write {
        actor: Actor {
            environment: backend.environment.clone(),
            user,
            role: Role::Moderator,
        },
        room,
        op_id: attempt.op_id,
        request: attempt.request,
        at: shell::now(),
        nonce: shell::uuid(),
        action,
        entry: None,
    };
    let outcome = app.enqueue(write).await?.await?;
    outcome.result?;
    Ok(outcome
        .event
        .and_then(|text| ServerFrame::decode(&text).ok())
        .map(|frame| frame.message))
}

/// What the environment has switched off is not for backends either.
fn allow(backend: &Backend, message: &mut ClientMessage) -> Result<(), ApiError> {
    let config = &backend.settings.config;
    if matches!(message, ClientMessage::ReactionAdd(_)) && !config.allow_reactions {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            ErrorCode::FeatureDisabled,
            "reactions are switched off in this environment",
        ));
    }
    if !config.allow_mentions {
        match message {
            ClientMessage::ThreadCreate(m) => m.mentions.clear(),
            ClientMessage::CommentCreate(m) => m.mentions.clear(),
            ClientMessage::CommentEdit(m) => m.mentions.clear(),
            _ => {}
        }
    }
    Ok(())
}
