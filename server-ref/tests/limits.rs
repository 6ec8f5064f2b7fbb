//! Limits that an environment has lowered, for both versions and at once.

mod support;

use serde_json::{Value, json};
use support::{Client, Server};

fn comment(id: &str, body: &str) -> Value {
    json!({"type": "thread:create", "opId": id, "id": id, "body": body, "mentions": [], "position": null})
}

#[tokio::test]
async fn lowered_limits_hold_for_both_versions_and_reach_who_is_there() {
    let (server, env) = Server::with_environment().await;
    let mut old = Client::join(&server, &env, "ada", "/r", 1).await;
    let mut new = Client::join(&server, &env, "bo", "/r", 2).await;
    assert_eq!(new.hello["limits"]["commentChars"], 10_000);
    let command = [
        "env",
        "set",
        "first",
        "maxCommentChars=5",
        "maxFrameBytes=2048",
    ];
    let done = server.command(&command).await;
    assert!(done.status.success(), "{done:?}");
    let told = new.hear("config:updated").await;
    assert_eq!(told["limits"]["commentChars"], 5);
    for client in [&mut old, &mut new] {
        client.say(comment("t", "123456")).await;
        let refused = client.hear("error").await;
        assert_eq!(refused["code"], "too_large");
        let words = refused["message"].as_str().unwrap();
        assert_eq!(words, "body is longer than 5 characters: 6");
    }
    new.say(comment("t", "12345")).await;
    new.hear("ack").await;

    let late = Client::join(&server, &env, "cy", "/r", 2).await;
    assert_eq!(late.hello["limits"]["frameBytes"], 2048);
    new.say(comment("t2", &"x".repeat(3000))).await;
    assert_eq!(new.closed().await.code, Some(4413));
}

#[tokio::test]
async fn a_limit_cannot_be_raised() {
    let (server, _) = Server::with_environment().await;
    let done = server
        .command(&["env", "set", "first", "maxCommentChars=20000"])
        .await;
    assert!(!done.status.success());
    let words = String::from_utf8_lossy(&done.stderr);
    assert!(
        words.contains("maxCommentChars: must be 1 to 10000: 20000"),
        "{words}"
    );
}
