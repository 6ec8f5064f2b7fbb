//! From an empty panel to a widget that works, with a browser alone; and what
//! the panel does to open pages.

mod looks;
mod plain;

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{PATIENCE, Resource, Stage, Window, until};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::joining::open_toolbar;
use crate::page::{Embed, STYLE};

const PASSWORD: &str = "a sentence of the first admin";

async fn fill(window: &Window, field: &str, text: &str) -> Result<()> {
    let field = format!("#{field}");
    // A person scrolls to a field that a bar hides.
    window.rectangle_of(&field).await?;
    window.clicks_anywhere(&field, "").await?;
    window.type_text(text).await
}

/// What an element of the page shows.
async fn text_of(window: &Window, selector: &str) -> Result<String> {
    until(
        format_args!("{selector} in the panel"),
        PATIENCE,
        async || {
            let script = "return document.querySelector(arguments[0])?.textContent";
            let found = window.run(script, vec![json!(selector)]).await?;
            found
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("{found} in its place"))
        },
    )
    .await
}

/// Fills the form of the first admin, from the link that the server printed.
async fn become_admin(stage: &mut Stage) -> Result<Window> {
    let admin = stage.window("admin").await?;
    admin.open(&stage.server.setup_link().await?).await?;
    fill(&admin, "name", "Ada Byron").await?;
    fill(&admin, "email", "ada@example.com").await?;
    fill(&admin, "password", PASSWORD).await?;
    fill(&admin, "repeated", PASSWORD).await?;
    let create = admin.clicks_anywhere("button.primary", "Create account");
    create.await?;
    admin.sees_anywhere(1, "h1", "Environments").await?;
    Ok(admin)
}

/// The keys that the page shows, which become the stage's.
async fn take_keys(stage: &mut Stage, admin: &Window) -> Result<(String, String)> {
    let secret = text_of(admin, "#secret-key").await?;
    let publishable = text_of(admin, "#publishable-key").await?;
    stage.use_keys(&publishable, &secret);
    Ok((publishable, secret))
}

/// Makes an environment; its page's address.
async fn make_environment(stage: &mut Stage, admin: &Window, name: &str) -> Result<String> {
    fill(admin, "name", name).await?;
    admin.clicks_anywhere("button.primary", "Create").await?;
    take_keys(stage, admin).await?;
    admin.clicks_anywhere("a.button", "I have it").await?;
    admin.sees_anywhere(1, "h1", name).await?;
    let at = admin.run("return location.pathname", vec![]).await?;
    let at = at.as_str().context("no path")?;
    Ok(format!("{}{at}", stage.server.url()))
}

/// Runs the command that the panel shows for backends, with a secret key.
fn curl(snippet: &str, secret: &str) -> Result<Value> {
    let output = Command::new("sh")
        .args(["-c", snippet])
        .env("PULSE_SECRET_KEY", secret)
        .output()
        .context("running curl")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_str(&text).with_context(|| format!("curl said {text:?}, {errors:?}"))
}

