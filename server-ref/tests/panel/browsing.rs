//! Lists in pages, and how the server does.

use serde_json::{Value, json};

use crate::support::{Answer, Environment, Panel, Program, Server, in_path};

struct Full {
    server: Server,
    admin: Panel,
    env: Environment,
    thread: String,
}

/// More of everything than one page has: rooms, threads and people.
async fn full() -> Full {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let env = admin.create_environment("site").await;
    let post = async |path: &str, body: Value| {
        let url = server.http_url(&format!("/api/v1{path}"));
        let request = server.http().post(url).bearer_auth(&env.secret).json(&body);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 201);
        answer.json::<Value>().await.unwrap()
    };
    for number in 0..MANY {
        let user = format!("user-{number:02}");
        server.token(&env, &user).await;
        let room = in_path(&format!("/room-{number:02}"));
        let said = json!({"userId": user, "body": format!("words {number:02}")});
        post(&format!("/rooms/{room}/threads"), said.clone()).await;
        post("/rooms/%2Ffull/threads", said).await;
    }
    let long = json!({"userId": "user-00", "body": "the first of many"});
    let made = post("/rooms/%2Flong/threads", long).await;
    let thread = made["thread"]["id"].as_str().unwrap().to_owned();
    for number in 1..MANY {
        let said = json!({"userId": "user-01", "body": format!("answer {number:02}")});
        post(&format!("/threads/{thread}/comments"), said).await;
    }
    Full {
        server,
        admin,
        env,
        thread,
    }
}

fn next_of(page: &Answer) -> Option<String> {
    let (_, after) = page.text.split_once("rel=\"next\" href=\"")?;
    let (address, _) = after.split_once('"')?;
    Some(address.replace("&#38;", "&"))
}

#[tokio::test]
async fn long_lists_come_in_pages_and_all_of_it_is_there() {
    let Full {
        server: _kept,
        mut admin,
        env,
        thread,
    } = full().await;
    let at = format!("/panel/environments/{}", env.id);
    for (list, row, count) in [
        (format!("{at}/rooms"), "data-testid=\"room\"", MANY + 2),
        (format!("{at}/rooms?q=room"), "data-testid=\"room\"", MANY),
        (
            format!("{at}/threads?room=%2Ffull"),
            "data-testid=\"thread\"",
            MANY,
        ),
        (
            format!("{at}/threads/{thread}"),
            "data-testid=\"comment\"",
            MANY,
        ),
        (format!("{at}/users"), "data-testid=\"user\"", MANY),
        (format!("{at}/users?q=USER-"), "data-testid=\"user\"", MANY),
    ] {
        let first = admin.get(&list).await;
        let shown = |page: &Answer| page.text.matches(row).count();
        assert_eq!(shown(&first), 20, "{list}");
        assert!(!first.text.contains("First page"), "{list}");
        let next = next_of(&first).expect("there is more");
        let second = admin.get(&next).await;
        assert_eq!(shown(&second), count - 20, "{next}");
        assert!(second.text.contains("First page"), "{next}");
        assert_eq!(next_of(&second), None, "{next}");
    }
    // Whoever changes an address by hand gets a page all the same.
    let odd = admin.get(&format!("{at}/rooms?cursor=nonsense")).await;
    assert_eq!(odd.status, 200);
}

#[tokio::test]
async fn the_audit_log_comes_in_pages_and_its_exports_whole() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    for number in 0..MANY {
        let name = format!("environment {number:02}");
        admin.create_environment(&name).await;
    }
    let list = "/panel/audit?kind=environment.&q=environment";
    let first = admin.get(list).await;
    let rows = |page: &Answer| page.text.matches("data-testid=\"entry\"").count();
    assert_eq!(rows(&first), 20);
    let second = admin.get(&next_of(&first).unwrap()).await;
    assert_eq!(rows(&second), MANY - 20);
    let json = admin.get("/panel/audit.json?kind=environment.").await;
    let all: Value = serde_json::from_str(&json.text).unwrap();
    assert_eq!(all["items"].as_array().unwrap().len(), MANY);
    let csv = admin.get("/panel/audit.csv?kind=environment.").await;
    assert_eq!(csv.text.lines().count(), MANY + 1);
    let mut visitor = Panel::new(&server);
    assert_eq!(visitor.get("/panel/audit.csv").await.status, 401);
}

#[tokio::test]
async fn a_part_that_fails_is_shown_as_failing() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    assert!(admin.get("/panel").await.text.contains("Uploads: working"));
    let uploads = server.data().join("uploads");
    std::fs::remove_dir_all(&uploads).unwrap();
    std::fs::write(&uploads, "a file where a directory was").unwrap();
    let page = admin.get("/panel").await;
    assert!(page.text.contains("Uploads: failing"), "{}", page.text);
    assert!(page.text.contains("Store: working"));
    let program = Program::of(&server, &mut admin).await;
    let (_, overview) = program.ask("GET", "/overview", None).await;
    let health = overview["health"].as_array().unwrap();
    let failing: Vec<_> = health
        .iter()
        .filter(|one| one["working"] == json!(false))
        .collect();
    assert_eq!(failing.len(), 1, "{overview}");
    assert_eq!(failing[0]["part"], json!("Uploads"));
}

const MANY: usize = 25;
