//! The server in the tests of hosts, and calls of their own.

use pulse_sdk::rest::RawAnswer;
use pulse_sdk::test_server::TestServer;
use pulse_sdk::{CallError, Method, Pulse, RestError, Signer, TokenRequest};
use serde_json::{Value, json};

use crate::two_people;

#[tokio::test]
async fn servers_beside_each_other_know_nothing_of_each_other() {
    let (first, second) = (
        TestServer::start().await.unwrap(),
        TestServer::start().await.unwrap(),
    );
    let stranger = Pulse::new(first.secret_key(), second.url()).unwrap();
    let error = stranger.users().list().all().await.unwrap_err();
    assert!(
        matches!(error, RestError::Call(CallError::Unauthorized(_))),
        "{error}"
    );
    let debug = format!("{first:?}");
    assert!(debug.contains("pk_") && !debug.contains("sk_"), "{debug}");
}

#[tokio::test]
async fn a_stopped_server_is_gone() {
    let server = TestServer::start().await.unwrap();
    let pulse = server.pulse();
    server.stop().await;
    let error = pulse.rooms().list().all().await.unwrap_err();
    assert!(
        matches!(error, RestError::Call(CallError::Unreachable { .. })),
        "{error}"
    );
}

#[tokio::test]
async fn a_call_of_ones_own_has_key_errors_and_encoding_of_every_call() {
    let (_server, pulse) = two_people().await;
    let threads = ["api", "v1", "rooms", "/a/b", "threads"];
    let body = json!({"userId": "ada", "body": "hi"});
    let made = pulse
        .raw(Method::Post, threads)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 201);
    assert!(made.request_id().is_some());
    let made: Value = made.json().unwrap();
    assert_eq!(made["thread"]["roomId"], "/a/b");

    let page = pulse
        .raw(Method::Get, threads)
        .query("limit", "1")
        .send()
        .await;
    let page: RawAnswer = page.unwrap();
    assert!(page.bytes().starts_with(b"{\"items\":["));
    let error = page.json::<Vec<u8>>().unwrap_err();
    assert!(
        error
            .to_string()
            .contains("JSON that is not what was asked for")
    );

    let error = pulse
        .raw(Method::Get, ["api", "v1", "nothing"])
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, RestError::Call(CallError::NotFound(_))));
    let error = pulse
        .raw(Method::Get, ["api", ".."])
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, RestError::Input(_)));
}

#[tokio::test]
async fn what_is_signed_here_is_known_by_the_same_key_there() {
    let server = TestServer::start().await.unwrap();
    let signer = Signer::new(server.secret_key()).unwrap();
    let token = signer
        .sign_token(TokenRequest::new("ada", "Ada Byron"))
        .unwrap();
    assert!(signer.verifier().verify(token.expose()).is_ok());
}
