//! What the requests of hosts' backends bring: who they are, ids in the path,
//! parameters, pages, bodies that may come twice. Each refusal names what is
//! wrong.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use pulse_protocol::rest::List;
use pulse_protocol::{EnvironmentId, OpId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use super::api_error::ApiError;
use super::body;
use crate::auth::authenticate_backend;
use crate::shell;
use crate::state::App;
use crate::storage::{Page, Place, Settings, Slice};

/// A host's backend that showed a secret key.
#[derive(Debug)]
pub(super) struct Backend {
    pub(super) environment: EnvironmentId,
    pub(super) settings: Settings,
}

impl FromRequestParts<Arc<App>> for Backend {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let authorization = parts.headers.get(AUTHORIZATION);
        let authorization = authorization.and_then(|header| header.to_str().ok());
        let now = shell::now();
        let key = authenticate_backend(&*app.store, authorization, now).await?;
        app.key_uses.note(&key.id, now);
        let environment = app.store.environment(&key.environment).await?;
        let environment = environment.ok_or_else(|| ApiError::missing("environment"))?;
        Ok(Self {
            environment: environment.id,
            settings: environment.settings,
        })
    }
}

/// The one id in a path, percent-decoded.
#[derive(Debug)]
pub(super) struct Id<T>(pub(super) T);

impl<T: FromStr<Err: Display>, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = path.map_err(|error| ApiError::invalid_field(error.body_text()))?;
        let id = text.parse().map_err(|error: T::Err| error.to_string());
        id.map(Self).map_err(ApiError::invalid_field)
    }
}

/// All ids in a path as text, percent-decoded.
#[derive(Debug)]
pub(super) struct Ids<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Ids<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        let Path(ids) = path.map_err(|error| ApiError::invalid_field(error.body_text()))?;
        Ok(Self(ids))
    }
}

/// The parameters behind the `?`.
#[derive(Debug)]
pub(super) struct Parameters<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        let Query(value) = query.map_err(|error| ApiError::invalid_field(error.body_text()))?;
        Ok(Self(value))
    }
}

/// Which part of a list is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// The most elements; all of them when neither this nor a cursor is given.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// The `nextCursor` of the page before.
    cursor: Option<String>,
}

/// The part of a list that is asked for.
#[derive(Debug)]
pub(super) struct Part(pub(super) Slice);

impl<S: Send + Sync> FromRequestParts<S> for Part {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Parameters(paging) = Parameters::<Paging>::from_request_parts(parts, state).await?;
        let after = match &paging.cursor {
            None => None,
            Some(cursor) => {
                let place = Place::of_cursor(cursor);
                Some(place.ok_or_else(|| {
                    ApiError::invalid_field("cursor must be the nextCursor of a page before")
                })?)
            }
        };
        if let Some(limit) = paging
            .limit
            .filter(|limit| !(1..=LARGEST_PAGE).contains(limit))
        {
            let words = format!("limit must be 1 to {LARGEST_PAGE}: {limit}");
            return Err(ApiError::invalid_field(words));
        }
        // Whoever has a cursor wants pages.
        let limit = paging.limit.or(after.is_some().then_some(PAGE));
        Ok(Self(Slice { after, limit }))
    }
}

/// A page as its answer has it.
pub(super) fn list<T, U>(page: Page<T>, shown: impl FnMut(T) -> U) -> List<U> {
    List {
        items: page.items.into_iter().map(shown).collect(),
        next_cursor: page.next.map(|place| place.to_cursor()),
    }
}

/// A request that may come twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Attempt {
    /// Stands for the `Idempotency-Key`, where there is one.
    pub(super) op_id: Option<OpId>,
    /// Stands for all that the request says.
    pub(super) request: Option<String>,
}

/// A JSON body, and what tells its attempts.
#[derive(Debug)]
pub(super) struct Posted<T>(pub(super) T, pub(super) Attempt);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let op_id = operation(request.headers())?;
        let said = format!("{} {}", request.method(), request.uri().path());
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|error| body::unreadable(&error))?;
        let hash = Sha256::new().chain_update(said).chain_update(b"\n");
        let request = op_id.is_some().then(|| hex(hash.chain_update(&bytes)));
        Ok(Self(body::read(&bytes)?, Attempt { op_id, request }))
    }
}

/// A key may be longer than an operation id, so its hash takes its place.
pub(super) fn operation(headers: &HeaderMap) -> Result<Option<OpId>, ApiError> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    if key.is_empty() || key.len() > KEY_BYTES {
        let words = format!("Idempotency-Key must have 1 to {KEY_BYTES} bytes");
        return Err(ApiError::invalid_field(words));
    }
    let id = OpId::parse(hex(Sha256::new().chain_update(key.as_bytes())));
    id.map(Some)
        .map_err(|error| ApiError::invalid_field(error.to_string()))
}

fn hex(hash: Sha256) -> String {
    let bytes = hash.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const LARGEST_PAGE: u32 = 1000;
const PAGE: u32 = 100;
const KEY_BYTES: usize = 255;
