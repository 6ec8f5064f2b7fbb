//! Each sees where the other points.

use anyhow::{Result, ensure};
use pulse_tests::{PATIENCE, Screen, Stage, Window, until};

use crate::joining::ada_and_grace;

/// Waits until the other's pointer is at this share of an element's box.
async fn sees_cursor_at(window: &Window, selector: &str, across: f64, down: f64) -> Result<()> {
    let place = window.rectangle_of(selector).await?;
    let (x, y) = place.point(across, down);
    let wish = format!("{} to see a cursor at {x:.0}, {y:.0}", window.name());
    until(wish, PATIENCE, async || {
        let cursor = window.widget().rectangle_of("cursor").await?;
        let (right, below) = (cursor.left - x, cursor.top - y);
        ensure!(
            right.abs() < NEAR && below.abs() < NEAR,
            "it at {:.0}, {:.0}",
            cursor.left,
            cursor.top
        );
        Ok::<_, anyhow::Error>(())
    })
    .await
}

#[tokio::test]
async fn a_cursor_is_seen_at_the_same_element_in_a_window_of_another_size() -> Result<()> {
    Stage::play(async |stage| {
        let (ada, grace) = ada_and_grace(stage).await?;
        grace
            .set_screen(Screen::Desktop {
                width: 760,
                height: 700,
            })
            .await?;

        for selector in ["#title", "#feature-rain"] {
            let place = ada.rectangle_of(selector).await?;
            ada.move_mouse(place.point(0.3, 0.5)).await?;
            sees_cursor_at(&grace, selector, 0.3, 0.5).await?;
        }
        ada.picture("cursor-wide").await?;
        grace.picture("cursor-narrow").await?;

        // One's own pointer is not drawn a second time.
        ada.widget().loses("cursor").await?;
        // A pointer that rests for a while is put away.
        grace.widget().loses("cursor").await
    })
    .await
}

/// In CSS pixels: rounding, and the arrow's tip inside its box.
const NEAR: f64 = 12.0;
