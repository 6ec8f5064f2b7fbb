//! What the integration check says of each thing that may be wrong.

use serde_json::json;

use crate::support::{Answer, Environment, Panel, Program, Server, tokens};

struct Check {
    server: Server,
    admin: Panel,
    env: Environment,
    at: String,
}

impl Check {
    async fn new() -> Self {
        let mut server = Server::start().await;
        let mut admin = Panel::first_admin(&mut server).await;
        let env = admin.create_environment("site").await;
        let at = format!("/panel/environments/{}/check", env.id);
        admin.get(&at).await;
        Self {
            server,
            admin,
            env,
            at,
        }
    }

    async fn of(&mut self, fields: &[(&str, &str)]) -> Answer {
        let page = self.admin.post(&self.at, fields).await;
        assert_eq!(page.status, 200, "{}", page.text);
        page
    }

    /// Says so of something.
    async fn says(&mut self, fields: &[(&str, &str)], verdict: &str, words: &str) {
        let page = self.of(fields).await;
        for said in [verdict, words] {
            assert!(
                page.text.contains(said),
                "{fields:?}: no {said} in {}",
                page.text
            );
        }
    }
}

#[tokio::test]
async fn a_token_is_good_expired_foreign_early_or_none() {
    let mut check = Check::new().await;
    let other = check.admin.create_environment("other").await;
    check.admin.get(&check.at.clone()).await;
    let good = check.server.token(&check.env, "ada").await;
    check
        .says(
            &[("token", &good)],
            "Token: good",
            "Valid for ada (ada) until",
        )
        .await;
    check
        .says(
            &[("token", &good)],
            "Clock: good",
            "by this server&#39;s clock",
        )
        .await;

    let expired = tokens::signed(&check.env, &tokens::claims("ada", -10));
    check
        .says(&[("token", &expired)], "Token: bad", "It expired at")
        .await;
    let foreign = check.server.token(&other, "ada").await;
    let words = "It belongs to the environment other.";
    check
        .says(&[("token", &foreign)], "Token: bad", words)
        .await;

    let now = pulse_server::shell::now().unix_ms() / 1000;
    let early =
        json!({"sub": "ada", "name": "Ada", "iat": now + 120, "exp": now + 600, "jti": "j"});
    let early = tokens::signed(&check.env, &early);
    check
        .says(&[("token", &early)], "Token: bad", "made in the future")
        .await;
    check
        .says(
            &[("token", &early)],
            "Clock: bad",
            "seconds ahead of this server&#39;s",
        )
        .await;

    let secret = check.env.secret.clone();
    check
        .says(&[("token", &secret)], "Token: bad", "This is a secret key.")
        .await;
    check
        .says(
            &[("token", "nonsense")],
            "Token: bad",
            "minted with a key of this server",
        )
        .await;

    let keys = format!("/panel/environments/{}/keys/rotate", check.env.id);
    let made = check.admin.post(&keys, &[("grace", "0")]).await;
    assert_eq!(made.status, 201);
    check
        .says(&[("token", &good)], "Token: bad", "was rotated or revoked")
        .await;
    // Nothing that was pasted is in the log of what was done.
    let audit = check.admin.get("/panel/audit.json").await;
    assert!(!audit.text.contains(&good) && !audit.text.contains(&secret));
}

#[tokio::test]
async fn an_origin_is_allowed_not_allowed_or_none() {
    let mut check = Check::new().await;
    let any = "takes pages of every origin";
    check
        .says(&[("origin", "https://a.example")], "Origin: good", any)
        .await;
    for (wrong, words) in [
        ("a.example", "begins with https://"),
        ("https://a.example/", "no slash at its end"),
        ("https://a.example/page", "no path"),
    ] {
        check.says(&[("origin", wrong)], "Origin: bad", words).await;
    }
    let mixed = [
        ("origin", "https://a.example"),
        ("endpoint", "http://pulse.example"),
    ];
    check.says(&mixed, "Origin: bad", "put TLS in front").await;
    let set = "allowedOrigins=[\"https://a.example\"]";
    let done = check
        .server
        .command(&["env", "set", &check.env.id, set])
        .await;
    assert!(done.status.success(), "{done:?}");
    check
        .says(
            &[("origin", "https://a.example")],
            "Origin: good",
            "it is in the list",
        )
        .await;
    let not = "Not allowed. Add it to the allowed origins, which are https://a.example.";
    check
        .says(&[("origin", "https://b.example")], "Origin: bad", not)
        .await;
    let plain = [
        ("origin", "http://a.example"),
        ("endpoint", "http://pulse.example"),
    ];
    let done = check
        .server
        .command(&["env", "set", &check.env.id, "allowedOrigins=[]"])
        .await;
    assert!(done.status.success(), "{done:?}");
    check.says(&plain, "Origin: doubtful", "without TLS").await;
    let here = [
        ("origin", "http://localhost:8080"),
        ("endpoint", "http://127.0.0.1:4567"),
    ];
    check
        .says(&here, "Origin: good", "takes pages of every origin")
        .await;
}

#[tokio::test]
async fn a_policy_lets_the_widget_work_or_lacks_something() {
    let mut check = Check::new().await;
    let endpoint = "https://pulse.example";
    let whole = "default-src 'self'; script-src 'self' https://pulse.example 'wasm-unsafe-eval'; \
        connect-src https://pulse.example wss://pulse.example; img-src https://pulse.example";
    let with = |policy: &'static str| {
        [
            ("origin", "https://a.example"),
            ("endpoint", endpoint),
            ("policy", policy),
        ]
    };
    let good = "Content-Security-Policy: good";
    let bad = "Content-Security-Policy: bad";
    check.says(&with(whole), good, "lets the widget load").await;
    check
        .says(&with("script-src *"), bad, "wasm-unsafe-eval")
        .await;
    for (policy, words) in [
        (
            "default-src 'self'",
            "script-src needs https://pulse.example",
        ),
        ("script-src 'wasm-unsafe-eval'", "where pulse.js comes from"),
        (
            "connect-src https://pulse.example",
            "connect-src needs wss://pulse.example",
        ),
        (
            "connect-src wss://pulse.example",
            "connect-src needs https://pulse.example",
        ),
        ("img-src 'self'", "img-src needs https://pulse.example"),
    ] {
        check.says(&with(policy), bad, words).await;
    }
    let nothing = check.admin.post(&check.at.clone(), &[]).await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.text.contains("give a token, an origin or a policy"));
}

#[tokio::test]
async fn a_program_gets_the_same_findings() {
    let mut check = Check::new().await;
    let program = Program::of(&check.server, &mut check.admin).await;
    let at = format!("/environments/{}/check", check.env.id);
    let expired = tokens::signed(&check.env, &tokens::claims("ada", -10));
    let asked = json!({"token": expired, "origin": "https://a.example"});
    let (status, found) = program.ask("POST", &at, Some(asked)).await;
    assert_eq!(status, 200, "{found}");
    let verdicts: Vec<_> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["subject"], &one["verdict"]))
        .collect();
    let [token, clock, origin] = [json!("Token"), json!("Clock"), json!("Origin")];
    let [good, bad] = [json!("good"), json!("bad")];
    assert_eq!(
        verdicts,
        [(&token, &bad), (&clock, &good), (&origin, &good)]
    );
}
