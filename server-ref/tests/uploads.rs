//! Files that people and backends send: who may send which, and what becomes
//! of them.

mod support;

use image::ImageFormat;
use reqwest::multipart::Form;
use serde_json::json;
use support::files::{ask, fetch, kept_files};
use support::pictures::{PLACE, bomb, encoded, has, photograph, webm, with_place};
use support::recordings;
use support::{Client, Environment, Sender, Server, keys, part, text, thread_with};

async fn set(server: &Server, environment: &Environment, setting: &str) {
    let done = server
        .command(&["env", "set", &environment.id, setting])
        .await;
    assert!(done.status.success(), "{done:?}");
}

#[tokio::test]
async fn a_picture_goes_with_a_comment() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    let sent = ada
        .sends("a b.png", "image/png", encoded(40, 20, ImageFormat::Png))
        .await;
    let fields = [
        "filename",
        "height",
        "id",
        "mimeType",
        "sizeBytes",
        "thumbnailUrl",
        "type",
        "url",
        "width",
    ];
    assert_eq!(keys(&sent), fields);
    assert_eq!(
        (&sent["type"], &sent["filename"]),
        (&json!("image"), &json!("a b.png"))
    );
    assert_eq!((&sent["width"], &sent["height"]), (&json!(40), &json!(20)));
    let url = format!("/files/{}/{}", env.id, text(&sent["id"]));
    assert_eq!(text(&sent["url"]), url);

    let file = fetch(&server, &sent["url"]).await;
    assert_eq!(
        (file.status, file.header("content-type")),
        (200, "image/png")
    );
    assert_eq!(sent["sizeBytes"], file.bytes.len());
    assert_eq!(image::load_from_memory(&file.bytes).unwrap().width(), 40);
    let small = fetch(&server, &sent["thumbnailUrl"]).await;
    assert_eq!(
        (small.status, small.header("content-type")),
        (200, "image/jpeg")
    );
    let small = image::load_from_memory(&small.bytes).unwrap();
    assert_eq!((small.width(), small.height()), (200, 200));

    for version in [1, 2] {
        let room = format!("/v{version}");
        let mut ada_there = Client::join(&server, &env, "ada", &room, version).await;
        let mut bo = Client::join(&server, &env, "bo", &room, version).await;
        let sent = ada
            .sends("a.png", "image/png", encoded(4, 4, ImageFormat::Png))
            .await;
        let mut write = thread_with(&format!("t{version}"), &[&sent]);
        write["opId"] = json!(format!("o{version}"));
        ada_there.say(write).await;
        let told = bo.hear("thread:created").await;
        let comment = &told["thread"]["comments"][0];
        assert_eq!(
            (&comment["attachments"], &comment["body"]),
            (&json!([sent]), &json!("(attachment)"))
        );
        let late = Client::join(&server, &env, "cy", &room, version).await;
        assert_eq!(
            late.hello["threads"][0]["comments"][0]["attachments"],
            json!([sent])
        );
    }
}

#[tokio::test]
async fn every_kind_is_taken_under_the_name_its_recorder_gives() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    let mp4 = b"\0\0\0\x18ftypisom\0\0\0\0isom....".to_vec();
    let cases = [
        ("audio/webm;codecs=opus", webm(600), "audio", "audio/webm"),
        ("video/webm;codecs=vp9", webm(600), "video", "video/webm"),
        ("audio/mp4", mp4.clone(), "audio", "audio/mp4"),
        ("video/mp4", mp4, "video", "video/mp4"),
        (
            "audio/ogg; codecs=opus",
            b"OggS\0\x02........".to_vec(),
            "audio",
            "audio/ogg",
        ),
        (
            "audio/mpeg",
            b"ID3\x04\0\0........".to_vec(),
            "audio",
            "audio/mpeg",
        ),
        (
            "audio/wav",
            b"RIFF\0\0\0\0WAVEfmt ".to_vec(),
            "audio",
            "audio/wav",
        ),
        (
            "image/gif",
            with_place(ImageFormat::Gif),
            "image",
            "image/gif",
        ),
        (
            "image/webp",
            with_place(ImageFormat::WebP),
            "image",
            "image/webp",
        ),
        ("image/jpeg", photograph(40, 20, 1), "image", "image/jpeg"),
        (
            "application/octet-stream",
            encoded(2, 2, ImageFormat::Png),
            "image",
            "image/png",
        ),
    ];
    for (says, bytes, kind, is) in cases {
        let sent = ada.sends("recording", says, bytes.clone()).await;
        assert_eq!(
            (text(&sent["type"]), text(&sent["mimeType"])),
            (kind, is),
            "{says}"
        );
        let file = fetch(&server, &sent["url"]).await;
        assert_eq!((file.status, file.header("content-type")), (200, is));
        assert_eq!(sent["sizeBytes"], file.bytes.len());
        assert_eq!(sent["thumbnailUrl"].is_string(), kind == "image");
        if kind != "image" {
            assert_eq!(file.bytes, bytes, "{says}");
            let none = ask(
                &server,
                "GET",
                &format!("{}?thumb=1", text(&sent["url"])),
                &[],
            )
            .await;
            assert_eq!(none.status, 404);
        }
    }
}

