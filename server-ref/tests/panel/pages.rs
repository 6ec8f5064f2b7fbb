//! What the pages of the panel do to a running server.

use crate::support::{Client, Environment, Panel, Server};
use serde_json::{Value, json};

/// Ids of the thread and the comment that somebody wrote by REST.
async fn write(server: &Server, env: &Environment, body: &str) -> (String, String) {
    server.token(env, "ada").await;
    let answer = server
        .http()
        .post(server.http_url("/api/v1/rooms/%2Fr/threads"))
        .bearer_auth(&env.secret)
        .json(&json!({"userId": "ada", "body": body}))
        .send()
        .await
        .expect("the server answers");
    let answer: Value = answer.json().await.expect("the server answers");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let thread = &answer["thread"];
    (text(&thread["id"]), text(&thread["comments"][0]["id"]))
}

async fn with_environment() -> (Server, Panel, Environment) {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let env = admin.create_environment("site").await;
    admin.get("/panel").await;
    (server, admin, env)
}

#[tokio::test]
async fn an_environment_is_made_renamed_and_deleted_with_its_connections() {
    let (server, mut admin, env) = with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let at = format!("/panel/environments/{}", env.id);
    let page = admin.get(&at).await;
    assert!(page.text.contains(&env.publishable) && !page.text.contains(&env.secret));
    for snippet in ["html-snippet", "curl-snippet", "rust-snippet"] {
        assert!(page.text.contains(snippet), "{snippet}");
    }
    let done = admin
        .post(&format!("{at}/rename"), &[("name", "shop")])
        .await;
    assert_eq!(done.status, 303);
    assert!(
        admin
            .get(&done.to)
            .await
            .text
            .contains("The new name is in use.")
    );

    let delete = format!("{at}/delete");
    let page = admin.post(&delete, &[("confirmation", "site")]).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("type the name of the environment: shop"));
    assert_eq!(page.input("confirmation").as_deref(), Some("site"));
    ada.pending().await;
    let done = admin.post(&delete, &[("confirmation", "shop")]).await;
    assert_eq!(done.status, 303);
    assert_eq!(ada.closed().await.code, Some(4401));
    assert_eq!(admin.get(&at).await.status, 404);
    let (status, _) = server
        .ask_token(&env.secret, json!({"userId": "u", "name": "U"}))
        .await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn keys_rotate_with_a_grace_and_a_revoked_one_ends_its_connections() {
    let (server, mut admin, env) = with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let at = format!("/panel/environments/{}/keys", env.id);
    let page = admin
        .post(&format!("{at}/rotate"), &[("grace", "12")])
        .await;
    assert_eq!(page.status, 422);
    let made = admin
        .post(&format!("{at}/rotate"), &[("grace", "3600")])
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    let fresh = Environment {
        id: env.id.clone(),
        publishable: made.shown("publishable-key"),
        secret: made.shown("secret-key"),
    };
    // Both work during the grace.
    Client::join(&server, &env, "bo", "/r", 2).await;
    Client::join(&server, &fresh, "cy", "/r", 2).await;
    ada.pending().await;

    let page = admin.get(&at).await;
    assert!(page.text.contains("until "), "{}", page.text);
    assert!(!page.text.contains(&fresh.secret));
    // The oldest pair is the last in the list.
    let (_, after) = page.text.rsplit_once(&format!("{at}/key_")).unwrap();
    let id = after.split('/').next().unwrap();
    let revoke = format!("{at}/key_{id}/revoke");
    let done = admin.post(&revoke, &[]).await;
    assert_eq!(done.status, 303);
    assert_eq!(ada.closed().await.code, Some(4401));
    let (status, answer) = server
        .ask_token(&env.secret, json!({"userId": "u", "name": "U"}))
        .await;
    assert_eq!((status, &answer["code"]), (401, &json!("key_revoked")));
    Client::join(&server, &fresh, "di", "/r", 2).await;
    let again = admin.post(&revoke, &[]).await;
    assert!(again.to.ends_with("done=ended-key"), "{}", again.to);
    // A key is of its environment alone.
    let other = admin.create_environment("other").await;
    let foreign = format!("/panel/environments/{}/keys/key_{id}/revoke", other.id);
    assert_eq!(admin.post(&foreign, &[]).await.status, 404);
}

