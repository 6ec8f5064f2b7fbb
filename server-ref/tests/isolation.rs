//! Two environments on one server. Whoever knows every id of the other one
//! reaches none of its things, hears nothing of them, and does not learn that
//! they are there.

mod support;

use serde_json::{Value, json};
use support::{Client, Environment, Host, Server, auth};

/// Two environments. In the first, ada has a room full of things; in the
/// second, eve knows all their ids.
struct Scene {
    server: Server,
    first: Environment,
    second: Environment,
    ada: Client,
    _bo: Client,
    before: Value,
    notification: String,
}

impl Scene {
    async fn set() -> Self {
        let (server, first) = Server::with_environment().await;
        let second = server.create_environment("second").await;
        let mut ada = Client::join(&server, &first, "ada", "/r", 2).await;
        let mut bo = Client::join(&server, &first, "bo", "/r", 2).await;
        let said = [
            json!({"type": "thread:create", "id": "t1", "commentId": "c1", "body": "secret", "mentions": ["bo"], "position": {"x": 0.5}, "opId": "o1"}),
            json!({"type": "reaction:add", "id": "r1", "targetId": "c1", "targetType": "comment", "emoji": "🎉", "opId": "o2"}),
        ];
        for message in said {
            ada.say(message).await;
            ada.hear("ack").await;
        }
        let told = bo.hear("notification").await;
        let notification = told["notification"]["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        let mut scene = Self {
            server,
            first,
            second,
            ada,
            _bo: bo,
            before: Value::Null,
            notification,
        };
        scene.before = scene.room().await;
        scene.ada.pending().await;
        scene
    }

    fn owner(&self) -> Host<'_> {
        Host {
            server: &self.server,
            environment: &self.first,
        }
    }

    fn stranger(&self) -> Host<'_> {
        Host {
            server: &self.server,
            environment: &self.second,
        }
    }

    /// Nothing has changed for ada, and she has heard of nothing.
    async fn is_undisturbed(&mut self) {
        let heard = self.ada.pending().await;
        assert!(heard.is_empty(), "{heard:?}");
        assert_eq!(self.room().await, self.before);
    }

    /// Everything in ada's room.
    async fn room(&self) -> Value {
        let mut room = self.owner().get("/rooms/%2Fr/export").await;
        room["exportedAt"].take();
        room
    }
}

#[tokio::test]
async fn no_message_reaches_a_thing_of_another_environment() {
    let mut scene = Scene::set().await;
    let notification = scene.notification.clone();
    let attempts = [
        json!({"type": "comment:create", "threadId": "t1", "id": "c9", "body": "x"}),
        json!({"type": "comment:edit", "commentId": "c1", "body": "x"}),
        json!({"type": "comment:delete", "commentId": "c1"}),
        json!({"type": "thread:resolve", "threadId": "t1", "resolved": true}),
        json!({"type": "thread:move", "threadId": "t1", "position": {}}),
        json!({"type": "thread:delete", "threadId": "t1"}),
        json!({"type": "reaction:add", "targetId": "c1", "targetType": "comment", "emoji": "x"}),
        json!({"type": "reaction:add", "targetId": "t1", "targetType": "thread", "emoji": "x"}),
        json!({"type": "reaction:remove", "reactionId": "r1"}),
        json!({"type": "notification:read", "notificationId": notification}),
    ];
    for version in [1, 2] {
        // The same person's id, in a room of the same name.
        let mut eve = Client::join(&scene.server, &scene.second, "ada", "/r", version).await;
        for list in ["threads", "reactions", "notifications", "activityLogs"] {
            assert_eq!(eve.hello[list], json!([]), "{list}");
        }
        let users = eve.hello["users"].as_array().expect("a list");
        assert!(users.iter().all(|user| user["id"] != "bo"), "{users:?}");
        assert_eq!(eve.hello["presence"].as_array().map(Vec::len), Some(1));
        for mut attempt in attempts.clone() {
            if version == 2 {
                // The answer to ada's own operation is not for eve.
                attempt["opId"] = json!(format!("o1-{}", attempt["type"]));
            }
            eve.say(attempt.clone()).await;
            let answer = eve.hear("error").await;
            assert_eq!(answer["code"], "not_found", "{version}: {attempt}");
        }
        eve.leave().await;
    }
    scene.is_undisturbed().await;
}

