//! Who calls the admin API.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use pulse_protocol::ErrorCode;

use crate::admin::{AdminError, Editor, Who, access_with_token};
use crate::http::api_error::ApiError;
use crate::panel;
use crate::state::App;
use crate::storage::AdminAccount;

/// Somebody who showed a personal access token.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) who: Who,
    pub(super) account: AdminAccount,
}

impl Caller {
    /// Lets those through who may change things.
    pub(super) fn editor(&self) -> Result<Editor, ApiError> {
        Ok(self.who.editor()?)
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let header = parts.headers.get(AUTHORIZATION);
        let text = header.and_then(|header| header.to_str().ok());
        let shown = text
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .filter(|token| token.starts_with("pat_"));
        let missing = AdminError::Unauthorized(
            "a personal access token is needed: send it as \"Authorization: Bearer pat_…\"",
        );
        let token = shown.ok_or(missing)?;
        let (account, token) = access_with_token(&*app.store, token).await?;
        let who = Who::account(&account, &panel::address(parts));
        let who = Who {
            name: format!("{} by token {}", who.name, token.name),
            ..who
        };
        Ok(Self { who, account })
    }
}

impl From<AdminError> for ApiError {
    fn from(error: AdminError) -> Self {
        if let AdminError::Store(error) = error {
            return error.into();
        }
        let status = panel::status_of(&error);
        let (status, code) = match &error {
            AdminError::Invalid(_) => (StatusCode::BAD_REQUEST, ErrorCode::InvalidField),
            AdminError::Unauthorized(_) => (status, ErrorCode::InvalidToken),
            AdminError::ViewOnly | AdminError::Forbidden(_) => (status, ErrorCode::Forbidden),
            AdminError::Missing(_) => (status, ErrorCode::NotFound),
            AdminError::Conflict(_) => (status, ErrorCode::Conflict),
            _ => (status, ErrorCode::Internal),
        };
        Self::new(status, code, error.to_string())
    }
}
