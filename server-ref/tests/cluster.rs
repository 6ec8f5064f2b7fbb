//! Several nodes on one PostgreSQL and one NATS: whichever node somebody lands
//! on, they are in the same room.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use async_nats::{ConnectOptions, ServerAddr};
use futures_util::{FutureExt, StreamExt};
use pulse_server::config::ServerConfig;
use pulse_server::env_commands::create_environment;
use pulse_server::serve;
use pulse_server::storage::sqlite::SqliteStore;
use serde_json::{Value, json};
use support::balancer::Balancer;
use support::cluster::{Cluster, SECRET, until_present, view};
use support::{Client, Environment, Host, Program, Server, auth};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// The two seconds in which a lost packet shows, and some for a busy machine.
const SOON: Duration = Duration::from_secs(8);

fn thread(id: &str) -> Value {
    json!({"type": "thread:create", "id": id, "commentId": format!("{id}-c"), "body": id, "opId": id})
}

fn reply(thread: &str, id: &str, mentions: &[&str]) -> Value {
    json!({"type": "comment:create", "threadId": thread, "id": id, "body": id,
        "mentions": mentions, "opId": id})
}

async fn soon(client: &mut Client, kind: &str) -> Value {
    let heard = timeout(SOON, client.hear(kind)).await;
    heard.unwrap_or_else(|_| panic!("no {kind} in time"))
}

#[tokio::test]
async fn people_on_different_nodes_are_in_one_room() {
    let (_cluster, nodes, env) = Cluster::with_nodes(2).await;
    let calls = ["env", "set", "first", "allowP2P=true"];
    assert!(nodes[0].command(&calls).await.status.success());
    let mut ada = Client::join(&nodes[0], &env, "ada", "/r", 2).await;
    let mut bo = Client::join(&nodes[1], &env, "bo", "/r", 2).await;
    assert_eq!(
        soon(&mut ada, "presence:join").await["user"]["user"]["id"],
        "bo"
    );

    // What is kept.
    bo.say(thread("t")).await;
    let made = soon(&mut ada, "thread:created").await;
    assert_eq!(
        (&made["thread"]["id"], &made["seq"]),
        (&json!("t"), &json!(1))
    );
    ada.say(reply("t", "c", &["bo"])).await;
    assert_eq!(
        soon(&mut bo, "notification").await["notification"]["commentId"],
        "c"
    );

    // What passes.
    bo.say(json!({"type": "cursor:move", "position": {"x": 7}}))
        .await;
    let cursors = soon(&mut ada, "cursor:batch").await;
    assert_eq!(
        cursors["cursors"],
        json!([{"userId": "bo", "position": {"x": 7}}])
    );
    bo.say(json!({"type": "typing:start", "threadId": "t"}))
        .await;
    assert_eq!(soon(&mut ada, "typing:indicator").await["userId"], "bo");
    let offer = json!({"type": "signal:offer", "targetUserId": "ada", "sdp": {"s": 1}});
    bo.say(offer).await;
    assert_eq!(soon(&mut ada, "signal:offer").await["fromUserId"], "bo");

    bo.leave().await;
    assert_eq!(soon(&mut ada, "presence:leave").await["userId"], "bo");
    let (one, other) = (
        view(&nodes[0], &env, "/r").await,
        view(&nodes[1], &env, "/r").await,
    );
    assert_eq!(one, other);
}

#[tokio::test]
async fn who_asks_for_people_waits_for_no_node_that_has_none() {
    let (cluster, nodes, env) = Cluster::with_nodes(3).await;
    let address: ServerAddr = cluster.nats.url().parse().unwrap();
    let (user, password) = (address.username().unwrap(), address.password().unwrap());
    let login = ConnectOptions::with_user_and_password(user.to_owned(), password.to_owned());
    let watcher = login.connect(address).await.unwrap();
    let mut answers = watcher.subscribe("_INBOX.>").await.unwrap();
    watcher.flush().await.unwrap();
    let _ada = Client::join(&nodes[1], &env, "ada", "/r", 2).await;
    // Also those nodes answer where nobody is, so that no answer is waited for in vain. A node that
    // has just started may not have heard the first question.
    let mut answered = BTreeSet::new();
    let all = async {
        while answered.len() < 2 {
            until_present(&nodes[0], &env, "/r", &["ada"]).await;
            while let Some(Some(answer)) = answers.next().now_or_never() {
                let answer: Value = serde_json::from_slice(&answer.payload).unwrap();
                if answer["packet"]["is"] == "roster" {
                    answered.insert(answer["from"].as_u64().unwrap());
                }
            }
        }
    };
    timeout(SOON, all).await.expect("an answer of both others");
}

