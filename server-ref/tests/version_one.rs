//! The original's wire: what each message does to the sender, to others and
//! to the sender's other tab.

mod support;

use serde_json::{Value, json};
use support::{Client, Server};

/// Types of what came, with the activity log left out.
fn kinds(messages: &[Value]) -> Vec<&str> {
    let kinds = messages.iter().filter_map(|m| m["type"].as_str());
    kinds.filter(|kind| *kind != "activity:logged").collect()
}

/// Three sockets of two people in one room, with a thread by the first.
struct Scene {
    _server: Server,
    ada: Client,
    tab: Client,
    bo: Client,
}

impl Scene {
    async fn set() -> Self {
        let (server, env) = Server::with_environment().await;
        let mut ada = Client::join(&server, &env, "ada", "/r", 1).await;
        let mut tab = Client::join(&server, &env, "ada", "/r", 1).await;
        let mut bo = Client::join(&server, &env, "bo", "/r", 1).await;
        ada.hear("presence:join").await;
        let thread = json!({"type": "thread:create", "id": "t1", "body": "hi", "mentions": [], "position": null});
        ada.say(thread).await;
        for client in [&mut ada, &mut tab, &mut bo] {
            client.hear("activity:logged").await;
        }
        for client in [&mut ada, &mut tab, &mut bo] {
            client.pending().await;
        }
        Self {
            _server: server,
            ada,
            tab,
            bo,
        }
    }
}

#[tokio::test]
async fn every_message_reaches_exactly_those_it_is_for() {
    let point = json!({"x": 1, "y": 2, "pageX": 1, "pageY": 900});
    let viewport = json!({"type": "viewport:update", "scrollX": 0, "scrollY": 9, "viewportWidth": 1, "viewportHeight": 2, "pageWidth": 3, "pageHeight": 4});
    // What ada says, and what she, her other tab and bo hear of it.
    let cases = [
        (
            json!({"type": "cursor:move", "position": point}),
            None,
            None,
            Some("cursor:move"),
        ),
        (
            json!({"type": "click:perform", "position": point}),
            None,
            None,
            Some("click:perform"),
        ),
        (
            json!({"type": "typing:start", "threadId": "t1"}),
            None,
            None,
            Some("typing:indicator"),
        ),
        (viewport, None, None, Some("viewport:update")),
        (
            json!({"type": "selection:update", "selection": null}),
            None,
            None,
            Some("selection:update"),
        ),
        (
            json!({"type": "draw:stroke", "points": [{"x": 1, "y": 2}], "color": "#6366f1", "width": 3}),
            None,
            Some("draw:stroke"),
            Some("draw:stroke"),
        ),
        (
            json!({"type": "draw:clear"}),
            Some("draw:clear"),
            Some("draw:clear"),
            Some("draw:clear"),
        ),
        (
            json!({"type": "presence:update", "status": "online"}),
            None,
            None,
            None,
        ),
        (
            json!({"type": "comment:create", "threadId": "t1", "id": "c1", "body": "yes", "mentions": []}),
            Some("comment:created"),
            Some("comment:created"),
            Some("comment:created"),
        ),
        (
            json!({"type": "comment:edit", "commentId": "c1", "body": "yes!", "mentions": []}),
            Some("comment:edited"),
            Some("comment:edited"),
            Some("comment:edited"),
        ),
        (
            json!({"type": "reaction:add", "targetId": "c1", "targetType": "comment", "emoji": "🎉"}),
            Some("reaction:added"),
            Some("reaction:added"),
            Some("reaction:added"),
        ),
        (
            json!({"type": "thread:move", "threadId": "t1", "position": {"x": 0.4, "y": 0.1, "own": [1]}}),
            Some("thread:moved"),
            Some("thread:moved"),
            Some("thread:moved"),
        ),
        (
            json!({"type": "thread:resolve", "threadId": "t1", "resolved": true}),
            Some("thread:resolved"),
            Some("thread:resolved"),
            Some("thread:resolved"),
        ),
        (
            json!({"type": "comment:delete", "commentId": "c1"}),
            Some("comment:deleted"),
            Some("comment:deleted"),
            Some("comment:deleted"),
        ),
        (json!({"type": "unknown:later", "x": 1}), None, None, None),
    ];
    let mut scene = Scene::set().await;
    for (said, ada, tab, bo) in cases {
        scene.ada.say(said.clone()).await;
        let heard = [
            scene.ada.pending().await,
            scene.tab.pending().await,
            scene.bo.pending().await,
        ];
        for (heard, expected) in heard.iter().zip([ada, tab, bo]) {
            let expected: Vec<&str> = expected.into_iter().collect();
            assert_eq!(kinds(heard), expected, "{said}");
            for message in heard {
                assert!(message.get("seq").is_none(), "{message}");
            }
        }
    }
}

#[tokio::test]
async fn the_greeting_holds_the_whole_room_and_nothing_of_version_two() {
    let mut scene = Scene::set().await;
    scene.ada.say(json!({"type": "comment:create", "threadId": "t1", "id": "c1", "body": "more", "mentions": []})).await;
    scene.ada.hear("comment:created").await;
    let hello = &scene.bo.hello;
    assert_eq!(hello["user"]["id"], "bo");
    assert_eq!(hello["presence"].as_array().unwrap().len(), 2);
    for field in [
        "seq",
        "epoch",
        "protocol",
        "resumed",
        "events",
        "limits",
        "connectionId",
    ] {
        assert!(hello.get(field).is_none(), "{field}");
    }
    assert_eq!(hello["p2pConfig"], Value::Null);
    assert!(hello["config"].get("turnSecret").is_none());
}
