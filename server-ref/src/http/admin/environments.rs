//! Environments and their keys.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pulse_protocol::rest::{Deleted, List};
use pulse_protocol::{EnvironmentId, KeyId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use crate::admin::{self, AdminError, find_environment};
use crate::auth::NewKeyPair;
use crate::http::api_error::ApiError;
use crate::http::body::Body;
use crate::http::input::{Ids, Parameters};
use crate::state::App;
use crate::storage::{Environment, KeyUse};

/// An environment.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminEnvironment)]
pub(super) struct Shown {
    #[schema(value_type = String)]
    id: EnvironmentId,
    name: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// All settings by name; the TURN secret only as set or not.
    #[schema(value_type = Object)]
    settings: Value,
}

impl From<Environment> for Shown {
    fn from(environment: Environment) -> Self {
        Self {
            settings: environment.settings.redacted(),
            id: environment.id,
            name: environment.name,
            created_at: environment.created_at,
        }
    }
}

/// A key pair; the secret half this once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminNewKey)]
pub(super) struct NewKey {
    #[schema(value_type = String)]
    id: KeyId,
    publishable_key: String,
    /// Shown once: the server keeps none.
    secret_key: String,
}

impl From<NewKeyPair> for NewKey {
    fn from(pair: NewKeyPair) -> Self {
        Self {
            secret_key: pair.secret.reveal().to_owned(),
            id: pair.record.id,
            publishable_key: pair.record.publishable,
        }
    }
}

/// An environment with its first key pair.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminNewEnvironment)]
pub(super) struct Created {
    environment: Shown,
    key: NewKey,
}

/// A key pair as it is kept.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminKey)]
pub(super) struct ShownKey {
    #[schema(value_type = String)]
    id: KeyId,
    publishable_key: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
}

impl From<KeyUse> for ShownKey {
    fn from(one: KeyUse) -> Self {
        Self {
            id: one.key.id,
            publishable_key: one.key.publishable,
            created_at: one.created_at,
            last_used_at: one.used_at,
            ends_at: one.key.ends_at,
        }
    }
}

/// A new environment.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AdminEnvironmentRequest)]
pub(super) struct New {
    /// A name for people.
    name: String,
}

/// What is to be different.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AdminEnvironmentChange)]
pub(super) struct Different {
    /// Another name.
    name: Option<String>,
    /// Settings by name; `null` brings a default back.
    #[schema(value_type = Option<Object>)]
    settings: Option<Map<String, Value>>,
}

/// That it is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Confirmed {
    /// The name of the environment, to show that it is meant.
    #[serde(default)]
    confirm: String,
}

/// How long the pairs of before go on working.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminRotation)]
pub(super) struct Rotation {
    /// In seconds; 0 ends them at once.
    #[serde(default)]
    grace_seconds: u64,
}

/// Lists all environments, by name.
#[utoipa::path(get, path = "/environments", tag = "Admin", operation_id = "adminListEnvironments",
    security(("accessToken" = [])),
    responses((status = 200, description = "The environments", body = List<Shown>)))]
pub(super) async fn index(
    State(app): State<Arc<App>>,
    _: Caller,
) -> Result<Json<List<Shown>>, ApiError> {
    let all = app.store.environments().await?;
    Ok(Json(List {
        items: all.into_iter().map(Shown::from).collect(),
        next_cursor: None,
    }))
}

/// Makes an environment with its first key pair.
#[utoipa::path(post, path = "/environments", tag = "Admin", operation_id = "adminCreateEnvironment",
    security(("accessToken" = [])), request_body = New,
    responses((status = 201, description = "The environment, and its secret key this once", body = Created)))]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(new): Body<New>,
) -> Result<(StatusCode, Json<Created>), ApiError> {
    let editor = caller.editor()?;
    let made = admin::create_environment(&*app.store, &editor, &new.name).await?;
    let created = Created {
        environment: made.environment.into(),
        key: made.pair.into(),
    };
    Ok((StatusCode::CREATED, Json(created)))
}

/// Shows an environment.
#[utoipa::path(get, path = "/environments/{environment}", tag = "Admin", operation_id = "adminShowEnvironment",
    security(("accessToken" = [])), params(("environment" = String, Path, description = "Its id")),
    responses((status = 200, description = "The environment", body = Shown)))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    _: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<Shown>, ApiError> {
    Ok(Json(find_environment(&*app.store, &id).await?.into()))
}

