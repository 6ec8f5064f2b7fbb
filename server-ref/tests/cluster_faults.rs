//! What nodes survive: their own end, that of their services, cuts, slowness
//! and clocks that go wrong. Nothing that was acknowledged is lost or doubled,
//! and in the end everybody sees the same.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use pulse_services::Nats;
use serde_json::{Value, json};
use support::balancer::Balancer;
use support::cluster::{Cluster, Proxy, until_present, view};
use support::{Client, Environment, Program, Server, auth};
use tokio::time::{Instant, sleep, timeout};

/// What the longest of these takes, and some for a busy machine.
const IN_TIME: Duration = Duration::from_secs(30);
/// The first step of a client's.
const BACKOFF: Duration = Duration::from_millis(500);

fn thread(id: &str) -> Value {
    json!({"type": "thread:create", "id": id, "commentId": format!("{id}-c"), "body": id, "opId": id})
}

fn reply(id: &str) -> Value {
    json!({"type": "comment:create", "threadId": "t", "id": id, "body": id, "opId": id})
}

async fn in_time(client: &mut Client, kind: &str) -> Value {
    let heard = timeout(IN_TIME, client.hear(kind)).await;
    heard.unwrap_or_else(|_| panic!("no {kind} in time"))
}

/// Writes, and waits for the answer.
async fn kept(client: &mut Client, message: Value) -> Value {
    let op_id = message["opId"].clone();
    client.say(message).await;
    loop {
        let ack = in_time(client, "ack").await;
        if ack["opId"] == op_id {
            return ack;
        }
    }
}

fn comment_ids(threads: &Value) -> Vec<String> {
    let comments = threads[0]["comments"].as_array().unwrap();
    let ids = comments
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned());
    ids.collect()
}

#[tokio::test]
async fn a_killed_node_is_missed_within_ten_seconds() {
    let (_cluster, mut nodes, env) = Cluster::with_nodes(2).await;
    let mut ada = Client::join(&nodes[0], &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&nodes[1], &env, "bo", "/r", 2).await;
    in_time(&mut ada, "presence:join").await;
    kept(&mut bo, thread("t")).await;
    let killed = Instant::now();
    nodes[1].kill().await;
    assert_eq!(in_time(&mut ada, "presence:leave").await["userId"], "bo");
    let silence = killed.elapsed();
    assert!(silence < Duration::from_secs(10), "{silence:?}");
    until_present(&nodes[0], &env, "/r", &["ada"]).await;
    // Who was there goes on elsewhere.
    let mut again = Client::join(&nodes[0], &env, "bo", "/r", 2).await;
    kept(&mut again, reply("c")).await;
    assert_eq!(
        in_time(&mut ada, "comment:created").await["comment"]["id"],
        "c"
    );
}

#[tokio::test]
async fn without_its_bus_a_node_serves_its_own_and_catches_up_afterwards() {
    let (mut cluster, nodes, env) = Cluster::with_nodes(2).await;
    let mut ada = Client::join(&nodes[0], &env, "ada", "/r", 2).await;
    let mut near = Client::join(&nodes[0], &env, "near", "/r", 2).await;
    let mut far = Client::join(&nodes[1], &env, "far", "/r", 2).await;
    kept(&mut ada, thread("t")).await;
    in_time(&mut far, "thread:created").await;
    until_present(&nodes[0], &env, "/r", &["ada", "far", "near"]).await;

    cluster.nats.kill().unwrap();
    kept(&mut ada, reply("c1")).await;
    assert_eq!(
        in_time(&mut near, "comment:created").await["comment"]["id"],
        "c1"
    );
    kept(&mut far, reply("c2")).await;
    ada.say(json!({"type": "cursor:move", "position": {"x": 1}}))
        .await;
    in_time(&mut near, "cursor:batch").await;
    until_present(&nodes[1], &env, "/r", &["far"]).await;

    cluster.nats.start_again().unwrap();
    // What was written elsewhere comes by itself. The writer there has read what it
    // had missed before its own.
    while in_time(&mut near, "comment:created").await["comment"]["id"] != "c2" {}
    kept(&mut ada, reply("c3")).await;
    while in_time(&mut far, "comment:created").await["comment"]["id"] != "c3" {}
    let (one, other) = (
        view(&nodes[0], &env, "/r").await,
        view(&nodes[1], &env, "/r").await,
    );
    assert_eq!(one, other);
    assert_eq!(comment_ids(&one.1), ["t-c", "c1", "c2", "c3"]);
    until_present(&nodes[0], &env, "/r", &["ada", "far", "near"]).await;
    until_present(&nodes[1], &env, "/r", &["ada", "far", "near"]).await;
}

