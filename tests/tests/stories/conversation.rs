//! A thread lives: replies, reactions, edits, and its end.

use anyhow::Result;
use fantoccini::key::Key;
use pulse_tests::{Stage, spot};

use crate::joining::ada_and_grace;
use crate::pinning::{open_pin, pin_with_mouse};

in_every_browser!(replies_reactions_edits_and_deletions_reach_the_other);

async fn replies_reactions_edits_and_deletions_reach_the_other(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#lede", "Is it bright?").await?;
    open_pin(&ada).await?;
    open_pin(&grace).await?;

    grace.widget().writes("reply-input", "Very").await?;
    ada.widget().sees("typing").await?;
    grace.press(Key::Enter).await?;
    for window in [&ada, &grace] {
        let said = ["Is it bright?", "Very"];
        window.widget().sees_texts("comment-body", &said).await?;
    }

    let question = "Is it bright?";
    grace
        .widget()
        .clicks(spot("reaction-add").of_comment(question))
        .await?;
    grace.widget().clicks("reaction-option").await?;
    let reaction = spot("reaction").of_comment(question);
    for window in [&ada, &grace] {
        window
            .widget()
            .sees_attribute(reaction, "data-emoji", "👍")
            .await?;
    }
    ada.picture("conversation").await?;
    grace.picture("conversation").await?;
    ada.widget().clicks(reaction).await?;
    grace.widget().sees_texts(reaction, &["👍\n2"]).await?;
    grace.widget().clicks(reaction).await?;
    ada.widget().sees_texts(reaction, &["👍\n1"]).await?;

    grace
        .widget()
        .clicks(spot("comment-edit").of_comment("Very"))
        .await?;
    grace.widget().has_focus_at("edit-input").await?;
    grace.type_text(" much").await?;
    grace.widget().clicks("edit-save").await?;
    for window in [&ada, &grace] {
        let said = ["Is it bright?", "Very much"];
        window.widget().sees_texts("comment-body", &said).await?;
    }
    let edited = spot("comment-edited").of_comment("Very much");
    ada.widget().sees(edited).await?;
    // What others wrote is not one's own to change.
    ada.widget()
        .loses(spot("comment-edit").of_comment("Very much"))
        .await?;

    grace
        .widget()
        .clicks(spot("comment-delete").of_comment("Very much"))
        .await?;
    grace.widget().clicks("confirm-delete").await?;
    for window in [&ada, &grace] {
        window
            .widget()
            .sees_texts("comment-body", &["Is it bright?"])
            .await?;
        window.widget().has_nothing_pending().await?;
    }
    Ok(())
}

in_every_browser!(a_resolved_thread_leaves_the_page_and_can_be_reopened);

async fn a_resolved_thread_leaves_the_page_and_can_be_reopened(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#lede", "Done?").await?;
    open_pin(&grace).await?;
    grace.widget().clicks("thread-resolve").await?;
    for window in [&ada, &grace] {
        window.widget().loses("pin").await?;
    }

    ada.widget().clicks("comments").await?;
    ada.widget().clicks("resolved-section").await?;
    ada.widget()
        .sees_attribute("thread", "data-resolved", "true")
        .await?;
    ada.picture("resolved").await?;
    ada.widget().clicks("thread-reopen").await?;
    for window in [&ada, &grace] {
        window.widget().sees_count("pin", 1).await?;
    }

    ada.widget().clicks("comment-delete").await?;
    ada.widget().clicks("confirm-delete").await?;
    for window in [&ada, &grace] {
        window.widget().loses("pin").await?;
    }
    ada.widget().sees("empty").await
}

in_every_browser!(a_thread_without_a_pin_starts_in_the_panel);

async fn a_thread_without_a_pin_starts_in_the_panel(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    ada.widget().clicks("comments").await?;
    grace.widget().clicks("comments").await?;
    ada.widget()
        .writes("new-thread-input", "About the whole page")
        .await?;
    ada.press(Key::Enter).await?;
    grace
        .widget()
        .sees_texts("comment-body", &["About the whole page"])
        .await?;

    grace.widget().clicks("thread-reply").await?;
    grace.widget().has_focus_at("reply-input").await?;
    grace.type_text("Agreed").await?;
    grace.press(Key::Enter).await?;
    let said = ["About the whole page", "Agreed"];
    ada.widget().sees_texts("comment-body", &said).await?;
    ada.widget().sees("notifications-badge").await?;
    ada.picture("panel").await?;
    grace.picture("panel").await?;
    ada.widget().clicks("notifications").await?;
    ada.widget().clicks("mark-all-read").await?;
    ada.widget().loses("notifications-badge").await
}