#[tokio::test]
async fn from_an_empty_directory_to_a_widget_by_the_panel_alone() -> Result<()> {
    Stage::play_from_nothing(async |stage| {
        let began = Instant::now();
        let admin = become_admin(stage).await?;
        fill(&admin, "name", "production").await?;
        admin.clicks_anywhere("button.primary", "Create").await?;
        let (_, secret) = take_keys(stage, &admin).await?;
        let snippet = text_of(&admin, "#curl-snippet").await?;
        let html = text_of(&admin, "#html-snippet").await?;
        // Copied, or selected where the browser does not let pages copy.
        let copy = "#publishable-key ~ button.copy";
        admin.clicks_anywhere(copy, "Copy").await?;
        admin.sees_anywhere(1, copy, "ed").await?;
        ensure!(html.contains(stage.publishable_key()), "{html}");
        admin.clicks_anywhere("a.button", "I have it").await?;
        let at = admin.run("return location.pathname", vec![]).await?;
        let at = at.as_str().context("no path")?.to_owned();
        let at = format!("{}{at}", stage.server.url());
        let token = curl(&snippet, &secret)?["token"].clone();
        let token = token.as_str().context("curl got no token")?.to_owned();

        let site = stage.site().await?;
        site.put("page.css", Resource::style(STYLE));
        let (ada, grace) = (stage.window("ada").await?, stage.window("grace").await?);
        for (window, person) in [(&ada, "ada"), (&grace, "grace")] {
            window
                .open(&Embed::new(stage, person).put_on(&site))
                .await?;
            open_toolbar(window).await?;
        }
        ada.widget().sees_count("avatar", 2).await?;
        let took = began.elapsed();
        ensure!(took < Duration::from_secs(180), "it took {took:?}");
        for window in [&ada, &grace] {
            window.widget().clicks("comments").await?;
        }
        ada.widget()
            .writes("new-thread-input", "Not for here")
            .await?;
        ada.press(Key::Enter).await?;
        grace
            .widget()
            .sees_texts("comment-body", &["Not for here"])
            .await?;

        // The integration check says of the token what the widget found out.
        admin.open(&format!("{at}/check")).await?;
        fill(&admin, "token", &token).await?;
        admin.clicks_anywhere("button.primary", "Check").await?;
        admin
            .sees_anywhere(1, "[data-testid=finding] b", "Token: good")
            .await?;

        moderation_is_seen(&admin, &at, &grace).await?;
        keys_change_over(&admin, &at, &snippet, &secret, [&ada, &grace]).await?;

        admin
            .open(&format!("{}/panel/audit", stage.server.url()))
            .await?;
        for action in [
            "key.revoke",
            "key.rotate",
            "comment.delete",
            "comment.edit",
            "environment.create",
            "team.first",
        ] {
            admin.sees_anywhere(1, "td b", action).await?;
        }
        Ok(())
    })
    .await
}

/// A comment is edited and deleted in the panel, and so it is in the other browser.
async fn moderation_is_seen(admin: &Window, at: &str, grace: &Window) -> Result<()> {
    admin.open(&format!("{at}/rooms")).await?;
    admin.clicks_anywhere("td a", "story").await?;
    admin
        .clicks_anywhere("[data-testid=thread] a", "Not for here")
        .await?;
    admin.clicks_anywhere("summary", "Edit").await?;
    admin.clicks_anywhere("textarea", "").await?;
    admin.press(Key::End).await?;
    admin.type_text(" at all").await?;
    admin.clicks_anywhere("button.primary", "Save").await?;
    grace
        .widget()
        .sees_texts("comment-body", &["Not for here at all"])
        .await?;
    admin.clicks_anywhere("summary", "Delete").await?;
    admin
        .clicks_anywhere("button.bad", "Yes, delete it")
        .await?;
    grace.widget().loses("comment-body").await
}

/// With a grace both pairs work; revoked, the pair of before is told, and the new one works on.
async fn keys_change_over(
    admin: &Window,
    at: &str,
    snippet: &str,
    old: &str,
    [ada, grace]: [&Window; 2],
) -> Result<()> {
    admin.open(&format!("{at}/keys")).await?;
    admin
        .clicks_anywhere("button.primary", "Rotate keys")
        .await?;
    let new = text_of(admin, "#secret-key").await?;
    ensure!(new != old, "the same key again");
    for secret in [old, &new] {
        let minted = curl(snippet, secret)?;
        ensure!(minted["token"].is_string(), "{minted}");
    }
    ada.widget()
        .writes("new-thread-input", "Still here")
        .await?;
    ada.press(Key::Enter).await?;
    grace
        .widget()
        .sees_texts("comment-body", &["Still here"])
        .await?;
    admin.open(&format!("{at}/keys")).await?;
    let oldest = "const all = document.querySelectorAll('details.confirm');\
        const last = all[all.length - 1]; last.open = true;\
        last.querySelector('button').click()";
    admin.run(oldest, vec![]).await?;
    for window in [ada, grace] {
        window.expect_complaints("502");
        window.widget().sees("banner").await?;
    }
    let refused = curl(snippet, old)?;
    ensure!(refused["code"] == json!("key_revoked"), "{refused}");
    let minted = curl(snippet, &new)?;
    ensure!(minted["token"].is_string(), "{minted}");
    Ok(())
}
