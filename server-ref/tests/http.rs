//! The HTTP side and the command line, from outside.

mod support;

use serde_json::{Value, json};
use support::{Client, Server};

#[tokio::test]
async fn a_token_is_minted_for_who_holds_the_secret_key() {
    let (server, env) = Server::with_environment().await;
    let body = json!({"userId": "user-7", "name": "Ada Byron", "avatar": "https://cdn.example/ada.png", "ttlSeconds": 60});
    let (status, answer) = server.ask_token(&env.secret, body).await;
    assert_eq!(status, 200);
    assert!(answer["token"].as_str().unwrap().starts_with("eyJ"));
    assert!(answer["expiresAt"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test]
async fn a_wrong_key_is_refused_in_words() {
    let (server, env) = Server::with_environment().await;
    let mut typo = env.secret.clone();
    typo.replace_range(10..11, if &env.secret[10..11] == "x" { "y" } else { "x" });
    let stranger = pulse_protocol::key::SecretKey::from_seed([3; 32]).reveal();
    let cases = [
        (typo.as_str(), "mistyped"),
        (stranger.as_str(), "not known here"),
        (env.publishable.as_str(), "publishable key"),
        ("hello", "begins with sk_"),
        ("", "missing"),
    ];
    for (key, words) in cases {
        let body = json!({"userId": "u", "name": "U"});
        let (status, answer) = server.ask_token(key, body).await;
        assert_eq!(
            (status, &answer["code"]),
            (401, &json!("invalid_key")),
            "{key}"
        );
        let error = answer["error"].as_str().unwrap();
        assert!(error.contains(words), "{error}");
        assert!(!answer["requestId"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_wrong_body_is_refused_by_field() {
    let (server, env) = Server::with_environment().await;
    let cases: &[(&str, &str, &str)] = &[
        ("", "bad_message", "JSON object"),
        ("nonsense", "bad_message", "JSON object"),
        ("{", "bad_message", "not JSON"),
        ("[]", "bad_message", "JSON object"),
        (r#"{"userId":"u","name":"U"} x"#, "bad_message", "not JSON"),
        ("{}", "invalid_field", "userId"),
        (r#"{"userId":"u"}"#, "invalid_field", "name"),
        (r#"{"userId":7,"name":"U"}"#, "invalid_field", "userId"),
        (
            r#"{"userId":"","name":"U"}"#,
            "invalid_field",
            "user id is empty",
        ),
        (r#"{"userId":"u","name":null}"#, "invalid_field", "name"),
        (
            r#"{"userId":"u","name":" "}"#,
            "invalid_field",
            "name is empty",
        ),
        (
            r#"{"userId":"u","name":"U","avatar":7}"#,
            "invalid_field",
            "avatar",
        ),
        (
            r#"{"userId":"u","name":"U","avatar":"javascript:x"}"#,
            "invalid_field",
            "avatar",
        ),
        (
            r#"{"userId":"u","name":"U","ttlSeconds":59}"#,
            "invalid_field",
            "ttlSeconds",
        ),
        (
            r#"{"userId":"u","name":"U","ttlSeconds":86401}"#,
            "invalid_field",
            "ttlSeconds",
        ),
        (
            r#"{"userId":"u","name":"U","role":"god"}"#,
            "invalid_field",
            "role",
        ),
        (
            r#"{"userId":"u","name":"U","rooms":"all"}"#,
            "invalid_field",
            "rooms",
        ),
    ];
    for (body, code, words) in cases {
        let answer = server
            .http()
            .post(server.http_url("/auth/token"))
            .bearer_auth(&env.secret)
            .body(*body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{body}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["code"], *code, "{body}: {answer}");
        assert!(
            answer["error"].as_str().unwrap().contains(words),
            "{body}: {answer}"
        );
    }
}

#[tokio::test]
async fn every_answer_has_its_headers_and_errors_are_json() {
    let (server, _) = Server::with_environment().await;
    let cases = [
        ("GET", "/healthz", 200, None),
        ("GET", "/", 200, None),
        ("GET", "/nowhere", 404, Some("not_found")),
        ("GET", "/auth/token", 405, Some("method_not_allowed")),
        ("GET", "/sdk/no-such-file.js", 404, Some("not_found")),
        (
            "GET",
            "/sdk/%2e%2e/%2e%2e/Cargo.toml",
            404,
            Some("not_found"),
        ),
        ("GET", "/sdk/%2Fetc%2Fpasswd", 404, Some("not_found")),
    ];
    for (method, path, status, code) in cases {
        let method = method.parse().unwrap();
        let request = server.http().request(method, server.http_url(path));
        let answer = request
            .header("origin", "https://host.example")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{path}");
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map(|v| v.to_str().unwrap().to_owned())
        };
        assert_eq!(
            header("x-content-type-options").as_deref(),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            header("access-control-allow-origin").as_deref(),
            Some("*"),
            "{path}"
        );
        let id = header("x-request-id").unwrap();
        if let Some(code) = code {
            let body: Value = answer.json().await.unwrap();
            assert_eq!(
                (&body["code"], &body["requestId"]),
                (&json!(code), &json!(id)),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn the_sdk_comes_from_a_directory_with_types_and_caching() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("pulse.js"), "x".repeat(5000)).unwrap();
    std::fs::write(directory.path().join("pulse-8F3A2B1C.wasm"), b"\0asm").unwrap();
    std::fs::write(directory.path().join("pulse.js.br"), "packed").unwrap();
    let server = Server::with_sdk(directory.path()).await;
    let get = |path: &str| server.http().get(server.http_url(path));
    let script = get("/sdk/pulse.js")
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(
        script.headers()["content-type"],
        "text/javascript; charset=utf-8"
    );
    assert_eq!(script.headers()["content-encoding"], "gzip");
    let etag = script.headers()["etag"].clone();
    let again = get("/sdk/pulse.js")
        .header("if-none-match", etag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
    assert_eq!(again.headers()["vary"], "accept-encoding");
    // What is compressed already goes out as it is, to whom accepts it.
    let packed = get("/sdk/pulse.js")
        .header("accept-encoding", "gzip, br")
        .send()
        .await
        .unwrap();
    assert_eq!(packed.headers()["content-encoding"], "br");
    assert_eq!(packed.headers()["vary"], "accept-encoding");
    assert_eq!(packed.headers()["etag"], script.headers()["etag"]);
    assert_eq!(packed.bytes().await.unwrap(), "packed");
    let wasm = get("/sdk/pulse-8F3A2B1C.wasm").send().await.unwrap();
    assert_eq!(wasm.headers()["content-type"], "application/wasm");
    assert!(
        wasm.headers()["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    let outside = get("/sdk/..%2Fsecret").send().await.unwrap();
    assert_eq!(outside.status(), 404);
}

#[tokio::test]
async fn environments_are_managed_beside_a_running_server() {
    let (server, env) = Server::with_environment().await;
    let list = server.command(&["env", "list", "--json"]).await;
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    assert_eq!(list["items"][0]["id"], env.id);
    let set = server
        .command(&[
            "env",
            "set",
            "first",
            "allowDrawing=false",
            "turnSecret=hush",
        ])
        .await;
    assert!(set.status.success());
    let shown = server.command(&["env", "show", &env.id, "--json"]).await;
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(!text.contains("hush") && !text.contains("sk_"));
    let shown: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(shown["settings"]["allowDrawing"], false);
    assert_eq!(shown["keys"][0]["publishableKey"], env.publishable);

    let mut ada = Client::join(&server, &env, "ada", "/r", 1).await;
    assert_eq!(ada.hello["config"]["allowDrawing"], false);
    assert!(!ada.hello.to_string().contains("hush"));
    ada.say(json!({"type": "draw:clear"})).await;
    assert_eq!(ada.hear("error").await["code"], "feature_disabled");

    for wrong in [
        &["env", "set", "first", "nope=1"][..],
        &["env", "show", "nobody"],
    ] {
        let refused = server.command(wrong).await;
        assert!(!refused.status.success(), "{wrong:?}");
        assert!(!refused.stderr.is_empty());
    }
}