#[tokio::test]
async fn nothing_tells_where_a_picture_was_taken() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    for (says, format) in [
        ("image/jpeg", ImageFormat::Jpeg),
        ("image/png", ImageFormat::Png),
        ("image/webp", ImageFormat::WebP),
        ("image/gif", ImageFormat::Gif),
    ] {
        let original = with_place(format);
        assert!(has(&original, PLACE), "{says}");
        let sent = ada.sends("p", says, original.clone()).await;
        let kept = fetch(&server, &sent["url"]).await.bytes;
        let small = fetch(&server, &sent["thumbnailUrl"]).await.bytes;
        for bytes in [&kept, &small] {
            assert!(!has(bytes, PLACE) && !has(bytes, "Exif"), "{says}");
        }
        // Not a pixel has changed.
        let pixels = |bytes: &[u8]| image::load_from_memory_with_format(bytes, format).unwrap();
        assert_eq!(pixels(&kept), pixels(&original), "{says}");
    }
    let frames = |bytes: &[u8]| {
        use image::AnimationDecoder;
        let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(bytes.to_vec()));
        decoder.unwrap().into_frames().count()
    };
    let sent = ada
        .sends("p.gif", "image/gif", with_place(ImageFormat::Gif))
        .await;
    assert_eq!(frames(&fetch(&server, &sent["url"]).await.bytes), 2);
}

#[tokio::test]
async fn a_picture_stands_as_its_camera_was_held() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    // Turned by a quarter: what was left is above.
    let sent = ada
        .sends("p.jpg", "image/jpeg", photograph(400, 200, 6))
        .await;
    assert_eq!(
        (&sent["width"], &sent["height"]),
        (&json!(200), &json!(400))
    );
    for url in ["url", "thumbnailUrl"] {
        let file = fetch(&server, &sent[url]).await;
        assert!(!has(&file.bytes, PLACE) && !has(&file.bytes, "Exif"));
        let image = image::load_from_memory(&file.bytes).unwrap().to_rgb8();
        let middle = image.width() / 2;
        let (above, below) = (
            image.get_pixel(middle, 10),
            image.get_pixel(middle, image.height() - 10),
        );
        assert!(
            above.0[0] > 150 && below.0[2] > 150,
            "{url}: {above:?} {below:?}"
        );
    }
}

