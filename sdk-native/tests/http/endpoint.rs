//! A host's token endpoint, as a browser sees it, in each web framework.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::future::{Ready, ready};

use crate::support::{Loopback, Reply, Site, secret_key};
use actix_web::dev::Payload;
use actix_web::error::ErrorUnauthorized;
use actix_web::{App, FromRequest, HttpRequest, HttpServer, web};
use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::routing::get;
use pulse_sdk::{MintError, Pulse, SignError, Signer, Token, TokenRequest};

/// The host's session: a header stands for its cookie.
struct SignedIn {
    name: String,
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let name = parts.headers.get("session").and_then(|n| n.to_str().ok());
        let name = name.ok_or((StatusCode::UNAUTHORIZED, "sign in first"))?;
        Ok(Self { name: name.into() })
    }
}

impl FromRequest for SignedIn {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let name = request.headers().get("session");
        let name = name.and_then(|name| name.to_str().ok());
        let name = name.ok_or_else(|| ErrorUnauthorized("sign in first"));
        ready(name.map(|name| Self { name: name.into() }))
    }
}

async fn axum_site(pulse: Pulse) -> Site {
    async fn mint(State(pulse): State<Pulse>, user: SignedIn) -> Result<Token, MintError> {
        pulse
            .mint_token(TokenRequest::new("user-7", user.name))
            .await
    }
    async fn sign(State(pulse): State<Pulse>, user: SignedIn) -> Result<Token, SignError> {
        pulse.sign_token(TokenRequest::new("user-7", user.name))
    }
    let app = Router::new()
        .route("/minted", get(mint))
        .route("/signed", get(sign))
        .with_state(pulse);
    Site::axum(app).await
}

fn actix_site(pulse: Pulse) -> Site {
    async fn mint(pulse: web::Data<Pulse>, user: SignedIn) -> Result<Token, MintError> {
        pulse
            .mint_token(TokenRequest::new("user-7", user.name))
            .await
    }
    async fn sign(pulse: web::Data<Pulse>, user: SignedIn) -> Result<Token, SignError> {
        pulse.sign_token(TokenRequest::new("user-7", user.name))
    }
    let app = move || {
        App::new()
            .app_data(web::Data::new(pulse.clone()))
            .route("/minted", web::get().to(mint))
            .route("/signed", web::get().to(sign))
    };
    let server = HttpServer::new(app).workers(1).disable_signals();
    let server = server.bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", server.addrs()[0]);
    let running = server.run();
    Site::running(url, async move { running.await.unwrap() })
}

async fn sites(server: &Loopback) -> [Site; 2] {
    [axum_site(server.pulse()).await, actix_site(server.pulse())]
}

#[tokio::test]
async fn whoever_is_signed_in_gets_a_token_that_no_cache_keeps() {
    let minted = r#"{"token": "eyJ.a.b", "expiresAt": "2026-05-01T09:00:00.000Z"}"#;
    let server = Loopback::answering(Reply::json(200, minted)).await;
    for site in sites(&server).await {
        let answer = site.get("/minted", Some("Ada")).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.body, r#"{"token":"eyJ.a.b"}"#);
    }
    for seen in server.seen() {
        let body = String::from_utf8(seen.body.to_vec()).unwrap();
        assert_eq!(body, r#"{"userId":"user-7","name":"Ada"}"#);
    }
}

#[tokio::test]
async fn a_token_can_be_signed_on_the_spot() {
    let server = Loopback::answering(Reply::html(500)).await;
    let verifier = Signer::new(&secret_key()).unwrap().verifier();
    for site in sites(&server).await {
        let answer = site.get("/signed", Some("Ada")).await;
        assert_eq!(answer.status, 200);
        let token = answer.body.strip_prefix(r#"{"token":""#);
        let token = token.and_then(|rest| rest.strip_suffix(r#""}"#)).unwrap();
        let claims = verifier.verify(token).unwrap();
        assert_eq!(
            (claims.sub.as_str(), claims.name.as_str()),
            ("user-7", "Ada")
        );
    }
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn who_is_not_signed_in_gets_the_hosts_own_answer() {
    let server = Loopback::answering(Reply::html(500)).await;
    for site in sites(&server).await {
        let answer = site.get("/minted", None).await;
        assert_eq!((answer.status, &*answer.body), (401, "sign in first"));
    }
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn the_status_says_what_the_widget_should_do_and_the_body_no_more() {
    let busy = || Reply::json(429, r#"{"error": "slow down", "requestId": "r-1"}"#);
    let cases = [
        (busy(), 503, None),
        (busy().header("retry-after", "7"), 503, Some("7")),
        (Reply::html(500), 503, None),
        (Reply::json(401, r#"{"error": "revoked"}"#), 502, None),
        (Reply::html(200), 502, None),
    ];
    for (theirs, status, retry_after) in cases {
        let server = Loopback::answering(theirs).await;
        for site in sites(&server).await {
            let answer = site.get("/minted", Some("Ada")).await;
            assert_eq!(answer.status, status);
            let told = answer.headers.get("retry-after");
            assert_eq!(told.map(|value| value.to_str().unwrap()), retry_after);
            assert_eq!(answer.headers["cache-control"], "no-store");
            assert_eq!(
                answer.body,
                r#"{"error":"comments are not available at the moment"}"#
            );
        }
    }
}

#[tokio::test]
async fn a_session_that_breaks_a_limit_is_the_sites_own_fault() {
    let server = Loopback::answering(Reply::html(500)).await;
    let long = "x".repeat(201);
    for site in sites(&server).await {
        for path in ["/minted", "/signed"] {
            let answer = site.get(path, Some(&long)).await;
            assert_eq!(answer.status, 500, "{path}");
            assert!(!answer.body.contains("name"), "{path}");
        }
    }
    assert_eq!(server.seen().len(), 0);
}
