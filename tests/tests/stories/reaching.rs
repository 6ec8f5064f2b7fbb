//! Words reach the one they are meant for: mentions, links, search, and drafts that wait.

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{PATIENCE, Stage, Window, spot, until};
use serde_json::Value;

use crate::joining::{ada_and_grace, open_toolbar};
use crate::pinning::{open_pin, pin_with_mouse};

in_every_browser!(somebody_mentioned_is_notified_and_led_to_the_thread);

async fn somebody_mentioned_is_notified_and_led_to_the_thread(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    let place = ada.rectangle_of("#lede").await?;
    ada.widget().clicks("pin-mode").await?;
    ada.click_at(place.point(0.4, 0.5)).await?;
    ada.widget().has_focus_at("pin-form-input").await?;
    ada.type_text("Is this **right**, @gra").await?;
    ada.widget()
        .sees_texts("mention-option", &["Grace Okafor"])
        .await?;
    ada.picture("mentioning").await?;
    ada.press(Key::Enter).await?;
    ada.widget().loses("mention-list").await?;
    ada.widget().clicks("pin-form-send").await?;

    grace
        .widget()
        .sees_texts("notifications-badge", &["1"])
        .await?;
    grace.widget().clicks("notifications").await?;
    grace.widget().sees("notification").await?;
    let [notification] = &grace.widget().texts("notification").await?[..] else {
        anyhow::bail!("not one notification");
    };
    ensure!(
        notification.contains("Ada Byron mentioned you"),
        "{notification:?}"
    );
    grace.widget().clicks("notification").await?;
    let said = ["Is this right, @Grace Okafor"];
    grace.widget().sees_texts("comment-body", &said).await?;
    grace.widget().sees("thread-popover").await?;
    grace.widget().loses("notifications-badge").await?;
    grace.picture("mentioned").await?;
    Ok(())
}

in_every_browser!(any_emoji_can_be_found_and_reacted_with);

async fn any_emoji_can_be_found_and_reacted_with(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#lede", "It works in fog").await?;
    open_pin(&grace).await?;
    grace.widget().clicks("reaction-add").await?;
    grace.widget().clicks("reaction-more").await?;
    grace.widget().writes("emoji-search", "foggy").await?;
    grace.widget().sees_count("emoji", 1).await?;
    grace.widget().clicks("emoji").await?;
    open_pin(&ada).await?;
    for window in [&ada, &grace] {
        window
            .widget()
            .sees_attribute("reaction", "data-emoji", "🌁")
            .await?;
        window.widget().has_nothing_pending().await?;
    }
    Ok(())
}

/// Where the widget says that its only thread is.
async fn link_to_thread(window: &Window) -> Result<String> {
    let script = "const page = new URL(location.href);\
        page.hash = 'pulse-thread=' + document.querySelector('pulse-widget').client.state.threads[0].id;\
        return page.href";
    let link = window.run(script, vec![]).await?;
    link.as_str()
        .map(str::to_owned)
        .with_context(|| format!("{link} is no link"))
}

in_every_browser!(a_link_opens_its_thread_where_it_is_pinned);

async fn a_link_opens_its_thread_where_it_is_pinned(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#feature-rain", "What about snow?").await?;
    ada.widget().has_nothing_pending().await?;
    let link = link_to_thread(&ada).await?;
    // The link is for anybody: it names the page, and the reader signs in as herself.
    let link = link.replace("as=ada", "as=grace");
    grace.open("about:blank").await?;
    grace.open(&link).await?;
    grace
        .widget()
        .sees_texts("comment-body", &["What about snow?"])
        .await?;
    grace.widget().sees("thread-popover").await?;
    let visible = "const { top, bottom } = document.querySelector('#feature-rain').getBoundingClientRect();\
        return bottom > 0 && top < innerHeight";
    until("the pinned element in view", PATIENCE, async || {
        let seen = grace.run(visible, vec![]).await?;
        ensure!(seen == Value::Bool(true), "it is not in view");
        Ok::<_, anyhow::Error>(())
    })
    .await
}

in_every_browser!(threads_are_found_by_what_was_said_and_by_whom);

async fn threads_are_found_by_what_was_said_and_by_whom(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    for window in [&ada, &grace] {
        window.widget().clicks("comments").await?;
    }
    for (window, text) in [(&ada, "Beam in fog"), (&grace, "Price in May")] {
        window.widget().writes("new-thread-input", text).await?;
        window.press(Key::Enter).await?;
    }
    ada.widget().sees_count("thread", 2).await?;
    ada.widget().writes("thread-search", "fog").await?;
    ada.widget()
        .sees_texts("comment-body", &["Beam in fog"])
        .await?;
    for _ in 0.."fog".len() {
        ada.press(Key::Backspace).await?;
    }
    ada.type_text("grace").await?;
    ada.widget()
        .sees_texts("comment-body", &["Price in May"])
        .await?;
    ada.type_text(" nobody").await?;
    ada.widget().sees("empty").await
}

in_every_browser!(what_was_begun_is_there_after_a_reload);

async fn what_was_begun_is_there_after_a_reload(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#lede", "How bright?").await?;
    open_pin(&grace).await?;
    grace
        .widget()
        .writes("reply-input", "About a thous")
        .await?;
    grace.reload().await?;
    open_toolbar(&grace).await?;
    open_pin(&grace).await?;
    grace.widget().has_focus_at("reply-input").await?;
    grace.press(Key::End).await?;
    grace.type_text("and lux").await?;
    grace.press(Key::Enter).await?;
    open_pin(&ada).await?;
    let said = ["How bright?", "About a thousand lux"];
    ada.widget().sees_texts("comment-body", &said).await?;

    // What was sent is no draft any more.
    grace.widget().has_nothing_pending().await?;
    grace.reload().await?;
    open_pin(&grace).await?;
    let empty = grace.widget().texts(spot("reply-input")).await?;
    ensure!(empty == [""], "{empty:?}");
    Ok(())
}
