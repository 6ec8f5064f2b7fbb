//! The commands of the binary, beside a running server.

use serde_json::{Value, json};

use crate::support::{Panel, Program, Server};

#[tokio::test]
async fn the_commands_do_what_the_panel_does_and_are_told_of() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let run = async |arguments: &[&str]| {
        let done = server.command(arguments).await;
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        (
            done.status.success(),
            text + &String::from_utf8_lossy(&done.stderr),
        )
    };
    let (done, added) = run(&["admin", "add", "bo@example.com", "--name", "Bo"]).await;
    assert!(done, "{added}");
    let password = added
        .lines()
        .find_map(|line| line.strip_prefix("password  "))
        .unwrap();
    let mut bo = Panel::signed_in(&server, "bo@example.com", password).await;
    assert_eq!(
        bo.post("/panel/environments", &[("name", "x")])
            .await
            .status,
        403
    );
    let (done, again) = run(&["admin", "add", "bo@example.com", "--name", "Bo"]).await;
    assert!(
        !done && again.contains("somebody has this address"),
        "{again}"
    );
    let (done, words) = run(&["admin", "role", "ada@example.com", "member"]).await;
    assert!(!done && words.contains("this is the last admin"), "{words}");
    let (done, words) = run(&["admin", "remove", "ada@example.com"]).await;
    assert!(!done && words.contains("this is the last admin"), "{words}");
    assert!(run(&["admin", "role", "bo@example.com", "admin"]).await.0);
    let made = bo.post("/panel/environments", &[("name", "site")]).await;
    assert_eq!(made.status, 201);
    let (done, made) = run(&[
        "admin",
        "token",
        "bo@example.com",
        "--name",
        "ci",
        "--days",
        "1",
        "--json",
    ])
    .await;
    assert!(done, "{made}");
    let made: Value = serde_json::from_str(&made).unwrap();
    let program = Program {
        server: &server,
        token: made["token"].as_str().unwrap().to_owned(),
    };
    assert_eq!(
        program.ask("GET", "/me", None).await.1["email"],
        json!("bo@example.com")
    );
    let (done, words) = run(&["env", "rename", "site", "shop"]).await;
    assert!(done, "{words}");
    let (done, words) = run(&["env", "delete", "shop", "--confirm", "site"]).await;
    assert!(
        !done && words.contains("type the name of the environment: shop"),
        "{words}"
    );
    assert!(run(&["env", "delete", "shop", "--confirm", "shop"]).await.0);
    assert!(run(&["admin", "remove", "bo@example.com"]).await.0);
    assert_eq!(bo.get("/panel").await.status, 401);
    assert_eq!(program.ask("GET", "/me", None).await.0, 401);
    let audit = admin.get("/panel/audit.json").await;
    let audit: Value = serde_json::from_str(&audit.text).unwrap();
    let by_hand: Vec<_> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["actor"] == json!("command-line"))
        .map(|one| one["action"].as_str().unwrap().to_owned())
        .collect();
    let done = [
        "team.remove",
        "environment.delete",
        "environment.rename",
        "token.create",
        "team.role",
        "team.add",
    ];
    assert_eq!(by_hand, done);
}
