//! `/api/v1/reactions`, and the reactions on a comment.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pulse_protocol::entity::TargetType;
use pulse_protocol::rest::{Deleted, ReactionAnswer, ReactionRequest};
use pulse_protocol::{
    ClientMessage, CommentId, ReactionAdd, ReactionId, ReactionRemove, ServerMessage,
};

use super::api_error::ApiError;
use super::host_write::{room_of, write};
use super::input::{Attempt, Backend, Id, Parameters, Posted};
use super::threads::{By, fresh};
use crate::state::App;
use crate::storage::Thing;

/// Reacts to a comment with an emoji.
///
/// A person has each emoji once on a comment: the one that is there is the answer.
#[utoipa::path(
    post,
    path = "/comments/{comment}/reactions",
    tag = "Reactions",
    operation_id = "createReaction",
    params(("comment" = String, Path, description = "The comment's id")),
    request_body = ReactionRequest,
    responses((status = 201, description = "The reaction", body = ReactionAnswer)),
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(comment): Id<CommentId>,
    Posted(request, attempt): Posted<ReactionRequest>,
) -> Result<(StatusCode, Json<ReactionAnswer>), ApiError> {
    let room = room_of(&app, &backend, Thing::Comment(&comment)).await?;
    let (author, emoji) = (request.user_id, request.emoji);
    let message = ClientMessage::ReactionAdd(ReactionAdd {
        id: Some(fresh(ReactionId::parse)?),
        target_id: comment.to_string(),
        target_type: TargetType::Comment,
        emoji: emoji.clone(),
    });
    let event = write(&app, &backend, room, Some(author.clone()), attempt, message).await?;
    let reaction = match event {
        Some(ServerMessage::ReactionAdded(event)) => Some(event.reaction),
        // They had reacted so before: there is one for each person and emoji.
        _ => {
            let environment = &backend.environment;
            let found = app
                .store
                .reaction_on(environment, &comment, &author, &emoji);
            found.await?
        }
    };
    let reaction = reaction.ok_or_else(ApiError::lost)?;
    Ok((StatusCode::CREATED, Json(ReactionAnswer { reaction })))
}

/// Takes a reaction back.
#[utoipa::path(
    delete,
    path = "/reactions/{reaction}",
    tag = "Reactions",
    operation_id = "deleteReaction",
    params(("reaction" = String, Path, description = "The reaction's id"), By),
    responses((status = 200, description = "It is gone", body = Deleted)),
)]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    backend: Backend,
    Id(reaction_id): Id<ReactionId>,
    Parameters(by): Parameters<By>,
) -> Result<Json<Deleted>, ApiError> {
    let room = room_of(&app, &backend, Thing::Reaction(&reaction_id)).await?;
    let message = ClientMessage::ReactionRemove(ReactionRemove { reaction_id });
    let attempt = Attempt::default();
    write(&app, &backend, room, by.user_id, attempt, message).await?;
    Ok(Json(Deleted { deleted: true }))
}
