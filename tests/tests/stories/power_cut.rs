//! The server dies in the middle of a sentence.

use anyhow::Result;
use fantoccini::key::Key;
use pulse_tests::{Stage, spot};

use crate::joining::{ada_and_grace, open_toolbar};

in_every_browser!(a_comment_written_while_the_server_is_dead_arrives_exactly_once);

async fn a_comment_written_while_the_server_is_dead_arrives_exactly_once(
    stage: &mut Stage,
) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    for window in [&ada, &grace] {
        // The browser itself logs refused connections.
        window.expect_complaints("WebSocket connection to");
        window.expect_complaints("ERR_CONNECTION_REFUSED");
        window.widget().clicks("comments").await?;
    }
    ada.widget().writes("new-thread-input", "Before").await?;
    ada.press(Key::Enter).await?;
    let before = spot("comment").of_comment("Before");
    ada.widget()
        .sees_attribute(before, "data-state", "sent")
        .await?;
    grace
        .widget()
        .sees_texts("comment-body", &["Before"])
        .await?;

    stage.server.kill()?;
    for window in [&ada, &grace] {
        window
            .widget()
            .sees_attribute("banner", "data-notice", "reconnecting")
            .await?;
    }
    ada.widget().clicks("thread-reply").await?;
    ada.widget().writes("reply-input", "In between").await?;
    ada.press(Key::Enter).await?;
    let pending = spot("comment").of_comment("In between");
    ada.widget()
        .sees_texts("comment-body", &["Before", "In between"])
        .await?;
    ada.widget()
        .sees_attribute(pending, "data-state", "pending")
        .await?;
    ada.picture("server-dead").await?;

    stage.server.start_again().await?;
    let said = ["Before", "In between"];
    for window in [&ada, &grace] {
        window.widget().sees_texts("comment-body", &said).await?;
        window.widget().loses("banner").await?;
    }
    ada.widget()
        .sees_attribute(pending, "data-state", "sent")
        .await?;
    ada.widget().has_nothing_pending().await?;
    ada.picture("server-back").await?;
    grace.picture("server-back").await?;

    for window in [&ada, &grace] {
        window.reload().await?;
        open_toolbar(window).await?;
        window.widget().sees_count("avatar", 2).await?;
        window.widget().clicks("comments").await?;
        window.widget().sees_texts("comment-body", &said).await?;
    }
    Ok(())
}
