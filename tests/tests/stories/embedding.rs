//! Pages put the widget in, in good ways and in wrong ones.

use anyhow::{Result, ensure};
use pulse_tests::{PATIENCE, Resource, Stage, TestSite, Window, spot, until};

use crate::joining::open_toolbar;
use crate::page::{Embed, STYLE, html};

async fn site(stage: &Stage) -> Result<TestSite> {
    let site = stage.site().await?;
    site.put("page.css", Resource::style(STYLE));
    Ok(site)
}

async fn is_connected(window: &Window) -> Result<()> {
    open_toolbar(window).await?;
    window.widget().sees_count("avatar", 1).await
}

in_every_browser!(the_quick_start_is_a_script_tag_and_an_element);

async fn the_quick_start_is_a_script_tag_and_an_element(stage: &mut Stage) -> Result<()> {
    let site = site(stage).await?;
    let url = Embed::new(stage, "ada").put_on(&site);
    let ada = stage.window("ada").await?;
    ada.open(&url).await?;
    is_connected(&ada).await
}

in_every_browser!(a_strict_policy_with_wasm_allowed_is_enough);

async fn a_strict_policy_with_wasm_allowed_is_enough(stage: &mut Stage) -> Result<()> {
    let site = site(stage).await?;
    let server = stage.server.url();
    let policy = format!(
        "default-src 'none'; script-src 'self' {server} 'wasm-unsafe-eval'; \
         connect-src 'self' {server} {}; style-src 'self'",
        server.replacen("http", "ws", 1)
    );
    site.put(
        "strict.js",
        Resource::script(Embed::new(stage, "ada").script()),
    );
    let page = Resource::page(html(stage, "strict.js")).with_policy(&policy)?;
    site.put("strict", page);
    let ada = stage.window("ada").await?;
    ada.open(&site.url("strict")).await?;
    is_connected(&ada).await?;
    ada.widget().clicks("comments").await?;
    ada.widget().sees("empty").await
}

#[tokio::test]
async fn a_policy_that_forbids_wasm_is_said_in_the_page_and_in_the_console() -> Result<()> {
    Stage::play(async |stage| {
        let site = site(stage).await?;
        let policy = format!("script-src 'self' {}", stage.server.url());
        site.put(
            "forbidden.js",
            Resource::script(Embed::new(stage, "ada").script()),
        );
        let page = Resource::page(html(stage, "forbidden.js")).with_policy(&policy)?;
        site.put("forbidden", page);
        let ada = stage.window("ada").await?;
        // The browser reports the violated policy itself.
        ada.expect_complaints("violates the following Content Security policy directive");
        ada.open(&site.url("forbidden")).await?;
        ada.widget()
            .sees_attribute("problem", "data-problem", "blocked")
            .await?;
        ada.until_complains("Add 'wasm-unsafe-eval' to script-src")
            .await?;
        ada.picture("blocked-by-policy").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn wrong_attributes_are_named_in_the_console_and_hinted_at_in_the_page() -> Result<()> {
    Stage::play(async |stage| {
        let site = site(stage).await?;
        let good = Embed::new(stage, "ada").script();
        let without_room = good.replace("widget.setAttribute('room', 'story');", "");
        let bad_endpoint = good.replace(&stage.server.url(), "pulse.example.com:4567");
        let ada = stage.window("ada").await?;
        let wrong = [
            (without_room, "missing", r#"set room=\"…\""#),
            (bad_endpoint, "endpoint", "is no http(s) or ws(s) address"),
        ];
        for (script, problem, complaint) in wrong {
            site.put("wrong.js", Resource::script(script));
            site.put("wrong", Resource::page(html(stage, "wrong.js")));
            ada.open(&site.url("wrong")).await?;
            ada.widget()
                .sees_attribute("problem", "data-problem", problem)
                .await?;
            ada.until_complains(complaint).await?;
        }
        ada.picture("wrong-attributes").await?;

        // Setting it right is enough, without a reload.
        let right = "document.querySelector('pulse-widget').setAttribute('endpoint', arguments[0])";
        ada.run(right, vec![stage.server.url().into()]).await?;
        is_connected(&ada).await
    })
    .await
}

in_every_browser!(moving_the_element_in_the_page_keeps_its_connection);

async fn moving_the_element_in_the_page_keeps_its_connection(stage: &mut Stage) -> Result<()> {
    let site = site(stage).await?;
    let url = Embed::new(stage, "ada").put_on(&site);
    let ada = stage.window("ada").await?;
    ada.open(&url).await?;
    is_connected(&ada).await?;

    let moved = "document.querySelector('#main').prepend(document.querySelector('pulse-widget'))";
    ada.run(moved, vec![]).await?;
    ada.widget().sees_count(spot("avatar"), 1).await?;
    // An answer that arrives shows that the socket is the old one, and alive.
    ada.widget().clicks("comments").await?;
    ada.widget()
        .writes("new-thread-input", "Moved\u{e007}")
        .await?;
    ada.widget()
        .sees_attribute("comment", "data-state", "sent")
        .await?;
    let sockets = ada.sockets().await?;
    ensure!((sockets.opened, sockets.closed) == (1, 0), "{sockets:?}");
    Ok(())
}

in_every_browser!(removing_the_element_leaves_the_room);

async fn removing_the_element_leaves_the_room(stage: &mut Stage) -> Result<()> {
    let site = site(stage).await?;
    let url = Embed::new(stage, "ada").put_on(&site);
    let ada = stage.window("ada").await?;
    ada.open(&url).await?;
    is_connected(&ada).await?;
    ada.run("document.querySelector('pulse-widget').remove()", vec![])
        .await?;
    until("the socket to close", PATIENCE, async || {
        let sockets = ada.sockets().await?;
        ensure!((sockets.opened, sockets.closed) == (1, 1), "{sockets:?}");
        Ok::<_, anyhow::Error>(())
    })
    .await
}
