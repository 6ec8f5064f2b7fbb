//! Tokens that allow different things: reading, writing, tidying up.

use anyhow::Result;
use fantoccini::key::Key;
use pulse_tests::{Resource, Stage, TestSite, Window};
use serde_json::json;

use crate::joining::open_toolbar;
use crate::page::{Embed, STYLE};

in_every_browser!(a_viewer_reads_and_a_moderator_tidies_up);

async fn a_viewer_reads_and_a_moderator_tidies_up(stage: &mut Stage) -> Result<()> {
    let site = stage.site().await?;
    site.put("page.css", Resource::style(STYLE));
    let ada = arrives(stage, &site, "ada", "commenter").await?;
    ada.widget()
        .writes("new-thread-input", "Cheap lamps!")
        .await?;
    ada.press(Key::Enter).await?;

    let vera = arrives(stage, &site, "vera", "viewer").await?;
    let said = ["Cheap lamps!"];
    vera.widget().sees_texts("comment-body", &said).await?;
    vera.widget().sees("read-only").await?;
    for writes in [
        "new-thread-input",
        "thread-reply",
        "reaction-add",
        "pin-mode",
    ] {
        vera.widget().loses(writes).await?;
    }
    vera.picture("viewer").await?;

    let mo = arrives(stage, &site, "mo", "moderator").await?;
    mo.widget().clicks("thread-delete").await?;
    mo.picture("moderator").await?;
    mo.widget().clicks("confirm-delete").await?;
    for window in [&ada, &vera, &mo] {
        window.widget().loses("thread").await?;
    }

    // A token that allows more is taken by the same connection.
    let before = vera.sockets().await?.opened;
    let script = "const answer = await fetch(arguments[0]);
        document.querySelector('pulse-widget').token = (await answer.json()).token;";
    let renewed = json!("/token?id=vera&name=vera&role=commenter");
    vera.run(
        &format!("return (async (...arguments) => {{ {script} }})(arguments[0])"),
        vec![renewed],
    )
    .await?;
    vera.widget()
        .writes("new-thread-input", "Thank you")
        .await?;
    vera.press(Key::Enter).await?;
    ada.widget()
        .sees_texts("comment-body", &["Thank you"])
        .await?;
    anyhow::ensure!(vera.sockets().await?.opened == before);
    Ok(())
}

/// Somebody opens the page, and the panel of threads on it.
async fn arrives(stage: &mut Stage, site: &TestSite, person: &str, role: &str) -> Result<Window> {
    let embed = Embed {
        role,
        ..Embed::new(stage, person)
    };
    let url = embed.put_on(site);
    let window = stage.window(person).await?;
    window.open(&url).await?;
    open_toolbar(&window).await?;
    window.widget().clicks("comments").await?;
    window.widget().sees("comments-panel").await?;
    Ok(window)
}
