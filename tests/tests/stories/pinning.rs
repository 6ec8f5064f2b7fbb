//! A comment is pinned to something on the page.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{Rectangle, Stage, Window, spot};

use crate::joining::ada_and_grace;

/// Pins a comment to an element of the page, with the mouse.
pub(crate) async fn pin_with_mouse(window: &Window, selector: &str, text: &str) -> Result<()> {
    let place = window.rectangle_of(selector).await?;
    window.widget().clicks("pin-mode").await?;
    window.widget().sees("veil").await?;
    window.click_at(place.point(0.4, 0.5)).await?;
    window.widget().has_focus_at("pin-form-input").await?;
    window.type_text(text).await?;
    window.widget().clicks("pin-form-send").await?;
    window.widget().loses("pin-form").await
}

/// Opens the thread of the only pin on the page.
pub(crate) async fn open_pin(window: &Window) -> Result<()> {
    window.widget().clicks("pin").await?;
    window.widget().sees("thread-popover").await
}

/// The tip of a pin is at the lower left of its box.
fn points_into(pin: Rectangle, place: Rectangle) -> bool {
    let near = 40.0;
    let (x, y) = pin.point(0.5, 1.0);
    x > place.left - near
        && x < place.left + place.width + near
        && y > place.top - near
        && y < place.top + place.height + near
}

in_every_browser!(a_pin_placed_with_the_mouse_appears_at_the_same_element_for_the_other);

async fn a_pin_placed_with_the_mouse_appears_at_the_same_element_for_the_other(
    stage: &mut Stage,
) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#lede", "Is it ninety metres in fog, too?").await?;
    ada.widget().sees_count("pin", 1).await?;

    grace.widget().sees_count("pin", 1).await?;
    let place = grace.rectangle_of("#lede").await?;
    let pin = grace.widget().rectangle_of("pin").await?;
    ensure!(points_into(pin, place), "{pin:?} is not at {place:?}");

    open_pin(&grace).await?;
    let said = ["Is it ninety metres in fog, too?"];
    grace.widget().sees_texts("comment-body", &said).await?;
    grace.picture("pinned").await?;
    Ok(())
}

in_every_browser!(a_pin_can_be_placed_answered_and_resolved_without_a_mouse);

async fn a_pin_can_be_placed_answered_and_resolved_without_a_mouse(
    stage: &mut Stage,
) -> Result<()> {
    let ada = stage.visitor("ada").await?;
    let grace = stage.visitor("grace").await?;
    ada.widget().tabs_to("toolbar-toggle").await?;
    ada.press(Key::Enter).await?;
    ada.widget().has_focus_at("pin-mode").await?;
    ada.press(Key::Enter).await?;
    ada.widget().has_focus_at("veil").await?;
    for _ in 0..3 {
        ada.press_with(Key::Shift, Key::Up).await?;
    }
    ada.press(Key::Left).await?;
    ada.picture("pin-mode-by-keyboard").await?;
    ada.press(Key::Enter).await?;
    ada.widget().has_focus_at("pin-form-input").await?;
    ada.type_text("Written without a mouse").await?;
    ada.widget().tabs_to("pin-form-send").await?;
    ada.press(Key::Enter).await?;
    ada.widget().loses("pin-form").await?;

    grace.widget().sees_count("pin", 1).await?;
    grace.widget().tabs_to("pin").await?;
    grace.press(Key::Enter).await?;
    grace.widget().has_focus_at("reply-input").await?;
    grace.type_text("Read without a mouse").await?;
    grace.press(Key::Enter).await?;
    let said = ["Written without a mouse", "Read without a mouse"];
    grace.widget().sees_texts("comment-body", &said).await?;
    grace.press(Key::Escape).await?;
    grace.widget().loses("thread-popover").await?;
    grace.widget().has_focus_at("pin").await?;

    ada.widget().sees_count(spot("pin"), 1).await?;
    // The focus went back to the toolbar, which comes after the pins.
    ada.widget().tabs_back_to("pin").await?;
    ada.press(Key::Enter).await?;
    ada.widget().has_focus_at("reply-input").await?;
    ada.widget().sees_texts("comment-body", &said).await?;
    ada.widget().tabs_back_to("thread-resolve").await?;
    ada.press(Key::Enter).await?;
    for window in [&ada, &grace] {
        window.widget().loses("pin").await?;
    }
    ada.widget().has_nothing_pending().await
}
