//! Who is told what: notifications by kind, mentions by id and by name, and
//! the activity log. Sections 3.2 and 5 of PROTOCOL.md.

mod support;

use serde_json::{Value, json};
use support::{Client, Environment, Server, auth, fits};

/// Ada, who starts the thread; bo, who answers in it; Cy Young, who looks on.
struct Scene {
    server: Server,
    env: Environment,
    ada: Client,
    bo: Client,
    cy: Client,
}

async fn join(server: &Server, env: &Environment, user: &str, name: &str) -> Client {
    let person = json!({"userId": user, "name": name});
    let token = server.token_of(env, person).await;
    Client::with_auth(server, auth(env, &token, "/r", 1)).await
}

/// Who says what, who is told which kind of it, and about which comment.
type Case = (
    &'static str,
    Value,
    &'static [(&'static str, &'static str)],
    Option<&'static str>,
);

/// Which of the notifications in a greeting were read.
fn read(hello: &Value) -> Vec<bool> {
    let list = hello["notifications"].as_array().expect("a list");
    list.iter().map(|notice| notice["read"] == true).collect()
}

impl Scene {
    async fn set() -> Self {
        let (server, env) = Server::with_environment().await;
        let mut scene = Self {
            ada: join(&server, &env, "ada", "Ada Byron").await,
            bo: join(&server, &env, "bo", "Bo").await,
            cy: join(&server, &env, "cy", "Cy Young").await,
            server,
            env,
        };
        scene.ada.say(json!({"type": "thread:create", "id": "t1", "body": "first", "mentions": [], "position": null})).await;
        let first = scene.ada.hear("thread:created").await;
        assert_eq!(first["thread"]["id"], "t1");
        scene.reply("bo", "b1", &[]).await;
        scene.reply("ada", "a1", &[]).await;
        scene.told().await;
        scene
    }

    fn client(&mut self, user: &str) -> &mut Client {
        match user {
            "ada" => &mut self.ada,
            "bo" => &mut self.bo,
            _ => &mut self.cy,
        }
    }

    async fn reply(&mut self, user: &str, id: &str, mentions: &[&str]) {
        let reply = json!({"type": "comment:create", "threadId": "t1", "id": id, "body": "x", "mentions": mentions});
        self.client(user).say(reply).await;
    }

    /// Who was told what since the last time.
    async fn told(&mut self) -> Vec<(&'static str, Value)> {
        // A notification leaves the room with its write, which is done when
        // the writer's own socket is quiet.
        for user in ["ada", "bo", "cy"] {
            let rest = self.client(user).pending().await;
            self.client(user).put_back(rest);
        }
        let mut told = vec![];
        for user in ["ada", "bo", "cy"] {
            let heard = self.client(user).pending().await.into_iter();
            let notices = heard.filter(|m| m["type"] == "notification");
            told.extend(notices.map(|m| (user, m["notification"].clone())));
        }
        told
    }
}

#[tokio::test]
async fn each_kind_of_notification_reaches_those_it_concerns_and_nobody_else() {
    let react = |target: &str, kind: &str| json!({"type": "reaction:add", "targetId": target, "targetType": kind, "emoji": "🎉"});
    let reply = |id: &str, mentions: &[&str]| json!({"type": "comment:create", "threadId": "t1", "id": id, "body": "x", "mentions": mentions});
    let edit = |id: &str, mentions: &[&str]| json!({"type": "comment:edit", "commentId": id, "body": "y", "mentions": mentions});
    let resolve =
        |resolved: bool| json!({"type": "thread:resolve", "threadId": "t1", "resolved": resolved});
    let cases: Vec<Case> = vec![
        (
            "bo",
            reply("b2", &[]),
            &[("ada", "comment:reply")],
            Some("b2"),
        ),
        (
            "cy",
            reply("c1", &[]),
            &[("ada", "comment:reply"), ("bo", "comment:created")],
            Some("c1"),
        ),
        // Being named counts for more than taking part.
        (
            "cy",
            reply("c2", &["bo"]),
            &[("ada", "comment:reply"), ("bo", "comment:mention")],
            Some("c2"),
        ),
        // By name, as the original sends it.
        (
            "ada",
            reply("a2", &["Cy_Young", "Nobody_Known"]),
            &[("bo", "comment:created"), ("cy", "comment:mention")],
            Some("a2"),
        ),
        // By name and by id is still one person.
        (
            "bo",
            reply("b3", &["cy", "Cy_Young", "bo"]),
            &[("ada", "comment:reply"), ("cy", "comment:mention")],
            Some("b3"),
        ),
        ("bo", edit("b3", &["cy", "Cy_Young", "bo"]), &[], None),
        (
            "bo",
            edit("b2", &["Ada_Byron"]),
            &[("ada", "comment:mention")],
            Some("b2"),
        ),
        (
            "bo",
            react("a1", "comment"),
            &[("ada", "reaction:added")],
            Some("a1"),
        ),
        ("ada", react("a1", "comment"), &[], None),
        (
            "cy",
            react("t1", "thread"),
            &[("ada", "reaction:added")],
            None,
        ),
        (
            "cy",
            resolve(true),
            &[("ada", "thread:resolved"), ("bo", "thread:resolved")],
            None,
        ),
        ("cy", resolve(true), &[], None),
        ("bo", resolve(false), &[], None),
        (
            "bo",
            json!({"type": "thread:create", "id": "t2", "body": "x", "mentions": ["ada", "Cy_Young"], "position": null}),
            &[("ada", "comment:mention"), ("cy", "comment:mention")],
            Some("*"),
        ),
        (
            "ada",
            json!({"type": "comment:delete", "commentId": "a1"}),
            &[],
            None,
        ),
    ];
    let mut scene = Scene::set().await;
    for (actor, said, expected, comment) in cases {
        scene.client(actor).say(said.clone()).await;
        let told = scene.told().await;
        let kinds: Vec<(&str, &str)> = told
            .iter()
            .map(|(user, notice)| (*user, notice["type"].as_str().expect("a type")))
            .collect();
        assert_eq!(kinds, expected, "{said}");
        for (_, notice) in &told {
            let mut whole = json!({"id": "*", "type": "*", "actorId": actor, "threadId": "*", "read": false, "createdAt": "*"});
            if let Some(comment) = comment {
                whole["commentId"] = json!(comment);
            }
            assert!(fits(notice, &whole), "of {said}: {notice}");
        }
    }
}

