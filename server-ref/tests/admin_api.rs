//! The admin API, with personal access tokens.

mod support;

use serde_json::{Value, json};
use support::{Client, Environment, Panel, Server};

struct Program<'a> {
    server: &'a Server,
    token: String,
}

impl Program<'_> {
    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let url = self.server.http_url(&format!("/api/admin/v1{path}"));
        let mut request = self
            .server
            .http()
            .request(method.parse().expect("a method of HTTP"), url);
        request = request.bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("the server answers");
        (
            answer.status().as_u16(),
            answer.json().await.expect("an answer is JSON"),
        )
    }
}

async fn token_of(panel: &mut Panel) -> String {
    panel.get("/panel/account").await;
    let made = panel
        .post("/panel/account/tokens", &[("token", "ci"), ("days", "")])
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.shown("access-token")
}

#[tokio::test]
async fn a_program_does_what_its_owner_may() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let token = token_of(&mut admin).await;
    let program = Program {
        server: &server,
        token,
    };
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
    let token = token_of(&mut bo).await;
    let program = Program {
        server: &server,
        token,
    };
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