#[tokio::test]
async fn what_is_no_such_file_is_refused() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    let html = b"<!DOCTYPE html><script>alert(1)</script>".to_vec();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
    let png = encoded(40, 20, ImageFormat::Png);
    let cut = png[..png.len() / 2].to_vec();
    let mut polyglot = b"GIF89a/*\0\0\0".to_vec();
    polyglot.extend(&html);
    let cases = [
        ("image/png", html.clone(), 415, "unsupported_media"),
        ("image/gif", polyglot, 415, "unsupported_media"),
        ("image/png", svg.clone(), 415, "unsupported_media"),
        ("image/svg+xml", svg, 400, "unsupported_media"),
        ("text/html", html, 400, "unsupported_media"),
        ("image/png", webm(600), 415, "unsupported_media"),
        ("audio/webm", png, 415, "unsupported_media"),
        ("image/png", cut, 415, "unsupported_media"),
        ("image/png", bomb(), 413, "too_large"),
        ("image/png", vec![], 400, "invalid_field"),
    ];
    for (says, bytes, status, code) in cases {
        let (answered, answer) = ada.send("x", says, bytes).await;
        assert_eq!(
            (answered, text(&answer["code"])),
            (status, code),
            "{says}: {answer}"
        );
        assert!(!text(&answer["error"]).is_empty() && !text(&answer["requestId"]).is_empty());
    }
    for (form, words) in [
        (Form::new().text("name", "x"), "there is no file"),
        (
            Form::new()
                .part("file", part("a", "audio/ogg", b"OggS".to_vec()))
                .part("file", part("b", "audio/ogg", b"OggS".to_vec())),
            "only one file",
        ),
    ] {
        let (status, answer) = ada.send_form(form).await;
        assert_eq!(status, 400);
        assert!(text(&answer["error"]).starts_with(words), "{answer}");
    }
    // Nothing of all this is left behind.
    assert_eq!(kept_files(&server), Vec::<String>::new());
}

#[tokio::test]
async fn an_environment_says_which_files_it_takes() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    set(&server, &env, "allowVideo=false").await;
    set(&server, &env, "maxFileSizeMb=1").await;
    let (status, answer) = ada.send("v", "video/webm", webm(600)).await;
    assert_eq!((status, text(&answer["code"])), (403, "feature_disabled"));
    // A film that does not say it is one is one.
    let (status, _) = ada.send("v", "application/octet-stream", webm(600)).await;
    assert_eq!(status, 403);
    ada.sends("a", "audio/webm", webm(1024 * 1024)).await;
    for bytes in [1024 * 1024 + 1, 20 * 1024 * 1024] {
        let (status, answer) = ada.send("a", "audio/webm", webm(bytes)).await;
        assert_eq!((status, text(&answer["code"])), (413, "too_large"));
        assert_eq!(text(&answer["error"]), "the file is larger than 1 MB");
    }
}

#[tokio::test]
async fn only_who_has_key_and_token_may_send() {
    let (server, env) = Server::with_environment().await;
    let other = server.create_environment("other").await;
    let (ada, png) = (
        server.token(&env, "ada").await,
        encoded(2, 2, ImageFormat::Png),
    );
    let viewer = json!({"userId": "vi", "name": "Vi", "role": "viewer"});
    let viewer = server.token_of(&env, viewer).await;
    let (pk, sk) = (env.publishable.as_str(), env.secret.as_str());
    for (key, token, status, code) in [
        ("", ada.as_str(), 401, "invalid_key"),
        (pk, "", 401, "invalid_token"),
        (pk, "nonsense", 401, "invalid_token"),
        (pk, sk, 401, "invalid_token"),
        (sk, ada.as_str(), 401, "invalid_key"),
        (
            other.publishable.as_str(),
            ada.as_str(),
            401,
            "wrong_environment",
        ),
        (pk, viewer.as_str(), 403, "forbidden"),
    ] {
        let sender = Sender::showing(&server, key, token);
        let (answered, answer) = sender.send("a.png", "image/png", png.clone()).await;
        assert_eq!(
            (answered, text(&answer["code"])),
            (status, code),
            "{answer}"
        );
    }
    set(&server, &env, "allowedOrigins=[\"https://good.example\"]").await;
    for (origin, status) in [("https://good.example", 200), ("https://bad.example", 403)] {
        let sender = Sender::showing(&server, pk, &ada).with("origin", origin);
        let (answered, _) = sender.send("a.png", "image/png", png.clone()).await;
        assert_eq!(answered, status, "{origin}");
    }
}

