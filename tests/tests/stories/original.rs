//! The original's published widget, unchanged, against this server: alone and
//! in one room with this project's widget.

use std::fs;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{PATIENCE, Resource, Screen, Stage, TestSite, Window, package, spot, until};

use crate::joining::open_toolbar;
use crate::page::{Embed, STYLE};

/// Serves the package's modules as they are.
fn put_original_on(site: &TestSite) -> Result<()> {
    let folder = package("@gamention/pulse-elements", "0.4.6")?.join("dist");
    for entry in fs::read_dir(&folder).context("reading the package")? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".js") {
            let text = fs::read_to_string(&path)?;
            site.put(&format!("original/{name}"), Resource::script(text));
        }
    }
    Ok(())
}

/// A page with the original's widget, and a token minted as its documents say.
fn put_page_of(person: &str, stage: &Stage, site: &TestSite) -> String {
    let script = format!(
        r"
        import '/original/pulse-elements.js';
        const answer = await fetch('/token?id={person}&name={person}');
        const {{ token }} = await answer.json();
        const widget = document.createElement('pulse-widget');
        widget.setAttribute('api-key', '{key}');
        widget.setAttribute('token', token);
        widget.setAttribute('room', 'story');
        widget.setAttribute('endpoint', '{endpoint}');
        document.body.append(widget);
        ",
        key = stage.publishable_key(),
        endpoint = stage.server.url().replacen("http", "ws", 1),
    );
    let html = format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A page with the original's widget</title>
<link rel="stylesheet" href="/page.css">
<main id="main">
  <h1 id="title">A page with something to talk about</h1>
  <p id="first">The first paragraph.</p>
  <p id="second">The second paragraph.</p>
</main>
<script type="module" src="/original-{person}.js"></script>
</html>"#
    );
    site.put(&format!("original-{person}.js"), Resource::script(script));
    site.put(&format!("original-{person}"), Resource::page(html));
    site.url(&format!("original-{person}"))
}

async fn with_original(person: &str, stage: &mut Stage, site: &TestSite) -> Result<Window> {
    let url = put_page_of(person, stage, site);
    let window = stage.window(person).await?;
    // In a lower window its toolbar covers the end of its own panel.
    window.set_screen(TALL).await?;
    window.open(&url).await?;
    window.clicks_anywhere(".toolbar.collapsed", "").await?;
    Ok(window)
}

#[tokio::test]
async fn the_originals_widget_works_unchanged_and_beside_ours() -> Result<()> {
    Stage::play(async |stage| {
        let site = stage.site().await?;
        site.put("page.css", Resource::style(STYLE));
        put_original_on(&site)?;
        let ada = with_original("ada", stage, &site).await?;
        let grace = with_original("grace", stage, &site).await?;
        let linus = stage.window("linus").await?;
        linus
            .open(&Embed::new(stage, "linus").put_on(&site))
            .await?;
        open_toolbar(&linus).await?;
        linus.widget().sees_count("avatar", 3).await?;

        let place = ada.rectangle_of("#first").await?;
        ada.clicks_anywhere("[title='Comment anywhere']", "")
            .await?;
        ada.click_at(place.point(0.2, 0.5)).await?;
        ada.clicks_anywhere("[placeholder='Write a comment...']", "")
            .await?;
        ada.type_text("From the original").await?;
        ada.clicks_anywhere(".pin-submit", "").await?;
        for window in [&ada, &grace] {
            window.sees_anywhere(1, ".pulse-pin-initials", "A").await?;
        }
        linus.widget().sees_count("pin", 1).await?;

        grace.clicks_anywhere("[title='View comments']", "").await?;
        grace
            .clicks_anywhere(".thread-actions button", "Reply")
            .await?;
        grace
            .clicks_anywhere("[placeholder='Reply...']", "")
            .await?;
        grace.type_text("An answer").await?;
        grace.press(Key::Enter).await?;
        ada.clicks_anywhere("[title='View comments']", "").await?;
        for window in [&ada, &grace] {
            window
                .sees_anywhere(1, ".comment-body", "From the original")
                .await?;
            window
                .sees_anywhere(1, ".comment-body", "An answer")
                .await?;
        }
        linus.widget().clicks("comments").await?;
        let said = ["From the original", "An answer"];
        linus.widget().sees_texts("comment-body", &said).await?;

        ada.clicks_anywhere(".reaction-add-btn", "").await?;
        ada.clicks_anywhere(".emoji-picker button", "🎉").await?;
        for window in [&ada, &grace] {
            window.sees_anywhere(1, ".reaction-pill", "🎉").await?;
        }
        linus
            .widget()
            .sees_attribute("reaction", "data-emoji", "🎉")
            .await?;

        linus.widget().clicks("thread-reply").await?;
        linus.widget().has_focus_at("reply-input").await?;
        linus.type_text("From ours").await?;
        linus.press(Key::Enter).await?;
        linus.widget().sees_count(spot("comment"), 3).await?;
        for window in [&ada, &grace] {
            window
                .sees_anywhere(1, ".comment-body", "From ours")
                .await?;
        }
        ada.picture("original").await?;
        linus.picture("beside-the-original").await?;

        open_anew(&grace).await?;
        grace
            .clicks_anywhere(".thread-actions button", "Resolve")
            .await?;
        for window in [&ada, &grace] {
            window.sees_anywhere(0, ".pulse-pin-initials", "").await?;
        }
        linus.widget().loses("pin").await
    })
    .await
}

