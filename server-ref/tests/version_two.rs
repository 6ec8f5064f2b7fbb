//! What version 2 promises: acknowledgements, sequence numbers, resume,
//! renewal in place, gathered cursors.

mod support;

use serde_json::{Value, json};
use support::{Client, Environment, Server, auth, tokens};

fn thread(id: &str, op: &str) -> Value {
    json!({"type": "thread:create", "id": id, "commentId": format!("{id}-c"), "body": "hi", "mentions": [], "position": null, "opId": op})
}

fn kinds(messages: &[Value]) -> Vec<&str> {
    messages.iter().filter_map(|m| m["type"].as_str()).collect()
}

async fn resumed(server: &Server, env: &Environment, user: &str, from: &Value, seq: u64) -> Client {
    let token = server.token(env, user).await;
    let mut message = auth(env, &token, "/r", 2);
    message["resume"] = json!({"epoch": from["epoch"], "seq": seq});
    Client::with_auth(server, message).await
}

#[tokio::test]
async fn the_greeting_says_all_a_client_needs() {
    let (server, env) = Server::with_environment().await;
    let client = Client::join(&server, &env, "ada", "/r", 2).await;
    let hello = &client.hello;
    assert_eq!(hello["protocol"], 2);
    assert_eq!(hello["seq"], 0);
    assert_eq!(hello["resumed"], false);
    assert_eq!(hello["limits"]["commentChars"], 10_000);
    for field in [
        "connectionId",
        "epoch",
        "serverTime",
        "tokenExpiresAt",
        "heartbeatMs",
    ] {
        assert!(!hello[field].is_null(), "{field}");
    }
}

#[tokio::test]
async fn the_event_comes_before_its_acknowledgement_and_once() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    ada.pending().await;
    ada.say(thread("t1", "o1")).await;
    let heard = [ada.next().await, ada.next().await, ada.next().await];
    assert_eq!(kinds(&heard), ["thread:created", "activity:logged", "ack"]);
    assert_eq!(heard[0]["seq"], 1);
    assert_eq!(heard[2], json!({"type": "ack", "opId": "o1", "seq": 2}));

    // The answer was lost, the client comes back and says it again.
    ada.leave().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    ada.say(thread("t1", "o1")).await;
    assert_eq!(ada.hear("ack").await["seq"], 2);
    let heard = bo.pending().await;
    let threads = kinds(&heard)
        .into_iter()
        .filter(|kind| *kind == "thread:created");
    assert_eq!(threads.count(), 1);
}

#[tokio::test]
async fn a_burst_of_writes_is_answered_in_order() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    for n in 0..200 {
        ada.say(thread(&format!("t{n}"), &format!("o{n}"))).await;
    }
    let (mut seq, mut acknowledged) = (0, 0);
    while acknowledged < 200 {
        let message = ada.next().await;
        if message["type"] == "ack" {
            assert_eq!(message["opId"], format!("o{acknowledged}"));
            assert!(message["seq"].as_u64().unwrap() <= seq);
            acknowledged += 1;
        } else {
            seq += 1;
            assert_eq!(message["seq"], seq);
        }
    }
}

#[tokio::test]
async fn a_refused_write_is_named_by_its_operation() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    ada.say(thread("t1", "o1")).await;
    ada.hear("ack").await;
    let cases = [
        (
            json!({"type": "comment:delete", "commentId": "t1-c", "opId": "a"}),
            "not_author",
        ),
        (
            json!({"type": "thread:move", "threadId": "t1", "position": {}, "opId": "b"}),
            "not_author",
        ),
        (
            json!({"type": "thread:delete", "threadId": "t1", "opId": "c"}),
            "not_author",
        ),
        (
            json!({"type": "comment:delete", "commentId": "nope", "opId": "d"}),
            "not_found",
        ),
        (thread("t1", "e"), "conflict"),
        (
            json!({"type": "comment:edit", "commentId": "t1-c", "body": " ", "opId": "f"}),
            "invalid_field",
        ),
        (
            json!({"type": "comment:edit", "commentId": 1, "body": "x", "opId": "g"}),
            "invalid_field",
        ),
        (json!({"type": "later:write", "opId": "h"}), "unknown_type"),
        (
            json!({"type": "comment:create", "threadId": "t1", "id": "c2", "body": "", "attachmentIds": ["up1"], "opId": "i"}),
            "not_found",
        ),
    ];
    for (write, code) in cases {
        bo.say(write.clone()).await;
        let error = bo.hear("error").await;
        assert_eq!(
            (&error["code"], &error["opId"]),
            (&json!(code), &write["opId"]),
            "{write}"
        );
    }
    assert!(
        !ada.pending()
            .await
            .iter()
            .any(|m| m["seq"].as_u64() > Some(2))
    );
}

