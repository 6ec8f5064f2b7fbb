//! The original's wire, message by message: who hears what of everything a
//! version 1 client can say, field by field. Section 3 of PROTOCOL.md.

mod support;

use serde_json::{Value, json};
use support::{Client, Environment, Server, fits};

/// What somebody says, and what each socket hears of it: ada's own, ada's
/// other tab, bo's. `"*"` stands for what the server makes.
struct Row {
    speaker: Speaker,
    said: Value,
    heard: [Option<Value>; 3],
    /// The kind of the activity entry that all of them get.
    logged: Option<&'static str>,
}

#[derive(Clone, Copy)]
enum Speaker {
    Ada,
    Bo,
}

fn row(said: Value, heard: [Option<Value>; 3]) -> Row {
    Row {
        speaker: Speaker::Ada,
        said,
        heard,
        logged: None,
    }
}

impl Row {
    fn by_bo(self) -> Self {
        Self {
            speaker: Speaker::Bo,
            ..self
        }
    }

    fn logged(self, kind: &'static str) -> Self {
        Self {
            logged: Some(kind),
            ..self
        }
    }
}

fn nobody() -> [Option<Value>; 3] {
    [None, None, None]
}

fn everybody(message: Value) -> [Option<Value>; 3] {
    [Some(message.clone()), Some(message.clone()), Some(message)]
}

fn only_bo(message: Value) -> [Option<Value>; 3] {
    [None, None, Some(message)]
}

fn only_ada(message: Value) -> [Option<Value>; 3] {
    [Some(message.clone()), Some(message), None]
}

fn all_but_the_sender(message: Value) -> [Option<Value>; 3] {
    [None, Some(message.clone()), Some(message)]
}

fn comment(id: &str, user: &str, body: &str, edited_at: &Value) -> Value {
    json!({
        "id": id, "threadId": "t1", "userId": user, "body": body, "mentions": [],
        "attachments": [], "createdAt": "*", "editedAt": edited_at,
    })
}

/// Signals: nothing of them is kept.
fn signals() -> Vec<Row> {
    let point = json!({"x": 412, "y": 188.5, "pageX": 412, "pageY": 1388, "anchor": {"s": "#a"}});
    let selection = json!({"startSelector": "#intro > p::text(0)", "startOffset": 4,
        "endSelector": "#intro > p::text(0)", "endOffset": 19, "later": [1]});
    let viewport = json!({"scrollX": 0, "scrollY": 640.5, "viewportWidth": 1280,
        "viewportHeight": 720, "pageWidth": 1280, "pageHeight": 4100});
    let points = json!([{"x": 10, "y": 10}, {"x": 14, "y": 12, "pressure": 0.5}]);
    let of = |mut message: Value, kind: &str, user: &str| {
        message["type"] = json!(kind);
        message["userId"] = json!(user);
        message
    };
    let mut said_viewport = viewport.clone();
    said_viewport["type"] = json!("viewport:update");
    vec![
        row(
            json!({"type": "cursor:move", "position": point}),
            only_bo(json!({"type": "cursor:move", "userId": "ada", "position": point})),
        ),
        row(
            json!({"type": "cursor:move", "position": point}),
            only_ada(json!({"type": "cursor:move", "userId": "bo", "position": point})),
        )
        .by_bo(),
        row(
            json!({"type": "click:perform", "position": point}),
            only_bo(json!({"type": "click:perform", "userId": "ada", "position": point})),
        ),
        row(
            json!({"type": "typing:start", "threadId": "t1"}),
            only_bo(json!({"type": "typing:indicator", "threadId": "t1", "userId": "ada"})),
        ),
        row(
            said_viewport,
            only_bo(of(viewport, "viewport:update", "ada")),
        ),
        row(
            json!({"type": "selection:update", "selection": selection}),
            only_bo(json!({"type": "selection:update", "userId": "ada", "selection": selection})),
        ),
        row(
            json!({"type": "selection:update", "selection": null}),
            only_bo(json!({"type": "selection:update", "userId": "ada", "selection": null})),
        ),
        // The sender has drawn it already; their other tab has not.
        row(
            json!({"type": "draw:stroke", "points": points, "color": "#6366f1", "width": 3}),
            all_but_the_sender(
                json!({"type": "draw:stroke", "userId": "ada", "points": points,
                "color": "#6366f1", "width": 3}),
            ),
        ),
        row(
            json!({"type": "draw:clear"}),
            everybody(json!({"type": "draw:clear", "userId": "ada"})),
        ),
        // Presence belongs to people: with another tab online, ada is.
        row(
            json!({"type": "presence:update", "status": "online"}),
            nobody(),
        ),
        row(
            json!({"type": "presence:update", "status": "idle"}),
            nobody(),
        ),
        row(
            json!({"type": "presence:update", "status": "idle"}),
            only_ada(json!({"type": "presence:update", "userId": "bo", "status": "idle"})),
        )
        .by_bo(),
        row(
            json!({"type": "presence:update", "status": "online"}),
            only_ada(json!({"type": "presence:update", "userId": "bo", "status": "online"})),
        )
        .by_bo(),
        row(json!({"type": "later:message", "x": 1}), nobody()),
    ]
}

