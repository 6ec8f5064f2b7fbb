//! `/api/collab-token` in [actix-web](https://docs.rs/actix-web): a [`Token`]
//! is an answer, and so is the error of making one.
//!
//! So the endpoint is a handler like any other, and whatever your site has to
//! say who is signed in goes into its arguments:
//!
//! ```no_run
//! # use std::future::{Ready, ready};
//! # use actix_web::{Error, FromRequest, HttpRequest, dev::Payload, error::ErrorUnauthorized};
//! use actix_web::{App, HttpServer, web};
//! use pulse_sdk::{MintError, Pulse, Token, TokenRequest};
//!
//! async fn collab_token(
//!     pulse: web::Data<Pulse>,
//!     user: SignedIn, // your own extractor; it answers 401 for strangers
//! ) -> Result<Token, MintError> {
//!     pulse.mint_token(TokenRequest::new(user.id, user.name)).await
//! }
//!
//! #[actix_web::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let pulse = web::Data::new(Pulse::from_env()?);
//!     let app = move || {
//!         App::new()
//!             .app_data(pulse.clone())
//!             .route("/api/collab-token", web::get().to(collab_token))
//!     };
//!     Ok(HttpServer::new(app).bind("127.0.0.1:8080")?.run().await?)
//! }
//! # struct SignedIn { id: String, name: String }
//! # impl FromRequest for SignedIn {
//! #     type Error = Error;
//! #     type Future = Ready<Result<Self, Error>>;
//! #     fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
//! #         ready(Err(ErrorUnauthorized("sign in first")))
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

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};

use crate::endpoint::EndpointAnswer;
use crate::{MintError, SignError, Token};

impl Responder for Token {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        response(EndpointAnswer::from(&self))
    }
}

impl ResponseError for MintError {
    fn error_response(&self) -> HttpResponse {
        response(EndpointAnswer::from(self))
    }
}

impl ResponseError for SignError {
    fn error_response(&self) -> HttpResponse {
        response(EndpointAnswer::from(self))
    }
}

fn response(answer: EndpointAnswer) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).expect("each status is one of HTTP");
    let mut response = HttpResponse::build(status);
    response.insert_header((CONTENT_TYPE, "application/json"));
    response.insert_header((CACHE_CONTROL, "no-store"));
    if let Some(seconds) = answer.retry_after {
        response.insert_header((RETRY_AFTER, seconds.to_string()));
    }
    response.body(answer.json)
}
