//! `GET /api/collab-token`: the widget asks it for a token, at first and
//! before each one ends. The session says for whom; nothing in the request
//! could make it somebody else.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::SignedCookieJar;
use pulse_sdk::{MintError, TokenRequest};
use serde::Serialize;

use crate::session::{self, NobodyByThatName, Window};
use crate::site::Site;

#[derive(Serialize)]
pub(crate) struct TokenAnswer {
    token: String,
}

/// Why there is no token. The status tells the widget what to do: it tries
/// again by itself after 503, and tells the visitor to sign in after 401.
#[derive(Debug)]
pub(crate) enum NoToken {
    NoSession,
    Nobody,
    NotMinted(MintError),
}

pub(crate) async fn collab_token(
    State(site): State<Site>,
    jar: SignedCookieJar,
    Query(window): Query<Window>,
) -> Result<Response, NoToken> {
    let signed_in = session::person(&jar).ok_or(NoToken::NoSession)?;
    let person = window.person()?.unwrap_or(signed_in);
    let token = site
        .pulse
        .mint_token(TokenRequest::new(person.id, person.name))
        .await?;
    let answer = Json(TokenAnswer {
        token: token.expose().to_owned(),
    });
    Ok(([(CACHE_CONTROL, "no-store")], answer).into_response())
}

impl From<NobodyByThatName> for NoToken {
    fn from(_: NobodyByThatName) -> Self {
        Self::Nobody
    }
}

impl From<MintError> for NoToken {
    fn from(error: MintError) -> Self {
        Self::NotMinted(error)
    }
}

impl IntoResponse for NoToken {
    fn into_response(self) -> Response {
        let (status, sentence) = match self {
            Self::NoSession => (
                StatusCode::UNAUTHORIZED,
                "there is no session: open the page again",
            ),
            Self::Nobody => (StatusCode::BAD_REQUEST, "`as` must be ada, grace or linus"),
            Self::NotMinted(error) => {
                // The visitor can do nothing about it; whoever runs the site can.
                tracing::error!(%error, "no token was minted");
                let status = if error.is_retryable() {
                    StatusCode::SERVICE_UNAVAILABLE
                } else {
                    StatusCode::BAD_GATEWAY
                };
                (status, "comments are not available at the moment")
            }
        };
        (
            status,
            [(CACHE_CONTROL, "no-store")],
            Json(Sentence { error: sentence }),
        )
            .into_response()
    }
}

#[derive(Serialize)]
struct Sentence {
    error: &'static str,
}