#[tokio::test]
async fn somebody_with_sockets_on_several_nodes_is_one_person_everywhere() {
    let (_cluster, nodes, env) = Cluster::with_nodes(3).await;
    let mut ada = Client::join(&nodes[0], &env, "ada", "/r", 2).await;
    let first = Client::join(&nodes[0], &env, "bo", "/r", 2).await;
    let mut second = Client::join(&nodes[1], &env, "bo", "/r", 2).await;
    // The third node has nobody in the room.
    for node in &nodes {
        until_present(node, &env, "/r", &["ada", "bo"]).await;
    }
    soon(&mut ada, "presence:join").await;
    // Until it has said something, the first node may not have heard of it.
    second
        .say(json!({"type": "cursor:move", "position": {"x": 1}}))
        .await;
    soon(&mut ada, "cursor:batch").await;
    first.leave().await;
    let mut cy = Client::join(&nodes[1], &env, "cy", "/r", 2).await;
    for node in &nodes {
        until_present(node, &env, "/r", &["ada", "bo", "cy"]).await;
    }
    let heard = ada.pending().await;
    assert!(
        heard.iter().all(|m| m["type"] != "presence:leave"),
        "{heard:?}"
    );
    second.leave().await;
    assert_eq!(soon(&mut cy, "presence:leave").await["userId"], "bo");
    for node in &nodes {
        until_present(node, &env, "/r", &["ada", "cy"]).await;
    }
}

#[tokio::test]
async fn a_client_resumes_and_repeats_itself_on_another_node() {
    let (_cluster, nodes, env) = Cluster::with_nodes(2).await;
    let mut ada = Client::join(&nodes[0], &env, "ada", "/r", 2).await;
    ada.say(thread("t")).await;
    let first = ada.hear("ack").await;
    let epoch = ada.hello["epoch"].clone();
    ada.leave().await;
    let mut host = Client::join(&nodes[1], &env, "bo", "/r", 2).await;
    host.say(reply("t", "c", &[])).await;
    host.hear("ack").await;

    let token = nodes[1].token(&env, "ada").await;
    let mut hello = auth(&env, &token, "/r", 2);
    hello["resume"] = json!({"epoch": epoch, "seq": first["seq"]});
    let mut again = Client::with_auth(&nodes[1], hello).await;
    assert_eq!(again.hello["resumed"], true);
    assert_eq!(again.hello["events"][0]["comment"]["id"], "c");
    again.say(thread("t")).await;
    let second = again.hear("ack").await;
    assert_eq!(first["seq"], second["seq"]);
    let (seq, threads) = view(&nodes[0], &env, "/r").await;
    assert_eq!((seq, threads.as_array().unwrap().len()), (4, 1));
}

#[tokio::test]
async fn what_is_changed_at_one_node_counts_at_all() {
    let (_cluster, nodes, env) = Cluster::with_nodes(2).await;
    let mut ada = Client::join(&nodes[1], &env, "ada", "/r", 2).await;
    let done = nodes[0]
        .command(&["env", "set", "first", "allowDrawing=false"])
        .await;
    assert!(done.status.success(), "{done:?}");
    assert_eq!(
        soon(&mut ada, "config:updated").await["config"]["allowDrawing"],
        false
    );

    // A person who is erased at one node is sent away at the other.
    let bo = Client::join(&nodes[1], &env, "bo", "/r", 2).await;
    let host = Host {
        server: &nodes[0],
        environment: &env,
    };
    let (status, answer) = host.ask("DELETE", "/users/bo", None).await;
    assert!((200..300).contains(&status), "{status} {answer}");
    assert_eq!(timeout(SOON, bo.closed()).await.unwrap().code, Some(4401));

    let done = nodes[0].command(&["key", "revoke", &env.publishable]).await;
    assert!(done.status.success(), "{done:?}");
    assert_eq!(timeout(SOON, ada.closed()).await.unwrap().code, Some(4401));
}

