//! What holds for every form of the panel, whichever it is: the list is the router's own.

use std::collections::BTreeMap;

use crate::support::{Environment, PASSWORD, Panel, Server};
use serde_json::{Value, json};

/// The paths of all forms, as the router has them.
pub(crate) fn forms() -> Vec<String> {
    let (own, inside) = ROUTES
        .split_once("fn of_environment")
        .expect("the routes of an environment");
    let parts = [
        ("/panel", own),
        ("/panel/environments/{environment}", inside),
        ("/panel", ACCOUNT),
    ];
    let mut paths = vec![];
    for (prefix, text) in parts {
        for route in text.split(".route(").skip(1) {
            let path = route.split('"').nth(1).expect("a path");
            let (route, _) = route.split_once("\n}").unwrap_or((route, ""));
            if route.contains("post(") {
                paths.push(format!("{prefix}{path}"));
            }
        }
    }
    paths
}

/// Forms of one's own account, which members have too, and the check, which changes nothing.
const OF_EVERYBODY: [&str; 11] = [
    "/panel/setup",
    "/panel/sign-in",
    "/panel/sign-out",
    "/panel/environments/{environment}/check",
    "/panel/account/name",
    "/panel/account/password",
    "/panel/account/codes",
    "/panel/account/codes-off",
    "/panel/account/tokens",
    "/panel/account/tokens/{token}/revoke",
    "/panel/account/sessions/{session}/end",
];

/// A server with something of every kind in it.
pub(crate) struct Stocked {
    pub(crate) server: Server,
    pub(crate) admin: Panel,
    env: Environment,
    /// The ids in paths, by name.
    ids: BTreeMap<&'static str, String>,
}

impl Stocked {
    pub(crate) async fn new() -> Self {
        let mut server = Server::start().await;
        let mut admin = Panel::first_admin(&mut server).await;
        let env = admin.create_environment("site").await;
        server.token(&env, "ada").await;
        let (thread, comment) = write(&server, &env).await;
        admin.get("/panel").await;
        admin.add_member("bo", "member").await;
        let at = format!("/panel/environments/{}", env.id);
        let key = admin.get(&format!("{at}/keys")).await.after("/keys/key_");
        let bo = admin.get("/panel/team").await.after("/panel/team/adm_");
        admin
            .post("/panel/account/tokens", &[("token", "ci"), ("days", "")])
            .await;
        // A session besides this one.
        Panel::signed_in(&server, "ada@example.com", PASSWORD).await;
        let account = admin.get("/panel/account").await;
        let ids = BTreeMap::from([
            ("environment", env.id.clone()),
            ("thread", thread),
            ("comment", comment),
            ("key", format!("key_{key}")),
            ("admin", format!("adm_{bo}")),
            ("token", account.after("/panel/account/tokens/")),
            ("session", account.after("/panel/account/sessions/")),
        ]);
        Self {
            server,
            admin,
            env,
            ids,
        }
    }

    /// Another thread in the place of the one there was.
    pub(crate) async fn write_again(&mut self) {
        let (thread, comment) = write(&self.server, &self.env).await;
        self.ids.extend([("thread", thread), ("comment", comment)]);
    }

    pub(crate) fn filled(&self, path: &str) -> String {
        self.ids.iter().fold(path.to_owned(), |path, (name, id)| {
            path.replace(&format!("{{{name}}}"), id)
        })
    }

    async fn entries(&mut self) -> usize {
        let all = self.admin.get("/panel/audit.json").await;
        let all: Value = serde_json::from_str(&all.text).unwrap();
        all["items"].as_array().unwrap().len()
    }
}

/// Ids of a thread and its comment, of somebody who is known.
async fn write(server: &Server, env: &Environment) -> (String, String) {
    let written = server
        .http()
        .post(server.http_url("/api/v1/rooms/%2Fr/threads"))
        .bearer_auth(&env.secret)
        .json(&json!({"userId": "ada", "body": "said"}))
        .send()
        .await
        .unwrap();
    let written: Value = written.json().await.unwrap();
    let thread = &written["thread"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&thread["id"]), text(&thread["comments"][0]["id"]))
}

/// Fields with which each form would do something.
const FIELDS: [(&str, &str); 11] = [
    ("name", "other"),
    ("email", "eve@example.com"),
    ("password", "a sentence of somebody"),
    ("repeated", "a sentence of somebody"),
    ("current", PASSWORD),
    ("role", "admin"),
    ("confirmation", "site"),
    ("grace", "0"),
    ("body", "other words"),
    ("user", "ada"),
    ("token", "another"),
];