#[tokio::test]
async fn settings_reach_live_connections_and_faults_keep_what_was_typed() {
    let (server, mut admin, env) = with_environment().await;
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let at = format!("/panel/environments/{}/settings", env.id);
    admin.get(&at).await;
    let numbers = [
        ("maxFileSizeMb", "3"),
        ("maxAttachmentsPerComment", "5"),
        ("p2pMeshLimit", "6"),
        ("p2pPersistIntervalMs", "5000"),
        ("p2pStateTTLDays", "30"),
        ("p2pMaxStateBytes", "5242880"),
        ("maxSharedObjects", "20"),
        ("showCursors", "on"),
        ("tokenTtlSeconds", "120"),
    ];
    let mut bad = numbers.to_vec();
    bad[0] = ("maxFileSizeMb", "many");
    bad[8] = ("tokenTtlSeconds", "5");
    bad.push(("allowedOrigins", "site.example"));
    let page = admin.post(&at, &bad).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.input("maxFileSizeMb").as_deref(), Some("many"));
    for words in [
        "must be 60 to 86400: 5",
        "an origin looks like https://example.com",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    ada.pending().await;

    let mut good = numbers.to_vec();
    good.push(("turnSecret", "hunter2"));
    let done = admin.post(&at, &good).await;
    assert!(done.to.ends_with("done=configured"), "{}", done.text);
    let heard = ada.hear("config:updated").await;
    assert_eq!(heard["config"]["allowDrawing"], json!(false));
    assert_eq!(heard["config"]["maxFileSizeMb"], json!(3));
    assert!(!heard.to_string().contains("hunter2"));
    let page = admin.get(&at).await;
    assert!(!page.text.contains("hunter2"));
    let (_, answer) = server
        .ask_token(&env.secret, json!({"userId": "u", "name": "U"}))
        .await;
    let ends = answer["expiresAt"].as_str().unwrap();
    let parsed = pulse_protocol::Timestamp::parse(ends).unwrap().unix_ms();
    let now = pulse_server::shell::now().unix_ms();
    assert!(parsed < now + 121_000, "{ends}");
    let same = admin.post(&at, &numbers).await;
    assert!(same.to.ends_with("done=unchanged"), "{}", same.to);
}