#[tokio::test]
async fn no_signal_crosses_over() {
    let mut scene = Scene::set().await;
    let allowing = ["first", "second"];
    for name in allowing {
        let done = scene
            .server
            .command(&["env", "set", name, "allowP2P=true"])
            .await;
        assert!(done.status.success(), "{done:?}");
    }
    scene.ada.hear("config:updated").await;
    scene.ada.pending().await;
    let mut eve = Client::join(&scene.server, &scene.second, "eve", "/r", 2).await;
    let signals = [
        json!({"type": "cursor:move", "position": {"x": 1}}),
        json!({"type": "click:perform", "position": {"x": 1}}),
        json!({"type": "typing:start", "threadId": "t1"}),
        json!({"type": "draw:clear"}),
        json!({"type": "presence:update", "status": "idle"}),
        json!({"type": "emoji:drop", "emoji": "x", "position": {}}),
        json!({"type": "signal:offer", "targetUserId": "ada", "sdp": {"type": "offer", "sdp": ""}}),
        json!({"type": "p2p:sync", "update": "AAAA"}),
    ];
    for signal in signals {
        eve.say(signal).await;
    }
    assert!(
        eve.pending()
            .await
            .iter()
            .all(|m| m["type"] == "draw:clear")
    );
    scene.is_undisturbed().await;
}

