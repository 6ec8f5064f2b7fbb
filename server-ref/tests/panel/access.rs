//! Getting into the panel, and staying out of it.

use crate::support::{PASSWORD, Panel, Server};

#[tokio::test]
async fn the_first_admin_is_made_once_by_the_printed_link() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let page = admin.get("/panel").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Ada Byron"));
    assert!(
        page.policy
            .starts_with("default-src 'none'; script-src 'self'; style-src 'self';")
    );
    assert!(!page.policy.contains("unsafe"));

    let mut other = Panel::new(&server);
    let used = other.get("/panel/setup?link=anything").await;
    assert_eq!(used.status, 403);
    // A restart offers nothing while there is an admin.
    server.kill().await;
    server.run().await;
    let again = Panel::signed_in(&server, "ada@example.com", PASSWORD).await;
    drop(again);
}

#[tokio::test]
async fn the_link_is_used_up_and_faults_of_its_form_are_said() {
    let mut server = Server::start().await;
    let link = server.setup_link().await;
    let path = link.strip_prefix(&server.http_url("")).unwrap().to_owned();
    let mut panel = Panel::new(&server);
    let page = panel.get(&path).await;
    let link = page.input("link").unwrap();
    let bad = [
        ("link", link.as_str()),
        ("name", "Ada \"<script>\""),
        ("email", "nowhere"),
        ("password", "short"),
        ("repeated", "short"),
    ];
    let page = panel.post("/panel/setup", &bad).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("an address looks like"));
    assert!(page.text.contains("at least 12 characters"));
    assert_eq!(page.input("name").as_deref(), Some("Ada \"<script>\""));
    assert_eq!(page.input("password").as_deref(), Some(""));
    assert!(!page.text.contains("<script>\""));

    let other = [
        ("link", "another"),
        ("name", "Eve"),
        ("email", "eve@example.com"),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ];
    assert_eq!(panel.post("/panel/setup", &other).await.status, 403);
    let mut good = other;
    good[0] = ("link", link.as_str());
    assert_eq!(panel.post("/panel/setup", &good).await.status, 303);
    let mut late = Panel::new(&server);
    assert_eq!(late.get(&path).await.status, 403);
}

#[tokio::test]
async fn who_is_not_signed_in_sees_nothing_and_is_led_back_after() {
    let mut server = Server::start().await;
    Panel::first_admin(&mut server).await;
    let mut panel = Panel::new(&server);
    let page = panel.get("/panel/audit?kind=key.").await;
    assert_eq!(page.status, 401);
    assert!(!page.text.contains("team.first"));
    let to = page.input("to").unwrap();
    let fields = [
        ("to", to.as_str()),
        ("email", " ADA@example.com "),
        ("password", PASSWORD),
        ("code", ""),
    ];
    let done = panel.post("/panel/sign-in", &fields).await;
    assert_eq!(
        (done.status, done.to.as_str()),
        (303, "/panel/audit?kind=key.")
    );
    let outside = [
        ("to", "//evil.example"),
        ("email", "ada@example.com"),
        ("password", PASSWORD),
    ];
    let mut panel = Panel::new(&server);
    panel.get("/panel/sign-in").await;
    assert_eq!(panel.post("/panel/sign-in", &outside).await.to, "/panel");
}

