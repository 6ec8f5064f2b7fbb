//! Peers that hold on to the server without using it, or use it up: each is
//! dealt with, and whoever works beside them does not notice.

mod support;

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::iter;
use pulse_server::realtime::Timings;
use serde_json::{Value, json};
use support::{Client, Server, auth};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn reply(id: &str, body: &str) -> Value {
    json!({"type": "comment:create", "threadId": "t", "id": id, "body": body, "mentions": [], "opId": id})
}

async fn start_thread(client: &mut Client) {
    client
        .say(json!({"type": "thread:create", "id": "t", "body": "start", "mentions": [], "position": null, "opId": "t"}))
        .await;
    client.hear("thread:created").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_sockets_that_never_say_who_they_are_are_closed_and_a_member_works_on() {
    let timings = Timings {
        auth: Duration::from_secs(2),
        ..Timings::default()
    };
    let (server, env) = Server::with_timings(timings).await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    start_thread(&mut ada).await;
    ada.hear("ack").await;
    let idle = iter(0..2000)
        .map(|_| async { Client::silent(&server).await.closed().await })
        .buffer_unordered(2000)
        .collect::<Vec<_>>();
    let work = async {
        for n in 0..50 {
            let id = format!("c{n}");
            ada.say(reply(&id, "x")).await;
            assert_eq!(ada.hear("ack").await["opId"], id);
        }
    };
    let (idle, ()) = tokio::join!(idle, work);
    assert_eq!(idle.len(), 2000);
    for closed in idle {
        assert_eq!(closed.code, Some(4408));
        assert_eq!(closed.before[0]["code"], "auth_required");
    }
    assert!(ada.pending().await.is_empty());
}

#[tokio::test]
async fn who_does_not_begin_with_auth_is_sent_away() {
    let (server, env) = Server::with_environment().await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    let beginnings = [
        json!({"type": "draw:clear"}),
        json!({"type": "ping", "t": 1}),
        json!({"type": "comment:delete", "commentId": "c", "opId": "o"}),
        json!({"type": "auth:refresh", "token": "t"}),
    ];
    for beginning in beginnings {
        let mut client = Client::silent(&server).await;
        client.say(beginning.clone()).await;
        let closed = client.closed().await;
        assert_eq!(closed.code, Some(4401), "{beginning}");
        let error = &closed.before[0];
        assert_eq!(
            (&error["type"], &error["code"]),
            (&json!("auth:error"), &json!("auth_required")),
            "{beginning}"
        );
    }
    assert!(bo.pending().await.is_empty());
}

#[tokio::test]
async fn a_peer_that_answers_no_ping_is_let_go_and_others_see_it_leave() {
    let timings = Timings {
        silence: Duration::from_millis(300),
        death: Duration::from_millis(900),
        ..Timings::default()
    };
    let (server, env) = Server::with_timings(timings).await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    // Joined, and from here on neither reads nor writes.
    let half_open = Client::join(&server, &env, "bo", "/r", 1).await;
    let left = ada.hear("presence:leave").await;
    assert_eq!(left, json!({"type": "presence:leave", "userId": "bo"}));
    assert!(ada.pending().await.is_empty());
    drop(half_open);
}

#[tokio::test]
async fn a_peer_that_does_not_read_is_closed_and_resumes_without_loss() {
    let timings = Timings {
        write: Duration::from_secs(60),
        ..Timings::default()
    };
    let (server, env) = Server::with_timings(timings).await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    start_thread(&mut ada).await;
    ada.hear("ack").await;
    let slow = Client::join(&server, &env, "bo", "/r", 2).await;
    let hello = slow.hello.clone();
    // More than the lane and the sockets' buffers hold: 400 times 40 kB.
    let long = "😀".repeat(10_000);
    for n in 0..400 {
        let id = format!("c{n}");
        ada.say(reply(&id, &long)).await;
        assert_eq!(ada.hear("ack").await["opId"], id);
    }
    let closed = slow.closed().await;
    assert_eq!(closed.code, Some(4500));
    let seqs = |events: &[Value]| -> Vec<u64> {
        events.iter().filter_map(|e| e["seq"].as_u64()).collect()
    };
    let heard = seqs(&closed.before);
    let known = heard.last().copied().unwrap_or(2);
    assert_eq!(heard, (3..=known).collect::<Vec<_>>());

    let token = server.token(&env, "bo").await;
    let mut again = auth(&env, &token, "/r", 2);
    again["resume"] = json!({"epoch": hello["epoch"], "seq": known});
    let back = Client::with_auth(&server, again).await;
    assert_eq!(back.hello["resumed"], true);
    let rest = seqs(back.hello["events"].as_array().expect("events"));
    // The thread and its entry, and as many for each reply.
    assert_eq!(rest, (known + 1..=2 + 800).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_flood_of_writes_is_slowed_and_none_is_lost() {
    let (server, env) = Server::with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 1).await;
    start_thread(&mut ada).await;
    let mut bo = Client::join(&server, &env, "bo", "/elsewhere", 2).await;
    for n in 0..1050 {
        ada.say(reply(&format!("c{n}"), "x")).await;
    }
    // Not behind the flood, though there is one writer for all.
    start_elsewhere(&mut bo).await;
    // Heard after all that was said before, however slowly it is read.
    ada.pending().await;
    let late = Client::join(&server, &env, "late", "/r", 1).await;
    let comments = late.hello["threads"][0]["comments"].as_array();
    assert_eq!(comments.map(Vec::len), Some(1 + 1050));
}

async fn start_elsewhere(client: &mut Client) {
    client
        .say(json!({"type": "thread:create", "id": "e", "body": "start", "opId": "e"}))
        .await;
    client.hear("ack").await;
}

#[tokio::test]
async fn no_path_leads_out_of_the_sdk() {
    let directory = tempfile::tempdir().expect("a directory");
    let sdk = directory.path().join("sdk");
    std::fs::create_dir(&sdk).expect("a directory");
    std::fs::write(sdk.join("pulse.js"), "the widget").expect("a file");
    std::fs::write(directory.path().join("secret"), "the secret").expect("a file");
    let server = Server::with_sdk(&sdk).await;
    // Written as they are: an ordinary client would tidy them up.
    let paths = [
        "/sdk/../secret",
        "/sdk/./../secret",
        "/sdk//../secret",
        "/sdk/..%2fsecret",
        "/sdk/..%2Fsecret",
        "/sdk/%2e%2e/secret",
        "/sdk/%2e%2e%2fsecret",
        "/sdk/..%5csecret",
        "/sdk/..\\secret",
        "/sdk/x/../../secret",
        "/sdk/x/%2e%2e/%2e%2e/secret",
        "/sdk/%252e%252e/secret",
        "/sdk//etc/passwd",
        "/sdk/%2fetc%2fpasswd",
        "/sdk/pulse.js%00.txt",
        "/sdk/%ff%fe",
    ];
    for path in paths {
        let answer = ask_raw(&server, path).await;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(["400", "404"].contains(&status), "{path}: {answer}");
        assert!(
            !answer.contains("the secret") && !answer.contains("root:"),
            "{path}"
        );
    }
    assert!(
        ask_raw(&server, "/sdk/pulse.js")
            .await
            .contains("the widget")
    );
}

/// An answer to a request line that is sent byte by byte as it is.
async fn ask_raw(server: &Server, path: &str) -> String {
    let address = server.http_url("").replace("http://", "");
    let mut socket = TcpStream::connect(&address).await.expect("a server");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    socket
        .write_all(request.as_bytes())
        .await
        .expect("a server that reads");
    let mut answer = vec![];
    socket
        .read_to_end(&mut answer)
        .await
        .expect("a server that answers");
    String::from_utf8_lossy(&answer).into_owned()
}
