//! From an empty panel to a widget that works, with a browser alone; and what
//! the panel does to open pages.

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{PATIENCE, Resource, Stage, Window, until};
use serde_json::json;

use crate::joining::open_toolbar;
use crate::page::{Embed, STYLE};

const PASSWORD: &str = "a sentence of the first admin";

async fn fill(window: &Window, field: &str, text: &str) -> Result<()> {
    window.clicks_anywhere(&format!("#{field}"), "").await?;
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

async fn is_accessible(window: &Window, page: &str) -> Result<()> {
    let axe = std::fs::read_to_string(AXE).context("npm packages of the widget are missing")?;
    let script = format!(
        "{axe}\nwindow.axeFound = undefined;\
         axe.run({{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }})\
         .then((found) => {{ window.axeFound = found.violations.map((one) =>\
         one.id + ' ' + one.nodes.map((node) => node.target).join(' ')); }});"
    );
    window.run(&script, vec![]).await?;
    until(
        format_args!("axe to look at {page}"),
        PATIENCE,
        async || {
            let found = window.run("return window.axeFound", vec![]).await?;
            let found = found.as_array().cloned().context("not yet")?;
            Ok::<_, anyhow::Error>(found)
        },
    )
    .await
    .and_then(|found| {
        ensure!(found.is_empty(), "{page}: {found:?}");
        Ok(())
    })
}

/// The first admin, who has made an environment; its keys are the stage's.
async fn set_up(stage: &mut Stage) -> Result<(Window, String)> {
    let admin = stage.window("admin").await?;
    admin.open(&stage.server.setup_link().await?).await?;
    is_accessible(&admin, "setup").await?;
    fill(&admin, "name", "Ada Byron").await?;
    fill(&admin, "email", "ada@example.com").await?;
    fill(&admin, "password", PASSWORD).await?;
    fill(&admin, "repeated", PASSWORD).await?;
    admin
        .clicks_anywhere("button.primary", "Create account")
        .await?;
    fill(&admin, "name", "production").await?;
    admin.clicks_anywhere("button.primary", "Create").await?;
    let secret = text_of(&admin, "#secret-key").await?;
    let publishable = text_of(&admin, "#publishable-key").await?;
    is_accessible(&admin, "keys that were made").await?;
    stage.use_keys(&publishable, &secret);
    admin.clicks_anywhere("a.button", "I have it").await?;
    let at = admin.run("return location.pathname", vec![]).await?;
    let at = at.as_str().context("no path")?.to_owned();
    Ok((admin, format!("{}{at}", stage.server.url())))
}

#[tokio::test]
async fn from_an_empty_directory_to_a_widget_by_the_panel_alone() -> Result<()> {
    Stage::play(async |stage| {
        let (admin, at) = set_up(stage).await?;
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

        // Moderation is seen in the other browser.
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
        grace.widget().loses("comment-body").await?;

        // With a grace the pair of before goes on working; revoked, it is told.
        admin.open(&format!("{at}/keys")).await?;
        admin
            .clicks_anywhere("button.primary", "Rotate keys")
            .await?;
        text_of(&admin, "#secret-key").await?;
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
        for window in [&ada, &grace] {
            window.expect_complaints("502");
            window.widget().sees("banner").await?;
        }
        admin
            .open(&format!("{}/panel/audit", stage.server.url()))
            .await?;
        for action in ["key.revoke", "key.rotate", "comment.delete", "comment.edit"] {
            admin.sees_anywhere(1, "td b", action).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn every_page_of_the_panel_is_accessible_and_pictured() -> Result<()> {
    Stage::play(async |stage| {
        let (admin, at) = set_up(stage).await?;
        let panel = format!("{}/panel", stage.server.url());
        let of_environment = ["", "/keys", "/settings", "/rooms", "/users", "/check"];
        let own = [
            "",
            "/environments",
            "/team",
            "/audit",
            "/account",
            "/account/codes",
        ];
        let pages = of_environment
            .map(|page| format!("{at}{page}"))
            .into_iter()
            .chain(own.map(|page| format!("{panel}{page}")));
        for page in pages {
            admin.open(&page).await?;
            is_accessible(&admin, &page).await?;
        }
        Ok(())
    })
    .await
}

const AXE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../web-component/node_modules/axe-core/axe.min.js"
);
