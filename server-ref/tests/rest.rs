//! Threads, comments and reactions over real HTTP, with a socket listening in
//! the room.

mod support;

use serde_json::{Value, json};
use support::{Client, Host, keys, text};

#[tokio::test]
async fn a_thread_lives_from_post_to_delete_before_the_eyes_of_a_room() {
    host!(host, env);
    let mut seen = Client::join(host.server, &env, "bo", "/r", 2).await;
    let position = json!({"x": 0.5, "y": 0.25, "selector": "#hero", "own": [1]});
    let request = json!({"userId": "ada", "body": "hi", "mentions": ["bo"], "position": position});
    let made = host.post("/rooms/%2Fr/threads", request).await;
    let thread = &made["thread"];
    let fields = [
        "comments",
        "createdAt",
        "id",
        "position",
        "resolved",
        "roomId",
    ];
    assert_eq!(keys(thread), fields);
    assert_eq!(
        (&thread["position"], &thread["roomId"]),
        (&position, &json!("/r"))
    );
    let comment = &thread["comments"][0];
    let fields = [
        "body",
        "createdAt",
        "editedAt",
        "id",
        "mentions",
        "threadId",
        "userId",
    ];
    assert_eq!(keys(comment), fields);
    let event = seen.hear("thread:created").await;
    assert_eq!(event["thread"]["comments"][0]["id"], comment["id"]);
    assert_eq!(
        seen.hear("notification").await["notification"]["type"],
        "comment:mention"
    );

    let (thread_path, id) = (format!("/threads/{}", text(&thread["id"])), &thread["id"]);
    let reply = json!({"userId": "bo", "body": "yes"});
    let reply = host.post(&format!("{thread_path}/comments"), reply).await["comment"].clone();
    assert_eq!(seen.hear("comment:created").await["comment"]["body"], "yes");
    let reply_path = format!("/comments/{}", text(&reply["id"]));
    let (status, edited) = host
        .ask("PATCH", &reply_path, Some(json!({"body": "yes!"})))
        .await;
    assert_eq!((status, &edited["comment"]["body"]), (200, &json!("yes!")));
    assert!(edited["comment"]["editedAt"].is_string() && reply["editedAt"].is_null());
    assert_eq!(seen.hear("comment:edited").await["comment"]["body"], "yes!");

    let react = json!({"userId": "ada", "emoji": "🎉"});
    let path = format!("{reply_path}/reactions");
    let reaction = host.post(&path, react.clone()).await["reaction"].clone();
    let fields = [
        "createdAt",
        "emoji",
        "id",
        "targetId",
        "targetType",
        "userId",
    ];
    assert_eq!(
        (keys(&reaction), &reaction["targetType"]),
        (fields.to_vec(), &json!("comment"))
    );
    assert_eq!(
        seen.hear("reaction:added").await["reaction"]["id"],
        reaction["id"]
    );
    // One for each person and emoji: the same again is the same.
    assert_eq!(host.post(&path, react).await["reaction"], reaction);
    let path = format!("/reactions/{}", text(&reaction["id"]));
    let deleted = host.ask("DELETE", &path, None).await;
    assert_eq!(deleted, (200, json!({"deleted": true})));
    assert_eq!(
        seen.hear("reaction:removed").await["reactionId"],
        reaction["id"]
    );

    let (status, answer) = host
        .ask("PATCH", &thread_path, Some(json!({"resolved": true})))
        .await;
    assert_eq!((status, &answer["thread"]["resolved"]), (200, &json!(true)));
    assert_eq!(seen.hear("thread:resolved").await["threadId"], *id);
    assert_eq!(
        seen.hear("activity:logged").await["activityLog"]["userId"],
        Value::Null
    );

    let whole = host.get(&thread_path).await;
    assert_eq!(whole["thread"]["position"], position);
    assert_eq!(whole["comments"].as_array().unwrap().len(), 2);
    let deleted = host.ask("DELETE", &reply_path, None).await;
    assert_eq!(deleted, (200, json!({"deleted": true})));
    seen.hear("comment:deleted").await;
    let listed = host.get(&format!("{thread_path}/comments")).await;
    assert_eq!(listed["items"], json!([comment]));
    assert_eq!(host.ask("DELETE", &thread_path, None).await.0, 200);
    assert_eq!(seen.hear("thread:deleted").await["threadId"], *id);
    assert_eq!(host.ask("GET", &thread_path, None).await.0, 404);
}

