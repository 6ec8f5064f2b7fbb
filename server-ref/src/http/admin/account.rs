//! The token's owner: their name, sessions and tokens. Passwords, one-time
//! codes and new tokens are for the panel alone: whoever finds a token must not
//! be able to shut its owner out, or to outlast its end.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use pulse_protocol::Timestamp;
use pulse_protocol::rest::{Deleted, List};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::team::Person;
use crate::admin::{self, AdminError};
use crate::http::api_error::ApiError;
use crate::http::body::Body;
use crate::http::input::Ids;
use crate::shell;
use crate::state::App;
use crate::storage::{AccessToken, AdminSession};

/// Another name.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AdminNameChange)]
pub(super) struct Name {
    name: String,
}

/// A personal access token, without its text.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminToken)]
pub(super) struct Token {
    id: String,
    name: String,
    /// How its text begins.
    prefix: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

impl From<AccessToken> for Token {
    fn from(token: AccessToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            prefix: token.prefix,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.used_at,
        }
    }
}

/// A browser that is signed in to the panel.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminSession)]
pub(super) struct Session {
    id: String,
    address: String,
    agent: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    seen_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl From<AdminSession> for Session {
    fn from(session: AdminSession) -> Self {
        Self {
            id: session.id,
            address: session.address,
            agent: session.agent,
            created_at: session.created_at,
            seen_at: session.seen_at,
            expires_at: session.expires_at,
        }
    }
}

/// Says whose token it is.
#[utoipa::path(get, path = "/me", tag = "Admin", operation_id = "adminMe",
    security(("accessToken" = [])),
    responses((status = 200, description = "Its owner", body = Person)))]
pub(super) async fn show(caller: Caller) -> Json<Person> {
    Json(caller.account.into())
}

/// Gives the token's owner another name.
#[utoipa::path(patch, path = "/me", tag = "Admin", operation_id = "adminRenameMe",
    security(("accessToken" = [])), request_body = Name,
    responses((status = 200, description = "The owner as they are now", body = Person)))]
pub(super) async fn rename(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(new): Body<Name>,
) -> Result<Json<Person>, ApiError> {
    let (who, account) = (&caller.who, &caller.account);
    admin::change_name(&*app.store, who, account, &new.name).await?;
    let account = app.store.admin(&account.id).await?;
    Ok(Json(account.ok_or(AdminError::Missing("person"))?.into()))
}

/// Lists the owner's access tokens, newest first.
#[utoipa::path(get, path = "/me/tokens", tag = "Admin", operation_id = "adminListTokens",
    security(("accessToken" = [])),
    responses((status = 200, description = "The tokens, without their texts", body = List<Token>)))]
pub(super) async fn tokens(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<List<Token>>, ApiError> {
    let all = app.store.access_tokens(&caller.account.id).await?;
    Ok(Json(whole(all.into_iter().map(Token::from))))
}

/// Revokes one of the owner's access tokens, perhaps the one that is used.
#[utoipa::path(delete, path = "/me/tokens/{token}", tag = "Admin", operation_id = "adminRevokeToken",
    security(("accessToken" = [])), params(("token" = String, Path, description = "Its id")),
    responses((status = 200, description = "It is refused from now on", body = Deleted)))]
pub(super) async fn revoke_token(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids(token): Ids<String>,
) -> Result<Json<Deleted>, ApiError> {
    let (who, account) = (&caller.who, &caller.account);
    admin::revoke_token(&*app.store, who, account, &token).await?;
    Ok(Json(Deleted { deleted: true }))
}

/// Lists the browsers that are signed in as the owner, newest first.
#[utoipa::path(get, path = "/me/sessions", tag = "Admin", operation_id = "adminListSessions",
    security(("accessToken" = [])),
    responses((status = 200, description = "The sessions", body = List<Session>)))]
pub(super) async fn sessions(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<List<Session>>, ApiError> {
    let all = app.store.admin_sessions(&caller.account.id, shell::now());
    Ok(Json(whole(all.await?.into_iter().map(Session::from))))
}

/// Ends one of the owner's sessions.
#[utoipa::path(delete, path = "/me/sessions/{session}", tag = "Admin", operation_id = "adminEndSession",
    security(("accessToken" = [])), params(("session" = String, Path, description = "Its id")),
    responses((status = 200, description = "That browser is signed out", body = Deleted)))]
pub(super) async fn end_session(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids(session): Ids<String>,
) -> Result<Json<Deleted>, ApiError> {
    let (who, account) = (&caller.who, &caller.account);
    admin::end_session(&*app.store, who, account, &session).await?;
    Ok(Json(Deleted { deleted: true }))
}

/// Ends all of the owner's sessions. Access tokens stay.
#[utoipa::path(delete, path = "/me/sessions", tag = "Admin", operation_id = "adminEndSessions",
    security(("accessToken" = [])),
    responses((status = 200, description = "Every browser is signed out", body = Deleted)))]
pub(super) async fn end_sessions(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Deleted>, ApiError> {
    admin::sign_out_everywhere(&*app.store, &caller.who, &caller.account).await?;
    Ok(Json(Deleted { deleted: true }))
}

fn whole<T>(items: impl Iterator<Item = T>) -> List<T> {
    List {
        items: items.collect(),
        next_cursor: None,
    }
}
