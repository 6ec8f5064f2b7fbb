//! What browsers need to share data directly: relays, and a room's saved
//! document.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pulse_protocol::claims::Role;
use pulse_protocol::rest::{IceServer, IceServers, SharedState, SharedStateAnswer};
use pulse_protocol::{RoomId, Timestamp};

use super::api_error::ApiError;
use super::body;
use super::guest::Guest;
use super::input::Id;
use crate::auth::turn_credential;
use crate::shared_documents::{SaveError, Sent};
use crate::shell;
use crate::state::App;

/// Relays for a person's direct connections, with credentials that end.
#[utoipa::path(
    get,
    path = "/turn-credentials",
    tag = "Shared data",
    operation_id = "getTurnCredentials",
    responses(
        (status = 200, description = "The relays", body = IceServers),
        (status = 403, description = "Shared data is switched off", body = pulse_protocol::rest::ErrorBody),
        (status = 404, description = "The environment has no relay", body = pulse_protocol::rest::ErrorBody),
    ),
    security(("userBearer" = [])),
)]
pub(super) async fn turn_credentials(guest: Guest) -> Result<Json<IceServers>, ApiError> {
    guest.may_share()?;
    let (url, secret) = (
        &guest.settings.config.turn_server_url,
        &guest.settings.turn_secret,
    );
    let (Some(url), Some(secret)) = (url, secret) else {
        return Err(ApiError::missing("relay"));
    };
    let ends_at = shell::now().unix_ms() / 1000 + CREDENTIAL_SECONDS;
    let username = format!("{ends_at}:{}", guest.token.claims.sub);
    Ok(Json(IceServers {
        ice_servers: vec![IceServer {
            urls: vec![url.clone()],
            credential: turn_credential(secret, &username),
            username,
        }],
    }))
}

/// A room's shared document, as it was saved last.
#[utoipa::path(
    get,
    path = "/rooms/{room}/p2p/state",
    tag = "Shared data",
    operation_id = "getSharedState",
    params(("room" = String, Path, description = "The room's id, percent-encoded")),
    responses((status = 200, description = "The document", body = SharedStateAnswer)),
    security(("userBearer" = [])),
)]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    guest: Guest,
    Id(room): Id<RoomId>,
) -> Result<Json<SharedStateAnswer>, ApiError> {
    guest.may_share()?;
    guest.may_enter(&room)?;
    let environment = &guest.token.key.environment;
    let read = app
        .store
        .shared_state(environment, &room, guest.oldest_shared());
    let state = read.await?;
    Ok(Json(SharedStateAnswer {
        state: state.map(|bytes| STANDARD.encode(bytes)),
    }))
}

/// Saves a room's shared document, merged with what others have saved.
#[utoipa::path(
    put,
    path = "/rooms/{room}/p2p/state",
    tag = "Shared data",
    operation_id = "putSharedState",
    params(("room" = String, Path, description = "The room's id, percent-encoded")),
    request_body = SharedState,
    responses((status = 204, description = "It is kept")),
    security(("userBearer" = [])),
)]
pub(super) async fn save(
    State(app): State<Arc<App>>,
    guest: Guest,
    Id(room): Id<RoomId>,
    body: Body,
) -> Result<StatusCode, ApiError> {
    guest.may_share()?;
    guest.may_enter(&room)?;
    if guest.token.claims.role == Role::Viewer {
        return Err(ApiError::forbidden("this token only allows reading"));
    }
    let limit = guest.settings.config.p2p_max_state_bytes as usize;
    let too_large = || ApiError::too_large(format!("state is longer than {limit} bytes"));
    // Four characters for three bytes, and the rest of the JSON.
    let bytes = to_bytes(body, limit / 3 * 4 + 1024).await;
    let state: SharedState = body::read(&bytes.map_err(|_| too_large())?)?;
    let state = STANDARD
        .decode(&state.state)
        .map_err(|error| ApiError::invalid_field(format!("state is no base64: {error}")))?;
    if state.len() > limit {
        return Err(too_large());
    }
    let sent = Sent {
        state,
        limit,
        oldest: guest.oldest_shared(),
        now: shell::now(),
    };
    let environment = &guest.token.key.environment;
    app.shared_documents.save(environment, &room, sent).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<SaveError> for ApiError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Unreadable => Self::invalid_field(error.to_string()),
            SaveError::TooLarge { .. } => Self::too_large(error.to_string()),
            SaveError::Busy => Self::busy(error.to_string()),
            SaveError::Store(error) => error.into(),
        }
    }
}

impl Guest {
    /// When documents must have been saved to be kept still.
    fn oldest_shared(&self) -> Timestamp {
        let kept_ms = u64::from(self.settings.config.p2p_state_ttl_days) * DAY_MS;
        Timestamp::from_unix_ms(shell::now().unix_ms().saturating_sub(kept_ms))
    }
}

/// Longer than a working day: a relay may ask again while a call lasts.
const CREDENTIAL_SECONDS: u64 = 12 * 60 * 60;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
