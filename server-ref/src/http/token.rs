//! `POST /auth/token`: a host's backend asks for a person's token.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use pulse_protocol::limits::{
    AVATAR_BYTES, Limits, TOKEN_TTL_DEFAULT_SECONDS, TOKEN_TTL_MAX_SECONDS, TOKEN_TTL_MIN_SECONDS,
};
use pulse_protocol::rest::{ErrorBody, TokenRequest, TokenResponse};

use super::api_error::ApiError;
use super::body::Body;
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
    body: Result<Body<TokenRequest>, ApiError>,
) -> Result<Json<TokenResponse>, ApiError> {
    let now = shell::now();
    let authorization = headers.get(AUTHORIZATION).and_then(|h| h.to_str().ok());
    // The key first: who has none learns nothing about bodies.
    let key = authenticate_backend(&*app.store, authorization, now).await?;
    let Body(request) = body?;
    check(&request)?;
    let ttl_seconds = request.ttl_seconds.unwrap_or(TOKEN_TTL_DEFAULT_SECONDS);
    let person = Person {
        id: request.user_id.clone(),
        name: request.name.clone(),
        avatar: request.avatar.clone(),
    };
    app.store
        .upsert_user(&key.environment, &person, now)
        .await?;
    let minted = app
        .tokens
        .mint(&key.id, &request, ttl_seconds, now, shell::uuid());
    Ok(Json(TokenResponse {
        token: minted.token,
        expires_at: minted.expires_at,
    }))
}

fn check(request: &TokenRequest) -> Result<(), ApiError> {
    let name_chars = Limits::default().name_chars;
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
    if rooms.len() > ROOMS || rooms.iter().map(String::len).sum::<usize>() > ROOMS_BYTES {
        let words = format!("rooms holds more than {ROOMS} rooms or {ROOMS_BYTES} bytes");
        return Err(ApiError::invalid_field(words));
    }
    Ok(())
}

/// A token travels in every handshake, so it stays small.
const ROOMS: usize = 50;
const ROOMS_BYTES: usize = 2048;
