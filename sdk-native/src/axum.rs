//! `/api/collab-token` in [axum](https://docs.rs/axum): a [`Token`] is an
//! answer, and so is the error of making one.
//!
//! So the endpoint is a handler like any other, and whatever your site has to
//! say who is signed in goes into its arguments:
//!
//! ```no_run
//! # use axum::extract::FromRequestParts;
//! # use axum::http::{StatusCode, request::Parts};
//! use axum::{Router, extract::State, routing::get};
//! use pulse_sdk::{MintError, Pulse, Token, TokenRequest};
//!
//! async fn collab_token(
//!     State(pulse): State<Pulse>,
//!     user: SignedIn, // your own extractor; it answers 401 for strangers
//! ) -> Result<Token, MintError> {
//!     pulse.mint_token(TokenRequest::new(user.id, user.name)).await
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let app = Router::new()
//!         .route("/api/collab-token", get(collab_token))
//!         .with_state(Pulse::from_env()?);
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     Ok(axum::serve(listener, app).await?)
//! }
//! # struct SignedIn { id: String, name: String }
//! # impl<S: Sync> FromRequestParts<S> for SignedIn {
//! #     type Rejection = StatusCode;
//! #     async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, StatusCode> {
//! #         Err(StatusCode::UNAUTHORIZED)
//! #     }
//! # }
//! ```
//!
//! With [`Pulse::sign_token`](crate::Pulse::sign_token) the last line is
//! `pulse.sign_token(TokenRequest::new(user.id, user.name))`, the error
//! [`SignError`], and there is no call to the server.
//!
//! | What happens | Answer |
//! |---|---|
//! | a token | 200 and `{"token": "…"}` |
//! | trouble that passes, as when the server restarts | 503, and `Retry-After` if the server said it |
//! | a setting is wrong, as when the key was revoked | 502 |
//! | the request breaks a limit, as with an empty name | 500 |
//!
//! Every answer has `Cache-Control: no-store`. The visitor is told nothing of
//! what went wrong; it is logged by [tracing](https://docs.rs/tracing), once.

use axum_core::response::{IntoResponse, Response};
use reqwest::StatusCode;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};

use crate::endpoint::EndpointAnswer;
use crate::{MintError, SignError, Token};

impl IntoResponse for Token {
    fn into_response(self) -> Response {
        response(EndpointAnswer::from(&self))
    }
}

impl IntoResponse for MintError {
    fn into_response(self) -> Response {
        response(EndpointAnswer::from(&self))
    }
}

impl IntoResponse for SignError {
    fn into_response(self) -> Response {
        response(EndpointAnswer::from(&self))
    }
}

fn response(answer: EndpointAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).expect("each status is one of HTTP");
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
    ];
    let mut response = (status, headers, answer.json).into_response();
    if let Some(seconds) = answer.retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}