/// Renames an environment, or changes its settings; live connections have
/// them at once.
#[utoipa::path(patch, path = "/environments/{environment}", tag = "Admin", operation_id = "adminChangeEnvironment",
    security(("accessToken" = [])), params(("environment" = String, Path, description = "Its id")),
    request_body = Different,
    responses((status = 200, description = "The environment as it is now", body = Shown)))]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(different): Body<Different>,
) -> Result<Json<Shown>, ApiError> {
    let editor = caller.editor()?;
    let store = &*app.store;
    let environment = find_environment(store, &id).await?;
    if let Some(settings) = &different.settings {
        let changes = settings
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let changes: Vec<String> = changes.collect();
        admin::configure(store, &editor, &environment, &changes).await?;
    }
    if let Some(name) = &different.name {
        admin::rename_environment(store, &editor, &environment.id, name).await?;
    }
    Ok(Json(find_environment(store, &id).await?.into()))
}

/// Removes an environment with all that is in it. Nothing brings it back.
#[utoipa::path(delete, path = "/environments/{environment}", tag = "Admin", operation_id = "adminDeleteEnvironment",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), Confirmed),
    responses((status = 200, description = "It is gone", body = Deleted)))]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids(id): Ids<String>,
    Parameters(confirmed): Parameters<Confirmed>,
) -> Result<Json<Deleted>, ApiError> {
    let editor = caller.editor()?;
    let environment = find_environment(&*app.store, &id).await?;
    let typed = &confirmed.confirm;
    admin::delete_environment(&*app.store, &editor, &environment, typed).await?;
    Ok(Json(Deleted { deleted: true }))
}

/// Lists the key pairs of an environment, oldest first.
#[utoipa::path(get, path = "/environments/{environment}/keys", tag = "Admin", operation_id = "adminListKeys",
    security(("accessToken" = [])), params(("environment" = String, Path, description = "Its id")),
    responses((status = 200, description = "The key pairs", body = List<ShownKey>)))]
pub(super) async fn keys(
    State(app): State<Arc<App>>,
    _: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<List<ShownKey>>, ApiError> {
    let environment = find_environment(&*app.store, &id).await?;
    let uses = app.store.key_uses(&environment.id).await?;
    Ok(Json(List {
        items: uses.into_iter().map(ShownKey::from).collect(),
        next_cursor: None,
    }))
}

/// Makes a new key pair; those of before end after a grace period.
#[utoipa::path(post, path = "/environments/{environment}/keys/rotate", tag = "Admin", operation_id = "adminRotateKey",
    security(("accessToken" = [])), params(("environment" = String, Path, description = "Its id")),
    request_body = Rotation,
    responses((status = 201, description = "The new pair, its secret key this once", body = NewKey)))]
pub(super) async fn rotate(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(rotation): Body<Rotation>,
) -> Result<(StatusCode, Json<NewKey>), ApiError> {
    let editor = caller.editor()?;
    let environment = find_environment(&*app.store, &id).await?;
    let seconds = rotation.grace_seconds;
    let made = admin::rotate_key(&*app.store, &editor, &environment.id, seconds).await?;
    Ok((StatusCode::CREATED, Json(made.pair.into())))
}

/// Ends a key pair at once, and the connections that stand on it.
#[utoipa::path(delete, path = "/environments/{environment}/keys/{key}", tag = "Admin", operation_id = "adminRevokeKey",
    security(("accessToken" = [])),
    params(("environment" = String, Path, description = "Its id"), ("key" = String, Path, description = "The pair's id")),
    responses((status = 200, description = "It does not work any more", body = Deleted)))]
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids((id, key)): Ids<(String, String)>,
) -> Result<Json<Deleted>, ApiError> {
    let editor = caller.editor()?;
    let environment = find_environment(&*app.store, &id).await?;
    let missing = || AdminError::Missing("key");
    let key = KeyId::parse(&key).map_err(|_| missing())?;
    let found = app.store.key(&key).await?;
    let found = found.filter(|key| key.environment == environment.id);
    let found = found.ok_or_else(missing)?;
    let deleted = admin::revoke_key(&*app.store, &editor, &found).await?;
    Ok(Json(Deleted { deleted }))
}
