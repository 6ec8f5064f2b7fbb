//! Files that are kept: whose comments get them, how they are served, and when
//! they go.

mod support;

use image::ImageFormat;
use serde_json::json;
use support::files::{ask, fetch, kept_files};
use support::pictures::{encoded, webm};
use support::{Client, Sender, Server, text, thread_with};

#[tokio::test]
async fn a_file_is_claimed_once_and_by_its_uploader() {
    let (server, env) = Server::with_environment().await;
    let other = server.create_environment("other").await;
    let ada = Sender::browser(&server, &env, "ada").await;
    let sent = ada
        .sends("a.png", "image/png", encoded(2, 2, ImageFormat::Png))
        .await;
    let mut strangers = [
        Client::join(&server, &env, "bo", "/r", 2).await,
        Client::join(&server, &other, "ada", "/r", 2).await,
    ];
    for stranger in &mut strangers {
        let mut write = thread_with("t1", &[&sent]);
        write["opId"] = json!("o1");
        stranger.say(write).await;
        assert_eq!(stranger.hear("error").await["code"], "not_found");
    }
    let mut ada = Client::join(&server, &env, "ada", "/r", 1).await;
    ada.say(thread_with("t1", &[&sent])).await;
    ada.hear("thread:created").await;
    ada.say(thread_with("t2", &[&sent])).await;
    assert_eq!(ada.hear("error").await["code"], "not_found");
    // The same thread again is no other.
    ada.say(thread_with("t1", &[&sent])).await;
    let heard = ada.pending().await;
    assert!(
        heard.iter().all(|message| message["type"] != "error"),
        "{heard:?}"
    );
}

#[tokio::test]
async fn a_file_goes_with_its_comment() {
    host!(host, env);
    let (server, sender) = (host.server, Sender::browser(host.server, &env, "ada").await);
    let mut ada = Client::join(server, &env, "ada", "/r", 2).await;
    let mut sent = vec![];
    for id in ["t1", "t2", "t3"] {
        let file = sender
            .sends("a.png", "image/png", encoded(2, 2, ImageFormat::Png))
            .await;
        let mut write = thread_with(id, &[&file]);
        write["opId"] = json!(id);
        ada.say(write).await;
        ada.hear("thread:created").await;
        sent.push(file);
    }
    let unclaimed = sender
        .sends("b.png", "image/png", encoded(2, 2, ImageFormat::Png))
        .await;
    sent.push(unclaimed);
    assert_eq!(kept_files(server).len(), 8);

    ada.say(json!({"type": "thread:delete", "threadId": "t1", "opId": "d1"}))
        .await;
    ada.hear("thread:deleted").await;
    let thread = host.get("/threads/t2").await;
    let comment = text(&thread["comments"][0]["id"]).to_owned();
    let (status, _) = host
        .ask("DELETE", &format!("/comments/{comment}"), None)
        .await;
    assert_eq!(status, 200);
    assert_eq!(fetch(server, &sent[0]["url"]).await.status, 404);
    assert_eq!(fetch(server, &sent[1]["url"]).await.status, 404);
    assert_eq!(fetch(server, &sent[2]["url"]).await.status, 200);
    until(|| kept_files(server).len() == 4).await;

    let (status, _) = host.ask("DELETE", "/users/ada?comments=remove", None).await;
    assert_eq!(status, 200);
    for file in &sent {
        assert_eq!(fetch(server, &file["url"]).await.status, 404);
    }
    until(|| kept_files(server).is_empty()).await;
}

#[tokio::test]
async fn a_file_is_served_as_what_it_is_and_nothing_else() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    let film = webm(1000);
    let sent = ada
        .sends("my film; 写.webm", "video/webm", film.clone())
        .await;
    let url = text(&sent["url"]);
    let file = ask(&server, "GET", url, &[]).await;
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(file.header("content-length"), "1000");
    assert_eq!(file.header("accept-ranges"), "bytes");
    assert_eq!(
        file.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(file.header("content-security-policy").ends_with("sandbox"));
    assert_eq!(
        file.header("content-disposition"),
        "inline; filename=\"my film; _.webm\"; filename*=UTF-8''my%20film%3B%20%E5%86%99.webm"
    );
    let head = ask(&server, "HEAD", url, &[]).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    assert_eq!(head.header("content-length"), "1000");

    let etag = file.header("etag").to_owned();
    let known = ask(&server, "GET", url, &[("if-none-match", &etag)]).await;
    assert_eq!((known.status, known.bytes.len()), (304, 0));

    for (range, status, shown, bytes) in [
        ("bytes=0-9", 206, "bytes 0-9/1000", &film[..10]),
        ("bytes=990-", 206, "bytes 990-999/1000", &film[990..]),
        ("bytes=-5", 206, "bytes 995-999/1000", &film[995..]),
        ("bytes=500-5000", 206, "bytes 500-999/1000", &film[500..]),
        ("bytes=0-1,5-6", 200, "", &film[..]),
        ("pages=1", 200, "", &film[..]),
    ] {
        let part = ask(&server, "GET", url, &[("range", range)]).await;
        assert_eq!(
            (part.status, part.header("content-range")),
            (status, shown),
            "{range}"
        );
        assert_eq!(part.bytes, bytes, "{range}");
    }
    let none = ask(&server, "GET", url, &[("range", "bytes=1000-")]).await;
    assert_eq!(
        (none.status, none.header("content-range")),
        (416, "bytes */1000")
    );
    let fresh = [("range", "bytes=0-9"), ("if-range", etag.as_str())];
    assert_eq!(ask(&server, "GET", url, &fresh).await.status, 206);
    let stale = [("range", "bytes=0-9"), ("if-range", "\"another\"")];
    assert_eq!(ask(&server, "GET", url, &stale).await.status, 200);
}

#[tokio::test]
async fn no_path_leads_out_of_the_files() {
    let (server, env) = Server::with_environment().await;
    let other = server.create_environment("other").await;
    let ada = Sender::browser(&server, &env, "ada").await;
    let sent = ada
        .sends("a.png", "image/png", encoded(2, 2, ImageFormat::Png))
        .await;
    let id = text(&sent["id"]);
    for path in [
        format!("/files/{}/{id}", other.id),
        format!("/files/{}/..%2f{}%2f{id}", env.id, env.id),
        format!("/files/..%2f{}/{id}", env.id),
        format!("/files/{}/{id}%2ffile", env.id),
        format!("/files/{}/..%2f..%2fpulse.db", env.id),
        "/files/%2e%2e/pulse.db".to_owned(),
        "/files/..%5c..%5c/pulse.db".to_owned(),
        format!("/files/{}/%00", env.id),
        format!("/files/{}/", env.id),
        format!("/files/{}", env.id),
    ] {
        let file = ask(&server, "GET", &path, &[]).await;
        assert_eq!(file.status, 404, "{path}");
    }
    let path = format!("/files/{}/{id}", env.id);
    assert_eq!(ask(&server, "POST", &path, &[]).await.status, 405);
}

/// Waits for what happens by itself.
async fn until(condition: impl Fn() -> bool) {
    let looking = async {
        let mut looks = tokio::time::interval(std::time::Duration::from_millis(20));
        while !condition() {
            looks.tick().await;
        }
    };
    let deadline = std::time::Duration::from_secs(20);
    tokio::time::timeout(deadline, looking)
        .await
        .expect("in time");
}
