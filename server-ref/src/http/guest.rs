//! Requests of browsers that show a person's token as bearer.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, ORIGIN};
use axum::http::request::Parts;
use pulse_protocol::{ErrorCode, RoomId};

use super::api_error::ApiError;
use crate::auth::{TokenError, VerifiedToken};
use crate::shell;
use crate::state::App;
use crate::storage::Settings;

/// A person that showed their token, and the settings of their environment.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) token: VerifiedToken,
    pub(super) settings: Settings,
}

impl FromRequestParts<Arc<App>> for Guest {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let text = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let bearer = text(AUTHORIZATION)
            .and_then(|header| header.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        let token = bearer.ok_or_else(|| {
            let words = "the token is missing: send it as \"Authorization: Bearer …\"";
            ApiError::new(StatusCode::UNAUTHORIZED, ErrorCode::InvalidToken, words)
        })?;
        let token = app.tokens.verify(&*app.store, token, shell::now()).await?;
        let environment = app.store.environment(&token.key.environment).await?;
        let environment = environment.ok_or_else(|| ApiError::missing("environment"))?;
        let settings = environment.settings;
        let known = |origin| settings.allowed_origins.iter().any(|one| one == origin);
        if !settings.allowed_origins.is_empty() && !text(ORIGIN).is_some_and(known) {
            let words = "pages of this origin may not use this environment";
            return Err(ApiError::forbidden(words));
        }
        Ok(Self { token, settings })
    }
}

impl Guest {
    /// Lets those through whose environment shares data between clients.
    pub(super) fn may_share(&self) -> Result<(), ApiError> {
        if self.settings.config.allow_p2p {
            return Ok(());
        }
        Err(ApiError::new(
            StatusCode::FORBIDDEN,
            ErrorCode::FeatureDisabled,
            "shared data is switched off in this environment",
        ))
    }

    /// Lets those through whose token opens a room.
    pub(super) fn may_enter(&self, room: &RoomId) -> Result<(), ApiError> {
        if self.token.claims.opens(room.as_str()) {
            return Ok(());
        }
        Err(ApiError::forbidden("this token does not open this room"))
    }
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Refused(refusal) => Self::new(
                StatusCode::UNAUTHORIZED,
                refusal.code(),
                refusal.to_string(),
            ),
            TokenError::Store(error) => error.into(),
        }
    }
}
