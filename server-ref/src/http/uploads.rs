//! `POST /api/v1/upload`: a file comes, before the comment that takes it along.
//! Browsers show a publishable key and a token, hosts' backends their secret
//! key and the `userId` of whoever will write the comment.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use futures_util::StreamExt;
use pulse_protocol::claims::Role;
use pulse_protocol::entity::{Attachment, EnvConfig};
use pulse_protocol::rest::{ErrorBody, UploadForm};
use pulse_protocol::{EnvironmentId, ErrorCode, UserId};
use tokio::time::timeout;

use super::api_error::ApiError;
use super::browser::Browser;
use super::host_write::known;
use super::input::{Backend, operation};
use crate::shell;
use crate::state::App;
use crate::uploads::{Arrival, Declared, Intake, UploadError};

/// Keeps a file for a comment to come: within a day, a comment of the same
/// person may claim it.
#[utoipa::path(
    post,
    path = "/upload",
    tag = "Uploads",
    operation_id = "upload",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The file", body = Attachment),
        (status = 403, description = "Files of this kind are switched off, or not for this \
            token or page", body = ErrorBody),
        (status = 408, description = "The body stopped coming", body = ErrorBody),
        (status = 415, description = "The bytes are of no type that is taken, or of another \
            than they say", body = ErrorBody),
        (status = 429, description = "Too many uploads of this person wait for their \
            comments", body = ErrorBody),
    ),
    security(("publishableKey" = [], "userToken" = []), ("secretKey" = [])),
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Json<Attachment>, ApiError> {
    let (mut parts, body) = request.into_parts();
    // A client that was told to wait for an answer has sent nothing yet.
    let sends_at_once = !parts.headers.contains_key(header::EXPECT);
    let sender = match Sender::of(&mut parts, &app).await {
        Ok(sender) => sender,
        Err(refusal) => {
            if sends_at_once {
                drain_body(body).await;
            }
            return Err(refusal);
        }
    };
    let mut request = Request::from_parts(parts, body);
    let limit = u64::from(sender.config.max_file_size_mb) * 1024 * 1024;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    DefaultBodyLimit::max(most.saturating_add(DRAINED_BYTES)).apply(&mut request);
    let key = operation(request.headers())?.map(|key| key.to_string());
    let mut form = match Multipart::from_request(request, &()).await {
        Ok(form) => form,
        Err(refusal) => return Err(bad(refusal.body_text())),
    };
    match receive(&app, &sender, &mut form).await {
        Ok((user, intake)) => {
            let arrival = Arrival {
                environment: sender.environment,
                uploader: user,
                key,
                at: shell::now(),
                nonce: shell::uuid(),
            };
            let attachment = app.uploads.keep(&sender.config, arrival, intake).await?;
            Ok(Json(attachment))
        }
        Err(refusal) => {
            if sends_at_once {
                drain(form).await;
            }
            Err(refusal)
        }
    }
}

/// Who sends a file.
struct Sender {
    environment: EnvironmentId,
    config: EnvConfig,
    /// The person; of a backend, the form says who it is.
    user: Option<UserId>,
    backend: Option<Backend>,
}

impl Sender {
    async fn of(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        if parts.headers.contains_key(header::AUTHORIZATION) {
            let backend = Backend::from_request_parts(parts, app).await?;
            return Ok(Self {
                environment: backend.environment.clone(),
                config: backend.settings.config.clone(),
                user: None,
                backend: Some(backend),
            });
        }
        let browser = Browser::from_request_parts(parts, app).await?;
        if browser.role == Role::Viewer {
            let words = "this token only allows reading";
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                ErrorCode::Forbidden,
                words,
            ));
        }
        Ok(Self {
            environment: browser.environment,
            config: browser.settings.config,
            user: Some(browser.user),
            backend: None,
        })
    }
}

/// Reads the form: one `file`, and from backends a `userId`, in any order.
async fn receive(
    app: &App,
    sender: &Sender,
    form: &mut Multipart,
) -> Result<(UserId, Intake), ApiError> {
    let mut user = sender.user.clone();
    let mut file = None;
    while let Some(field) = patiently(form.next_field()).await? {
        match field.name() {
            Some("file") if file.is_some() => {
                return Err(ApiError::invalid_field("only one file comes at a time"));
            }
            Some("file") => file = Some(receive_file(app, sender, field).await?),
            Some("userId") => {
                if let Some(backend) = &sender.backend {
                    let id = read_user(field).await?;
                    known(app, backend, &id).await?;
                    user = Some(id);
                }
            }
            _ => {}
        }
    }
    let file =
        file.ok_or_else(|| ApiError::invalid_field("there is no file: name the part file"))?;
    let user = user.ok_or_else(|| ApiError::invalid_field("userId is missing"))?;
    Ok((user, file))
}

