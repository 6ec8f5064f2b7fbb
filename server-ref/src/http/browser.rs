//! What requests of people's browsers bring: a publishable key and a token.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use pulse_protocol::claims::Role;
use pulse_protocol::key::PublishableKey;
use pulse_protocol::{EnvironmentId, ErrorCode, UserId};

use super::api_error::ApiError;
use crate::auth::TokenError;
use crate::shell;
use crate::state::App;
use crate::storage::Settings;

/// A person's browser that showed a key and a token.
#[derive(Debug)]
pub(super) struct Browser {
    pub(super) environment: EnvironmentId,
    pub(super) settings: Settings,
    pub(super) user: UserId,
    pub(super) role: Role,
}

impl FromRequestParts<Arc<App>> for Browser {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let now = shell::now();
        let key = text(&parts.headers, "x-pulse-key").ok_or_else(|| {
            invalid_key("the publishable key is missing: send it as \"X-Pulse-Key: pk_…\"")
        })?;
        PublishableKey::parse(key).map_err(|error| invalid_key(error.to_string()))?;
        let key = app.store.key_by_publishable(key).await?;
        let key = key.ok_or_else(|| invalid_key("this publishable key is not known here"))?;
        if !key.works_at(now) {
            let words = "this publishable key was revoked";
            return Err(refused(ErrorCode::KeyRevoked, words));
        }
        let token = text(&parts.headers, "x-pulse-token").ok_or_else(|| {
            let words = "the token is missing: send it as \"X-Pulse-Token: …\"";
            refused(ErrorCode::InvalidToken, words)
        })?;
        let token = match app.tokens.verify(&*app.store, token, now).await {
            Ok(token) => token,
            Err(TokenError::Store(error)) => return Err(error.into()),
            Err(TokenError::Refused(refusal)) => {
                return Err(refused(refusal.code(), refusal.to_string()));
            }
        };
        if token.key.environment != key.environment {
            let words = "the token is for another environment than the publishable key";
            return Err(refused(ErrorCode::WrongEnvironment, words));
        }
        let environment = app.store.environment(&key.environment).await?;
        let environment = environment.ok_or_else(|| ApiError::missing("environment"))?;
        check_origin(&environment.settings, &parts.headers)?;
        Ok(Self {
            environment: environment.id,
            settings: environment.settings,
            user: token.claims.sub,
            role: token.claims.role,
        })
    }
}

fn check_origin(settings: &Settings, headers: &HeaderMap) -> Result<(), ApiError> {
    let origins = &settings.allowed_origins;
    let origin = text(headers, header::ORIGIN.as_str());
    if origins.is_empty() || origin.is_some_and(|origin| origins.iter().any(|one| one == origin)) {
        return Ok(());
    }
    let words = "pages of this origin may not use this environment";
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        ErrorCode::Forbidden,
        words,
    ))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn invalid_key(words: impl Into<String>) -> ApiError {
    refused(ErrorCode::InvalidKey, words)
}

fn refused(code: ErrorCode, words: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, code, words)
}