#[tokio::test]
async fn notifications_wait_for_who_is_away_and_stay_read() {
    let mut scene = Scene::set().await;
    let cy = std::mem::replace(
        &mut scene.cy,
        join(&scene.server, &scene.env, "dee", "Dee").await,
    );
    cy.leave().await;
    for n in 0..3 {
        scene.reply("ada", &format!("m{n}"), &["cy"]).await;
    }
    scene.ada.pending().await;
    let mut cy = join(&scene.server, &scene.env, "cy", "Cy Young").await;
    let list = cy.hello["notifications"].as_array().expect("a list");
    let times: Vec<&str> = list
        .iter()
        .filter_map(|n| n["createdAt"].as_str())
        .collect();
    assert!(
        times.len() == 3 && times.is_sorted_by(|a, b| a >= b),
        "{list:?}"
    );
    assert_eq!(read(&cy.hello), [false, false, false]);

    let id = cy.hello["notifications"][0]["id"].clone();
    cy.say(json!({"type": "notification:read", "notificationId": id}))
        .await;
    assert!(cy.pending().await.is_empty());
    let tab = join(&scene.server, &scene.env, "cy", "Cy Young").await;
    assert_eq!(read(&tab.hello), [true, false, false]);

    cy.say(json!({"type": "notification:read-all"})).await;
    assert!(cy.pending().await.is_empty());
    let tab = join(&scene.server, &scene.env, "cy", "Cy Young").await;
    assert_eq!(read(&tab.hello), [true, true, true]);
    // Nobody reads what is told to somebody else.
    scene
        .bo
        .say(json!({"type": "notification:read", "notificationId": id}))
        .await;
    assert_eq!(scene.bo.hear("error").await["code"], "not_found");
}

#[tokio::test]
async fn all_tabs_of_a_person_are_told_and_other_rooms_are_not() {
    let mut scene = Scene::set().await;
    let mut tab = join(&scene.server, &scene.env, "ada", "Ada Byron").await;
    let mut elsewhere = Client::join(&scene.server, &scene.env, "ada", "/elsewhere", 1).await;
    scene.reply("bo", "b9", &[]).await;
    let first = scene.ada.hear("notification").await;
    assert_eq!(tab.hear("notification").await, first);
    assert!(elsewhere.pending().await.is_empty());
}

#[tokio::test]
async fn the_activity_log_is_told_to_everybody_and_its_newest_hundred_are_kept_at_hand() {
    let mut scene = Scene::set().await;
    for client in [&mut scene.ada, &mut scene.bo, &mut scene.cy] {
        client.pending().await;
    }
    for n in 0..120 {
        scene.reply("ada", &format!("n{n}"), &[]).await;
    }
    let whole = json!({"type": "activity:logged", "activityLog": {"id": "*", "type": "comment", "userId": "ada", "description": "replied to a thread", "createdAt": "*"}});
    let mut newest = Value::Null;
    for client in [&mut scene.ada, &mut scene.bo, &mut scene.cy] {
        for _ in 0..120 {
            let entry = client.hear("activity:logged").await;
            assert!(fits(&entry, &whole), "{entry}");
            newest = entry["activityLog"].clone();
        }
    }
    let late = join(&scene.server, &scene.env, "late", "Late").await;
    let log = late.hello["activityLogs"].as_array().expect("a list");
    assert_eq!(log.len(), 100);
    assert_eq!(log[0], newest);
}