#[test]
fn the_list_of_forms_is_whole() {
    let forms = forms();
    for known in OF_EVERYBODY {
        assert!(forms.iter().any(|path| path == known), "{known}");
    }
    let posts = [ROUTES, ACCOUNT].map(|text| text.matches("post(").count());
    assert_eq!(forms.len(), posts.iter().sum::<usize>(), "{forms:#?}");
}

#[tokio::test]
async fn no_form_works_that_is_forged() {
    let mut stocked = Stocked::new().await;
    let before = stocked.entries().await;
    let token = stocked.admin.token.clone();
    let right = ("form", token.as_str());
    for path in forms() {
        let path = stocked.filled(&path);
        for (forgery, form, header) in [
            ("no token", None, None),
            ("a guess", Some(("form", "guessed")), None),
            (
                "another site",
                Some(right),
                Some(("sec-fetch-site", "cross-site")),
            ),
            (
                "a sibling",
                Some(right),
                Some(("sec-fetch-site", "same-site")),
            ),
            (
                "another origin",
                Some(right),
                Some(("origin", "https://evil.example")),
            ),
        ] {
            let fields: Vec<_> = FIELDS.into_iter().chain(form).collect();
            let sent = stocked.admin.post_with(&path, &fields, header).await;
            assert_eq!(sent.status, 403, "{forgery}, {path}: {}", sent.text);
            assert!(
                sent.text.contains("was not made for this browser"),
                "{path}"
            );
        }
    }
    assert_eq!(stocked.entries().await, before);
}

#[tokio::test]
async fn a_member_does_no_admins_work_by_any_form() {
    let mut stocked = Stocked::new().await;
    let mut bo = Panel::signed_in(&stocked.server, "bo@example.com", PASSWORD).await;
    let before = stocked.entries().await;
    let at = format!("/panel/environments/{}", stocked.env.id);
    let thread = format!("{at}/threads/{}", stocked.ids["thread"]);
    let pages = [
        "",
        "/keys",
        "/settings",
        "/rooms",
        "/users",
        "/check",
        "/threads?room=%2Fr",
    ]
    .map(|page| format!("{at}{page}"));
    for page in pages.iter().chain([&thread]) {
        let seen = bo.get(page).await;
        assert_eq!(seen.status, 200, "{page}");
        assert!(!seen.text.contains("class=\"bad\""), "{page}");
    }
    let forms = forms().into_iter();
    let of_admins = forms.filter(|path| !OF_EVERYBODY.contains(&path.as_str()));
    let of_admins: Vec<_> = of_admins.collect();
    assert!(of_admins.len() >= 14, "{of_admins:#?}");
    for path in of_admins {
        let path = stocked.filled(&path);
        let sent = bo.post(&path, &FIELDS).await;
        assert_eq!(sent.status, 403, "{path}: {}", sent.text);
        assert!(sent.text.contains("Your role lets you look"), "{path}");
    }
    assert_eq!(stocked.entries().await, before);
    let checked = bo.post(&format!("{at}/check"), &[("token", "x")]).await;
    assert_eq!(checked.status, 200);
}

#[tokio::test]
async fn ids_of_another_environment_or_person_are_nothing() {
    let mut stocked = Stocked::new().await;
    let other = stocked.admin.create_environment("other").await;
    stocked.admin.get("/panel").await;
    stocked.admin.add_member("cy", "admin").await;
    let mut cy = Panel::signed_in(&stocked.server, "cy@example.com", PASSWORD).await;
    let before = stocked.entries().await;
    for path in forms() {
        let of_thing = ["{thread}", "{comment}", "{key}"];
        let of_person = ["{token}", "{session}"];
        let has = |names: &[&str]| names.iter().any(|name| path.contains(name));
        let is_about_user = path.contains("/users/");
        if !has(&of_thing) && !has(&of_person) && !is_about_user {
            continue;
        }
        let path = path.replace("{environment}", &other.id);
        let path = stocked.filled(&path);
        let sent = cy.post(&path, &FIELDS).await;
        assert_eq!(sent.status, 404, "{path}: {}", sent.text);
        assert!(sent.text.contains("There is no such"), "{path}");
    }
    for made_up in ["env_none", "%00", "..", "a%2Fb"] {
        let at = format!("/panel/environments/{made_up}/rename");
        assert_eq!(cy.post(&at, &FIELDS).await.status, 404, "{made_up}");
    }
    assert_eq!(stocked.entries().await, before);
}

