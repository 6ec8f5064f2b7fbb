//! A page composes its own interface of the small elements.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{Resource, Stage, TestSite, Window};

use crate::page::STYLE;

/// A page with a provider for somebody, and the elements in it.
fn put_page(stage: &Stage, site: &TestSite, person: &str) -> String {
    let page = format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A page composed of small elements</title>
<link rel="stylesheet" href="/page.css">
<script src="/watch.js"></script>
<script src="{server}/sdk/pulse.js"></script>
<pulse-provider api-key="{key}" room="composed" endpoint="{server}"
    token-endpoint="/token?id={person}&name={person}&ttl=3600">
  <main id="main">
    <h1 id="title">A page with an interface of its own</h1>
    <pulse-presence></pulse-presence>
    <pulse-notifications></pulse-notifications>
    <pulse-comments></pulse-comments>
  </main>
  <pulse-cursors></pulse-cursors>
</pulse-provider>
</html>"#,
        server = stage.server.url(),
        key = stage.publishable_key(),
    );
    site.put(person, Resource::page(page));
    site.url(person)
}

async fn says(window: &Window, text: &str) -> Result<()> {
    window
        .clicks_anywhere("[data-testid=new-thread-input]", "")
        .await?;
    window.type_text(text).await?;
    window.press(Key::Enter).await
}

in_every_browser!(two_people_meet_in_a_page_composed_of_small_elements);

async fn two_people_meet_in_a_page_composed_of_small_elements(stage: &mut Stage) -> Result<()> {
    let site = stage.site().await?;
    site.put("page.css", Resource::style(STYLE));
    let (ada_page, grace_page) = (
        put_page(stage, &site, "ada"),
        put_page(stage, &site, "grace"),
    );
    let ada = stage.window("ada").await?;
    let grace = stage.window("grace").await?;
    ada.open(&ada_page).await?;
    grace.open(&grace_page).await?;
    for window in [&ada, &grace] {
        window.sees_anywhere(2, "[data-testid=avatar]", "").await?;
    }

    says(&ada, "Said in the page itself").await?;
    grace
        .sees_anywhere(1, "[data-testid=comment-body]", "Said in the page itself")
        .await?;
    grace
        .clicks_anywhere("[data-testid=thread-reply]", "")
        .await?;
    grace.type_text("And answered there").await?;
    grace.press(Key::Enter).await?;
    ada.sees_anywhere(1, "[data-testid=comment-body]", "And answered there")
        .await?;
    ada.clicks_anywhere("[data-testid=notification]", "grace")
        .await?;
    ada.sees_anywhere(0, "[data-testid=mark-all-read]", "")
        .await?;

    let title = grace.rectangle_of("#title").await?;
    grace.move_mouse(title.point(0.3, 0.5)).await?;
    ada.sees_anywhere(1, "[data-testid=cursor]", "grace")
        .await?;
    ada.picture("small-elements").await?;

    // One provider, one socket, whatever is in it.
    for window in [&ada, &grace] {
        let sockets = window.sockets().await?;
        ensure!((sockets.opened, sockets.closed) == (1, 0), "{sockets:?}");
    }
    Ok(())
}