#[tokio::test]
async fn a_backend_sends_for_somebody_it_names() {
    host!(host, env);
    let backend = Sender::backend(host.server, &env);
    let png = || part("a.png", "image/png", encoded(2, 2, ImageFormat::Png));
    for (user, status, code) in [
        (Some("zoe"), 404, "unknown_user"),
        (None, 400, "invalid_field"),
    ] {
        let mut form = Form::new().part("file", png());
        if let Some(user) = user {
            form = form.text("userId", user);
        }
        let (answered, answer) = backend.send_form(form).await;
        assert_eq!(
            (answered, text(&answer["code"])),
            (status, code),
            "{answer}"
        );
    }
    let form = Form::new().text("userId", "bo").part("file", png());
    let (status, sent) = backend.send_form(form).await;
    assert_eq!(status, 200, "{sent}");
    let mut bo = Client::join(host.server, &env, "bo", "/r", 1).await;
    let request = json!({"userId": "ada", "body": "hi", "attachmentIds": [sent["id"]]});
    let (status, answer) = host.ask("POST", "/rooms/%2Fr/threads", Some(request)).await;
    assert_eq!(
        (status, text(&answer["code"])),
        (404, "not_found"),
        "another's"
    );
    let request = json!({"userId": "bo", "body": "", "attachmentIds": [sent["id"]]});
    let thread = host.post("/rooms/%2Fr/threads", request).await["thread"].clone();
    assert_eq!(thread["comments"][0]["attachments"], json!([sent]));
    let told = bo.hear("thread:created").await;
    assert_eq!(told["thread"]["comments"][0]["attachments"], json!([sent]));
    let path = format!("/threads/{}/comments", text(&thread["id"]));
    assert_eq!(
        host.get(&path).await["items"][0]["attachments"],
        json!([sent])
    );
}

#[tokio::test]
async fn a_request_with_a_key_brings_its_file_once() {
    let (server, env) = Server::with_environment().await;
    let sender = Sender::browser(&server, &env, "ada")
        .await
        .with("idempotency-key", "k1");
    let png = encoded(2, 2, ImageFormat::Png);
    let first = sender.sends("a.png", "image/png", png.clone()).await;
    assert_eq!(sender.sends("a.png", "image/png", png).await, first);
    let (status, answer) = sender
        .send("b.png", "image/png", encoded(3, 3, ImageFormat::Png))
        .await;
    assert_eq!((status, text(&answer["code"])), (409, "conflict"));
    assert_eq!(kept_files(&server).len(), 2);
}

#[tokio::test]
async fn a_sound_or_film_says_how_long_it_is() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    let cases = [
        ("audio/wav", recordings::wav(1500), Some(1500)),
        ("video/mp4", recordings::mp4(4200), Some(4200)),
        ("audio/mp4", recordings::mp4(900), Some(900)),
        ("audio/webm;codecs=opus", recordings::webm(2760), Some(2760)),
        ("video/webm", recordings::webm(900), Some(900)),
        // Nothing in it says.
        ("audio/mpeg", b"ID3\x04\0\0........".to_vec(), None),
    ];
    for (kind, bytes, took_ms) in cases {
        let sent = ada.sends("a", kind, bytes).await;
        assert_eq!(sent["durationMs"].as_u64(), took_ms, "{sent}");
    }
}

#[tokio::test]
async fn nothing_tells_where_a_film_was_made() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    let film = recordings::mp4(4200);
    assert!(has(&film, PLACE));
    let sent = ada.sends("a.mp4", "video/mp4", film.clone()).await;
    let served = fetch(&server, &sent["url"]).await.bytes;
    assert!(!has(&served, PLACE));
    assert_eq!(served.len(), film.len());
    assert!(has(&served, "the samples"));
}

#[tokio::test]
async fn the_originals_widget_may_have_an_endpoint_that_ends_in_a_slash() {
    let (server, env) = Server::with_environment().await;
    let ada = Sender::browser(&server, &env, "ada").await;
    let ada = ada.with_path("//api/v1/upload");
    let sent = ada
        .sends("a.png", "image/png", encoded(4, 4, ImageFormat::Png))
        .await;
    let doubled = ask(
        &server,
        "GET",
        &format!("/{}?thumb=1", text(&sent["url"])),
        &[],
    )
    .await;
    assert_eq!(
        (doubled.status, doubled.header("content-type")),
        (200, "image/jpeg")
    );
    // One slash too many is taken at the beginning alone.
    let within = ask(&server, "GET", "/api//v1/users", &[]).await;
    assert_eq!(within.status, 404);
}