#[tokio::test]
async fn no_form_takes_more_than_a_form_holds() {
    let mut stocked = Stocked::new().await;
    let before = stocked.entries().await;
    let long = "x".repeat(70_000);
    for path in forms() {
        let path = stocked.filled(&path);
        let sent = stocked.admin.post(&path, &[("name", &long)]).await;
        assert_eq!(sent.status, 413, "{path}");
        assert!(sent.text.contains("64 KiB"), "{path}");
    }
    let at = format!("/panel/environments/{}", stocked.env.id);
    let text = |length: usize| "y".repeat(length);
    let comment = format!("{at}/comments/{}/edit", stocked.ids["comment"]);
    let member = |field: &'static str, value: String| {
        let good = [
            ("name", "Di"),
            ("email", "di@example.com"),
            ("password", PASSWORD),
            ("role", "member"),
        ];
        let mut fields = good.map(|(name, value)| (name, value.to_owned())).to_vec();
        for one in &mut fields {
            if one.0 == field {
                one.1.clone_from(&value);
            }
        }
        fields
    };
    for (path, fields, limit) in [
        (
            "/panel/environments".to_owned(),
            vec![("name", text(201))],
            "1 to 200",
        ),
        (
            format!("{at}/rename"),
            vec![("name", text(201))],
            "1 to 200",
        ),
        (comment, vec![("body", text(10_001))], "10000"),
        (
            "/panel/account/name".to_owned(),
            vec![("name", text(101))],
            "1 to 100",
        ),
        (
            "/panel/account/tokens".to_owned(),
            vec![("token", text(101))],
            "1 to 100",
        ),
        (
            "/panel/account/tokens".to_owned(),
            vec![("token", text(1)), ("days", "4000".to_owned())],
            "1 to 3660",
        ),
        (
            "/panel/team".to_owned(),
            member("name", text(101)),
            "1 to 100",
        ),
        (
            "/panel/team".to_owned(),
            member("email", format!("{}@example.com", text(250))),
            "at most 254 bytes: 262",
        ),
        (
            "/panel/team".to_owned(),
            member("password", format!("ab cd ef {}", text(200))),
            "at most 200 characters: 209",
        ),
    ] {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let sent = stocked.admin.post(&path, &fields).await;
        assert_eq!(sent.status, 422, "{path}: {}", sent.text);
        assert!(sent.text.contains(limit), "{path} says nothing of {limit}");
        // What was typed stands there again, but for passwords.
        for (name, value) in &fields {
            if ["password", "role", "body"].contains(name) {
                continue;
            }
            assert_eq!(sent.input(name).as_deref(), Some(*value), "{path}, {name}");
        }
        assert!(!sent.text.contains(PASSWORD));
    }
    assert_eq!(stocked.entries().await, before);
}

#[tokio::test]
async fn a_session_that_ends_within_any_form_costs_nothing_but_passwords() {
    let mut stocked = Stocked::new().await;
    let mut elsewhere = Panel::signed_in(&stocked.server, "ada@example.com", PASSWORD).await;
    let everywhere = [("everywhere", "1")];
    elsewhere.post("/panel/sign-out", &everywhere).await;
    for path in forms() {
        if ["/panel/setup", "/panel/sign-in"].contains(&path.as_str()) {
            continue;
        }
        let path = stocked.filled(&path);
        let page = stocked.admin.post(&path, &FIELDS).await;
        assert_eq!(page.status, 401, "{path}");
        assert!(page.text.contains("what you typed is kept"), "{path}");
        for (name, value) in FIELDS {
            let held = page.input(&format!("held.{name}"));
            let is_secret = ["password", "repeated", "current"].contains(&name);
            let kept = (!is_secret).then(|| value.to_owned());
            assert_eq!(held, kept, "{path}, {name}");
        }
    }
    // The change is sent after signing in again, by somebody who is asked first.
    let at = format!("/panel/environments/{}", stocked.env.id);
    let fields = [("name", "kept \"<b>\"")];
    let page = stocked.admin.post(&format!("{at}/rename"), &fields).await;
    let (form, to) = (page.input("form").unwrap(), page.input("to").unwrap());
    let held = page.input("held.name").unwrap();
    let fields = [
        ("form", form.as_str()),
        ("to", to.as_str()),
        ("held.name", held.as_str()),
        ("email", "ada@example.com"),
        ("password", PASSWORD),
    ];
    let page = stocked.admin.post_raw("/panel/sign-in", &fields).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("Your change is not lost"));
    let (form, name) = (page.input("form").unwrap(), page.input("name").unwrap());
    let fields = [("form", form.as_str()), ("name", name.as_str())];
    let sent = stocked
        .admin
        .post_raw(&format!("{at}/rename"), &fields)
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let page = stocked.admin.get(&at).await;
    assert_eq!(page.input("name").as_deref(), Some("kept \"<b>\""));
}

const ROUTES: &str = include_str!("../../src/panel/mod.rs");
const ACCOUNT: &str = include_str!("../../src/panel/pages/account.rs");