#[tokio::test]
async fn a_bus_that_is_cut_for_twenty_seconds_loses_nothing() {
    let cluster = Cluster::start();
    let proxy = Proxy::to(cluster.nats.port()).await;
    let one = cluster.node(&[]).await;
    let other = cluster
        .node(&[("PULSE_BUS", &Nats::url_at(proxy.port))])
        .await;
    let env = one.create_environment("first").await;
    let mut ada = Client::join(&one, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&other, &env, "bo", "/r", 2).await;
    kept(&mut ada, thread("t")).await;
    in_time(&mut bo, "thread:created").await;

    proxy.cut();
    let cut = Instant::now();
    let mut count = 0;
    while cut.elapsed() < Duration::from_secs(20) {
        kept(&mut ada, reply(&format!("a{count}"))).await;
        kept(&mut bo, reply(&format!("b{count}"))).await;
        count += 1;
        sleep(Duration::from_millis(200)).await;
    }
    // A mention is told, though nobody heard it when it was made.
    let mut mention = reply("mention");
    mention["mentions"] = json!(["bo"]);
    kept(&mut ada, mention).await;
    proxy.heal();

    // They have the same again, on the sockets they had.
    bo.say(reply("last")).await;
    let (mut has_last, mut is_told) = (false, false);
    while !(has_last && is_told) {
        let heard = timeout(IN_TIME, bo.next()).await.expect("both in time");
        has_last |= heard["comment"]["id"] == "last";
        is_told |= heard["notification"]["commentId"] == "mention";
    }
    while in_time(&mut ada, "comment:created").await["comment"]["id"] != "last" {}
    let (one_view, other_view) = (view(&one, &env, "/r").await, view(&other, &env, "/r").await);
    assert_eq!(one_view, other_view);
    assert_eq!(comment_ids(&one_view.1).len(), 2 * count + 3);
}

#[tokio::test]
async fn writes_wait_for_a_database_that_was_killed() {
    let (mut cluster, nodes, env) = Cluster::with_nodes(2).await;
    let mut ada = Client::join(&nodes[0], &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&nodes[1], &env, "bo", "/r", 2).await;
    kept(&mut ada, thread("t")).await;
    let said: BTreeSet<String> = (0..20).map(|count| format!("c{count}")).collect();
    for id in &said {
        ada.say(reply(id)).await;
    }
    cluster.postgres.kill().unwrap();
    until_ready(&nodes[0], 503).await;
    cluster.postgres.start_again().unwrap();
    let mut acknowledged = BTreeSet::new();
    while acknowledged.len() < said.len() {
        let heard = timeout(IN_TIME, ada.next())
            .await
            .expect("an answer in time");
        let Some(id) = heard["opId"].as_str().map(str::to_owned) else {
            continue;
        };
        if heard["type"] == "ack" {
            acknowledged.insert(id);
        } else if heard["type"] == "error" {
            // A database that is away for longer is said to be, and the client's
            // engine says it again.
            assert_eq!(heard["retryable"], true, "{heard}");
            ada.say(reply(&id)).await;
        }
    }
    until_ready(&nodes[0], 200).await;
    kept(&mut bo, reply("after")).await;
    let (one, other) = (
        view(&nodes[0], &env, "/r").await,
        view(&nodes[1], &env, "/r").await,
    );
    assert_eq!(one, other);
    let ids = comment_ids(&one.1);
    assert_eq!(ids.len(), said.len() + 2, "{ids:?}");
    assert!(said.iter().all(|id| ids.contains(id)), "{ids:?}");
}

#[tokio::test]
async fn sessions_that_are_ended_while_the_bus_is_cut_end_everywhere_afterwards() {
    let (mut cluster, nodes, env) = Cluster::with_nodes(2).await;
    let program = Program::of_an_admin(&nodes[0]).await;
    let near = Client::join(&nodes[0], &env, "bo", "/r", 2).await;
    let far = Client::join(&nodes[1], &env, "bo", "/r", 2).await;
    let mut other = Client::join(&nodes[1], &env, "cy", "/r", 2).await;
    cluster.nats.kill().unwrap();
    let path = format!("/environments/{}/users/bo/sessions", env.id);
    let (status, answer) = program.ask("DELETE", &path, None).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(near.closed().await.code, Some(4401));
    cluster.nats.start_again().unwrap();
    let closed = timeout(IN_TIME, far.closed()).await.expect("its end");
    assert_eq!(closed.code, Some(4401));
    // Whoever else was there stays.
    kept(&mut other, thread("t")).await;
}

const WRITES: &str = "pulse_messages_received_total{class=\"write\"}";

/// What somebody did during a rolling restart.
#[derive(Default)]
struct Shift {
    acknowledged: BTreeSet<String>,
    returns: u32,
    most_refused: u32,
    told_to_wait_ms: BTreeSet<u64>,
}

