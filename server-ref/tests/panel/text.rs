//! What people write is text: markup in every field of every form comes back as
//! text, in every page that shows it.

use crate::support::{Answer, Client, Environment, PASSWORD, Panel, Server, in_path};
use serde_json::{Value, json};

/// Ends an attribute, an element, a raw text element, a script; each would begin something.
const MARKUP: [&str; 3] = [
    "\"><img src=x onerror=alert(1)>",
    "'><svg onload=alert(2)>",
    "</textarea></title><script>alert(3)</script>",
];

/// Nothing of a page is made of what people wrote.
fn is_inert(page: &str, text: &str) {
    let own = text.matches("<script src=\"/panel/assets/").count();
    assert_eq!(text.matches("<script").count(), own, "{page}: {text}");
    for begun in [
        "<img",
        "<svg onload",
        "<iframe",
        "</textarea></title>",
        "'><svg",
        "\"><img",
    ] {
        assert!(!text.contains(begun), "{page} has {begun}: {text}");
    }
    assert!(!text.contains("javascript:"), "{page}");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

/// Markup of a kind, to be told from that of others.
fn of(kind: &str, markup: &str) -> String {
    format!("{markup} {kind}")
}

/// A thread in a room, by somebody who says something.
async fn write(
    server: &Server,
    env: &Environment,
    [room, user, said]: [&str; 3],
) -> (String, String) {
    server.token(env, user).await;
    let answer = server
        .http()
        .post(server.http_url(&format!("/api/v1/rooms/{}/threads", in_path(room))))
        .bearer_auth(&env.secret)
        .json(&json!({"userId": user, "body": said}))
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    let text = |value: &Value| {
        value
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    };
    let thread = &answer["thread"];
    (text(&thread["id"]), text(&thread["comments"][0]["id"]))
}

#[tokio::test]
async fn what_was_kept_is_shown_as_text_on_every_page() {
    for markup in MARKUP {
        let mut server = Server::start().await;
        let mut admin = Panel::first_admin(&mut server).await;
        let env = admin.create_environment(markup).await;
        let at = format!("/panel/environments/{}", env.id);
        let [user, room, said] = ["user", "room", "comment"].map(|kind| of(kind, markup));
        let (thread, comment) = write(&server, &env, [&room, &user, &said]).await;
        let _here = Client::join(&server, &env, &user, &room, 2).await;
        admin.get("/panel").await;
        let [account, token, member, environment] =
            ["account", "token", "member", "environment"].map(|kind| of(kind, markup));
        for (path, fields) in [
            ("/panel/account/name", vec![("name", account.as_str())]),
            (
                "/panel/account/tokens",
                vec![("token", &token), ("days", "")],
            ),
            (
                "/panel/team",
                vec![
                    ("name", &member),
                    ("email", "bo@example.com"),
                    ("password", PASSWORD),
                    ("role", "member"),
                ],
            ),
            (&format!("{at}/rename"), vec![("name", &environment)]),
            (
                &format!("{at}/comments/{comment}/edit"),
                vec![("body", &*format!("edited {said}"))],
            ),
        ] {
            let sent = admin.post(path, &fields).await;
            assert!([201, 303].contains(&sent.status), "{path}: {}", sent.text);
            is_inert(path, &sent.text);
        }
        // A browser says of itself what it likes.
        let agent = of("agent", markup);
        let mut odd = Panel::new(&server);
        odd.get("/panel/sign-in").await;
        let form = odd.token.clone();
        let fields = [
            ("form", &*form),
            ("email", "ada@example.com"),
            ("password", PASSWORD),
        ];
        let agent = Some(("user-agent", agent.as_str()));
        let entered = odd.post_with("/panel/sign-in", &fields, agent).await;
        assert_eq!(entered.status, 303, "{}", entered.text);

        let [in_room, in_user] = [&room, &user].map(|text| in_path(text));
        for (page, kinds) in [
            ("/panel", &["account", "environment", "room", "user"][..]),
            ("/panel/environments", &["account", "environment"]),
            ("/panel/team", &["account", "member"]),
            ("/panel/account", &["account", "token", "agent"]),
            ("/panel/account/codes", &["account"]),
            ("/panel/audit", &["account", "environment", "token", "room"]),
            (&at, &["environment"]),
            (&format!("{at}/keys"), &["environment"]),
            (&format!("{at}/settings"), &["environment"]),
            (&format!("{at}/check"), &["environment"]),
            (&format!("{at}/rooms"), &["room"]),
            (&format!("{at}/rooms?q={in_room}"), &["room"]),
            (&format!("{at}/users"), &["user"]),
            (&format!("{at}/users?q={in_user}"), &["user"]),
            (
                &format!("{at}/threads?room={in_room}"),
                &["room", "user", "comment"],
            ),
            (
                &format!("{at}/threads/{thread}"),
                &["room", "user", "comment"],
            ),
        ] {
            let seen = admin.get(page).await;
            assert_eq!(seen.status, 200, "{page}: {}", seen.text);
            is_inert(page, &seen.text);
            for kind in kinds {
                let text = escaped(&of(kind, markup));
                assert!(seen.text.contains(&text), "{page}, {kind}: {}", seen.text);
            }
        }
    }
}

#[tokio::test]
async fn what_was_refused_comes_back_as_text_in_every_form() {
    for markup in MARKUP {
        let mut server = Server::start().await;
        let link = server.setup_link().await;
        let path = link.strip_prefix(&server.http_url("")).unwrap().to_owned();
        let mut panel = Panel::new(&server);
        let page = panel.get(&path).await;
        let link = page.input("link").unwrap();
        let fields = [
            ("link", link.as_str()),
            ("name", markup),
            ("email", markup),
            ("password", markup),
            ("repeated", "other"),
        ];
        let page = panel.post("/panel/setup", &fields).await;
        comes_back(&page, "/panel/setup", &["name", "email"], markup);
        let good = [
            ("link", link.as_str()),
            ("name", "Ada"),
            ("email", "ada@example.com"),
            ("password", PASSWORD),
            ("repeated", PASSWORD),
        ];
        assert_eq!(panel.post("/panel/setup", &good).await.status, 303);
        let mut stranger = Panel::new(&server);
        let page = stranger.sign_in(markup, markup).await;
        comes_back(&page, "/panel/sign-in", &["email"], markup);

        panel.get("/panel").await;
        let env = panel.create_environment("site").await;
        let (_, comment) = write(&server, &env, ["/r", "ada", "x"]).await;
        panel.get("/panel").await;
        let at = format!("/panel/environments/{}", env.id);
        let long = format!("{markup}{}", "x".repeat(201));
        let settings = [
            "maxFileSizeMb",
            "p2pMeshLimit",
            "tokenTtlSeconds",
            "maxCommentChars",
            "turnServerUrl",
        ];
        let mut typed: Vec<_> = settings.iter().map(|&name| (name, markup)).collect();
        typed.push(("allowedOrigins", markup));
        for (path, fields, kept) in [
            ("/panel/environments", vec![("name", &*long)], &["name"][..]),
            (&format!("{at}/rename"), vec![("name", &*long)], &["name"]),
            (
                &format!("{at}/delete"),
                vec![("confirmation", markup)],
                &["confirmation"],
            ),
            (&format!("{at}/settings"), typed, &settings[..]),
            ("/panel/account/name", vec![("name", &*long)], &["name"]),
            (
                "/panel/account/tokens",
                vec![("token", &*long), ("days", markup)],
                &["token", "days"],
            ),
            (
                "/panel/team",
                vec![("name", markup), ("email", markup), ("role", markup)],
                &["name", "email"],
            ),
            (
                &format!("{at}/check"),
                vec![("origin", markup), ("endpoint", markup)],
                &["origin", "endpoint"],
            ),
        ] {
            let page = panel.post(path, &fields).await;
            let typed = |name: &str| fields.iter().find(|(field, _)| *field == name).unwrap().1;
            for name in kept {
                comes_back(&page, path, &[name], typed(name));
            }
        }
        // Of several lines, in their own elements.
        let body = format!("{markup}{}", "x".repeat(10_001));
        for (path, fields) in [
            (
                format!("{at}/comments/{comment}/edit"),
                vec![("body", body.as_str())],
            ),
            (
                format!("{at}/check"),
                vec![("token", markup), ("policy", markup)],
            ),
            (format!("{at}/settings"), vec![("allowedOrigins", markup)]),
        ] {
            let page = panel.post(&path, &fields).await;
            is_inert(&path, &page.text);
            for (name, value) in fields {
                let text = escaped(value);
                assert!(page.text.contains(&text), "{path}, {name}: {}", page.text);
            }
        }
        let codes = panel.get("/panel/account/codes").await;
        let nonce = codes.input("nonce").unwrap();
        let page = panel
            .post(
                "/panel/account/codes",
                &[("nonce", &nonce), ("code", markup)],
            )
            .await;
        assert_eq!(page.status, 422);
        is_inert("/panel/account/codes", &page.text);
        let grace = panel
            .post(&format!("{at}/keys/rotate"), &[("grace", markup)])
            .await;
        assert_eq!(grace.status, 422);
        is_inert("/panel/keys/rotate", &grace.text);
    }
}

fn comes_back(page: &Answer, path: &str, fields: &[&str], value: &str) {
    is_inert(path, &page.text);
    for name in fields {
        let shown = page.input(name);
        assert_eq!(
            shown.as_deref(),
            Some(value),
            "{path}, {name}: {}",
            page.text
        );
    }
}

#[tokio::test]
async fn what_addresses_say_is_text_and_leads_nowhere_else() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let env = admin.create_environment("site").await;
    let at = format!("/panel/environments/{}", env.id);
    for markup in MARKUP.into_iter().chain(["javascript:alert(4)"]) {
        let text = in_path(markup);
        for address in [
            format!("/panel/sign-in?to={text}"),
            format!("/panel?done={text}"),
            format!(
                "/panel/audit?q={text}&kind={text}&environment={text}&since={text}&cursor={text}"
            ),
            format!("{at}/rooms?q={text}&cursor={text}"),
            format!("{at}/users?q={text}&done={text}"),
            format!("{at}/threads?room={text}"),
            format!("/panel/environments/{text}"),
            format!("/panel/setup?link={text}"),
            format!("/panel/{text}"),
        ] {
            let page = admin.get(&address).await;
            assert!(page.status < 500, "{address}");
            let without_fields = page.text.replace(&format!("value=\"{markup}\""), "");
            is_inert(&address, &without_fields);
        }
    }
}
