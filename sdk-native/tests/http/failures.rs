//! What a server, a proxy or a network may do instead of answering well, and
//! the sentence each is reported with.

use std::error::Error as _;
use std::time::Duration;

use crate::support::{Loopback, Reply, ada, call_error, secret_key};
use pulse_sdk::{CallError, ErrorCode, MintError, Pulse};
use tokio::net::TcpListener;

#[tokio::test]
async fn a_rejected_key_is_named_with_what_may_be_wrong() {
    let body = r#"{"error": "unknown secret key", "code": "invalid_key", "requestId": "r-17"}"#;
    let server = Loopback::answering(Reply::json(401, body)).await;
    let error = server.failure().await;
    assert_eq!(
        error.to_string(),
        "the server does not accept the secret key: \
         unknown secret key (status 401, invalid_key, request r-17); \
         it may be rotated, revoked or of another server"
    );
    assert!(matches!(&error, CallError::Unauthorized(r) if r.code == ErrorCode::InvalidKey));
    assert!(!error.is_retryable());
    assert_eq!(MintError::from(error).request_id(), Some("r-17"));
}

#[tokio::test]
async fn a_rejected_request_says_which_field() {
    let body = r#"{"error": "name must be a string", "code": "invalid_field", "requestId": "r"}"#;
    let server = Loopback::answering(Reply::json(400, body)).await;
    let error = server.failure().await;
    assert_eq!(
        error.to_string(),
        "the server rejects the request: \
         name must be a string (status 400, invalid_field, request r)"
    );
    assert!(matches!(error, CallError::Rejected(_)));
}

#[tokio::test]
async fn forbidden_is_not_unauthorized() {
    let body = r#"{"error": "this environment is suspended", "code": "forbidden"}"#;
    let reply = Reply::json(403, body).header("x-request-id", "r-from-header");
    let server = Loopback::answering(reply).await;
    let error = server.failure().await;
    assert_eq!(
        error.to_string(),
        "the server forbids this to the secret key: \
         this environment is suspended (status 403, forbidden, request r-from-header)"
    );
    assert!(matches!(error, CallError::Forbidden(_)) && !error.is_retryable());
}

#[tokio::test]
async fn too_many_requests_say_when_to_return() {
    let body = r#"{"error": "slow down", "code": "rate_limited", "requestId": "r"}"#;
    let told = Loopback::answering(Reply::json(429, body).header("retry-after", "3")).await;
    let error = told.failure().await;
    assert_eq!(
        error.to_string(),
        "the server has too many requests, try again in 3 s: \
         slow down (status 429, rate_limited, request r)"
    );
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    assert!(error.is_retryable());

    let dated = Reply::json(429, body)
        .header("date", "Fri, 01 May 2026 09:00:00 GMT")
        .header("retry-after", "Fri, 01 May 2026 09:01:30 GMT");
    let dated = Loopback::answering(dated).await.failure().await;
    assert_eq!(dated.retry_after(), Some(Duration::from_secs(90)));

    let untold = Loopback::answering(Reply::json(429, body))
        .await
        .failure()
        .await;
    assert!(
        untold
            .to_string()
            .starts_with("the server has too many requests, try again later: ")
    );
    assert_eq!(untold.retry_after(), None);
}

#[tokio::test]
async fn a_failing_server_is_worth_another_try() {
    let body = r#"{"error": "the store is not available", "code": "internal", "requestId": "r-9"}"#;
    let server = Loopback::answering(Reply::json(500, body)).await;
    let error = server.failure().await;
    assert!(error.is_retryable());
    assert_eq!(error.request_id(), Some("r-9"));
    assert_eq!(
        error.to_string(),
        "the server failed, try again later: \
         the store is not available (status 500, internal, request r-9)"
    );
}