#[tokio::test]
async fn moderation_is_seen_at_once_by_who_is_there() {
    let (server, mut admin, env) = with_environment().await;
    let (thread, comment) = write(&server, &env, "<img src=x onerror=alert(1)> hi").await;
    let mut bo = Client::join(&server, &env, "bo", "/r", 2).await;
    let at = format!("/panel/environments/{}", env.id);
    let rooms = admin.get(&format!("{at}/rooms?q=%2FR")).await;
    assert!(rooms.text.contains("threads?room=%2Fr"), "{}", rooms.text);
    assert!(
        admin
            .get(&format!("{at}/rooms?q=nowhere"))
            .await
            .text
            .contains("No room has this")
    );
    let threads = admin.get(&format!("{at}/threads?room=%2Fr")).await;
    assert!(threads.text.contains("&#60;img src=x"), "{}", threads.text);
    assert!(!threads.text.contains("<img"));
    let page = format!("{at}/threads/{thread}");
    let comments = admin.get(&page).await;
    assert!(comments.text.contains("onerror=alert(1)") && !comments.text.contains("<img"));

    let edit = format!("{at}/comments/{comment}/edit");
    let long = "x".repeat(10_001);
    let refused = admin.post(&edit, &[("body", &long)]).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("longer than 10000"),
        "{}",
        refused.text
    );
    assert!(refused.text.contains(&long));
    let done = admin.post(&edit, &[("body", "calm\r\nwords")]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let heard = bo.hear("comment:edited").await;
    assert!(heard.to_string().contains("calm\\nwords"), "{heard}");

    let delete = format!("{at}/comments/{comment}/delete");
    let done = admin.post(&delete, &[]).await;
    assert_eq!(done.status, 303);
    assert!(
        done.to.contains("/threads?room=%2Fr&done=deleted-comment"),
        "{}",
        done.to
    );
    bo.hear("thread:deleted").await;
    assert_eq!(admin.get(&page).await.status, 404);

    let (thread, _) = write(&server, &env, "again").await;
    let done = admin
        .post(&format!("{at}/threads/{thread}/delete"), &[])
        .await;
    assert_eq!(done.status, 303);
    bo.hear("thread:deleted").await;
    // What is of one environment is nothing to another.
    let (thread, comment) = write(&server, &env, "mine").await;
    let other = admin.create_environment("other").await;
    let foreign = format!("/panel/environments/{}", other.id);
    for path in [
        format!("{foreign}/threads/{thread}/delete"),
        format!("{foreign}/comments/{comment}/delete"),
        format!("{foreign}/comments/{comment}/edit"),
    ] {
        assert_eq!(
            admin.post(&path, &[("body", "x")]).await.status,
            404,
            "{path}"
        );
    }
    assert_eq!(
        admin
            .get(&format!("{foreign}/threads?room=%2Fr"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_persons_sessions_end_and_a_person_is_erased() {
    let (server, mut admin, env) = with_environment().await;
    write(&server, &env, "of ada").await;
    let token = server.token(&env, "ada").await;
    let auth = crate::support::auth(&env, &token, "/r", 2);
    let ada = Client::with_auth(&server, auth.clone()).await;
    let at = format!("/panel/environments/{}/users", env.id);
    let found = admin.get(&format!("{at}?q=AD")).await;
    assert!(found.text.contains("1 comment,"), "{}", found.text);
    let done = admin
        .post(&format!("{at}/revoke"), &[("user", "ada")])
        .await;
    assert_eq!(done.status, 303);
    assert_eq!(ada.closed().await.code, Some(4401));
    let missing = admin
        .post(&format!("{at}/revoke"), &[("user", "nobody")])
        .await;
    assert_eq!(missing.status, 404);
    let fields = [("user", "ada"), ("comments", "keep")];
    let done = admin.post(&format!("{at}/erase"), &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let page = admin.get(&at).await;
    assert!(!page.text.contains(">ada<") && page.text.contains("Deleted user"));
}

#[tokio::test]
async fn everything_that_was_done_is_in_the_audit_log_and_its_exports() {
    let (server, mut admin, env) = with_environment().await;
    let at = format!("/panel/environments/{}", env.id);
    admin
        .post(&format!("{at}/rename"), &[("name", "=cmd, \"x\"")])
        .await;
    admin
        .post(&format!("{at}/keys/rotate"), &[("grace", "0")])
        .await;
    server
        .command(&["env", "set", &env.id, "allowDrawing=false"])
        .await;
    let page = admin.get("/panel/audit").await;
    for words in [
        "team.first",
        "account.sign-in",
        "environment.create",
        "environment.rename",
        "key.rotate",
        "environment.configure",
        "command line",
        "127.0.0.1",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    assert!(!page.text.contains(&env.secret));
    let keys = admin.get("/panel/audit?kind=key.").await;
    assert!(keys.text.contains("key.rotate") && !keys.text.contains("environment.rename"));
    assert!(
        admin
            .get("/panel/audit?since=2999-01-01")
            .await
            .text
            .contains("no such entry")
    );
    let csv = admin.get("/panel/audit.csv?kind=environment.rename").await;
    let lines: Vec<_> = csv.text.lines().collect();
    assert_eq!(lines.len(), 2, "{}", csv.text);
    assert!(lines[1].ends_with("\"'=cmd, \"\"x\"\"\""), "{}", lines[1]);
    let all = admin.get("/panel/audit.json").await;
    let all: Value = serde_json::from_str(&all.text).unwrap();
    let actions: Vec<_> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["action"])
        .collect();
    assert_eq!(actions.len(), 6, "{actions:?}");
}

#[tokio::test]
async fn an_environment_is_exported_whole_and_without_secrets() {
    let (server, mut admin, env) = with_environment().await;
    write(&server, &env, "first words").await;
    let export = admin
        .get(&format!("/panel/environments/{}/export", env.id))
        .await;
    let all: Value = serde_json::from_str(&export.text).unwrap();
    assert_eq!(all["users"][0]["id"], json!("ada"));
    assert_eq!(all["rooms"][0]["room"]["id"], json!("/r"));
    let said = &all["rooms"][0]["threads"][0]["comments"][0]["body"];
    assert_eq!(said, &json!("first words"));
    assert!(!export.text.contains(&env.secret));
    let room = admin
        .get(&format!(
            "/panel/environments/{}/export-room?room=%2Fr",
            env.id
        ))
        .await;
    let room: Value = serde_json::from_str(&room.text).unwrap();
    assert_eq!(room["threads"].as_array().unwrap().len(), 1);
    let empty = admin.create_environment("empty").await;
    let export = admin
        .get(&format!("/panel/environments/{}/export", empty.id))
        .await;
    let all: Value = serde_json::from_str(&export.text).unwrap();
    assert_eq!((&all["users"], &all["rooms"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn the_checker_says_what_is_wrong_with_a_token() {
    let (server, mut admin, env) = with_environment().await;
    let other = admin.create_environment("other").await;
    let check = format!("/panel/environments/{}/check", env.id);
    admin.get(&check).await;
    let foreign = server.token(&other, "ada").await;
    let good = server.token(&env, "ada").await;
    for (token, words) in [
        (good.as_str(), "Token: good"),
        (foreign.as_str(), "It belongs to the environment other."),
        (env.secret.as_str(), "This is a secret key."),
        ("nonsense", "Token: bad"),
    ] {
        let page = admin.post(&check, &[("token", token)]).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let empty = admin.post(&check, &[]).await;
    assert_eq!(empty.status, 422);
}

#[tokio::test]
async fn the_overview_shows_who_is_here_and_that_all_works() {
    let (server, mut admin, env) = with_environment().await;
    let _ada = Client::join(&server, &env, "ada", "/pricing", 2).await;
    let page = admin.get("/panel").await;
    for words in [
        "Store: working",
        "Uploads: working",
        "Bus: working",
        "<svg",
        "/pricing",
        "ada",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let style = admin.get("/panel/assets/panel.css").await;
    assert!(style.text.contains("prefers-color-scheme: dark"));
    assert_eq!(admin.get("/panel/nowhere").await.status, 404);
    for page in ["/panel", "/panel/team", "/panel/account", "/panel/audit"] {
        let page = admin.get(page).await;
        assert!(!page.text.contains("style=\"") && !page.text.contains("<style"));
        assert!(!page.text.contains("onclick") && !page.text.contains("<script>"));
    }
}
