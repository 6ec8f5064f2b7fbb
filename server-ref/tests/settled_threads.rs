//! Settled threads: version 2 gets them in pages, version 1 at once.

mod support;

use serde_json::{Value, json};
use support::{Client, Server};

async fn write(client: &mut Client, id: &str, mut message: Value) {
    message["opId"] = json!(id);
    client.say(message).await;
    client.hear("ack").await;
}

fn ids(threads: &Value) -> Vec<&str> {
    let threads = threads.as_array().expect("a list").iter();
    let ids = threads.map(|one| one["id"].as_str().expect("an id"));
    ids.collect()
}

#[tokio::test]
async fn settled_threads_come_in_pages_to_version_2_and_at_once_to_version_1() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    assert!(ada.hello.get("nextCursor").is_none());
    for n in 0..5 {
        let id = format!("t{n}");
        let thread = json!({"type": "thread:create", "id": id, "body": "hi", "mentions": [], "position": null});
        write(&mut ada, &format!("{id}-create"), thread).await;
        if n > 0 {
            let settled = json!({"type": "thread:resolve", "threadId": id, "resolved": true});
            write(&mut ada, &format!("{id}-resolve"), settled).await;
        }
    }
    let old = Client::join(&server, &env, "cy", "/r", 1).await;
    assert_eq!(ids(&old.hello["threads"]).len(), 5);

    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    assert_eq!(ids(&bo.hello["threads"]), ["t0"]);
    let mut cursor = bo.hello["nextCursor"].clone();
    let mut found = vec![];
    while cursor.is_string() {
        bo.say(json!({"type": "threads:list", "cursor": cursor, "limit": 3}))
            .await;
        let page = bo.hear("threads:page").await;
        found.extend(ids(&page["threads"]).into_iter().map(str::to_owned));
        cursor = page["nextCursor"].clone();
    }
    // It changed a moment ago, so it may come again; clients pass over it.
    found.retain(|id| id != "t0");
    assert_eq!(found, ["t4", "t3", "t2", "t1"]);
    bo.say(json!({"type": "threads:list", "cursor": "nonsense"}))
        .await;
    assert_eq!(bo.hear("error").await["code"], "invalid_field");
}