/// Writes: all of them are kept, and echoed once.
fn writes() -> Vec<Row> {
    let pin = json!({"x": 0.31, "y": 0.08, "scrollX": 0, "scrollY": 200, "selector": "#hero",
        "elementOffsetX": 0.5, "elementOffsetY": 0.25,
        "path": "{\"v\":2,\"landmarks\":[],\"weights\":[0.33,0.33,0.34],\"pageWidth\":1280}",
        "later": {"a": [null, 1.50]}});
    let moved = json!({"x": 0.4, "y": 0.1});
    let thread = |id: &str, position: &Value, body: &str| {
        json!({"type": "thread:created", "thread": {
            "id": id, "roomId": "/pricing", "position": position, "resolved": false,
            "createdAt": "*", "updatedAt": "*",
            "comments": [{"id": "*", "threadId": id, "userId": "ada", "body": body, "mentions": [],
                "attachments": [], "createdAt": "*", "editedAt": null}],
        }})
    };
    let said = |kind: &str, mut message: Value| {
        message["type"] = json!(kind);
        message
    };
    let of_thread = |kind: &str, rest: Value| {
        let mut message = said(kind, rest);
        message["threadId"] = json!("t1");
        message
    };
    let reaction = json!({"id": "*", "targetId": "c1", "targetType": "comment", "userId": "ada",
        "emoji": "🎉", "createdAt": "*"});
    let on_thread = json!({"id": "*", "targetId": "t1", "targetType": "thread", "userId": "bo",
        "emoji": "any text", "createdAt": "*"});
    vec![
        row(
            said(
                "thread:create",
                json!({"id": "t1", "body": "Check", "mentions": [], "position": pin}),
            ),
            everybody(thread("t1", &pin, "Check")),
        )
        .logged("thread"),
        row(
            said(
                "thread:create",
                json!({"id": "t2", "body": "Unpinned", "mentions": [], "position": null}),
            ),
            everybody(thread("t2", &Value::Null, "Unpinned")),
        )
        .logged("thread"),
        row(
            of_thread(
                "comment:create",
                json!({"id": "c1", "body": "on it", "mentions": []}),
            ),
            everybody(of_thread(
                "comment:created",
                json!({"comment": comment("c1", "bo", "on it", &Value::Null)}),
            )),
        )
        .by_bo()
        .logged("comment"),
        row(
            said(
                "comment:edit",
                json!({"commentId": "c1", "body": "done <b>", "mentions": []}),
            ),
            everybody(of_thread(
                "comment:edited",
                json!({"comment": comment("c1", "bo", "done <b>", &json!("*"))}),
            )),
        )
        .by_bo()
        .logged("comment"),
        row(
            said(
                "reaction:add",
                json!({"targetId": "c1", "targetType": "comment", "emoji": "🎉"}),
            ),
            everybody(json!({"type": "reaction:added", "reaction": reaction})),
        )
        .logged("reaction"),
        // One of a kind for each person and target.
        row(
            said(
                "reaction:add",
                json!({"targetId": "c1", "targetType": "comment", "emoji": "🎉"}),
            ),
            nobody(),
        ),
        row(
            said("reaction:remove", json!({"reactionId": "$reaction"})),
            everybody(
                json!({"type": "reaction:removed", "targetId": "c1", "reactionId": "$reaction"}),
            ),
        ),
        row(
            said(
                "reaction:add",
                json!({"targetId": "t1", "targetType": "thread", "emoji": "any text"}),
            ),
            everybody(json!({"type": "reaction:added", "reaction": on_thread})),
        )
        .by_bo()
        .logged("reaction"),
        row(
            of_thread("thread:move", json!({"position": moved})),
            everybody(of_thread("thread:moved", json!({"position": moved}))),
        )
        .logged("thread"),
        row(
            of_thread("thread:resolve", json!({"resolved": true})),
            everybody(of_thread("thread:resolved", json!({"resolved": true}))),
        )
        .by_bo()
        .logged("resolve"),
        row(
            of_thread("thread:resolve", json!({"resolved": false})),
            everybody(of_thread("thread:resolved", json!({"resolved": false}))),
        )
        .logged("resolve"),
        row(
            said("comment:delete", json!({"commentId": "c1"})),
            everybody(of_thread("comment:deleted", json!({"commentId": "c1"}))),
        )
        .by_bo()
        .logged("comment"),
    ]
}

