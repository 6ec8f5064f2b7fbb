//! Bad input: each kind is answered with its code, and nobody else notices.

mod support;

use serde_json::{Value, json};
use support::{Client, Server, auth, tokens};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, FrameHeader};

#[tokio::test]
async fn unreadable_frames_are_answered_and_the_connection_goes_on() {
    let deep = format!(
        r#"{{"type":"cursor:move","position":{{"a":{}{}}}}}"#,
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let long =
        json!({"type": "comment:create", "threadId": "t", "id": "c", "body": "x".repeat(10_001)});
    let cases: &[(&str, &str)] = &[
        ("", "bad_message"),
        ("nonsense", "bad_message"),
        ("{", "bad_message"),
        ("[]", "bad_message"),
        ("null", "bad_message"),
        (r#"{"no":"type"}"#, "bad_message"),
        (r#"{"type":7}"#, "bad_message"),
        (r#"["draw:clear"]"#, "bad_message"),
        (r#"{"type":"comment:create"}"#, "invalid_field"),
        (
            r#"{"type":"comment:create","threadId":{},"id":[],"body":1}"#,
            "invalid_field",
        ),
        (
            r#"{"type":"thread:resolve","threadId":"t","resolved":"yes"}"#,
            "invalid_field",
        ),
        (
            r#"{"type":"thread:resolve","threadId":"","resolved":true}"#,
            "invalid_field",
        ),
        (
            r#"{"type":"presence:update","status":"angry"}"#,
            "invalid_field",
        ),
        (r#"{"type":"cursor:move","position":7}"#, "invalid_field"),
        (
            r#"{"type":"draw:stroke","points":"many","color":"red","width":3}"#,
            "invalid_field",
        ),
        (
            r#"{"type":"reaction:add","targetId":"c","targetType":"page","emoji":"a"}"#,
            "invalid_field",
        ),
        (r#"{"type":"p2p:sync","update":"AAAA"}"#, "feature_disabled"),
        (&deep, "invalid_field"),
        (&long.to_string(), "too_large"),
    ];
    let (server, env) = Server::with_environment().await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    bo.pending().await;
    for (text, code) in cases {
        ada.say_text(text).await;
        let error = ada.hear("error").await;
        assert_eq!(error["code"], *code, "{}", &text[..text.len().min(80)]);
        assert!(!error["message"].as_str().unwrap().is_empty());
        // A readable frame in between, so that they are not twenty in a row.
        assert!(ada.pending().await.is_empty());
    }
    assert!(bo.pending().await.is_empty());
}

#[tokio::test]
async fn what_is_no_message_at_all_closes_with_its_reason() {
    let (server, env) = Server::with_environment().await;
    let invalid = Frame::from_payload(
        FrameHeader {
            is_final: true,
            opcode: OpCode::Data(Data::Text),
            mask: Some([0; 4]),
            ..FrameHeader::default()
        },
        vec![0xff, 0xfe, 0x00].into(),
    );
    let cases = [
        (Message::binary(vec![1, 2, 3]), 4400, "bad_message"),
        (Message::Frame(invalid), 4400, "bad_message"),
        (Message::text("x".repeat(70_000)), 4413, "too_large"),
        // Four times the limit: it is not even read.
        (Message::text("x".repeat(300_000)), 4413, "too_large"),
    ];
    for (frame, close, code) in cases {
        let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
        ada.send(frame).await;
        let closed = ada.closed().await;
        assert_eq!(closed.code, Some(close), "{closed:?}");
        assert_eq!(closed.before.last().unwrap()["code"], code);
    }
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    for _ in 0..20 {
        ada.say_text("{").await;
    }
    assert_eq!(ada.closed().await.code, Some(4400));
}

#[tokio::test]
async fn who_must_not_come_in_learns_why() {
    let (server, env) = Server::with_environment().await;
    let other = server.create_environment("second").await;
    let good = server.token(&env, "ada").await;
    let narrow = json!({"userId": "ada", "name": "Ada", "rooms": ["/a", "/b/*"]});
    let narrow = server.token_of(&env, narrow).await;
    let claims = tokens::claims("ada", 600);
    let hs = json!({"alg": "HS256", "typ": "JWT", "kid": tokens::kid(&env, "hs")});
    let none = json!({"alg": "none", "typ": "JWT", "kid": tokens::kid(&env, "hs")});
    let ed_as_hs = json!({"alg": "HS256", "typ": "JWT", "kid": tokens::kid(&env, "ed")});
    let hs_as_ed = json!({"alg": "EdDSA", "typ": "JWT", "kid": tokens::kid(&env, "hs")});
    let unknown = json!({"alg": "EdDSA", "typ": "JWT", "kid": "ed.key_nobody"});
    // The classic: a public key taken as the secret of an HMAC.
    let confused = tokens::hmac_signed(&ed_as_hs, &claims, &tokens::public_key(&env));
    let signature = [7; 64];
    let mut altered = good.clone();
    altered.replace_range(good.len() - 8..good.len() - 4, "AAAA");
    let mut long_lived = tokens::claims("ada", 60 * 60 * 24 * 365);
    long_lived["name"] = json!("Ada");
    let cases = [
        ("invalid_token", 4401, String::new()),
        ("invalid_token", 4401, "not.a.token".to_owned()),
        ("invalid_token", 4401, "x".repeat(5000)),
        ("invalid_token", 4401, env.secret.clone()),
        ("invalid_token", 4401, env.publishable.clone()),
        ("invalid_token", 4401, tokens::forged(&none, &claims, &[])),
        (
            "invalid_token",
            4401,
            tokens::forged(&hs, &claims, &signature[..32]),
        ),
        (
            "invalid_token",
            4401,
            tokens::forged(&hs_as_ed, &claims, &signature),
        ),
        (
            "invalid_token",
            4401,
            tokens::forged(&unknown, &claims, &signature),
        ),
        ("invalid_token", 4401, confused),
        ("invalid_token", 4401, altered),
        (
            "invalid_token",
            4401,
            tokens::signed(&env, &json!({"sub": "ada"})),
        ),
        ("invalid_token", 4401, tokens::signed(&env, &long_lived)),
        (
            "token_expired",
            4401,
            tokens::signed(&env, &tokens::claims("ada", -6)),
        ),
        ("wrong_environment", 4403, server.token(&other, "ada").await),
        ("forbidden", 4403, narrow.clone()),
    ];
    for (code, close, token) in cases {
        let mut client = Client::silent(&server).await;
        client.say(auth(&env, &token, "/r", 2)).await;
        let closed = client.closed().await;
        assert_eq!(closed.code, Some(close), "{token}: {closed:?}");
        let error = &closed.before[0];
        assert_eq!(
            (&error["type"], &error["code"]),
            (&json!("auth:error"), &json!(code)),
            "{token}"
        );
    }
    let keys = [&env.secret, "pk_nothing", "", &other.publishable];
    for key in keys {
        let mut message = auth(&env, &good, "/r", 1);
        message["apiKey"] = json!(key);
        let mut client = Client::silent(&server).await;
        client.say(message).await;
        assert_eq!(client.closed().await.code, Some(4403), "{key}");
    }
    for room in ["/a", "/b/c"] {
        Client::with_auth(&server, auth(&env, &narrow, room, 2)).await;
    }
    let local = tokens::signed(&env, &claims);
    Client::with_auth(&server, auth(&env, &local, "/r", 1)).await;
}

#[tokio::test]
async fn a_viewer_reads_and_nothing_else() {
    let (server, env) = Server::with_environment().await;
    let token = json!({"userId": "vi", "name": "Vi", "role": "viewer"});
    let token = server.token_of(&env, token).await;
    let mut vi = Client::with_auth(&server, auth(&env, &token, "/r", 2)).await;
    assert_eq!(vi.hello["role"], "viewer");
    vi.say(json!({"type": "thread:create", "id": "t", "body": "x", "opId": "o"}))
        .await;
    assert_eq!(vi.hear("error").await["code"], "forbidden");
}

#[tokio::test]
async fn floods_and_idlers_do_not_disturb_a_conversation() {
    let (server, env) = Server::with_environment().await;
    let mut idlers = vec![];
    for _ in 0..200 {
        idlers.push(Client::silent(&server).await);
    }
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 1).await;
    for x in 0..2000 {
        ada.say(json!({"type": "cursor:move", "position": {"x": x}}))
            .await;
    }
    bo.say(json!({"type": "thread:create", "id": "t1", "body": "hi", "mentions": [], "position": null})).await;
    // The newest of the flood arrives, however much was dropped, and so does
    // what is kept.
    let (mut newest, mut kept) = (false, false);
    while !(newest && kept) {
        let message = bo.next().await;
        kept |= message["type"] == "thread:created";
        newest |= message["position"] == json!({"x": 1999});
    }
    ada.hear("thread:created").await;
    drop(idlers);
}

#[tokio::test]
async fn environments_are_apart_over_the_wire() {
    let (server, env) = Server::with_environment().await;
    let other = server.create_environment("second").await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut eve = Client::join(&server, &other, "ada", "/r", 2).await;
    ada.say(json!({"type": "thread:create", "id": "t1", "commentId": "c1", "body": "secret", "opId": "o1"})).await;
    ada.hear("ack").await;
    assert!(eve.pending().await.is_empty());
    let attempts: [Value; 4] = [
        json!({"type": "comment:edit", "commentId": "c1", "body": "x", "opId": "a"}),
        json!({"type": "comment:create", "threadId": "t1", "id": "c2", "body": "x", "opId": "b"}),
        json!({"type": "reaction:add", "targetId": "c1", "targetType": "comment", "emoji": "a", "opId": "c"}),
        json!({"type": "thread:resolve", "threadId": "t1", "resolved": true, "opId": "o1"}),
    ];
    for attempt in attempts {
        eve.say(attempt.clone()).await;
        assert_eq!(eve.hear("error").await["code"], "not_found", "{attempt}");
    }
    assert!(ada.pending().await.is_empty());
}