#[tokio::test]
async fn an_admin_at_one_node_sees_and_ends_what_is_on_another() {
    let (_cluster, nodes, env) = Cluster::with_nodes(3).await;
    let program = Program::of_an_admin(&nodes[0]).await;
    let bo = Client::join(&nodes[1], &env, "bo", "/far", 2).await;
    let _near = Client::join(&nodes[0], &env, "ada", "/near", 2).await;
    let live = async || {
        let (_, seen) = program.ask("GET", "/overview", None).await;
        let rooms = seen["liveRooms"].as_array().unwrap().iter();
        let mut rooms: Vec<_> = rooms
            .map(|one| (one["room"].clone(), one["people"].clone()))
            .collect();
        rooms.sort_by_key(|(room, _)| room.to_string());
        rooms
    };
    let expected = [
        (json!("/far"), json!(["bo"])),
        (json!("/near"), json!(["ada"])),
    ];
    let seen_in_time = async {
        while live().await != expected {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(SOON, seen_in_time).await.expect("both rooms");
    let path = format!("/environments/{}/users/bo/sessions", env.id);
    let (status, answer) = program.ask("DELETE", &path, None).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(timeout(SOON, bo.closed()).await.unwrap().code, Some(4401));
}

#[tokio::test]
async fn a_repeated_request_is_one_whichever_node_it_comes_to() {
    let (_cluster, nodes, env) = Cluster::with_nodes(2).await;
    nodes[0].token(&env, "ada").await;
    let body = json!({"userId": "ada", "body": "hello"});
    let mut made = vec![];
    for node in &nodes {
        let host = Host {
            server: node,
            environment: &env,
        };
        let (status, answer) = host
            .ask_keyed(
                "POST",
                "/rooms/%2Fr/threads",
                Some(body.clone()),
                Some("one-key"),
            )
            .await;
        assert_eq!(status, 201, "{answer}");
        made.push(answer);
    }
    assert_eq!(made[0]["id"], made[1]["id"]);
}

#[tokio::test]
async fn nodes_are_restarted_one_after_another_and_nothing_is_lost() {
    let (_cluster, mut nodes, env) = Cluster::with_nodes(3).await;
    let mut acknowledged = vec![];
    let mut starter = Client::join(&nodes[0], &env, "ada", "/r", 2).await;
    starter.say(thread("t")).await;
    starter.hear("ack").await;
    starter.leave().await;
    for turn in 0..nodes.len() {
        let mut writer = Client::join(&nodes[turn], &env, "ada", "/r", 2).await;
        let other = (turn + 1) % nodes.len();
        let mut watcher = Client::join(&nodes[other], &env, "bo", "/r", 2).await;
        for count in 0..10 {
            writer
                .say(reply("t", &format!("c{turn}-{count}"), &[]))
                .await;
        }
        for _ in 0..10 {
            acknowledged.push(writer.hear("ack").await["opId"].clone());
        }
        let (code, closed) = tokio::join!(nodes[turn].terminate(), writer.closed());
        assert_eq!((code, closed.code), (Some(0), Some(1012)));
        let kinds: Vec<&Value> = closed.before.iter().map(|m| &m["type"]).collect();
        assert!(kinds.contains(&&json!("server:draining")), "{kinds:?}");
        // Whoever comes back is let in elsewhere at once.
        let mut again = Client::join(&nodes[other], &env, "ada", "/r", 2).await;
        again.say(reply("t", &format!("c{turn}-more"), &[])).await;
        acknowledged.push(again.hear("ack").await["opId"].clone());
        watcher.pending().await;
        nodes[turn].run().await;
    }
    let (_, threads) = view(&nodes[0], &env, "/r").await;
    let kept: Vec<&Value> = threads[0]["comments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["id"])
        .collect();
    assert_eq!(kept.len(), acknowledged.len() + 1);
    assert!(acknowledged.iter().all(|id| kept.contains(&id)), "{kept:?}");
}

#[tokio::test]
async fn nginx_as_the_guide_sets_it_up_leads_to_all_nodes_and_past_a_dead_one() {
    let (_cluster, nodes, env) = Cluster::with_nodes(3).await;
    leads_past_a_dead_node(&Balancer::nginx(&nodes), nodes, &env).await;
}

#[tokio::test]
async fn haproxy_as_the_guide_sets_it_up_leads_to_all_nodes_and_past_a_dead_one() {
    let (_cluster, nodes, env) = Cluster::with_nodes(3).await;
    leads_past_a_dead_node(&Balancer::haproxy(&nodes), nodes, &env).await;
}

async fn leads_past_a_dead_node(front: &Balancer, mut nodes: Vec<Server>, env: &Environment) {
    let front = &front.server;
    let mut ada = Client::join(front, env, "ada", "/r", 2).await;
    let mut bo = Client::join(front, env, "bo", "/r", 2).await;
    ada.say(thread("t")).await;
    assert_eq!(soon(&mut bo, "thread:created").await["thread"]["id"], "t");
    // What is for those who run it is not for everybody.
    for path in ["/metrics", "/readyz"] {
        let answer = front.http().get(front.http_url(path)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 404, "{path}");
    }
    nodes[1].kill().await;
    for count in 0..6 {
        let mut cy = Client::join(front, env, "cy", "/r", 2).await;
        let id = format!("after-{count}");
        cy.say(reply("t", &id, &[])).await;
        assert_eq!(soon(&mut cy, "ack").await["opId"], id.as_str());
        cy.leave().await;
    }
}

#[tokio::test]
async fn a_node_runs_within_another_program() {
    let cluster = Cluster::start();
    let directory = tempfile::tempdir().unwrap();
    let config = ServerConfig {
        data_dir: directory.path().to_owned(),
        database: Some(cluster.database_at(cluster.postgres.port()).into()),
        bus: Some(cluster.nats.url().into()),
        master_secret: Some(SECRET.to_owned().into()),
        listen: "127.0.0.1:0".parse().unwrap(),
        ..ServerConfig::default()
    };
    // On whichever thread.
    let mut own = JoinSet::new();
    own.spawn(async move { serve::Server::open(&config).await });
    let opened = own.join_next().await.unwrap().unwrap().unwrap();
    assert!(opened.address().unwrap().port() > 0);
}

/// What another program does that carries a server.
async fn carried(data: &Path) -> anyhow::Result<serve::Server> {
    let (store, writer) = SqliteStore::open(data).await?;
    create_environment(&store, "own").await?;
    drop(store);
    writer.finished().await;
    let config = ServerConfig {
        data_dir: data.to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        ..ServerConfig::default()
    };
    serve::Server::open(&config).await
}

#[tokio::test]
async fn a_server_alone_is_opened_on_whichever_thread() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().to_owned();
    let mut own = JoinSet::new();
    own.spawn(async move { carried(&data).await });
    let opened = own.join_next().await.unwrap().unwrap().unwrap();
    assert!(opened.address().unwrap().port() > 0);
}

#[tokio::test]
async fn a_node_says_what_it_lacks() {
    let cluster = Cluster::start();
    for (missing, words) in [
        ("PULSE_DATABASE", "database"),
        ("PULSE_MASTER_SECRET", "PULSE_MASTER_SECRET"),
    ] {
        let node = Server::with_variables(
            &[
                (
                    "PULSE_DATABASE",
                    cluster.database_at(cluster.postgres.port()).as_str(),
                ),
                ("PULSE_BUS", cluster.nats.url().as_str()),
                ("PULSE_MASTER_SECRET", &"s".repeat(32)),
            ]
            .into_iter()
            .filter(|(name, _)| *name != missing)
            .collect::<Vec<_>>(),
        );
        let refused = node.command(&["serve", "--listen", "127.0.0.1:0"]).await;
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && said.contains(words), "{said}");
    }
}

#[tokio::test]
async fn no_password_is_shown() {
    let cluster = Cluster::start();
    let node = cluster.stopped_node(&[]);
    let shown = node.command(&["config", "check"]).await;
    assert!(shown.status.success(), "{shown:?}");
    let bad = cluster.stopped_node(&[(
        "PULSE_DATABASE",
        "postgres://pulse:hunter2-secret@127.0.0.1:1/none",
    )]);
    for output in [shown, bad.command(&["config", "check"]).await] {
        let said = format!("{output:?}");
        for secret in ["store-password", "bus-password", "hunter2-secret"] {
            assert!(!said.contains(secret), "{said}");
        }
    }
}