#[tokio::test]
async fn the_last_comment_takes_its_thread_along() {
    host!(host, env);
    let mut seen = Client::join(host.server, &env, "bo", "/r", 1).await;
    let thread = host.thread("only").await;
    let path = format!("/comments/{}", text(&thread["comments"][0]["id"]));
    assert_eq!(host.ask("DELETE", &path, None).await.0, 200);
    assert_eq!(seen.hear("thread:deleted").await["threadId"], thread["id"]);
}

#[tokio::test]
async fn lists_come_whole_or_in_pages_and_threads_by_filter() {
    host!(host, env);
    let mut made = vec![];
    for n in 0..5 {
        made.push(host.thread(&format!("{n}")).await);
    }
    let all = host.get("/rooms/%2Fr/threads").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 5);
    assert!(all.get("nextCursor").is_none());
    let row = &all["items"][0];
    let fields = [
        "createdAt",
        "id",
        "positionX",
        "positionY",
        "resolved",
        "roomId",
        "updatedAt",
    ];
    assert_eq!(
        (keys(row), &row["positionX"]),
        (fields.to_vec(), &Value::Null)
    );

    let mut seen = vec![];
    let mut path = "/rooms/%2Fr/threads?limit=2".to_owned();
    loop {
        let page = host.get(&path).await;
        assert!(page["items"].as_array().unwrap().len() <= 2);
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page.get("nextCursor") else {
            break;
        };
        path = format!("/rooms/%2Fr/threads?limit=2&cursor={}", text(cursor));
    }
    assert_eq!(json!(seen), all["items"]);

    let thread = format!("/threads/{}", text(&made[1]["id"]));
    let (_, changed) = host
        .ask("PATCH", &thread, Some(json!({"resolved": true})))
        .await;
    let resolved = host.get("/rooms/%2Fr/threads?resolved=true").await;
    assert_eq!(resolved["items"][0]["id"], made[1]["id"]);
    assert_eq!(resolved["items"].as_array().unwrap().len(), 1);
    let open = host.get("/rooms/%2Fr/threads?resolved=false").await;
    assert_eq!(open["items"].as_array().unwrap().len(), 4);
    let since = text(&changed["thread"]["updatedAt"]);
    let changed = host
        .get(&format!("/rooms/%2Fr/threads?since={since}"))
        .await;
    assert!(
        changed["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|t| t["id"] == made[1]["id"])
    );
    for path in [
        "/users?limit=1",
        "/rooms?limit=1",
        &format!("{thread}/comments?limit=1"),
    ] {
        assert_eq!(
            host.get(path).await["items"].as_array().unwrap().len(),
            1,
            "{path}"
        );
    }
    for wrong in [
        "limit=0",
        "limit=1001",
        "limit=x",
        "cursor=x",
        "resolved=maybe",
        "since=now",
    ] {
        let (status, answer) = host
            .ask("GET", &format!("/rooms/%2Fr/threads?{wrong}"), None)
            .await;
        assert_eq!(
            (status, &answer["code"]),
            (400, &json!("invalid_field")),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_request_that_comes_twice_has_one_effect_and_one_answer() {
    host!(host, env);
    let mut seen = Client::join(host.server, &env, "bo", "/r", 2).await;
    let path = "/rooms/%2Fr/threads";
    let request = Some(json!({"userId": "ada", "body": "once"}));
    let first = host
        .ask_keyed("POST", path, request.clone(), Some("k1"))
        .await;
    let again = host.ask_keyed("POST", path, request, Some("k1")).await;
    assert_eq!((first.0, &first), (201, &again));
    let other = Some(json!({"userId": "ada", "body": "twice"}));
    let (status, answer) = host.ask_keyed("POST", path, other, Some("k1")).await;
    assert_eq!((status, &answer["code"]), (409, &json!("conflict")));
    let heard = seen.pending().await;
    let threads = heard.iter().filter(|m| m["type"] == "thread:created");
    assert_eq!(threads.count(), 1);

    let thread = &first.1["thread"];
    let replies = format!("/threads/{}/comments", text(&thread["id"]));
    let request = Some(json!({"userId": "bo", "body": "once too"}));
    let reply = host.ask_keyed("POST", &replies, request.clone(), Some("k3"));
    let reply = reply.await;
    let again = host.ask_keyed("POST", &replies, request, Some("k3")).await;
    assert_eq!((reply.0, &reply), (201, &again));
    let listed = host.get(&replies).await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);

    let comment = format!("/comments/{}/reactions", text(&thread["comments"][0]["id"]));
    let request = Some(json!({"userId": "bo", "emoji": "👍"}));
    let first = host
        .ask_keyed("POST", &comment, request.clone(), Some("k2"))
        .await;
    assert_eq!(
        first,
        host.ask_keyed("POST", &comment, request, Some("k2")).await
    );
    let long = "k".repeat(256);
    let request = Some(json!({"userId": "bo", "emoji": "👍"}));
    assert_eq!(
        host.ask_keyed("POST", &comment, request, Some(&long))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_by_status_code_and_field() {
    host!(host, env);
    let other = host.server.create_environment("second").await;
    let thread = host.thread("hi").await;
    let (id, comment) = (text(&thread["id"]), text(&thread["comments"][0]["id"]));
    let stranger = Host {
        server: host.server,
        environment: &other,
    };
    for (method, path) in [
        ("GET", format!("/threads/{id}")),
        ("GET", format!("/threads/{id}/comments")),
        ("DELETE", format!("/threads/{id}")),
        ("DELETE", format!("/comments/{comment}")),
        ("GET", "/rooms/%2Fr".to_owned()),
        ("GET", "/rooms/%2Fr/threads".to_owned()),
        ("GET", "/rooms/%2Fr/presence".to_owned()),
        ("GET", "/rooms/%2Fr/export".to_owned()),
        ("DELETE", "/reactions/nope".to_owned()),
        ("GET", "/nowhere".to_owned()),
    ] {
        let (status, answer) = stranger.ask(method, &path, None).await;
        assert_eq!(
            (status, &answer["code"]),
            (404, &json!("not_found")),
            "{method} {path}"
        );
    }
    let threads = "/rooms/%2Fr/threads";
    let comments = format!("/threads/{id}/comments");
    let reactions = format!("/comments/{comment}/reactions");
    let long = "x".repeat(10_001);
    let cases = [
        (
            "POST",
            threads,
            json!({"userId": "cy", "body": "x"}),
            404,
            "unknown_user",
            "cy",
        ),
        (
            "POST",
            threads,
            json!({"userId": "ada"}),
            400,
            "invalid_field",
            "body",
        ),
        (
            "POST",
            threads,
            json!({"userId": "ada", "body": " "}),
            400,
            "invalid_field",
            "body",
        ),
        (
            "POST",
            threads,
            json!({"userId": "ada", "body": long}),
            413,
            "too_large",
            "10000",
        ),
        (
            "POST",
            threads,
            json!({"userId": "ada", "body": "x", "position": {"x": "left"}}),
            400,
            "invalid_field",
            "position",
        ),
        (
            "POST",
            threads,
            json!({"userId": "ada", "body": "x", "mentions": "bo"}),
            400,
            "invalid_field",
            "mentions",
        ),
        (
            "POST",
            &comments,
            json!({"userId": "cy", "body": "x"}),
            404,
            "unknown_user",
            "cy",
        ),
        (
            "POST",
            &comments,
            json!({"body": "x"}),
            400,
            "invalid_field",
            "userId",
        ),
        (
            "POST",
            &reactions,
            json!({"userId": "ada", "emoji": ""}),
            400,
            "invalid_field",
            "emoji",
        ),
        (
            "POST",
            "/threads/nope/comments",
            json!({"userId": "ada", "body": "x"}),
            404,
            "not_found",
            "thread",
        ),
        (
            "POST",
            "/comments/nope/reactions",
            json!({"userId": "ada", "emoji": "x"}),
            404,
            "not_found",
            "comment",
        ),
        (
            "PATCH",
            "/threads/nope",
            json!({"resolved": true}),
            404,
            "not_found",
            "thread",
        ),
        (
            "PATCH",
            "/rooms/nope",
            json!({"metadata": null}),
            404,
            "not_found",
            "room",
        ),
        (
            "PATCH",
            "/rooms/%2Fr",
            json!({"metadata": 7}),
            400,
            "invalid_field",
            "metadata",
        ),
        (
            "PUT",
            "/rooms/%2Fr",
            json!({}),
            405,
            "method_not_allowed",
            "method",
        ),
    ];
    for (method, path, body, status, code, words) in cases {
        let (found, answer) = host.ask(method, path, Some(body)).await;
        assert_eq!(
            (found, &answer["code"]),
            (status, &json!(code)),
            "{method} {path}: {answer}"
        );
        assert!(text(&answer["error"]).contains(words), "{answer}");
    }
    let url = host.server.http_url("/api/v1/rooms");
    let answer = host.server.http().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    host.server
        .command(&["env", "set", "first", "allowReactions=false"])
        .await;
    let refused = host
        .ask(
            "POST",
            &reactions,
            Some(json!({"userId": "ada", "emoji": "x"})),
        )
        .await;
    assert_eq!(
        (refused.0, &refused.1["code"]),
        (403, &json!("feature_disabled"))
    );
}