/// Two people talk past the server.
fn direct() -> Vec<Row> {
    let offer = json!({"type": "offer", "sdp": "v=0…", "later": 1});
    let answer = json!({"type": "answer", "sdp": "v=0…"});
    let candidate = json!({"candidate": "candidate:1 1 udp …", "sdpMid": "0", "sdpMLineIndex": 0});
    let update = "AQHN+rzvCQAoAQ==";
    vec![
        row(
            json!({"type": "signal:offer", "targetUserId": "bo", "sdp": offer}),
            only_bo(json!({"type": "signal:offer", "fromUserId": "ada", "sdp": offer})),
        ),
        row(
            json!({"type": "signal:answer", "targetUserId": "ada", "sdp": answer}),
            only_ada(json!({"type": "signal:answer", "fromUserId": "bo", "sdp": answer})),
        )
        .by_bo(),
        row(
            json!({"type": "signal:ice", "targetUserId": "bo", "candidate": candidate}),
            only_bo(json!({"type": "signal:ice", "fromUserId": "ada", "candidate": candidate})),
        ),
        row(
            json!({"type": "signal:offer", "targetUserId": "nobody", "sdp": offer}),
            nobody(),
        ),
        // A tab is a peer too, and applying an update twice changes nothing.
        row(
            json!({"type": "p2p:sync", "update": update}),
            all_but_the_sender(json!({"type": "p2p:sync", "fromUserId": "ada", "update": update})),
        ),
    ]
}

/// Ada with two tabs and bo in one room, and somebody next door.
struct Scene {
    server: Server,
    env: Environment,
    /// Ada, her other tab, bo.
    clients: [Client; 3],
    next_door: Client,
    reaction: String,
}

impl Scene {
    async fn set(settings: &[&str]) -> Self {
        let (server, env) = Server::with_environment().await;
        if !settings.is_empty() {
            let command = [&["env", "set", "first"], settings].concat();
            let done = server.command(&command).await;
            assert!(done.status.success(), "{done:?}");
        }
        let mut clients = [
            Client::join(&server, &env, "ada", "/pricing", 1).await,
            Client::join(&server, &env, "ada", "/pricing", 1).await,
            Client::join(&server, &env, "bo", "/pricing", 1).await,
        ];
        for client in &mut clients {
            client.pending().await;
        }
        Self {
            next_door: Client::join(&server, &env, "ada", "/pricing/more", 1).await,
            server,
            env,
            clients,
            reaction: String::new(),
        }
    }