#[tokio::test]
async fn failures_are_answered_later_and_later() {
    let mut server = Server::start().await;
    Panel::first_admin(&mut server).await;
    let mut panel = Panel::new(&server);
    let mut refused = 0;
    let waits = loop {
        let answer = panel.sign_in("ada@example.com", "wrong wrong wrong").await;
        assert!(!answer.text.contains("wrong wrong"));
        if answer.status == 401 {
            assert!(answer.text.contains("do not go together"));
            refused += 1;
            assert!(refused < 20, "nobody has to wait");
            continue;
        }
        assert_eq!(answer.status, 429, "{}", answer.text);
        let (_, after) = answer.text.split_once("try again in ").unwrap();
        let seconds: u32 = after.split(' ').next().unwrap().parse().unwrap();
        // Long enough that nothing here takes as long.
        if seconds > 5 {
            break seconds;
        }
    };
    assert!(refused > 5, "{refused} failures, then {waits} seconds");
    // The right password waits as well: nobody learns that it is right.
    let answer = panel.sign_in("ada@example.com", PASSWORD).await;
    assert_eq!(answer.status, 429, "{}", answer.text);
    // Somebody who does not exist is answered as somebody who does.
    let nobody = panel.sign_in("nobody@example.com", PASSWORD).await;
    assert!(nobody.text.contains("do not go together"));
}

#[tokio::test]
async fn a_forged_form_changes_nothing() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let fields = [("name", "forged"), ("form", "guessed")];
    let answer = admin.post_raw("/panel/environments", &fields).await;
    assert_eq!(answer.status, 403);
    let none = admin
        .post_raw("/panel/environments", &[("name", "forged")])
        .await;
    assert_eq!(none.status, 403);
    // The token of another session does not fit either.
    let other = Panel::signed_in(&server, "ada@example.com", PASSWORD).await;
    let fields = [("name", "forged"), ("form", other.token.as_str())];
    let answer = admin.post_raw("/panel/environments", &fields).await;
    assert_eq!(answer.status, 403);
    assert!(
        !admin
            .get("/panel/environments")
            .await
            .text
            .contains("forged")
    );
}

#[tokio::test]
async fn what_was_typed_outlives_an_expired_session() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let mut elsewhere = Panel::signed_in(&server, "ada@example.com", PASSWORD).await;
    let out = elsewhere
        .post("/panel/sign-out", &[("everywhere", "1")])
        .await;
    assert_eq!(out.status, 303);

    let page = admin
        .post("/panel/environments", &[("name", "Kept \"<b>\"")])
        .await;
    assert_eq!(page.status, 401);
    assert!(page.text.contains("what you typed is kept"));
    let held = page.input("held.name").unwrap();
    assert_eq!(held, "Kept \"<b>\"");
    let to = page.input("to").unwrap();
    let token = page.input("form").unwrap();
    let fields = [
        ("form", token.as_str()),
        ("to", to.as_str()),
        ("held.name", held.as_str()),
        ("email", "ada@example.com"),
        ("password", PASSWORD),
    ];
    let page = admin.post_raw("/panel/sign-in", &fields).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("Your change is not lost"));
    assert!(page.text.contains("action=\"/panel/environments\""));
    let token = page.input("form").unwrap();
    let kept = page.input("name").unwrap();
    let fields = [("form", token.as_str()), ("name", kept.as_str())];
    let made = admin.post_raw("/panel/environments", &fields).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(!made.text.contains("<b>\""));
    let list = admin.get("/panel/environments").await;
    assert!(
        list.text.contains("Kept &#34;&#60;b&#62;&#34;"),
        "{}",
        list.text
    );
}

#[tokio::test]
async fn an_address_is_one_persons() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    admin.add_member("bo", "member").await;
    let again = [
        ("name", "Another"),
        ("email", "BO@example.com"),
        ("password", PASSWORD),
        ("role", "member"),
    ];
    let again = admin.post("/panel/team", &again).await;
    assert_eq!(again.status, 422);
    assert!(again.text.contains("somebody has this address"));
    assert_eq!(again.input("name").as_deref(), Some("Another"));
}