/// Writes on, comes back whenever the socket ends, and says again what was not
/// answered, as the client's engine does; until it is over.
async fn work(front: &Server, hello: Value, user: &str, over: &AtomicBool) -> Shift {
    let mut shift = Shift::default();
    let (mut count, mut refused) = (0, 0);
    let mut unanswered: Option<String> = None;
    loop {
        let Some(mut client) = Client::try_with_auth(front, hello.clone()).await else {
            refused += 1;
            shift.most_refused = shift.most_refused.max(refused);
            sleep(BACKOFF).await;
            continue;
        };
        refused = 0;
        loop {
            if unanswered.is_none() && over.load(Ordering::Relaxed) {
                return shift;
            }
            let id = unanswered.get_or_insert_with(|| {
                count += 1;
                format!("{user}-{count}")
            });
            if client.try_say(reply(id)).await.is_none() {
                break;
            }
            let mut heard = client.try_next().await;
            while let Some(message) = &heard {
                if message["type"] == "server:draining" {
                    let wait = message["reconnectInMs"].as_u64().unwrap();
                    shift.told_to_wait_ms.insert(wait);
                }
                if message["type"] == "ack" && message["opId"] == id.as_str() {
                    break;
                }
                heard = client.try_next().await;
            }
            if heard.is_none() {
                break;
            }
            shift.acknowledged.extend(unanswered.take());
        }
        shift.returns += 1;
    }
}

#[tokio::test]
async fn nodes_are_restarted_one_after_another_under_load_and_nobody_is_kept_out() {
    let (_cluster, mut nodes, env) = Cluster::with_nodes(3).await;
    let front = Balancer::nginx(&nodes);
    let mut starter = Client::join(&nodes[0], &env, "starter", "/r", 2).await;
    kept(&mut starter, thread("t")).await;
    starter.leave().await;
    let users: Vec<String> = (0..9).map(|number| format!("u{number}")).collect();
    let mut hellos = vec![];
    for user in &users {
        let token = nodes[0].token(&env, user).await;
        hellos.push(auth(&env, &token, "/r", 2));
    }
    let over = AtomicBool::new(false);
    let workers = users.iter().zip(hellos);
    let working = workers.map(|(user, hello)| work(&front.server, hello, user, &over));
    let restarts = async {
        for node in &mut nodes {
            // Under load: it has members who write.
            until_busy(node).await;
            assert_eq!(node.terminate().await, Some(0));
            node.run().await;
            until_ready(node, 200).await;
        }
        over.store(true, Ordering::Relaxed);
    };
    let (shifts, ()) = tokio::join!(join_all(working), restarts);

    let mut views = vec![];
    for node in &nodes {
        views.push(view(node, &env, "/r").await);
    }
    assert!(views.iter().all(|one| *one == views[0]), "views differ");
    let ids = comment_ids(&views[0].1);
    let mut expected = BTreeSet::from(["t-c".to_owned()]);
    for shift in &shifts {
        expected.extend(shift.acknowledged.iter().cloned());
    }
    assert_eq!(ids.len(), expected.len(), "something is there twice");
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), expected);
    let returns: u32 = shifts.iter().map(|shift| shift.returns).sum();
    assert!(returns >= 3, "{returns} sockets ended");
    // So nobody is out for longer than a second.
    let refused = shifts.iter().map(|shift| shift.most_refused).max();
    assert!(refused <= Some(2), "{refused:?} times in a row");
    let waits: BTreeSet<u64> = shifts
        .iter()
        .flat_map(|one| one.told_to_wait_ms.clone())
        .collect();
    assert!(waits.len() > 1, "all are to come back at once: {waits:?}");
}

