//! Who may sign in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pulse_protocol::Timestamp;
use pulse_protocol::rest::{Deleted, List};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use crate::admin::{self, NewMember};
use crate::http::api_error::ApiError;
use crate::http::body::Body;
use crate::http::input::{Ids, Paging, Part, list};
use crate::state::App;
use crate::storage::{AdminAccount, AdminId, AdminRole};

/// Somebody who may sign in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminPerson)]
pub(super) struct Person {
    #[schema(value_type = String)]
    id: AdminId,
    email: String,
    name: String,
    role: AdminRole,
    /// Whether signing in asks for a code.
    one_time_codes: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    signed_in_at: Option<Timestamp>,
}

impl From<AdminAccount> for Person {
    fn from(account: AdminAccount) -> Self {
        Self {
            id: account.id,
            email: account.email,
            name: account.name,
            role: account.role,
            one_time_codes: account.totp.is_some(),
            created_at: account.created_at,
            signed_in_at: account.signed_in_at,
        }
    }
}

/// Somebody to be added.
#[derive(Deserialize, ToSchema)]
#[schema(as = AdminPersonRequest)]
pub(super) struct NewPerson {
    email: String,
    name: String,
    /// Their first password, to be handed over by hand.
    #[schema(value_type = String)]
    password: SecretString,
    role: AdminRole,
}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AdminRoleChange)]
pub(super) struct Role {
    role: AdminRole,
}

/// Lists everybody who may sign in, oldest first.
#[utoipa::path(get, path = "/team", tag = "Admin", operation_id = "adminListTeam",
    security(("accessToken" = [])), params(Paging),
    responses((status = 200, description = "The team", body = List<Person>)))]
pub(super) async fn index(
    State(app): State<Arc<App>>,
    _: Caller,
    Part(slice): Part,
) -> Result<Json<List<Person>>, ApiError> {
    let page = app.store.admins(&slice).await?;
    Ok(Json(list(page, Person::from)))
}

/// Adds somebody. No mail is sent.
#[utoipa::path(post, path = "/team", tag = "Admin", operation_id = "adminAddPerson",
    security(("accessToken" = [])), request_body = NewPerson,
    responses((status = 201, description = "They may sign in now", body = Person)))]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(new): Body<NewPerson>,
) -> Result<(StatusCode, Json<Person>), ApiError> {
    let editor = caller.editor()?;
    let new = NewMember {
        email: new.email,
        name: new.name,
        password: new.password,
        role: new.role,
    };
    let added = admin::add_member(&*app.store, &app.passwords, &editor, &new).await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// Gives somebody else another role.
#[utoipa::path(patch, path = "/team/{person}", tag = "Admin", operation_id = "adminSetRole",
    security(("accessToken" = [])), params(("person" = String, Path, description = "Their id")),
    request_body = Role,
    responses((status = 200, description = "They have the role now", body = Role)))]
pub(super) async fn set_role(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids(person): Ids<String>,
    Body(role): Body<Role>,
) -> Result<Json<serde_json::Value>, ApiError> {
    let editor = caller.editor()?;
    admin::set_role(&*app.store, &editor, &AdminId::new(person), role.role).await?;
    Ok(Json(serde_json::json!({ "role": role.role })))
}

/// Removes somebody else, and ends their sessions and tokens.
#[utoipa::path(delete, path = "/team/{person}", tag = "Admin", operation_id = "adminRemovePerson",
    security(("accessToken" = [])), params(("person" = String, Path, description = "Their id")),
    responses((status = 200, description = "They cannot sign in any more", body = Deleted)))]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    caller: Caller,
    Ids(person): Ids<String>,
) -> Result<Json<Deleted>, ApiError> {
    let editor = caller.editor()?;
    admin::remove_member(&*app.store, &editor, &AdminId::new(person)).await?;
    Ok(Json(Deleted { deleted: true }))
}