#[tokio::test]
async fn a_proxys_error_page_is_described_and_not_quoted() {
    let gateway = Loopback::answering(Reply::html(502)).await.failure().await;
    assert_eq!(
        gateway.to_string(),
        "the server failed, try again later: answered with text/html (status 502)"
    );
    assert!(gateway.is_retryable());

    for status in [401, 403, 404, 200] {
        let server = Loopback::answering(Reply::html(status)).await;
        let error = server.failure().await;
        let instead = if status == 200 {
            " instead of a token and its end"
        } else {
            ""
        };
        assert_eq!(
            error.to_string(),
            format!(
                "{} answered with text/html{instead} (status {status}): \
                 check that the server URL leads to a Pulse server",
                server.url
            )
        );
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn answers_that_are_not_a_token_are_described_without_their_content() {
    let cases = [
        (
            Reply::json(200, r#"{"token": "eyJsecret"}"#),
            "JSON that is not a token and its end",
        ),
        (
            Reply::json(200, r#"{"token": "eyJsec"#),
            "JSON that is not a token and its end",
        ),
        (
            Reply::json(200, r#"{"token": 1, "expiresAt": "eyJsecret"}"#),
            "JSON that is not a token and its end",
        ),
        (
            Reply::typed(204, "text/plain", ""),
            "an empty body instead of a token and its end",
        ),
        (
            Reply::json(200, &"eyJsecret".repeat(120_000)),
            "more than 1048576 bytes instead of a token and its end",
        ),
    ];
    for (reply, answer) in cases {
        let error = Loopback::answering(reply).await.failure().await;
        assert!(
            matches!(&error, CallError::NotPulse { answer: a, .. } if a == answer),
            "{error}"
        );
        assert!(!format!("{error} {error:?}").contains("eyJ"));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_key() {
    let elsewhere = Loopback::answering(Reply::json(200, "{}")).await;
    let reply = Reply::html(301).header("location", &format!("{}/auth/token", elsewhere.url));
    let server = Loopback::answering(reply).await;
    assert_eq!(
        server.failure().await.to_string(),
        format!(
            "{} redirects (status 301): give the address it redirects to, \
             often the same with https://, as the server URL",
            server.url
        )
    );
    assert_eq!(elsewhere.seen().len(), 0);
}

#[tokio::test]
async fn a_server_that_quotes_the_key_does_not_bring_it_into_the_error() {
    let body = format!(r#"{{"error": "bad header: Bearer {}"}}"#, secret_key());
    let error = Loopback::answering(Reply::json(400, &body))
        .await
        .failure()
        .await;
    assert_eq!(
        error.to_string(),
        "the server rejects the request: bad header: Bearer [redacted] (status 400)"
    );
    assert!(!format!("{error:?}").contains(&secret_key()));
}

#[tokio::test]
async fn nobody_listening_is_unreachable() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let error = call_error(&Pulse::new(&secret_key(), &url).unwrap()).await;
    assert_eq!(
        error.to_string(),
        format!("cannot reach {url}: check the server URL and that the server runs")
    );
    assert!(error.is_retryable());
    assert!(error.source().is_some());
}

#[tokio::test]
async fn an_unknown_name_is_said_to_be_one() {
    // Too long a label for any resolver, so that none is asked.
    let url = format!("http://{}.localhost", "a".repeat(64));
    assert_eq!(
        call_error(&Pulse::new(&secret_key(), &url).unwrap())
            .await
            .to_string(),
        format!("cannot reach {url}: its name is not known, check the server URL")
    );
}

#[tokio::test]
async fn a_plain_server_behind_an_https_address_fails_in_the_handshake() {
    let server = Loopback::answering(Reply::json(200, "{}")).await;
    let url = server.url.replace("http:", "https:");
    let error = call_error(&Pulse::new(&secret_key(), &url).unwrap()).await;
    assert_eq!(
        error.to_string(),
        format!(
            "cannot reach {url}: the TLS handshake failed, check that the server URL should \
             begin with https:// and that the server's certificate is valid"
        )
    );
}

#[tokio::test]
async fn a_silent_server_is_given_up_after_the_time_limit() {
    let server = Loopback::raw(None).await;
    let pulse = server.pulse().with_timeout(Duration::from_millis(120));
    let error = call_error(&pulse).await;
    assert_eq!(
        error.to_string(),
        format!("{} did not answer within 120 ms", server.url)
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn an_answer_cut_in_the_middle_is_not_half_believed() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 80\r\n\r\n\
                {\"token\": \"eyJ";
    for bytes in [
        &cut[..],
        b"HTTP/1.1 200 OK\r\ncontent-",
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ] {
        let server = Loopback::raw(Some(bytes)).await;
        let error = server.failure().await;
        assert_eq!(
            error.to_string(),
            format!(
                "the connection to {} broke before the answer was complete",
                server.url
            )
        );
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn no_error_shows_the_key_in_any_form() {
    let server = Loopback::raw(Some(b"")).await;
    let error = server.pulse().mint_token(ada()).await.unwrap_err();
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!("{cause} {cause:?}"));
        source = cause.source();
    }
    assert!(!text.contains(&secret_key()[3..]));
}
