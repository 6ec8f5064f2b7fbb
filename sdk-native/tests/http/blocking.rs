//! The same calls without async.

use std::thread;
use std::time::Duration;

use crate::support::{Loopback, Reply, ada, secret_key};
use pulse_sdk::blocking::Pulse;
use pulse_sdk::{ConfigError, MintError};
use tokio::runtime::Runtime;

const MINTED: &str = r#"{"token": "eyJ.a.b", "expiresAt": "2026-05-01T09:00:00.000Z"}"#;

#[test]
fn a_token_is_minted_without_async_over_one_connection() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Loopback::answering(Reply::json(200, MINTED)));
    let pulse = Pulse::new(&secret_key(), &server.url).unwrap();
    for _ in 0..3 {
        assert_eq!(pulse.mint_token(ada()).unwrap().expose(), "eyJ.a.b");
    }
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|request| request.peer == seen[0].peer));
}

#[test]
fn threads_share_it() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Loopback::answering(Reply::json(200, MINTED)));
    let pulse = Pulse::new(&secret_key(), &server.url).unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| pulse.clone().mint_token(ada()).unwrap());
        }
    });
    assert_eq!(server.seen().len(), 8);
}

#[test]
fn errors_are_the_same_as_with_async() {
    let runtime = Runtime::new().unwrap();
    let silent = runtime.block_on(Loopback::raw(None));
    let pulse = Pulse::new(&secret_key(), &silent.url).unwrap();
    let error = pulse
        .with_timeout(Duration::from_millis(120))
        .mint_token(ada())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{} did not answer within 120 ms", silent.url)
    );
    let error = Pulse::new("pk_4Zt8xM", &silent.url).unwrap_err();
    assert!(matches!(error, ConfigError::PublishableKey));
}

#[test]
fn signing_needs_no_server() {
    let pulse = Pulse::new(&secret_key(), "http://127.0.0.1:1").unwrap();
    let token = pulse.sign_token(ada()).unwrap();
    let claims = pulse.signer().verifier().verify(token.expose()).unwrap();
    assert_eq!(claims.sub.as_str(), "user-7");
}

/// As in a program whose main function is async without its author's doing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inside_a_runtime_it_waits_and_does_not_panic() {
    let server = Loopback::answering(Reply::json(401, r#"{"error": "revoked"}"#)).await;
    let pulse = Pulse::new(&secret_key(), &server.url).unwrap();
    let error = pulse.mint_token(ada()).unwrap_err();
    assert!(matches!(error, MintError::Call(_)));
    drop(pulse);
}

#[test]
fn any_call_of_the_sdk_can_be_waited_for() {
    let runtime = Runtime::new().unwrap();
    let page = Reply::json(200, r#"{"items": []}"#);
    let server = runtime.block_on(Loopback::answering(page));
    let pulse = Pulse::new(&secret_key(), &server.url).unwrap();
    let rooms = pulse.run(|pulse| async move { pulse.rooms().list().all().await });
    assert!(rooms.unwrap().is_empty());
}