#[tokio::test]
async fn the_originals_widget_gets_notifications_and_survives_a_restart() -> Result<()> {
    Stage::play(async |stage| {
        let site = stage.site().await?;
        site.put("page.css", Resource::style(STYLE));
        put_original_on(&site)?;
        let ada = with_original("ada", stage, &site).await?;
        let grace = with_original("grace", stage, &site).await?;
        for window in [&ada, &grace] {
            // The browser itself logs refused connections.
            window.expect_complaints("WebSocket connection to");
            window.expect_complaints("ERR_CONNECTION_REFUSED");
        }

        let place = ada.rectangle_of("#first").await?;
        ada.clicks_anywhere("[title='Comment anywhere']", "")
            .await?;
        ada.click_at(place.point(0.2, 0.5)).await?;
        ada.clicks_anywhere("[placeholder='Write a comment...']", "")
            .await?;
        ada.type_text("Who sees this?").await?;
        ada.clicks_anywhere(".pin-submit", "").await?;
        grace.clicks_anywhere("[title='View comments']", "").await?;
        reply(&grace, "I do").await?;

        ada.sees_anywhere(1, "[title='Notifications'] .badge", "1")
            .await?;
        ada.clicks_anywhere("[title='Notifications']", "").await?;
        ada.sees_anywhere(1, ".mark-all", "Mark all read").await?;
        ada.picture("original-notified").await?;
        ada.clicks_anywhere(".mark-all", "").await?;
        ada.sees_anywhere(0, "[title='Notifications'] .badge", "")
            .await?;
        // Version 1 is not told that it was heard, but what is written later is kept later.
        open_anew(&grace).await?;
        reply(&grace, "And more").await?;
        ada.sees_anywhere(1, "[title='Notifications'] .badge", "1")
            .await?;

        stage.server.kill()?;
        stage.server.start_again().await?;
        // Both are back when what one of them says reaches the other.
        ada.clicks_anywhere("[title='View comments']", "").await?;
        for window in [&ada, &grace] {
            until_back(window).await?;
        }
        ada.sees_anywhere(1, "[title='Notifications'] .badge", "1")
            .await?;
        open_anew(&grace).await?;
        reply(&grace, "Still here").await?;
        for window in [&ada, &grace] {
            for said in ["Who sees this?", "I do", "And more", "Still here"] {
                window.sees_anywhere(1, ".comment-body", said).await?;
            }
        }
        ada.sees_anywhere(1, "[title='Notifications'] .badge", "2")
            .await
    })
    .await
}

/// Its panel is placed when it opens; one that has grown since is partly out of reach.
async fn open_anew(window: &Window) -> Result<()> {
    for _ in ["close", "open"] {
        window
            .clicks_anywhere("[title='View comments']", "")
            .await?;
    }
    Ok(())
}

/// Waits until a window was greeted a second time.
async fn until_back(window: &Window) -> Result<()> {
    until("the widget to be back", PATIENCE, async || {
        let received = window.sockets().await?.received;
        let greetings = received.iter().filter(|kind| *kind == "auth:ok").count();
        ensure!(greetings == 2, "{greetings} greetings");
        Ok::<_, anyhow::Error>(())
    })
    .await
}

async fn reply(window: &Window, text: &str) -> Result<()> {
    window
        .clicks_anywhere(".thread-actions button", "Reply")
        .await?;
    window
        .clicks_anywhere("[placeholder='Reply...']", "")
        .await?;
    window.type_text(text).await?;
    window.press(Key::Enter).await
}

const TALL: Screen = Screen::Desktop {
    width: 1280,
    height: 1400,
};
