//! What commands beside a running server do to live connections, within a
//! second and without a restart.

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{Client, Environment, Server};
use tokio::time::timeout;

/// The second that a change may take, and some for a busy machine.
const SOON: Duration = Duration::from_secs(5);

async fn set(server: &Server, settings: &[&str]) {
    let command = [&["env", "set", "first"], settings].concat();
    let done = server.command(&command).await;
    assert!(done.status.success(), "{done:?}");
}

async fn rotate(server: &Server, arguments: &[&str]) -> Value {
    let command = [&["key", "rotate", "first", "--json"], arguments].concat();
    let done = server.command(&command).await;
    assert!(done.status.success(), "{done:?}");
    serde_json::from_slice(&done.stdout).expect("JSON")
}

#[tokio::test]
async fn changed_settings_reach_who_is_connected() {
    let (server, env) = Server::with_environment().await;
    let mut old = Client::join(&server, &env, "ada", "/r", 1).await;
    let mut new = Client::join(&server, &env, "bo", "/r", 2).await;
    set(&server, &["allowDrawing=false"]).await;
    let told = timeout(SOON, new.hear("config:updated")).await.unwrap();
    assert_eq!(told["config"]["allowDrawing"], false);
    assert!(told["config"].get("turnSecret").is_none());
    for client in [&mut new, &mut old] {
        client.say(json!({"type": "draw:clear"})).await;
        assert_eq!(client.hear("error").await["code"], "feature_disabled");
    }
    let heard = old.pending().await;
    assert!(heard.iter().all(|m| m["type"] != "config:updated"));
    set(&server, &["allowDrawing=true"]).await;
    new.hear("config:updated").await;
    new.say(json!({"type": "draw:clear"})).await;
    new.hear("draw:clear").await;
    old.hear("draw:clear").await;
}

#[tokio::test]
async fn people_are_hidden_and_shown_again() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 1).await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    ada.hear("presence:join").await;
    set(&server, &["showPresence=false"]).await;
    assert_eq!(ada.hear("presence:leave").await["userId"], "bo");
    assert_eq!(bo.hear("presence:leave").await["userId"], "ada");
    bo.hear("config:updated").await;

    let cy = Client::join(&server, &env, "cy", "/r", 2).await;
    let seen = cy.hello["presence"].as_array().unwrap();
    assert_eq!(seen.len(), 1, "only oneself: {seen:?}");
    cy.leave().await;
    for client in [&mut ada, &mut bo] {
        let heard = client.pending().await;
        let told = |m: &Value| m["type"].as_str().unwrap().starts_with("presence:");
        assert!(!heard.iter().any(told), "{heard:?}");
    }
    set(&server, &["showPresence=true"]).await;
    assert_eq!(ada.hear("presence:join").await["user"]["user"]["id"], "bo");
    assert_eq!(bo.hear("presence:join").await["user"]["user"]["id"], "ada");
}

#[tokio::test]
async fn a_rotated_key_ends_connections_and_the_new_one_works() {
    let (server, env) = Server::with_environment().await;
    let old = Client::join(&server, &env, "ada", "/r", 1).await;
    let new = Client::join(&server, &env, "bo", "/r", 2).await;
    let pair = rotate(&server, &[]).await;
    let closed = timeout(SOON, new.closed()).await.unwrap();
    assert_eq!(closed.code, Some(4401));
    let last = closed.before.last().unwrap();
    assert_eq!(last["type"], "auth:error");
    assert_eq!(
        (&last["code"], &last["retryable"]),
        (&json!("key_revoked"), &json!(true))
    );
    let closed = timeout(SOON, old.closed()).await.unwrap();
    assert_eq!(closed.code, Some(4401));
    // Version 1 takes it as final, so it is told when it comes back.
    assert!(closed.before.iter().all(|m| m["type"] != "auth:error"));

    let (status, answer) = server
        .ask_token(&env.secret, json!({"userId": "u", "name": "U"}))
        .await;
    assert_eq!((status, &answer["code"]), (401, &json!("key_revoked")));
    let fresh = Environment {
        id: env.id.clone(),
        publishable: pair["publishableKey"].as_str().unwrap().to_owned(),
        secret: pair["secretKey"].as_str().unwrap().to_owned(),
    };
    Client::join(&server, &fresh, "ada", "/r", 2).await;
}

#[tokio::test]
async fn a_grace_lets_the_old_key_live_until_it_is_revoked() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    rotate(&server, &["--grace", "3600"]).await;
    set(&server, &["allowDrawing=false"]).await;
    // The rotation came before, so it has been noticed too.
    ada.hear("config:updated").await;
    ada.pending().await;
    Client::join(&server, &env, "bo", "/r", 2).await;
    let done = server.command(&["key", "revoke", &env.publishable]).await;
    assert!(done.status.success(), "{done:?}");
    assert_eq!(timeout(SOON, ada.closed()).await.unwrap().code, Some(4401));
    let again = server.command(&["key", "revoke", &env.publishable]).await;
    assert!(String::from_utf8_lossy(&again.stdout).contains("already"));
    let unknown = server.command(&["key", "revoke", "key_nobody"]).await;
    assert!(!unknown.status.success());
}