#[tokio::test]
async fn a_client_resumes_after_the_server_was_killed() {
    let (mut server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let hello = ada.hello.clone();
    ada.say(thread("t1", "o1")).await;
    ada.hear("ack").await;
    ada.say(json!({"type": "comment:create", "threadId": "t1", "id": "c1", "body": "more", "opId": "o2"})).await;
    ada.hear("ack").await;
    server.kill().await;
    server.run().await;

    let back = resumed(&server, &env, "ada", &hello, 2).await;
    assert_eq!(back.hello["resumed"], true);
    assert_eq!(back.hello["seq"], 4);
    let events = back.hello["events"].as_array().unwrap();
    assert_eq!(kinds(events), ["comment:created", "activity:logged"]);
    assert_eq!(
        (&events[0]["seq"], &events[1]["seq"]),
        (&json!(3), &json!(4))
    );
    assert!(back.hello["threads"].as_array().unwrap().is_empty());

    let other_life = json!({"epoch": "another"});
    let fresh = resumed(&server, &env, "ada", &other_life, 2).await;
    assert_eq!(fresh.hello["resumed"], false);
    assert_eq!(fresh.hello["threads"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn missed_events_can_be_asked_for() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    ada.say(thread("t1", "o1")).await;
    ada.hear("ack").await;
    ada.say(json!({"type": "events:list", "after": 1})).await;
    let page = ada.hear("events:page").await;
    assert_eq!(page["seq"], 2);
    assert_eq!(
        kinds(page["events"].as_array().unwrap()),
        ["activity:logged"]
    );
    ada.say(json!({"type": "events:list", "after": 9})).await;
    assert_eq!(ada.hear("events:page").await["events"], json!([]));
}

#[tokio::test]
async fn cursors_are_gathered_without_ones_own() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut tab = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    for client in [&mut ada, &mut tab, &mut bo] {
        client.pending().await;
    }
    for x in 0..10 {
        ada.say(json!({"type": "cursor:move", "position": {"x": x, "later": true}}))
            .await;
    }
    // What comes is one batch or a few, the last of which is where it ended.
    loop {
        let batch = bo.hear("cursor:batch").await;
        let cursors = batch["cursors"].as_array().unwrap();
        assert_eq!(cursors.len(), 1);
        assert_eq!(cursors[0]["userId"], "ada");
        if cursors[0]["position"] == json!({"x": 9, "later": true}) {
            break;
        }
    }
    assert!(kinds(&ada.pending().await).is_empty());
    assert!(kinds(&tab.pending().await).is_empty());
}

#[tokio::test]
async fn a_token_is_renewed_in_place() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let fresh = server
        .token_of(
            &env,
            json!({"userId": "ada", "name": "Ada", "ttlSeconds": 7200, "role": "moderator"}),
        )
        .await;
    ada.say(json!({"type": "auth:refresh", "token": fresh}))
        .await;
    let refreshed = ada.hear("auth:refreshed").await;
    assert_eq!(ada.hello["role"], "commenter");
    assert_eq!(refreshed["role"], "moderator");
    assert!(refreshed["tokenExpiresAt"].as_u64() > ada.hello["tokenExpiresAt"].as_u64());

    let other = server.create_environment("second").await;
    let cases = [
        (server.token(&env, "bo").await, "wrong_user"),
        (server.token(&other, "ada").await, "wrong_environment"),
        (
            tokens::signed(&env, &tokens::claims("ada", -10)),
            "token_expired",
        ),
        ("garbage".to_owned(), "invalid_token"),
    ];
    for (token, code) in cases {
        ada.say(json!({"type": "auth:refresh", "token": token}))
            .await;
        assert_eq!(ada.hear("error").await["code"], code);
    }
    // The connection goes on.
    assert!(ada.pending().await.is_empty());
}

#[tokio::test]
async fn an_expired_token_ends_the_connection_with_its_reason() {
    let (server, env) = Server::with_environment().await;
    // Taken within the leeway, and over soon after.
    let token = tokens::signed(&env, &tokens::claims("ada", -3));
    let ada = Client::with_auth(&server, auth(&env, &token, "/r", 2)).await;
    let closed = ada.closed().await;
    assert_eq!(closed.code, Some(4401));
    let last = closed.before.last().unwrap();
    assert_eq!(
        (&last["type"], &last["code"]),
        (&json!("auth:error"), &json!("token_expired"))
    );
    assert_eq!(last["retryable"], true);
}

#[tokio::test]
async fn tabs_of_one_person_agree_on_what_was_read() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    let mut tab = Client::join(&server, &env, "bo", "/r", 2).await;
    let mut old = Client::join(&server, &env, "bo", "/r", 1).await;
    let mut naming = thread("t1", "o1");
    naming["mentions"] = json!(["bo"]);
    ada.say(naming).await;
    let told = bo.hear("notification").await["notification"].clone();
    assert_eq!(
        (&told["type"], &told["actorId"]),
        (&json!("comment:mention"), &json!("ada"))
    );
    for client in [&mut tab, &mut old] {
        assert_eq!(client.hear("notification").await["notification"], told);
    }
    bo.say(json!({"type": "notification:read", "notificationId": told["id"], "opId": "r1"}))
        .await;
    assert_eq!(bo.hear("ack").await, json!({"type": "ack", "opId": "r1"}));
    assert_eq!(
        tab.hear("notification:read").await["notificationId"],
        told["id"]
    );
    assert!(!kinds(&old.pending().await).contains(&"notification:read"));
    assert!(!kinds(&ada.pending().await).contains(&"notification"));
}

