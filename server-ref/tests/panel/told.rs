//! Every change that a form of the panel makes is in the audit log.

use std::collections::BTreeSet;

use serde_json::Value;
use totp_rs::{Builder, Secret};

use crate::forms::{Stocked, forms};
use crate::support::{PASSWORD, Panel};

const OTHER_PASSWORD: &str = "another sentence of mine";

/// The form, what is sent with it, and the action that tells of it.
type Told = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// In an order in which each finds what it needs.
const CHANGES: [Told; 20] = [
    (
        "/panel/environments",
        &[("name", "another")],
        "environment.create",
    ),
    (
        "/panel/environments/{environment}/rename",
        &[("name", "shop")],
        "environment.rename",
    ),
    (
        "/panel/environments/{environment}/settings",
        SETTINGS,
        "environment.configure",
    ),
    (
        "/panel/environments/{environment}/comments/{comment}/edit",
        &[("body", "calm")],
        "comment.edit",
    ),
    (
        "/panel/environments/{environment}/comments/{comment}/delete",
        &[],
        "comment.delete",
    ),
    (
        "/panel/environments/{environment}/threads/{thread}/delete",
        &[],
        "thread.delete",
    ),
    (
        "/panel/environments/{environment}/users/revoke",
        &[("user", "ada")],
        "user.revoke",
    ),
    (
        "/panel/environments/{environment}/users/erase",
        &[("user", "ada")],
        "user.erase",
    ),
    (
        "/panel/environments/{environment}/keys/rotate",
        &[("grace", "3600")],
        "key.rotate",
    ),
    (
        "/panel/environments/{environment}/keys/{key}/revoke",
        &[],
        "key.revoke",
    ),
    (
        "/panel/environments/{environment}/delete",
        &[("confirmation", "shop")],
        "environment.delete",
    ),
    (
        "/panel/team",
        &[
            ("name", "Di"),
            ("email", "di@example.com"),
            ("password", PASSWORD),
            ("role", "member"),
        ],
        "team.add",
    ),
    (
        "/panel/team/{admin}/role",
        &[("role", "admin")],
        "team.role",
    ),
    ("/panel/team/{admin}/remove", &[], "team.remove"),
    (
        "/panel/account/name",
        &[("name", "Countess")],
        "account.name",
    ),
    (
        "/panel/account/tokens",
        &[("token", "cd"), ("days", "3")],
        "token.create",
    ),
    ("/panel/account/tokens/{token}/revoke", &[], "token.revoke"),
    (
        "/panel/account/sessions/{session}/end",
        &[],
        "account.sign-out",
    ),
    (
        "/panel/account/password",
        &[
            ("current", PASSWORD),
            ("password", OTHER_PASSWORD),
            ("repeated", OTHER_PASSWORD),
        ],
        "account.password",
    ),
    ("/panel/sign-out", &[], "account.sign-out"),
];

const SETTINGS: &[(&str, &str)] = &[
    ("maxFileSizeMb", "3"),
    ("maxAttachmentsPerComment", "5"),
    ("p2pMeshLimit", "6"),
    ("p2pPersistIntervalMs", "5000"),
    ("p2pStateTTLDays", "30"),
    ("p2pMaxStateBytes", "5242880"),
    ("maxSharedObjects", "20"),
];

/// The newest entry: its action, who did it, and where from.
async fn newest(panel: &mut Panel) -> (usize, String, String, String) {
    let all = panel.get("/panel/audit.json").await;
    let all: Value = serde_json::from_str(&all.text).unwrap();
    let items = all["items"].as_array().unwrap();
    let text = |name: &str| items[0][name].as_str().unwrap().to_owned();
    (items.len(), text("action"), text("name"), text("address"))
}

#[tokio::test]
async fn every_form_that_changes_something_is_told_of() {
    let mut stocked = Stocked::new().await;
    stocked.admin.add_member("cy", "admin").await;
    let mut watcher = Panel::signed_in(&stocked.server, "cy@example.com", PASSWORD).await;
    for (path, fields, action) in CHANGES {
        // The last comment took its thread along: another one.
        if path.ends_with("/threads/{thread}/delete") {
            stocked.write_again().await;
        }
        let (before, ..) = newest(&mut watcher).await;
        let path = stocked.filled(path);
        let sent = stocked.admin.post(&path, fields).await;
        assert!([201, 303].contains(&sent.status), "{path}: {}", sent.text);
        let (after, told, who, from) = newest(&mut watcher).await;
        assert_eq!((after, told.as_str()), (before + 1, action), "{path}");
        assert!(who.contains("<ada@example.com>"), "{path}: {who}");
        assert_eq!(from, "127.0.0.1", "{path}");
    }

    // What needs a code of now, on the watcher's own account.
    let offer = watcher.get("/panel/account/codes").await;
    let secret = Secret::try_from_base32(offer.shown("totp-secret")).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    let code = app
        .generate(pulse_server::shell::now().unix_ms() / 1000)
        .to_string();
    let nonce = offer.input("nonce").unwrap();
    let fields = [("nonce", nonce.as_str()), ("code", code.as_str())];
    for (path, fields) in [
        ("/panel/account/codes", &fields[..]),
        ("/panel/account/codes-off", &[]),
    ] {
        assert_eq!(watcher.post(path, fields).await.status, 303, "{path}");
        assert_eq!(newest(&mut watcher).await.1, "account.totp");
    }
    // A wrong password is told of, and does not name who it was typed for.
    let mut stranger = Panel::new(&stocked.server);
    stranger
        .sign_in("ada@example.com", "wrong wrong wrong")
        .await;
    let (_, action, who, _) = newest(&mut watcher).await;
    assert_eq!(
        (action.as_str(), who.as_str()),
        ("account.sign-in-failed", "visitor")
    );

    let mut tried: BTreeSet<_> = CHANGES
        .iter()
        .map(|(path, ..)| (*path).to_owned())
        .collect();
    for elsewhere in [
        "/panel/account/codes",
        "/panel/account/codes-off",
        // In every test that begins with a first admin or signs somebody in.
        "/panel/setup",
        "/panel/sign-in",
        // Changes nothing.
        "/panel/environments/{environment}/check",
    ] {
        tried.insert(elsewhere.to_owned());
    }
    assert_eq!(tried, forms().into_iter().collect());
}
