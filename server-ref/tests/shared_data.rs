//! Relays for direct connections, and the saved documents of rooms.

mod support;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use serde_json::{Value, json};
use support::{Client, Environment, Server, auth, tokens};
use yrs::updates::decoder::Decode;
use yrs::{Array, Doc, ReadTxn, StateVector, Transact, Update};

async fn ask(
    server: &Server,
    token: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> (u16, Value) {
    let url = server.http_url(&format!("/api/v1{path}"));
    let request = server
        .http()
        .request(method.parse().expect("a method"), url);
    let mut request = request.bearer_auth(token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("text");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// A shared list with one text, as a client of this number saves it.
fn document(client: u64, text: &str) -> String {
    let document = Doc::with_client_id(client);
    let list = document.get_or_insert_array("l");
    list.push_back(&mut document.transact_mut(), text);
    let state = document
        .transact()
        .encode_state_as_update_v1(&StateVector::default());
    STANDARD.encode(state)
}

/// What is in the list of a saved document.
fn items(state: &str) -> Vec<String> {
    let document = Doc::new();
    let list = document.get_or_insert_array("l");
    let state = STANDARD.decode(state).expect("base64");
    let update = Update::decode_v1(&state).expect("an update");
    let mut transaction = document.transact_mut();
    transaction.apply_update(update).expect("a whole update");
    let items = list.iter(&transaction);
    items.map(|item| item.to_string(&transaction)).collect()
}

async fn set(server: &Server, settings: &[&str]) {
    let command = [&["env", "set", "first"], settings].concat();
    let done = server.command(&command).await;
    assert!(done.status.success(), "{done:?}");
}

#[tokio::test]
async fn relays_are_given_with_credentials_that_end() {
    let (server, env) = Server::with_environment().await;
    let token = server.token(&env, "ada").await;
    let get = async || ask(&server, &token, "GET", "/turn-credentials", None).await;
    let (status, answer) = get().await;
    assert_eq!((status, &answer["code"]), (403, &json!("feature_disabled")));
    set(&server, &["allowP2P=true"]).await;
    assert_eq!(get().await.0, 404);

    let relay = "turn:relay.example:3478";
    let url = format!("turnServerUrl={relay}");
    set(&server, &[&url, "turnSecret=north"]).await;
    let (status, answer) = get().await;
    assert_eq!(status, 200, "{answer}");
    let server_given = &answer["iceServers"][0];
    assert_eq!(server_given["urls"], json!([relay]));
    let username = server_given["username"].as_str().unwrap();
    let (ends_at, user) = username.split_once(':').unwrap();
    let now = pulse_server::shell::now().unix_ms() / 1000;
    assert!(ends_at.parse::<u64>().unwrap() > now + 3600);
    assert_eq!(user, "ada");
    let expected = pulse_server::auth::turn_credential("north", username);
    assert_eq!(server_given["credential"], json!(expected));

    let shown = server.command(&["env", "show", "first", "--json"]).await;
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("[redacted]") && !shown.contains("north"));
    let (status, answer) = ask(&server, "nonsense", "GET", "/turn-credentials", None).await;
    assert_eq!((status, &answer["code"]), (401, &json!("invalid_token")));
}

#[tokio::test]
async fn a_document_is_saved_for_those_the_room_is_open_to() {
    let (server, env) = Server::with_environment().await;
    set(&server, &["allowP2P=true", "p2pMaxStateBytes=128"]).await;
    let path = "/rooms/%2Fa%2Fb/p2p/state";
    let token = server.token(&env, "ada").await;
    let save = async |state: &str| {
        let body = json!({ "state": state });
        ask(&server, &token, "PUT", path, Some(body)).await
    };
    let (_, nothing) = ask(&server, &token, "GET", path, None).await;
    assert_eq!(nothing, json!({ "state": null }));
    let one = document(1, "one");
    assert_eq!(save(&one).await.0, 204);
    let (_, kept) = ask(&server, &token, "GET", path, None).await;
    assert_eq!(kept, json!({ "state": one }));
    // Somebody who has not seen the first one takes nothing away.
    assert_eq!(save(&document(2, "two")).await.0, 204);
    let (_, kept) = ask(&server, &token, "GET", path, None).await;
    assert_eq!(items(kept["state"].as_str().unwrap()), ["one", "two"]);
    // Too large by itself, together with what is there, and for a body.
    let (status, answer) = save(&document(3, &"x".repeat(100))).await;
    assert_eq!((status, &answer["code"]), (413, &json!("too_large")));
    assert_eq!(save(&document(3, &"x".repeat(128))).await.0, 413);
    assert_eq!(save(&"A".repeat(100_000)).await.0, 413);
    for nonsense in ["!", "", "AAEC"] {
        let (status, answer) = save(nonsense).await;
        assert_eq!((status, &answer["code"]), (400, &json!("invalid_field")));
        let why = answer["error"].as_str().unwrap();
        assert!(why.starts_with("state is no "), "{why}");
    }
    let (_, kept) = ask(&server, &token, "GET", path, None).await;
    assert_eq!(items(kept["state"].as_str().unwrap()), ["one", "two"]);

    let limited = |field: &str, value: Value| {
        let mut body = json!({"userId": "bo", "name": "Bo"});
        body[field] = value;
        body
    };
    let elsewhere = limited("rooms", json!(["/other"]));
    let elsewhere = server.token_of(&env, elsewhere).await;
    assert_eq!(ask(&server, &elsewhere, "GET", path, None).await.0, 403);
    let viewer = server
        .token_of(&env, limited("role", json!("viewer")))
        .await;
    assert_eq!(ask(&server, &viewer, "GET", path, None).await.0, 200);
    let body = Some(json!({"state": one}));
    assert_eq!(ask(&server, &viewer, "PUT", path, body).await.0, 403);

    let other: Environment = server.create_environment("second").await;
    let command = ["env", "set", "second", "allowP2P=true"];
    assert!(server.command(&command).await.status.success());
    let stranger = tokens::signed(&other, &tokens::claims("ada", 600));
    let (_, theirs) = ask(&server, &stranger, "GET", path, None).await;
    assert_eq!(theirs, json!({ "state": null }));
}

#[tokio::test]
async fn many_who_leave_in_the_same_moment_lose_nothing() {
    let (server, env) = Server::with_environment().await;
    set(&server, &["allowP2P=true"]).await;
    let path = "/rooms/r/p2p/state";
    let token = server.token(&env, "ada").await;
    let saved = (1..=6).map(|client| {
        let body = json!({ "state": document(client, &format!("item {client}")) });
        ask(&server, &token, "PUT", path, Some(body))
    });
    for (status, answer) in join_all(saved).await {
        assert_eq!(status, 204, "{answer}");
    }
    let (_, kept) = ask(&server, &token, "GET", path, None).await;
    let mut kept = items(kept["state"].as_str().unwrap());
    kept.sort_unstable();
    let all: Vec<_> = (1..=6).map(|client| format!("item {client}")).collect();
    assert_eq!(kept, all);
}

#[tokio::test]
async fn a_viewer_asks_for_shared_data_and_changes_none() {
    let (server, env) = Server::with_environment().await;
    set(&server, &["allowP2P=true"]).await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let token = json!({"userId": "vi", "name": "Vi", "role": "viewer"});
    let token = server.token_of(&env, token).await;
    let mut vi = Client::with_auth(&server, auth(&env, &token, "/r", 2)).await;
    let sync = |update: &str| json!({"type": "p2p:sync", "update": update});
    // A change, one cut short, and what is no update.
    for change in ["AQHN+rzvCQAoAQ==", "AAE=", "A", "é!"] {
        vi.say(sync(change)).await;
        assert_eq!(vi.hear("error").await["code"], "forbidden", "{change}");
    }
    // No change, and one with a note behind it.
    for question in ["AAA=", "AAB7fQ=="] {
        vi.say(sync(question)).await;
        assert_eq!(ada.hear("p2p:sync").await["update"], question);
    }
    ada.say(sync("AQHN+rzvCQAoAQ==")).await;
    assert_eq!(vi.hear("p2p:sync").await["fromUserId"], "ada");
}
