//! The admin API's lists: what an environment holds, and what was done.

use serde_json::json;

use crate::support::{Client, Panel, Program, Server, in_path};

#[tokio::test]
async fn a_program_looks_through_an_environment_in_pages() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let env = admin.create_environment("site").await;
    let program = Program::of(&server, &mut admin).await;
    let at = format!("/environments/{}", env.id);
    for (user, room, body) in [
        ("ada", "/pricing", "first words"),
        ("bo", "/pricing", "other words"),
        ("bo", "/about", "third words"),
    ] {
        server.token(&env, user).await;
        let url = server.http_url(&format!("/api/v1/rooms/{}/threads", in_path(room)));
        let said = json!({"userId": user, "body": body});
        let request = server.http().post(url).bearer_auth(&env.secret).json(&said);
        assert_eq!(request.send().await.unwrap().status(), 201);
    }
    let _here = Client::join(&server, &env, "ada", "/pricing", 2).await;
    let list = async |path: &str| {
        let (status, answer) = program.ask("GET", &format!("{at}{path}"), None).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    };
    let found = list("/rooms?search=PRIC").await;
    let room = &found["items"][0];
    let shown = [
        &room["id"],
        &room["threads"],
        &room["comments"],
        &room["present"],
    ];
    assert_eq!(shown, [&json!("/pricing"), &json!(2), &json!(2), &json!(1)]);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let first = list("/rooms?limit=1").await;
    assert_eq!(first["items"][0]["id"], json!("/about"));
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = list(&format!("/rooms?limit=1&cursor={cursor}")).await;
    assert_eq!(second["items"][0]["id"], json!("/pricing"));
    assert!(second["nextCursor"].is_null());

    let threads = list("/rooms/%2Fpricing/threads").await;
    let beginnings: Vec<_> = threads["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["beginning"], &one["author"]))
        .collect();
    let [other, first] = ["other words", "first words"].map(|text| json!(text));
    assert_eq!(
        beginnings,
        [(&other, &json!("bo")), (&first, &json!("ada"))]
    );
    let thread = threads["items"][0]["id"].as_str().unwrap();
    let comments = list(&format!("/threads/{thread}/comments")).await;
    let comment = &comments["items"][0];
    assert_eq!(
        (&comment["body"], &comment["authorName"]),
        (&other, &json!("bo"))
    );

    let users = list("/users?search=b").await;
    let user = &users["items"][0];
    assert_eq!((&user["id"], &user["comments"]), (&json!("bo"), &json!(2)));
    let export = list("/rooms/%2Fabout/export").await;
    assert_eq!(export["threads"].as_array().unwrap().len(), 1);

    let comment = comment["id"].as_str().unwrap();
    let change = Some(json!({"body": "calm words"}));
    let (status, _) = program
        .ask("PATCH", &format!("{at}/comments/{comment}"), change)
        .await;
    assert_eq!(status, 200);
    let (status, _) = program
        .ask("DELETE", &format!("{at}/threads/{thread}"), None)
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        list("/rooms/%2Fpricing/threads").await["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for (path, status) in [
        ("/rooms/%2Fnowhere/threads", 404),
        ("/threads/none/comments", 404),
        ("/rooms?cursor=wrong", 400),
        ("/users?limit=0", 400),
        ("/rooms/%FF/threads", 400),
    ] {
        let (found, answer) = program.ask("GET", &format!("{at}{path}"), None).await;
        assert_eq!(found, status, "{path}: {answer}");
    }
    let long = "x".repeat(201);
    let (status, answer) = program
        .ask("GET", &format!("{at}/rooms?search={long}"), None)
        .await;
    assert_eq!(status, 400);
    assert!(
        answer["error"].as_str().unwrap().contains("201"),
        "{answer}"
    );
    let (_, overview) = program.ask("GET", "/overview", None).await;
    assert_eq!(overview["liveRooms"][0]["room"], json!("/pricing"));
    assert_eq!(overview["liveRooms"][0]["people"], json!(["ada"]));
    assert_eq!(overview["day"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn entries_are_asked_for_by_time() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let program = Program::of(&server, &mut admin).await;
    let actions = async |parameters: &str| {
        let (status, found) = program
            .ask("GET", &format!("/audit?{parameters}"), None)
            .await;
        assert_eq!(status, 200, "{found}");
        found["items"].as_array().unwrap().len()
    };
    assert!(actions("limit=1000").await >= 3);
    assert_eq!(actions("since=2999-01-01T00:00:00.000Z").await, 0);
    assert_eq!(actions("until=2020-01-01T00:00:00.000Z").await, 0);
    assert!(actions("since=2020-01-01T00:00:00.000Z").await >= 3);
    let (status, wrong) = program.ask("GET", "/audit?since=yesterday", None).await;
    assert_eq!(status, 400);
    assert!(
        wrong["error"].as_str().unwrap().contains("since"),
        "{wrong}"
    );
}
