//! The admin API, with personal access tokens.

use crate::support::{Client, Environment, PASSWORD, Panel, Program, Server};
use serde_json::{Value, json};

#[tokio::test]
async fn a_program_does_what_its_owner_may() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let program = Program::of(&server, &mut admin).await;
    let (status, me) = program.ask("GET", "/me", None).await;
    assert_eq!(
        (status, &me["email"], &me["role"]),
        (200, &json!("ada@example.com"), &json!("admin"))
    );
    assert!(!me.to_string().contains("argon2"));

    let (status, made) = program
        .ask("POST", "/environments", Some(json!({"name": "site"})))
        .await;
    assert_eq!(status, 201, "{made}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let env = Environment {
        id: text(&made["environment"]["id"]),
        publishable: text(&made["key"]["publishableKey"]),
        secret: text(&made["key"]["secretKey"]),
    };
    let mut ada = Client::join(&server, &env, "ada", "/r", 2).await;
    let at = format!("/environments/{}", env.id);
    let change =
        json!({"name": "shop", "settings": {"allowDrawing": false, "turnSecret": "hunter2"}});
    let (status, changed) = program.ask("PATCH", &at, Some(change)).await;
    assert_eq!((status, &changed["name"]), (200, &json!("shop")));
    assert_eq!(changed["settings"]["turnSecret"], json!("[redacted]"));
    ada.hear("config:updated").await;
    let (status, wrong) = program
        .ask("PATCH", &at, Some(json!({"settings": {"allowDrawing": 7}})))
        .await;
    assert_eq!(status, 400);
    assert!(
        text(&wrong["error"]).starts_with("allowDrawing: "),
        "{wrong}"
    );

    let (status, pair) = program
        .ask(
            "POST",
            &format!("{at}/keys/rotate"),
            Some(json!({"graceSeconds": 60})),
        )
        .await;
    assert_eq!(status, 201, "{pair}");
    let (_, keys) = program.ask("GET", &format!("{at}/keys"), None).await;
    let items = keys["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert!(items[0]["endsAt"].is_string() && items[1]["endsAt"].is_null());
    let revoke = format!("{at}/keys/{}", text(&items[0]["id"]));
    let (status, revoked) = program.ask("DELETE", &revoke, None).await;
    assert_eq!((status, &revoked["deleted"]), (200, &json!(true)));
    assert_eq!(ada.closed().await.code, Some(4401));

    let (_, audit) = program.ask("GET", "/audit?action=key.", None).await;
    let names: Vec<_> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(&one["name"]))
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names[0].contains("by token ci"), "{names:?}");

    let (status, _) = program.ask("DELETE", &at, None).await;
    assert_eq!(status, 400);
    let (status, _) = program
        .ask("DELETE", &format!("{at}?confirm=shop"), None)
        .await;
    assert_eq!(status, 200);
    let (status, missing) = program.ask("GET", &at, None).await;
    assert_eq!((status, &missing["code"]), (404, &json!("not_found")));
}

#[tokio::test]
async fn a_token_of_a_member_looks_and_a_revoked_one_does_nothing() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let bo = [
        ("name", "Bo"),
        ("email", "bo@example.com"),
        ("password", "the first password of bo"),
        ("role", "member"),
    ];
    admin.post("/panel/team", &bo).await;
    let mut bo = Panel::signed_in(&server, "bo@example.com", "the first password of bo").await;
    let program = Program::of(&server, &mut bo).await;
    let (status, _) = program.ask("GET", "/environments", None).await;
    assert_eq!(status, 200);
    let (status, refused) = program
        .ask("POST", "/environments", Some(json!({"name": "x"})))
        .await;
    assert_eq!((status, &refused["code"]), (403, &json!("forbidden")));
    let account = bo.get("/panel/account").await;
    let (_, after) = account.text.split_once("/panel/account/tokens/").unwrap();
    let path = format!(
        "/panel/account/tokens/{}/revoke",
        after.split('/').next().unwrap()
    );
    assert_eq!(bo.post(&path, &[]).await.status, 303);
    let (status, gone) = program.ask("GET", "/environments", None).await;
    assert_eq!((status, &gone["code"]), (401, &json!("invalid_token")));
    // A secret key is no access token.
    let secret = Program {
        server: &server,
        token: server.create_environment("site").await.secret,
    };
    let (status, refused) = secret.ask("GET", "/me", None).await;
    assert_eq!(status, 401);
    assert!(refused["error"].as_str().unwrap().contains("pat_"));
}

#[tokio::test]
async fn a_member_changes_nothing_by_any_operation_that_is_described() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let env = admin.create_environment("site").await;
    admin.get("/panel").await;
    admin.add_member("bo", "member").await;
    let mut bo = Panel::signed_in(&server, "bo@example.com", PASSWORD).await;
    let program = Program::of(&server, &mut bo).await;
    let document = json!(pulse_server::http::document());
    let mut refused = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(path) = path.strip_prefix("/api/admin/v1") else {
            continue;
        };
        let filled = path.replace("{environment}", &env.id);
        for (method, operation) in item.as_object().unwrap() {
            let own = path.starts_with("/me") || path.ends_with("/check");
            if !operation.is_object() || method == "get" || own {
                continue;
            }
            // Valid for each of them: a refusal must not hang on what was sent.
            let body = json!({"name": "x", "body": "x", "role": "admin", "email": "e@example.com",
                "password": PASSWORD, "graceSeconds": 0, "settings": {"allowDrawing": false}});
            let body = operation["requestBody"].is_object().then_some(body);
            let at = format!("{filled}?confirm=site");
            let (status, answer) = program.ask(&method.to_uppercase(), &at, body).await;
            assert_eq!(status, 403, "{method} {path}: {answer}");
            assert_eq!(answer["code"], json!("forbidden"), "{method} {path}");
            refused += 1;
        }
    }
    assert!(refused >= 12, "{refused}");
    let (status, shown) = program
        .ask("GET", &format!("/environments/{}", env.id), None)
        .await;
    assert_eq!((status, &shown["name"]), (200, &json!("site")));
}

#[tokio::test]
async fn a_program_looks_after_its_owners_account() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let program = Program::of(&server, &mut admin).await;
    let (status, renamed) = program
        .ask("PATCH", "/me", Some(json!({"name": "Countess"})))
        .await;
    assert_eq!((status, &renamed["name"]), (200, &json!("Countess")));
    let (status, wrong) = program.ask("PATCH", "/me", Some(json!({"name": ""}))).await;
    assert_eq!((status, &wrong["code"]), (400, &json!("invalid_field")));
    let (_, sessions) = program.ask("GET", "/me/sessions", None).await;
    let session = sessions["items"][0]["id"].as_str().unwrap();
    let (status, _) = program
        .ask("DELETE", &format!("/me/sessions/{session}"), None)
        .await;
    assert_eq!(status, 200);
    assert_eq!(admin.get("/panel").await.status, 401);
    let mut other = Panel::signed_in(&server, "ada@example.com", PASSWORD).await;
    let (status, _) = program.ask("DELETE", "/me/sessions", None).await;
    assert_eq!(status, 200);
    assert_eq!(other.get("/panel").await.status, 401);
    let (_, tokens) = program.ask("GET", "/me/tokens", None).await;
    assert!(!tokens.to_string().contains(&program.token));
    let token = tokens["items"][0]["id"].as_str().unwrap();
    let (status, _) = program
        .ask("DELETE", &format!("/me/tokens/{token}"), None)
        .await;
    assert_eq!(status, 200);
    assert_eq!(program.ask("GET", "/me", None).await.0, 401);
}
