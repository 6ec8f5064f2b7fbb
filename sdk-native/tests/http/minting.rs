//! A token is minted over real HTTP.

use std::time::{Duration, UNIX_EPOCH};

use crate::support::{Loopback, Reply, ada, secret_key};
use pulse_sdk::MintError;
use serde_json::{Value, json};

fn minted() -> Reply {
    Reply::json(
        200,
        r#"{"token": "eyJ.a.b", "expiresAt": "2026-05-01T09:00:00.042Z"}"#,
    )
}

#[tokio::test]
async fn the_request_carries_the_key_and_the_user_and_the_answer_is_the_token() {
    let server = Loopback::answering(minted()).await;
    let request = ada()
        .avatar("https://cdn.example/ada.png")
        .lifetime(Duration::from_secs(15 * 60));

    let token = server.pulse().mint_token(request).await.unwrap();

    assert_eq!(token.expose(), "eyJ.a.b");
    assert_eq!(
        token.expires_at(),
        UNIX_EPOCH + Duration::from_millis(1_777_626_000_042)
    );
    let [seen] = &server.seen()[..] else {
        panic!("one request")
    };
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str()),
        ("POST", "/auth/token")
    );
    assert_eq!(
        seen.headers["authorization"],
        format!("Bearer {}", secret_key())
    );
    assert_eq!(seen.headers["content-type"], "application/json");
    assert!(
        seen.headers["user-agent"]
            .to_str()
            .unwrap()
            .starts_with("pulse-sdk/")
    );
    assert_eq!(
        serde_json::from_slice::<Value>(&seen.body).unwrap(),
        json!({
            "userId": "user-7",
            "name": "Ada Byron",
            "avatar": "https://cdn.example/ada.png",
            "ttlSeconds": 900
        })
    );
}

#[tokio::test]
async fn a_server_below_a_path_is_asked_below_that_path() {
    let server = Loopback::answering(minted()).await;
    let url = format!("{}/tools/pulse/", server.url);
    let pulse = pulse_sdk::Pulse::new(&secret_key(), &url).unwrap();
    pulse.mint_token(ada()).await.unwrap();
    assert_eq!(server.seen()[0].path, "/tools/pulse/auth/token");
}

#[tokio::test]
async fn calls_one_after_another_share_a_connection_clones_included() {
    let server = Loopback::answering(minted()).await;
    let pulse = server.pulse();
    for _ in 0..5 {
        pulse.clone().mint_token(ada()).await.unwrap();
    }
    let seen = server.seen();
    assert_eq!(seen.len(), 5);
    assert!(seen.iter().all(|request| request.peer == seen[0].peer));
}

#[tokio::test]
async fn a_request_over_a_limit_never_leaves() {
    let server = Loopback::answering(minted()).await;
    let request = ada().lifetime(Duration::from_secs(5));
    let error = server.pulse().mint_token(request).await.unwrap_err();
    assert!(matches!(error, MintError::Request(_)));
    assert!(!error.is_retryable());
    assert_eq!(
        error.to_string(),
        "lifetime must be from 60 to 86400 seconds: 5"
    );
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn fields_that_a_later_server_adds_are_ignored() {
    let body = r#"{"token": "t", "expiresAt": "2026-05-01T09:00:00.000Z", "kind": "new"}"#;
    let server = Loopback::answering(Reply::json(201, body)).await;
    assert_eq!(
        server.pulse().mint_token(ada()).await.unwrap().expose(),
        "t"
    );
}
