//! SIGKILL at random moments while several people write: whatever was
//! acknowledged is there once, and a write that is said again under its
//! operation id has no second effect.

mod support;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};
use support::{Client, Server};
use tokio::sync::watch;

/// Somebody who writes comment after comment, keeps each until it is
/// acknowledged and says it again after every loss, as a client does.
struct Writer {
    name: String,
    next: usize,
    unanswered: VecDeque<Value>,
    acknowledged: BTreeMap<String, u64>,
}

impl Writer {
    fn new(number: usize) -> Self {
        Self {
            name: format!("w{number}"),
            next: 0,
            unanswered: VecDeque::new(),
            acknowledged: BTreeMap::new(),
        }
    }

    /// Writes until the server is gone or, when it is to be the last time,
    /// until everything is acknowledged.
    async fn write(&mut self, mut client: Client, acks: &watch::Sender<usize>, last: bool) {
        for message in self.unanswered.clone() {
            if client.try_say(message).await.is_none() {
                return;
            }
        }
        loop {
            if last && self.unanswered.is_empty() {
                return;
            }
            while !last && self.unanswered.len() < UNDER_WAY {
                let id = format!("{}-{}", self.name, self.next);
                self.next += 1;
                let message = json!({"type": "comment:create", "threadId": "t", "id": id, "body": "x", "mentions": [], "opId": id});
                self.unanswered.push_back(message.clone());
                if client.try_say(message).await.is_none() {
                    return;
                }
            }
            let Some(message) = client.try_next().await else {
                return;
            };
            assert_ne!(message["type"], "error", "{message}");
            if message["type"] == "ack" {
                let first = self
                    .unanswered
                    .pop_front()
                    .expect("a write that was answered");
                assert_eq!(message["opId"], first["opId"]);
                let id = first["id"].as_str().expect("an id").to_owned();
                self.acknowledged
                    .insert(id, message["seq"].as_u64().expect("a place"));
                acks.send_modify(|count| *count += 1);
            }
        }
    }
}

#[tokio::test]
async fn acknowledged_writes_are_found_once_however_often_the_power_fails() {
    let (mut server, env) = Server::with_environment().await;
    let mut first = Client::join(&server, &env, "w0", "/r", 2).await;
    first
        .say(json!({"type": "thread:create", "id": "t", "body": "start", "opId": "t"}))
        .await;
    first.hear("ack").await;
    first.leave().await;
    let mut writers: Vec<Writer> = (0..WRITERS).map(Writer::new).collect();
    // Kills come after so many acknowledgements: what is under way then, and
    // how far, is left to chance.
    for kill_after in [1, 23, 50, 7, 90] {
        let (acks, mut count) = watch::channel(0);
        let (running, acks) = (&server, &acks);
        let mut clients = vec![];
        for writer in &writers {
            clients.push(Client::join(running, &env, &writer.name, "/r", 2).await);
        }
        let pairs = writers.iter_mut().zip(clients);
        let all = pairs.map(|(writer, client)| writer.write(client, acks, false));
        let all = futures_util::future::join_all(all);
        let kill = async {
            count
                .wait_for(|count| *count >= kill_after)
                .await
                .expect("writers");
            running.signal_kill().await;
        };
        tokio::join!(all, kill);
        server.kill().await;
        server.run().await;
    }
    let (acks, _count) = watch::channel(0);
    for writer in &mut writers {
        let client = Client::join(&server, &env, &writer.name, "/r", 2).await;
        writer.write(client, &acks, true).await;
    }

    let reader = Client::join(&server, &env, "reader", "/r", 2).await;
    let comments = reader.hello["threads"][0]["comments"]
        .as_array()
        .expect("a list");
    let kept: Vec<&str> = comments.iter().filter_map(|c| c["id"].as_str()).collect();
    let distinct: BTreeSet<&str> = kept.iter().copied().collect();
    assert_eq!(kept.len(), distinct.len(), "a comment is there twice");
    let mut places = BTreeSet::new();
    for writer in &writers {
        assert_eq!(writer.acknowledged.len(), writer.next, "{}", writer.name);
        for (id, place) in &writer.acknowledged {
            assert!(distinct.contains(id.as_str()), "{id} is gone");
            assert!(places.insert(*place), "two writes have the place {place}");
        }
    }
    assert_eq!(kept.len(), 1 + places.len());
    let head = reader.hello["seq"].as_u64().expect("a place");
    assert_eq!(
        head,
        2 * kept.len() as u64,
        "the sequence has a gap or a double"
    );
}

const WRITERS: usize = 6;
const UNDER_WAY: usize = 16;