#[tokio::test]
async fn nobody_demotes_or_removes_themselves() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let cy = [
        ("name", "Cy"),
        ("email", "cy@example.com"),
        ("password", "the first password of cy"),
        ("role", "admin"),
    ];
    admin.post("/panel/team", &cy).await;
    let team = admin.get("/panel/team").await;
    let (_, after) = team.text.split_once("/panel/team/adm_").unwrap();
    let cy_id = format!("adm_{}", &after[..16]);
    let mut cy = Panel::signed_in(&server, "cy@example.com", "the first password of cy").await;
    for (path, role) in [("role", "member"), ("remove", "")] {
        let own = format!("/panel/team/{cy_id}/{path}");
        let answer = cy.post(&own, &[("role", role)]).await;
        assert_eq!(answer.status, 409, "{path}: {}", answer.text);
    }
    let role = format!("/panel/team/{cy_id}/role");
    assert_eq!(admin.post(&role, &[("role", "member")]).await.status, 303);
    assert_eq!(
        cy.post("/panel/environments", &[("name", "x")])
            .await
            .status,
        403
    );
    let remove = format!("/panel/team/{cy_id}/remove");
    assert_eq!(admin.post(&remove, &[]).await.status, 303);
    // Their session ended with them.
    assert_eq!(cy.get("/panel").await.status, 401);
    assert_eq!(admin.post(&remove, &[]).await.status, 404);
}

#[tokio::test]
async fn a_password_change_ends_other_sessions_and_ids_of_others_are_nobodys() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let mut other = Panel::signed_in(&server, "ada@example.com", PASSWORD).await;
    let wrong = [
        ("current", "not it at all"),
        ("password", "b"),
        ("repeated", "b"),
    ];
    let page = admin.post("/panel/account/password", &wrong).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("this is not your password"));
    let new = "another sentence of mine";
    let right = [("current", PASSWORD), ("password", new), ("repeated", new)];
    let done = admin.post("/panel/account/password", &right).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(admin.get("/panel").await.status, 200);
    assert_eq!(other.get("/panel").await.status, 401);
    let mut old = Panel::new(&server);
    assert_eq!(old.sign_in("ada@example.com", PASSWORD).await.status, 401);

    let bo = [
        ("name", "Bo"),
        ("email", "bo@example.com"),
        ("password", "the first password of bo"),
        ("role", "admin"),
    ];
    admin.post("/panel/team", &bo).await;
    let made = admin
        .post("/panel/account/tokens", &[("token", "ci"), ("days", "1")])
        .await;
    assert_eq!(made.status, 201);
    let account = admin.get("/panel/account").await;
    let (_, after) = account
        .text
        .split_once("/panel/account/tokens/tok_")
        .unwrap();
    let revoke = format!("/panel/account/tokens/tok_{}/revoke", &after[..16]);
    let mut bo = Panel::signed_in(&server, "bo@example.com", "the first password of bo").await;
    assert_eq!(bo.post(&revoke, &[]).await.status, 404);
    assert_eq!(admin.post(&revoke, &[]).await.status, 303);
}

#[tokio::test]
async fn who_has_the_machine_gets_in_again() {
    let mut server = Server::start().await;
    Panel::first_admin(&mut server).await;
    let listed = server.command(&["admin", "list"]).await;
    assert!(String::from_utf8_lossy(&listed.stdout).contains("admin  ada@example.com"));
    let done = server.command(&["admin", "reset", "ada@example.com"]).await;
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let password = text
        .lines()
        .next()
        .unwrap()
        .strip_prefix("password  ")
        .unwrap();
    let mut panel = Panel::signed_in(&server, "ada@example.com", password).await;
    assert!(panel.get("/panel/audit").await.text.contains("team.reset"));
    let nobody = server
        .command(&["admin", "reset", "nobody@example.com"])
        .await;
    assert!(!nobody.status.success());
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused() {
    let mut server = Server::start().await;
    let mut admin = Panel::first_admin(&mut server).await;
    let long = "x".repeat(70_000);
    let answer = admin.post("/panel/environments", &[("name", &long)]).await;
    assert_eq!(answer.status, 413);
    assert!(answer.text.contains("64 KiB"));
    let longer = "x".repeat(201);
    let answer = admin
        .post("/panel/environments", &[("name", &longer)])
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("1 to 200 characters"));
}