async fn receive_file(
    app: &App,
    sender: &Sender,
    mut field: Field<'_>,
) -> Result<Intake, ApiError> {
    let declared = Declared {
        filename: field.file_name().map(ToOwned::to_owned),
        content_type: field.content_type().map(ToOwned::to_owned),
    };
    let mut intake = app.uploads.begin(&sender.config, declared).await?;
    while let Some(bytes) = patiently(field.chunk()).await? {
        intake.write(&bytes).await?;
    }
    Ok(intake)
}

async fn read_user(mut field: Field<'_>) -> Result<UserId, ApiError> {
    let mut text = Vec::new();
    while let Some(bytes) = patiently(field.chunk()).await? {
        text.extend_from_slice(&bytes);
        if text.len() > UserId::LIMIT_BYTES {
            let words = format!("userId is longer than {} bytes", UserId::LIMIT_BYTES);
            return Err(ApiError::invalid_field(words));
        }
    }
    let text = String::from_utf8(text);
    let text = text.map_err(|_| ApiError::invalid_field("userId is not UTF-8"))?;
    UserId::parse(text).map_err(|error| ApiError::invalid_field(error.to_string()))
}

/// A sender who says nothing for a while has gone.
async fn patiently<T>(
    reading: impl Future<Output = Result<T, MultipartError>>,
) -> Result<T, ApiError> {
    match timeout(SILENCE, reading).await {
        Ok(read) => read.map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large("the body is too large"),
            _ => bad(error.body_text()),
        }),
        Err(_) => Err(ApiError::new(
            StatusCode::REQUEST_TIMEOUT,
            ErrorCode::Unavailable,
            "the body stopped coming",
        )),
    }
}

/// Takes the rest of what is being sent, within bounds: a browser reads no
/// answer before it has sent all, and would only see a broken connection.
async fn drain(mut form: Multipart) {
    let reading = async { while let Ok(Some(_)) = form.next_field().await {} };
    let _ = timeout(DRAINED_FOR, reading).await;
}

async fn drain_body(body: Body) {
    let mut bytes = 0;
    let mut stream = body.into_data_stream();
    let reading = async {
        while let Some(Ok(chunk)) = stream.next().await {
            bytes += chunk.len();
            if bytes > DRAINED_BYTES {
                break;
            }
        }
    };
    let _ = timeout(DRAINED_FOR, reading).await;
}

fn bad(words: String) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, ErrorCode::BadMessage, words)
}

impl From<UploadError> for ApiError {
    fn from(error: UploadError) -> Self {
        use StatusCode as S;
        use UploadError as U;
        let (status, code) = match &error {
            U::Empty => (S::BAD_REQUEST, ErrorCode::InvalidField),
            U::TypeNotTaken { .. } => (S::BAD_REQUEST, ErrorCode::UnsupportedMedia),
            U::BytesNotTaken | U::Mismatch { .. } | U::Unreadable => {
                (S::UNSUPPORTED_MEDIA_TYPE, ErrorCode::UnsupportedMedia)
            }
            U::TooLarge { .. } | U::TooManyParts { .. } | U::TooManyPixels { .. } => {
                (S::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge)
            }
            U::SwitchedOff(_) => (S::FORBIDDEN, ErrorCode::FeatureDisabled),
            U::TooManyUnclaimed { .. } => (S::TOO_MANY_REQUESTS, ErrorCode::RateLimited),
            U::OtherRequest => (S::CONFLICT, ErrorCode::Conflict),
            U::Stopping => (S::SERVICE_UNAVAILABLE, ErrorCode::Unavailable),
            U::Disk(_) | U::Store(_) | U::Depot(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "an upload failed");
                (S::INTERNAL_SERVER_ERROR, ErrorCode::Internal)
            }
        };
        Self::new(status, code, error.to_string())
    }
}

const SILENCE: Duration = Duration::from_secs(30);
const DRAINED_BYTES: usize = 32 * 1024 * 1024;
const DRAINED_FOR: Duration = Duration::from_secs(5);
