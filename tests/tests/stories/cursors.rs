//! Each sees where the other points.

use std::time::Duration;

use anyhow::{Result, ensure};
use pulse_tests::{PATIENCE, Rectangle, Screen, Stage, Window, until};

use crate::joining::ada_and_grace;

/// Lets one point at a share of an element's box, until the other sees the pointer there: one that
/// rests is put away, and a busy machine may look too late.
async fn points_for_the_other(from: &Window, to: &Window, selector: &str) -> Result<()> {
    let (across, down) = (0.3, 0.5);
    let pointed = from.rectangle_of(selector).await?.point(across, down);
    let (x, y) = to.rectangle_of(selector).await?.point(across, down);
    let wish = format!("{} to see a cursor at {x:.0}, {y:.0}", to.name());
    until(&wish, PATIENCE, async || {
        from.move_mouse(pointed).await?;
        until(&wish, SHORTLY, async || {
            let cursors = to.widget().rectangles_of("cursor").await?;
            let near = |cursor: &Rectangle| {
                (cursor.left - x).abs() < NEAR && (cursor.top - y).abs() < NEAR
            };
            ensure!(cursors.iter().any(near), "{cursors:?}");
            Ok::<_, anyhow::Error>(())
        })
        .await
    })
    .await
}

in_every_browser!(a_cursor_is_seen_at_the_same_element_in_a_window_of_another_size);

async fn a_cursor_is_seen_at_the_same_element_in_a_window_of_another_size(
    stage: &mut Stage,
) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    grace
        .set_screen(Screen::Desktop {
            width: 760,
            height: 700,
        })
        .await?;

    for selector in ["#title", "#feature-rain"] {
        points_for_the_other(&ada, &grace, selector).await?;
    }
    ada.picture("cursor-wide").await?;
    grace.picture("cursor-narrow").await?;

    // One's own pointer is not drawn a second time.
    ada.widget().loses("cursor").await?;
    // A pointer that rests for a while is put away.
    grace.widget().loses("cursor").await
}

/// In CSS pixels: rounding, and the arrow's tip inside its box.
const NEAR: f64 = 12.0;

/// What a message takes on a busy machine, and less than a resting pointer is shown.
const SHORTLY: Duration = Duration::from_secs(2);
