//! The first admin by settings, and one-time codes.

use totp_rs::{Builder, Secret};

use crate::support::{Answer, PASSWORD, Panel, Server};

#[tokio::test]
async fn settings_make_the_first_admin_and_nothing_later() {
    let settings = [
        ("PULSE_ADMIN_EMAIL", "Ada@Example.com"),
        ("PULSE_ADMIN_PASSWORD", PASSWORD),
    ];
    let mut server = Server::with_settings(&settings).await;
    let mut admin = Panel::signed_in(&server, "ada@example.com", PASSWORD).await;
    let team = admin.get("/panel/team").await;
    assert!(team.text.contains("ada@example.com") && team.text.contains(">Admin<"));
    assert!(admin.get("/panel/audit").await.text.contains("team.first"));
    // With an admin, other words in the settings make no other one and change no password.
    server.kill().await;
    server.set("PULSE_ADMIN_EMAIL", "eve@example.com");
    server.set("PULSE_ADMIN_PASSWORD", "a sentence of somebody else");
    server.run().await;
    let mut eve = Panel::new(&server);
    let refused = eve
        .sign_in("eve@example.com", "a sentence of somebody else")
        .await;
    assert_eq!(refused.status, 401);
    Panel::signed_in(&server, "ada@example.com", PASSWORD).await;
}

#[tokio::test]
async fn a_bad_first_password_in_the_settings_is_said_at_the_start() {
    let settings = [
        ("PULSE_ADMIN_EMAIL", "ada@example.com"),
        ("PULSE_ADMIN_PASSWORD", "short"),
    ];
    let words = Server::fails_with(&settings).await;
    assert!(
        words.contains("PULSE_ADMIN_EMAIL and PULSE_ADMIN_PASSWORD"),
        "{words}"
    );
    assert!(words.contains("at least 12 characters"), "{words}");
}

#[tokio::test]
async fn behind_tls_cookies_are_secure_and_without_it_they_still_arrive() {
    let mut server = Server::start().await;
    Panel::first_admin(&mut server).await;
    for (scheme, is_secure) in [("https", true), ("http", false)] {
        let mut panel = Panel::new(&server);
        panel.get("/panel/sign-in").await;
        let form = panel.token.clone();
        let fields = [
            ("form", form.as_str()),
            ("email", "ada@example.com"),
            ("password", PASSWORD),
        ];
        let header = Some(("x-forwarded-proto", scheme));
        let entered = panel.post_with("/panel/sign-in", &fields, header).await;
        assert_eq!(entered.status, 303, "{}", entered.text);
        let session = entered
            .cookies
            .iter()
            .find(|one| one.starts_with("pulse_panel="));
        let session = session.expect("a session");
        assert_eq!(session.contains("Secure"), is_secure, "{session}");
        assert!(session.contains("Path=/panel"), "{session}");
    }
}

/// An app that makes codes of what the page shows.
struct App(totp_rs::Totp);

impl App {
    fn of(page: &Answer) -> Self {
        let secret = Secret::try_from_base32(page.shown("totp-secret")).unwrap();
        Self(Builder::new().with_secret(secret).build().unwrap())
    }

    /// The code of now, or of so many steps later.
    fn code(&self, steps: u64) -> String {
        let now = pulse_server::shell::now().unix_ms() / 1000;
        self.0.generate(now + 30 * steps).to_string()
    }

    /// A code that none of the accepted steps has.
    fn wrong_code(&self) -> String {
        let near: Vec<_> = [0, 1, 2].map(|steps| self.code(steps)).to_vec();
        let guesses = ["000000", "111111", "222222", "333333", "444444", "555555"];
        let wrong = guesses
            .into_iter()
            .find(|code| !near.iter().any(|one| one == code));
        wrong.unwrap().to_owned()
    }
}

async fn with_code(server: &Server, code: &str) -> (Panel, Answer) {
    let mut panel = Panel::new(server);
    panel.get("/panel/sign-in").await;
    let fields = [
        ("email", "ada@example.com"),
        ("password", PASSWORD),
        ("code", code),
    ];
    let answer = panel.post("/panel/sign-in", &fields).await;
    (panel, answer)
}

#[tokio::test]
async fn one_time_codes_are_set_up_asked_for_and_taken_once() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let offer = admin.get("/panel/account/codes").await;
    assert!(offer.text.contains("<svg class=\"qr\""));
    let app = App::of(&offer);
    let nonce = offer.input("nonce").unwrap();
    let confirm = "/panel/account/codes";
    let wrong = [("nonce", nonce.as_str()), ("code", &app.wrong_code())];
    let page = admin.post(confirm, &wrong).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("this code is not right"));
    // The same secret is offered again: it is in the app already.
    assert_eq!(page.shown("totp-secret"), offer.shown("totp-secret"));
    let first = app.code(0);
    let right = [("nonce", nonce.as_str()), ("code", first.as_str())];
    let done = admin.post(confirm, &right).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let account = admin.get("/panel/account").await;
    assert!(account.text.contains("Signing in asks for a code"));

    let (_, without) = with_code(&server, "").await;
    assert_eq!(without.status, 422);
    assert!(without.text.contains("asks for a code from your app"));
    assert_eq!(without.input("email").as_deref(), Some("ada@example.com"));
    let (_, wrong) = with_code(&server, &app.wrong_code()).await;
    assert_eq!(wrong.status, 422);
    let (_, replayed) = with_code(&server, &first).await;
    assert_eq!(replayed.status, 422, "a code was taken twice");
    let next = app.code(1);
    let (mut panel, entered) =
        with_code(&server, &format!(" {} {} ", &next[..3], &next[3..])).await;
    assert_eq!(entered.status, 303, "{}", entered.text);
    let (_, replayed) = with_code(&server, &next).await;
    assert_eq!(replayed.status, 422, "a code was taken twice");

    panel.get("/panel/account").await;
    let off = panel.post("/panel/account/codes-off", &[]).await;
    assert_eq!(off.status, 303);
    let (_, entered) = with_code(&server, "").await;
    assert_eq!(entered.status, 303);
    let audit = panel.get("/panel/audit?kind=account.").await;
    for words in ["one-time codes on", "one-time codes off"] {
        assert!(audit.text.contains(words), "{words}");
    }
    assert!(!audit.text.contains(&next) && !audit.text.contains(&offer.shown("totp-secret")));
}