#[tokio::test]
async fn somebody_can_appear_offline() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 1).await;
    ada.say(json!({"type": "presence:update", "status": "offline"}))
        .await;
    assert_eq!(bo.hear("presence:leave").await["userId"], "ada");
    let cy = Client::join(&server, &env, "cy", "/r", 1).await;
    let present = cy.hello["presence"].as_array().unwrap();
    assert!(!present.iter().any(|p| p["user"]["id"] == "ada"));
    ada.say(json!({"type": "presence:update", "status": "online"}))
        .await;
    let join = bo.hear("presence:join").await;
    assert!(["ada", "cy"].contains(&join["user"]["user"]["id"].as_str().unwrap()));
}

#[tokio::test]
async fn emoji_fly_to_version_two_and_threads_are_deleted_for_both() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    let mut old = Client::join(&server, &env, "cy", "/r", 1).await;
    ada.say(json!({"type": "emoji:drop", "emoji": "🎉", "position": {"x": 1}}))
        .await;
    assert_eq!(bo.hear("emoji:drop").await["userId"], "ada");
    ada.say(thread("t1", "o1")).await;
    ada.say(json!({"type": "thread:delete", "threadId": "t1", "opId": "o2"}))
        .await;
    assert_eq!(bo.hear("thread:deleted").await["seq"], 3);
    let heard = old.pending().await;
    assert!(!kinds(&heard).contains(&"emoji:drop"));
    let deleted = json!({"type": "thread:deleted", "threadId": "t1"});
    assert!(heard.contains(&deleted), "{heard:?}");
}

#[tokio::test]
async fn a_stopping_server_says_when_to_come_back() {
    let (mut server, env) = Server::with_environment().await;
    let new = Client::join(&server, &env, "ada", "/r", 2).await;
    let old = Client::join(&server, &env, "bo", "/r", 1).await;
    let silent = Client::silent(&server).await;
    assert_eq!(server.terminate().await, Some(0));
    let closed = new.closed().await;
    assert_eq!(closed.code, Some(1012));
    let last = closed.before.last().unwrap();
    assert_eq!(last["type"], "server:draining");
    assert!(last["reconnectInMs"].is_u64());
    let closed = old.closed().await;
    assert_eq!(closed.code, Some(1012));
    assert!(!kinds(&closed.before).contains(&"server:draining"));
    assert_eq!(silent.closed().await.code, Some(1012));
}
