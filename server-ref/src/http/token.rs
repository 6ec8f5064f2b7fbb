//! `POST /auth/token`: a host's backend asks for a person's token.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use pulse_protocol::limits::{
    AVATAR_BYTES, Limits, TOKEN_BYTES, TOKEN_ROOMS, TOKEN_ROOMS_BYTES, TOKEN_TTL_MAX_SECONDS,
    TOKEN_TTL_MIN_SECONDS,
};
use pulse_protocol::rest::{ErrorBody, TokenRequest, TokenResponse};
use pulse_protocol::{EnvironmentId, ErrorCode, Timestamp};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::api_error::ApiError;
use super::input::{Attempt, Posted};
use crate::auth::authenticate_backend;
use crate::shell;
use crate::state::App;
use crate::storage::Person;

/// Mints a token for a person, and makes the person known.
///
/// The token is for that person's browser alone.
#[utoipa::path(
    post,
    path = "/auth/token",
    tag = "Tokens",
    operation_id = "mintToken",
    request_body = TokenRequest,
    responses((status = 200, description = "The token", body = TokenResponse),
        (status = 422, description = "The token would be longer than 4096 bytes", body = ErrorBody)),
)]
pub(super) async fn mint(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Posted<TokenRequest>, ApiError>,
) -> Result<Json<TokenResponse>, ApiError> {
    let clock = shell::now();
    let authorization = headers.get(AUTHORIZATION).and_then(|h| h.to_str().ok());
    // The key first: who has none learns nothing about bodies.
    let key = authenticate_backend(&*app.store, authorization, clock).await?;
    app.key_uses.note(&key.id, clock);
    let Posted(request, attempt) = body?;
    let environment = app.store.environment(&key.environment).await?;
    let environment = environment.ok_or_else(|| ApiError::missing("environment"))?;
    check(&request, &environment.settings.limits())?;
    let ttl_seconds = request
        .ttl_seconds
        .unwrap_or_else(|| environment.settings.token_ttl_seconds());
    let person = Person {
        id: request.user_id.clone(),
        name: request.name.clone(),
        avatar: request.avatar.clone(),
    };
    let (now, id) = first_attempt(&app, &key.environment, attempt, clock).await?;
    let minted = app.tokens.mint(&key.id, &request, ttl_seconds, now, id);
    let length = minted.token.len();
    if length > TOKEN_BYTES {
        let words = format!("the token would be longer than {TOKEN_BYTES} bytes: {length}");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(ApiError::new(status, ErrorCode::TooLarge, words));
    }
    app.store
        .upsert_user(&key.environment, &person, clock)
        .await?;
    Ok(Json(TokenResponse {
        token: minted.token,
        expires_at: minted.expires_at,
    }))
}

/// When a request came first, and the id of its token. A repeated request
/// gets the token it got before, made again: no token is kept anywhere.
async fn first_attempt(
    app: &App,
    environment: &EnvironmentId,
    attempt: Attempt,
    now: Timestamp,
) -> Result<(Timestamp, Uuid), ApiError> {
    let (Some(op_id), Some(request)) = (attempt.op_id, attempt.request) else {
        return Ok((now, shell::uuid()));
    };
    let claim = app.store.claim_request(environment, &op_id, &request, now);
    match claim.await? {
        Some(first) => {
            let id = Sha256::digest(format!("{environment}\n{op_id}"));
            let id = id.first_chunk().copied().unwrap_or_default();
            Ok((first, Uuid::from_bytes(id)))
        }
        None => Err(ApiError::new(
            StatusCode::CONFLICT,
            ErrorCode::Conflict,
            "this key was used for another request",
        )),
    }
}

fn check(request: &TokenRequest, limits: &Limits) -> Result<(), ApiError> {
    let name_chars = limits.name_chars;
    let length = request.name.chars().count();
    if request.name.trim().is_empty() {
        return Err(ApiError::invalid_field("name is empty"));
    }
    if length > name_chars {
        let words = format!("name is longer than {name_chars} characters: {length}");
        return Err(ApiError::invalid_field(words));
    }
    if let Some(avatar) = &request.avatar {
        if avatar.len() > AVATAR_BYTES {
            let words = format!(
                "avatar is longer than {AVATAR_BYTES} bytes: {}",
                avatar.len()
            );
            return Err(ApiError::invalid_field(words));
        }
        if !avatar.starts_with("https://") && !avatar.starts_with("http://") {
            let words = "avatar must be an address that begins with https:// or http://";
            return Err(ApiError::invalid_field(words));
        }
    }
    let allowed = TOKEN_TTL_MIN_SECONDS..=TOKEN_TTL_MAX_SECONDS;
    if let Some(ttl) = request.ttl_seconds.filter(|ttl| !allowed.contains(ttl)) {
        let words =
            format!("ttlSeconds must be {TOKEN_TTL_MIN_SECONDS} to {TOKEN_TTL_MAX_SECONDS}: {ttl}");
        return Err(ApiError::invalid_field(words));
    }
    let rooms = request.rooms.as_deref().unwrap_or_default();
    let bytes = rooms.iter().map(String::len).sum::<usize>();
    if rooms.len() > TOKEN_ROOMS || bytes > TOKEN_ROOMS_BYTES {
        let words =
            format!("rooms holds more than {TOKEN_ROOMS} rooms or {TOKEN_ROOMS_BYTES} bytes");
        return Err(ApiError::invalid_field(words));
    }
    Ok(())
}
