//! The SDK against the server's own description: what a backend may ask has a
//! method here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::collections::BTreeSet;

use crate::support::{Loopback, Reply, ada};
use pulse_sdk::Method;
use pulse_sdk::rest::{CommentRequest, CommentsOf, ThreadRequest, UploadRequest};
use pulse_sdk::test_server::TestServer;
use serde_json::Value;

/// Method and address, with `{}` for each id.
type Operation = (String, String);

/// What the server says a secret key may do.
async fn offered() -> BTreeSet<Operation> {
    let server = TestServer::start().await.unwrap();
    let segments = ["api", "v1", "openapi.json"];
    let answer = server.pulse().raw(Method::Get, segments).send().await;
    let document: Value = answer.unwrap().json().unwrap();
    let general = &document["security"];
    let mut offered = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let own = operation.get("security").unwrap_or(general);
            let ways = own.as_array().unwrap().iter();
            if ways.clone().any(|way| way.get("secretKey").is_some()) {
                let path = path
                    .split('/')
                    .map(|segment| match segment.strip_prefix('{') {
                        Some(_) => "{}",
                        None => segment,
                    });
                let path: Vec<_> = path.collect();
                offered.insert((method.to_uppercase(), path.join("/")));
            }
        }
    }
    offered
}

/// What the SDK asks when each of its methods is called.
async fn asked() -> BTreeSet<Operation> {
    let server = Loopback::answering(Reply::html(500)).await;
    let pulse = server.pulse();
    let id = "ID";
    drop(pulse.mint_token(ada()).await);
    drop(pulse.rooms().list().all().await);
    let room = pulse.room(id);
    drop(room.get().await);
    drop(room.clear_metadata().await);
    drop(room.presence().await);
    drop(room.export().await);
    let threads = pulse.threads(id);
    drop(threads.list().all().await);
    drop(threads.create(ThreadRequest::new("u", "hi")).await);
    let thread = pulse.thread(id);
    drop(thread.get().await);
    drop(thread.resolve().await);
    drop(thread.delete().await);
    let comments = pulse.comments(id);
    drop(comments.list().all().await);
    drop(comments.create(CommentRequest::new("u", "hi")).await);
    let comment = pulse.comment(id);
    drop(comment.edit("ho").await);
    drop(comment.delete().await);
    drop(pulse.reactions(id).add("u", "👍").await);
    drop(pulse.reaction(id).remove().await);
    drop(pulse.uploads().create(UploadRequest::new("u", *b"x")).await);
    drop(pulse.users().list().all().await);
    drop(pulse.users().erase(id, CommentsOf::Kept).await);

    let operation = |seen: crate::support::Seen| {
        let path = seen.path.replace(id, "{}");
        (seen.method.to_string(), path)
    };
    server.seen().into_iter().map(operation).collect()
}

#[tokio::test]
async fn every_endpoint_for_backends_has_a_method_and_every_method_an_endpoint() {
    assert_eq!(asked().await, offered().await);
}
