//! What was acknowledged is kept, whatever happens to the process.

mod support;

use std::collections::BTreeSet;

use serde_json::json;
use support::{Client, Server};

#[tokio::test]
async fn every_acknowledged_write_survives_sigkill_once() {
    let (mut server, env) = Server::with_environment().await;
    let mut first = Client::join(&server, &env, "w0", "/r", 2).await;
    first
        .say(json!({"type": "thread:create", "id": "t", "body": "start", "opId": "t"}))
        .await;
    first.hear("ack").await;
    let mut writers = vec![];
    for n in 0..8 {
        writers.push(Client::join(&server, &env, &format!("w{n}"), "/r", 2).await);
    }
    // All of them write while the process is killed in the middle of it.
    let mut said = BTreeSet::new();
    for (n, writer) in writers.iter_mut().enumerate() {
        for k in 0..25 {
            let id = format!("c-{n}-{k}");
            writer.say(json!({"type": "comment:create", "threadId": "t", "id": id, "body": "x", "opId": id})).await;
            said.insert(id);
        }
    }
    let mut acknowledged = BTreeSet::new();
    for _ in 0..10 {
        let ack = writers[0].hear("ack").await;
        acknowledged.insert(ack["opId"].as_str().unwrap().to_owned());
    }
    server.kill().await;
    for writer in writers {
        let acks = writer
            .closed()
            .await
            .before
            .into_iter()
            .filter(|m| m["type"] == "ack");
        acknowledged.extend(acks.map(|ack| ack["opId"].as_str().unwrap().to_owned()));
    }
    server.run().await;

    let mut reader = Client::join(&server, &env, "reader", "/r", 2).await;
    let comments = reader.hello["threads"][0]["comments"].as_array().unwrap();
    let kept: Vec<&str> = comments.iter().filter_map(|c| c["id"].as_str()).collect();
    let distinct: BTreeSet<&str> = kept.iter().copied().collect();
    assert_eq!(kept.len(), distinct.len(), "a comment is there twice");
    for id in &acknowledged {
        assert!(
            distinct.contains(id.as_str()),
            "{id} was acknowledged and is gone"
        );
    }
    let head = reader.hello["seq"].as_u64().unwrap();
    assert_eq!(head as usize, 2 * kept.len(), "the sequence has a gap");

    // Everything is said again: what was kept has no second effect.
    let mut again = Client::join(&server, &env, "w0", "/r", 2).await;
    for id in said.iter().filter(|id| id.starts_with("c-0-")) {
        again.say(json!({"type": "comment:create", "threadId": "t", "id": id, "body": "x", "opId": id})).await;
        again.hear("ack").await;
    }
    reader.pending().await;
    let reader = Client::join(&server, &env, "reader", "/r", 1).await;
    let comments = reader.hello["threads"][0]["comments"].as_array().unwrap();
    let own = comments
        .iter()
        .filter(|c| c["id"].as_str().unwrap().starts_with("c-0-"));
    assert_eq!(own.count(), 25);
}