    async fn play(&mut self, row: Row) {
        let said = self.fill(&row.said);
        let (speaker, order) = match row.speaker {
            Speaker::Ada => (0, [0, 1, 2]),
            Speaker::Bo => (2, [2, 0, 1]),
        };
        self.clients[speaker].say(said.clone()).await;
        // Whoever spoke first, so that the room has heard it.
        for place in order {
            let mut heard = self.clients[place].pending().await;
            heard.retain(|message| message["type"] != "notification");
            let logged: Vec<Value> = heard
                .extract_if(.., |message| message["type"] == "activity:logged")
                .collect();
            let kinds: Vec<_> = logged.iter().map(|m| &m["activityLog"]["type"]).collect();
            let expected: Vec<&str> = row.logged.into_iter().collect();
            assert_eq!(kinds, expected, "{said}");
            let expected = row.heard[place].as_ref().map(|message| self.fill(message));
            let expected: Vec<Value> = expected.into_iter().collect();
            assert!(
                heard.len() == expected.len()
                    && heard.iter().zip(&expected).all(|(h, e)| fits(h, e)),
                "of {said}\nsocket {place} heard   {heard:?}\ninstead of {expected:?}"
            );
            if let Some(id) = heard.first().and_then(|m| m["reaction"]["id"].as_str()) {
                id.clone_into(&mut self.reaction);
            }
        }
        assert!(self.next_door.pending().await.is_empty(), "{said}");
    }

    /// Puts the last reaction's id where it is asked for.
    fn fill(&self, message: &Value) -> Value {
        let text = message.to_string().replace("$reaction", &self.reaction);
        serde_json::from_str(&text).expect("JSON")
    }
}

#[tokio::test]
async fn signals_reach_exactly_those_they_are_for() {
    let mut scene = Scene::set(&[]).await;
    for row in signals() {
        scene.play(row).await;
    }
}

#[tokio::test]
async fn writes_are_echoed_once_to_everybody_and_logged() {
    let mut scene = Scene::set(&[]).await;
    for row in writes() {
        scene.play(row).await;
    }
}

#[tokio::test]
async fn the_last_comment_takes_its_thread_along() {
    let mut scene = Scene::set(&[]).await;
    let [ada, _, bo] = &mut scene.clients;
    ada.say(
        json!({"type": "thread:create", "id": "t1", "body": "a", "mentions": [], "position": null}),
    )
    .await;
    let first = ada.hear("thread:created").await["thread"]["comments"][0]["id"].clone();
    ada.say(json!({"type": "comment:delete", "commentId": first}))
        .await;
    let gone = json!({"type": "thread:deleted", "threadId": "t1"});
    assert_eq!(bo.hear("thread:deleted").await, gone);
    let late = Client::join(&scene.server, &scene.env, "cy", "/pricing", 1).await;
    assert_eq!(late.hello["threads"], json!([]));
}

#[tokio::test]
async fn direct_messages_are_relayed_where_the_environment_allows_them() {
    let mut scene = Scene::set(&["allowP2P=true"]).await;
    let p2p = json!({"meshLimit": 6, "persistIntervalMs": 5000, "maxSharedObjects": 20});
    assert_eq!(scene.clients[0].hello["p2pConfig"], p2p);
    for row in direct() {
        scene.play(row).await;
    }
}

#[tokio::test]
async fn direct_messages_are_refused_elsewhere() {
    let mut scene = Scene::set(&[]).await;
    assert_eq!(scene.clients[0].hello["p2pConfig"], Value::Null);
    for row in direct() {
        let speaker = match row.speaker {
            Speaker::Ada => 0,
            Speaker::Bo => 2,
        };
        scene.clients[speaker].say(row.said.clone()).await;
        let refusal = scene.clients[speaker].hear("error").await;
        assert_eq!(refusal["code"], "feature_disabled", "{}", row.said);
        for client in &mut scene.clients {
            assert!(client.pending().await.is_empty(), "{}", row.said);
        }
    }
}

#[tokio::test]
async fn a_person_comes_and_goes_with_their_first_and_last_tab() {
    let mut scene = Scene::set(&[]).await;
    let [ada, tab, mut bo] = scene.clients;
    ada.leave().await;
    assert!(bo.pending().await.is_empty());
    tab.leave().await;
    let left = json!({"type": "presence:leave", "userId": "ada"});
    assert_eq!(bo.next().await, left);
    let _again = Client::join(&scene.server, &scene.env, "ada", "/pricing", 1).await;
    let join = json!({"type": "presence:join", "user": {
        "user": {"id": "ada", "name": "ada", "color": "*"},
        "status": "online", "deviceType": "desktop", "lastSeen": "*"}});
    let heard = bo.next().await;
    assert!(fits(&heard, &join), "{heard}");
    assert!(scene.next_door.pending().await.is_empty());
}
