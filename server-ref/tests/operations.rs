//! What an operator watches: readiness and metrics.

mod support;

use serde_json::{Value, json};
use support::{Client, Server};

async fn metrics(server: &Server) -> String {
    let answer = server.http().get(server.http_url("/metrics")).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].to_str().expect("text");
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    answer.text().await.expect("text")
}

fn value(metrics: &str, name: &str) -> f64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name));
    line.map_or(0.0, |value| value.trim().parse().expect("a number"))
}

#[tokio::test]
async fn a_server_that_can_work_is_ready() {
    let server = Server::start().await;
    let answer = server.http().get(server.http_url("/readyz")).send().await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.json::<Value>().await.unwrap()["status"], "ready");
}

#[tokio::test]
async fn metrics_tell_what_happens_and_name_nobody() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada-the-first", "/secret-room", 2).await;
    let mut bo = Client::join(&server, &env, "bo", "/secret-room", 1).await;
    ada.say(json!({"type": "thread:create", "opId": "o1", "id": "t1", "body": "hush", "mentions": [], "position": null}))
        .await;
    ada.hear("ack").await;
    bo.hear("thread:created").await;
    ada.say(json!({"type": "comment:delete", "opId": "o2", "commentId": "nothing"}))
        .await;
    ada.hear("error").await;
    ada.say_text("nonsense").await;
    ada.hear("error").await;
    let (status, _) = server
        .ask_token("sk_wrong", json!({"userId": "u", "name": "U"}))
        .await;
    assert_eq!(status, 401);

    let text = metrics(&server).await;
    for (name, wanted) in [
        ("pulse_sockets ", 2.0),
        ("pulse_connections{version=\"1\"} ", 1.0),
        ("pulse_connections{version=\"2\"} ", 1.0),
        ("pulse_rooms ", 1.0),
        ("pulse_messages_received_total{class=\"auth\"} ", 2.0),
        ("pulse_messages_received_total{class=\"write\"} ", 2.0),
        ("pulse_messages_received_total{class=\"unreadable\"} ", 1.0),
        ("pulse_write_seconds_count ", 2.0),
        (
            "pulse_rejected_total{way=\"socket\",code=\"not_found\"} ",
            1.0,
        ),
        (
            "pulse_rejected_total{way=\"socket\",code=\"bad_message\"} ",
            1.0,
        ),
        (
            "pulse_rejected_total{way=\"http\",code=\"invalid_key\"} ",
            1.0,
        ),
    ] {
        let found = value(&text, name);
        assert!((found - wanted).abs() < 0.5, "{name}{found}\n{text}");
    }
    assert!(value(&text, "pulse_frames_sent_total{lane=\"reliable\"} ") >= 6.0);
    for secret in ["ada-the-first", "secret-room", "hush", &env.id] {
        assert!(!text.contains(secret), "{secret}");
    }

    ada.leave().await;
    bo.leave().await;
    while value(&metrics(&server).await, "pulse_sockets ") > 0.5 {
        tokio::task::yield_now().await;
    }
}