/// Waits until a node has members who write.
async fn until_busy(node: &Server) {
    let writes = async || {
        let answer = node.http().get(node.http_url("/metrics")).send().await;
        let text = answer.unwrap().text().await.unwrap();
        let line = text.lines().find(|line| line.starts_with(WRITES));
        line.map(str::to_owned)
    };
    let first = writes().await;
    let deadline = Instant::now() + IN_TIME;
    while writes().await == first {
        assert!(Instant::now() < deadline, "nobody writes: {first:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn until_ready(node: &Server, wanted: u16) {
    let deadline = Instant::now() + IN_TIME;
    loop {
        let answer = node.http().get(node.http_url("/readyz")).send().await;
        let status = answer.unwrap().status().as_u16();
        if status == wanted {
            return;
        }
        assert!(Instant::now() < deadline, "{status}, not {wanted}");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_slow_database_makes_a_node_slow_and_nothing_else() {
    let cluster = Cluster::start();
    let proxy = Proxy::to(cluster.postgres.port()).await;
    let slow_database = cluster.database_at(proxy.port);
    let one = cluster.node(&[]).await;
    let slow = cluster.node(&[("PULSE_DATABASE", &slow_database)]).await;
    let env = one.create_environment("first").await;
    let mut ada = Client::join(&one, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&slow, &env, "bo", "/r", 2).await;
    kept(&mut ada, thread("t")).await;
    proxy.delay(50);
    // Both write to one room: the fast node waits for the slow one's lock, and
    // no longer.
    for count in 0..5 {
        let (fast_id, slow_id) = (format!("f{count}"), format!("s{count}"));
        tokio::join!(
            kept(&mut ada, reply(&fast_id)),
            kept(&mut bo, reply(&slow_id))
        );
    }
    proxy.delay(0);
    let (one_view, other_view) = (view(&one, &env, "/r").await, view(&slow, &env, "/r").await);
    assert_eq!(one_view, other_view);
    assert_eq!(comment_ids(&one_view.1).len(), 11);
}

#[tokio::test]
async fn a_node_whose_clock_is_two_minutes_off_is_like_the_others() {
    let cluster = Cluster::start();
    let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
    assert!(
        std::path::Path::new(library).exists(),
        "libfaketime is not installed: `cargo xtask doctor` says how to get it"
    );
    let one = cluster.node(&[]).await;
    let env = one.create_environment("first").await;
    for off in ["+120s", "-120s"] {
        let other = cluster
            .node(&[
                ("LD_PRELOAD", library),
                ("FAKETIME", off),
                ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ])
            .await;
        // The shortest token that there is, made at one node and used at the other.
        let room = format!("/r{off}");
        for (maker, user, at) in [(&one, "ada", &other), (&other, "bo", &one)] {
            let body = json!({"userId": user, "name": user, "ttlSeconds": 60});
            let token = maker.token_of(&env, body).await;
            let mut client = Client::with_auth(at, auth(&env, &token, &room, 2)).await;
            let id = format!("{user}{off}");
            let before = kept(&mut client, thread(&id)).await;
            assert!(before["seq"].as_u64().unwrap() > 0);
        }
        assert_eq!(
            view(&one, &env, &room).await,
            view(&other, &env, &room).await
        );
    }
}

#[tokio::test]
async fn nodes_that_start_at_once_on_an_empty_database_both_serve() {
    let cluster = Cluster::start();
    let (mut one, mut other) = (cluster.stopped_node(&[]), cluster.stopped_node(&[]));
    tokio::join!(one.run(), other.run());
    let env = one.create_environment("first").await;
    let mut ada = Client::join(&one, &env, "ada", "/r", 2).await;
    kept(&mut ada, thread("t")).await;
    assert_eq!(view(&one, &env, "/r").await, view(&other, &env, "/r").await);
}

/// Writes on one node after another; gives back what was acknowledged.
async fn hop(nodes: &[Server], env: &Environment, user: &str, until: Instant) -> BTreeSet<String> {
    let mut acknowledged = BTreeSet::new();
    let mut unanswered: Vec<String> = vec![];
    let (mut hops, mut count) = (0, 0);
    while Instant::now() < until || !unanswered.is_empty() {
        let node = &nodes[hops % nodes.len()];
        hops += 1;
        let mut client = Client::join(node, env, user, "/r", 2).await;
        // What was not answered is said again, as the client's engine does.
        for id in &unanswered {
            client.say(reply(id)).await;
        }
        if Instant::now() < until {
            for _ in 0..5 {
                let id = format!("{user}-{count}");
                count += 1;
                client.say(reply(&id)).await;
                unanswered.push(id);
            }
        }
        // Some of the answers are waited for; then the socket breaks.
        for _ in 0..unanswered.len().min(if hops % 3 == 0 { 99 } else { 3 }) {
            let ack = in_time(&mut client, "ack").await;
            let id = ack["opId"].as_str().unwrap().to_owned();
            unanswered.retain(|one| *one != id);
            acknowledged.insert(id);
        }
        drop(client);
    }
    acknowledged
}

#[tokio::test]
async fn clients_that_hop_between_nodes_for_a_minute_lose_and_double_nothing() {
    let (_cluster, nodes, env) = Cluster::with_nodes(3).await;
    let mut starter = Client::join(&nodes[0], &env, "starter", "/r", 2).await;
    kept(&mut starter, thread("t")).await;
    let until = Instant::now() + Duration::from_secs(60);
    let (ada, bo) = tokio::join!(
        hop(&nodes, &env, "ada", until),
        hop(&nodes, &env, "bo", until)
    );
    let mut views = vec![];
    for node in &nodes {
        views.push(view(node, &env, "/r").await);
    }
    assert!(views.iter().all(|one| *one == views[0]), "views differ");
    let ids = comment_ids(&views[0].1);
    let distinct: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(ids.len(), distinct.len(), "something is there twice");
    let mut expected = &ada | &bo;
    expected.insert("t-c".to_owned());
    assert_eq!(distinct, expected);
    // Each is two events: itself, and its entry in the activity log.
    assert_eq!(views[0].0 as usize, 2 * ids.len());
}
