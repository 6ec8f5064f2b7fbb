//! What a server writes about itself: lines that programs read, and nothing
//! that is a secret or somebody's words.

mod support;

use serde_json::{Value, json};
use support::{Client, Server, auth};

#[tokio::test]
async fn logs_are_json_and_tell_no_secret_and_no_words() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("log");
    let (mut server, env) = Server::with_log(&file).await;
    let token = server.token(&env, "ada").await;
    let mut ada = Client::with_auth(&server, auth(&env, &token, "/r", 2)).await;
    ada.say(json!({"type": "thread:create", "opId": "o1", "id": "t1", "body": "between us", "mentions": [], "position": null}))
        .await;
    ada.hear("ack").await;
    ada.say_text(r#"{"type":"comment:create","threadId":"t1","id":7,"body":"between us"}"#)
        .await;
    ada.hear("error").await;
    let damaged = format!("{token}x");
    let mut stranger = Client::silent(&server).await;
    stranger.say(auth(&env, &damaged, "/r", 2)).await;
    stranger.closed().await;
    let body = json!({"userId": "bo", "name": "Bo"});
    let (status, _) = server.ask_token(&format!("{}x", env.secret), body).await;
    assert_eq!(status, 401);
    ada.leave().await;
    assert_eq!(server.terminate().await, Some(0));

    let log = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    for message in ["ready", "stopping", "stopped"] {
        let said = |line: &&Value| line["fields"]["message"] == message;
        let line = lines.iter().find(said).expect(message);
        assert!(line["timestamp"].is_string() && line["level"] == "INFO");
    }
    let secrets: [&str; 3] = [&token, &env.secret, "between us"];
    let parts: Vec<&str> = token.split('.').skip(1).collect();
    for secret in secrets.into_iter().chain(parts) {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