#[tokio::test]
async fn ids_and_operations_are_an_environments_own() {
    let mut scene = Scene::set().await;
    let mut eve = Client::join(&scene.server, &scene.second, "ada", "/r", 2).await;
    // Everything is made again under the same ids, also of the operations,
    // and naming somebody who is known in the other environment only.
    let writes = [
        json!({"type": "thread:create", "id": "t1", "commentId": "c1", "body": "mine", "mentions": ["bo"], "position": null, "opId": "o1"}),
        json!({"type": "reaction:add", "id": "r1", "targetId": "c1", "targetType": "comment", "emoji": "🎉", "opId": "o2"}),
        json!({"type": "thread:delete", "threadId": "t1", "opId": "o3"}),
    ];
    for (write, made) in writes
        .iter()
        .zip(["thread:created", "reaction:added", "thread:deleted"])
    {
        eve.say(write.clone()).await;
        assert_eq!(eve.next().await["type"], made);
        assert_eq!(eve.hear("ack").await["opId"], write["opId"]);
    }
    scene.is_undisturbed().await;
    let bo = Client::join(&scene.server, &scene.first, "bo", "/r", 2).await;
    assert_eq!(bo.hello["notifications"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn no_request_reaches_a_thing_of_another_environment() {
    let mut scene = Scene::set().await;
    scene.stranger().know("eve").await;
    let by = |user: &str| json!({"userId": user, "body": "x", "emoji": "x"});
    let attempts = [
        ("GET", "/rooms/%2Fr", None, "not_found"),
        (
            "PATCH",
            "/rooms/%2Fr",
            Some(json!({"metadata": {}})),
            "not_found",
        ),
        ("GET", "/rooms/%2Fr/export", None, "not_found"),
        ("GET", "/rooms/%2Fr/threads", None, "not_found"),
        (
            "POST",
            "/rooms/%2Fr/threads",
            Some(by("bo")),
            "unknown_user",
        ),
        ("GET", "/threads/t1", None, "not_found"),
        (
            "PATCH",
            "/threads/t1",
            Some(json!({"resolved": true})),
            "not_found",
        ),
        ("DELETE", "/threads/t1", None, "not_found"),
        ("GET", "/threads/t1/comments", None, "not_found"),
        ("POST", "/threads/t1/comments", Some(by("eve")), "not_found"),
        ("PATCH", "/comments/c1", Some(by("eve")), "not_found"),
        ("DELETE", "/comments/c1", None, "not_found"),
        (
            "POST",
            "/comments/c1/reactions",
            Some(by("eve")),
            "not_found",
        ),
        ("DELETE", "/reactions/r1", None, "not_found"),
        ("DELETE", "/users/bo", None, "unknown_user"),
    ];
    for (method, path, body, code) in attempts {
        let (status, answer) = scene.stranger().ask(method, path, body).await;
        assert_eq!(
            (status, &answer["code"]),
            (404, &json!(code)),
            "{method} {path}: {answer}"
        );
        assert!(!answer.to_string().contains("secret"), "{answer}");
    }
    assert_eq!(scene.stranger().get("/rooms").await["items"], json!([]));
    let users = scene.stranger().get("/users").await;
    let ids: Vec<_> = users["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|u| &u["externalId"])
        .collect();
    assert_eq!(ids, ["eve"]);
    scene.is_undisturbed().await;
}

#[tokio::test]
async fn an_idempotency_key_is_an_environments_own() {
    let mut scene = Scene::set().await;
    for host in [scene.owner(), scene.stranger()] {
        host.know("zoe").await;
        let body = json!({"userId": "zoe", "body": format!("of {}", host.environment.id)});
        let (status, answer) = host
            .ask_keyed("POST", "/rooms/own/threads", Some(body.clone()), Some("k1"))
            .await;
        assert_eq!(status, 201, "{answer}");
        let comment = &answer["thread"]["comments"][0];
        assert_eq!(comment["body"], body["body"]);
    }
    scene.is_undisturbed().await;
}

#[tokio::test]
async fn keys_and_tokens_of_two_environments_do_not_mix() {
    let scene = Scene::set().await;
    let tokens = [
        scene.server.token(&scene.first, "ada").await,
        scene.server.token(&scene.second, "ada").await,
    ];
    let environments = [&scene.first, &scene.second];
    for (environment, token) in [(0, 1), (1, 0)] {
        for version in [1, 2] {
            let mut client = Client::silent(&scene.server).await;
            client
                .say(auth(
                    environments[environment],
                    &tokens[token],
                    "/r",
                    version,
                ))
                .await;
            let closed = client.closed().await;
            assert_eq!(closed.code, Some(4403));
            assert_eq!(closed.before[0]["code"], "wrong_environment");
        }
    }
    // Signed by the second environment, and said to be of the first.
    let claims = support::tokens::claims("ada", 600);
    let kid = |prefix| support::tokens::kid(&scene.first, prefix);
    let header = json!({"alg": "EdDSA", "typ": "JWT", "kid": kid("ed")});
    let swapped = [
        support::tokens::signed_with(&scene.second, &header, &claims),
        support::tokens::under_kid(&tokens[1], &kid("hs")),
    ];
    for token in swapped {
        let mut client = Client::silent(&scene.server).await;
        client.say(auth(&scene.first, &token, "/r", 2)).await;
        let closed = client.closed().await;
        assert_eq!(closed.code, Some(4401));
        assert_eq!(closed.before[0]["code"], "invalid_token");
    }
    let mut eve = Client::join(&scene.server, &scene.second, "ada", "/r", 2).await;
    eve.say(json!({"type": "auth:refresh", "token": tokens[0]}))
        .await;
    assert_eq!(eve.hear("error").await["code"], "wrong_environment");
    // The place in a sequence is no way in either.
    let mut again = auth(&scene.second, &tokens[1], "/r", 2);
    again["resume"] = json!({"epoch": scene.ada.hello["epoch"], "seq": 0});
    let resumed = Client::with_auth(&scene.server, again).await;
    assert_eq!(resumed.hello["seq"], 0);
    assert!(
        resumed
            .hello
            .get("events")
            .is_none_or(|events| *events == json!([]))
    );
}
