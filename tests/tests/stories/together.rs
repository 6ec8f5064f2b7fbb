//! People are on the page at the same time: they draw, follow each other, see what happened, and choose what they see.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{PATIENCE, Stage, Window, until};
use serde_json::json;

use crate::joining::ada_and_grace;
use crate::pinning::pin_with_mouse;

/// Opens something behind the toolbar's "more".
async fn open_from_menu(window: &Window, item: &str) -> Result<()> {
    window.widget().clicks("more").await?;
    window.widget().clicks(item).await
}

async fn is_scrolled_to(window: &Window, range: std::ops::Range<f64>) -> Result<()> {
    let wish = format!("{} to be scrolled to {range:?}", window.name());
    until(wish, PATIENCE, async || {
        let at = window.run("return scrollY", vec![]).await?;
        let at = at.as_f64().unwrap_or(-1.0);
        ensure!(range.contains(&at), "it at {at}");
        Ok::<_, anyhow::Error>(())
    })
    .await
}

in_every_browser!(a_line_drawn_by_one_is_seen_by_the_other);

async fn a_line_drawn_by_one_is_seen_by_the_other(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    let place = ada.rectangle_of("#lede").await?;
    open_from_menu(&ada, "draw").await?;
    ada.widget().sees("canvas").await?;
    ada.drag(&[
        place.point(0.1, 0.2),
        place.point(0.3, 0.9),
        place.point(0.6, 0.2),
    ])
    .await?;
    ada.widget().exists("stroke").await?;
    grace.widget().exists("stroke").await?;
    ada.picture("drawn").await?;
    grace.picture("drawn").await?;
    ada.press(Key::Escape).await?;
    ada.widget().loses("canvas").await
}

in_every_browser!(one_follows_where_the_other_reads_until_she_says_stop);

async fn one_follows_where_the_other_reads_until_she_says_stop(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    grace.widget().clicks("follow").await?;
    grace.widget().sees("follow-bar").await?;
    ada.run("scrollTo({ top: 700, behavior: 'instant' })", vec![])
        .await?;
    is_scrolled_to(&grace, 600.0..800.0).await?;
    grace.widget().sees("follow-bar").await?;
    grace.picture("following").await?;

    grace.widget().clicks("stop-following").await?;
    grace.widget().loses("follow-bar").await?;
    ada.run("scrollTo({ top: 0, behavior: 'instant' })", vec![])
        .await?;
    // She is told where the other reads, and goes there when she likes.
    grace.widget().clicks("viewport-pill").await?;
    is_scrolled_to(&grace, 0.0..400.0).await
}

in_every_browser!(what_happened_is_listed_newest_first);

async fn what_happened_is_listed_newest_first(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#lede", "Who checked this?").await?;
    grace.widget().sees("pin").await?;
    open_from_menu(&grace, "activity").await?;
    grace.widget().sees_count("activity-entry", 1).await?;
    let entries = grace.widget().texts("activity-entry").await?;
    ensure!(entries[0].contains("Ada Byron"), "{entries:?}");
    ada.widget().clicks("pin").await?;
    ada.widget().clicks("thread-resolve").await?;
    grace.widget().sees_count("activity-entry", 2).await?;
    grace
        .widget()
        .sees_attribute("activity-entry", "data-kind", "resolve")
        .await?;
    grace.picture("activity").await?;
    Ok(())
}

in_every_browser!(what_one_chooses_to_see_and_show_outlives_a_reload);

async fn what_one_chooses_to_see_and_show_outlives_a_reload(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#lede", "Seen by most").await?;
    grace.widget().sees("pin").await?;
    open_from_menu(&grace, "settings").await?;
    for setting in ["Pins on the page", "Appear offline"] {
        grace
            .clicks_anywhere("[data-testid=setting]", setting)
            .await?;
    }
    grace.widget().loses("pin").await?;
    ada.widget().sees_count("avatar", 1).await?;
    grace.reload().await?;
    grace.widget().sees("toolbar-toggle").await?;
    until("the widget to be connected", PATIENCE, async || {
        let status = "return document.querySelector('pulse-widget').status";
        let status = grace.run(status, vec![]).await?;
        ensure!(status == json!("connected"), "{status}");
        Ok::<_, anyhow::Error>(())
    })
    .await?;
    grace.widget().loses("pin").await?;
    ada.widget().sees_count("avatar", 1).await
}
