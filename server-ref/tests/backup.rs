//! Backups of a server at work, and servers that are made of them.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use serde_json::{Value, json};
use support::{Client, Host, Server, auth};
use tokio::task::JoinSet;

fn thread(id: &str) -> Value {
    json!({"type": "thread:create", "opId": id, "id": id, "body": "kept", "mentions": [], "position": null})
}

#[tokio::test]
async fn a_backup_has_every_acknowledged_write_and_a_server_runs_on_it() {
    let (server, env) = Server::with_environment().await;
    let uploaded = server.data().join("uploads").join(&env.id);
    std::fs::create_dir_all(&uploaded).unwrap();
    std::fs::write(uploaded.join("file"), "a picture").unwrap();

    let stop = Arc::new(AtomicBool::new(false));
    let acknowledged = Arc::new(AtomicU32::new(0));
    let mut writers = JoinSet::new();
    for name in ["ada", "bo"] {
        let mut client = Client::join(&server, &env, name, "/r", 2).await;
        let (stop, acknowledged) = (Arc::clone(&stop), Arc::clone(&acknowledged));
        writers.spawn(async move {
            let mut count = 0;
            while !stop.load(Ordering::Acquire) {
                client.say(thread(&format!("{name}-{count}"))).await;
                client.hear("ack").await;
                acknowledged.fetch_add(1, Ordering::AcqRel);
                count += 1;
            }
        });
    }
    while acknowledged.load(Ordering::Acquire) < 20 {
        tokio::task::yield_now().await;
    }
    let before = acknowledged.load(Ordering::Acquire);
    let backups = tempfile::tempdir().unwrap();
    let file = backups.path().join("pulse.tar");
    let name = file.to_str().unwrap();
    let done = server.command(&["backup", name]).await;
    assert!(done.status.success(), "{done:?}");
    stop.store(true, Ordering::Release);
    writers.join_all().await;
    let left: Vec<_> = std::fs::read_dir(backups.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing but the backup: {left:?}");
    let again = server.command(&["backup", name]).await;
    assert!(!again.status.success(), "a backup is never written over");

    let refused = server.command(&["restore", name]).await;
    assert!(!refused.status.success());
    let words = String::from_utf8_lossy(&refused.stderr);
    assert!(words.contains("has data already"), "{words}");

    let mut other = Server::start().await;
    other.kill().await;
    std::fs::remove_dir_all(other.data()).unwrap();
    let done = other.command(&["restore", name]).await;
    assert!(done.status.success(), "{done:?}");
    other.run().await;
    let host = Host {
        server: &other,
        environment: &env,
    };
    let threads = host.get("/rooms/%2Fr/threads").await;
    let kept = threads["items"].as_array().unwrap().len();
    assert!(
        kept >= usize::try_from(before).unwrap(),
        "{kept} < {before}"
    );
    let picture = other.data().join("uploads").join(&env.id).join("file");
    assert_eq!(std::fs::read_to_string(picture).unwrap(), "a picture");

    // Nobody resumes from events that the backup has not seen.
    let ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let mut hello = auth(&env, &other.token(&env, "ada").await, "/r", 2);
    hello["resume"] = json!({"epoch": ada.hello["epoch"], "seq": 1});
    let mut back = Client::with_auth(&other, hello).await;
    assert_eq!(back.hello["resumed"], false);
    back.say(thread("after")).await;
    back.hear("ack").await;
}

#[tokio::test]
async fn what_is_no_backup_is_refused_and_leaves_nothing_behind() {
    let mut server = Server::start().await;
    server.kill().await;
    std::fs::remove_dir_all(server.data()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("other.tar");
    let mut archive = tar::Builder::new(std::fs::File::create(&file).unwrap());
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    header.set_mode(0o600);
    archive
        .append_data(&mut header, "master.key", &b"x"[..])
        .unwrap();
    archive.into_inner().unwrap();
    let refused = server.command(&["restore", file.to_str().unwrap()]).await;
    assert!(!refused.status.success());
    let words = String::from_utf8_lossy(&refused.stderr);
    assert!(words.contains("no backup of a pulse-server"), "{words}");
    assert!(!server.data().exists());
    let missing = server.command(&["backup", file.to_str().unwrap()]).await;
    assert!(!missing.status.success());
}
