//! Pictures of the widget as it is used: wide and narrow, light and dark.

use anyhow::Result;
use fantoccini::key::Key;
use pulse_tests::{ColorScheme, Screen, Stage, Window};

use crate::joining::ada_and_grace;
use crate::pinning::{open_pin, pin_with_mouse};

async fn pictures(window: &Window, situation: &str) -> Result<()> {
    for (scheme, suffix) in [(ColorScheme::Light, "light"), (ColorScheme::Dark, "dark")] {
        window.set_color_scheme(scheme).await?;
        window.picture(&format!("{situation}-{suffix}")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn every_surface_is_pictured_wide_and_narrow_in_light_and_dark() -> Result<()> {
    Stage::play(async |stage| {
        let (ada, grace) = ada_and_grace(stage).await?;
        pin_with_mouse(&ada, "#lede", "Ninety metres, or ninety and a bit?").await?;
        open_pin(&grace).await?;
        grace
            .widget()
            .writes("reply-input", "Ninety-four on the test track.")
            .await?;
        grace.press(Key::Enter).await?;
        grace.widget().clicks("reaction-add").await?;
        grace.widget().clicks("reaction-option").await?;
        ada.widget().sees("notifications-badge").await?;

        for (screen, width) in [(WIDE, "1280"), (Screen::Phone, "390")] {
            ada.set_screen(screen).await?;
            ada.widget().sees("toolbar").await?;
            pictures(&ada, &format!("toolbar-{width}")).await?;
            open_pin(&ada).await?;
            pictures(&ada, &format!("thread-{width}")).await?;
            ada.press(Key::Escape).await?;
            for panel in ["comments", "notifications"] {
                ada.widget().clicks(panel).await?;
                ada.widget().sees("panel-close").await?;
                pictures(&ada, &format!("{panel}-{width}")).await?;
                ada.widget().clicks("panel-close").await?;
            }
            ada.widget().clicks("pin-mode").await?;
            pictures(&ada, &format!("pin-mode-{width}")).await?;
            ada.press(Key::Escape).await?;
        }
        Ok(())
    })
    .await
}

const WIDE: Screen = Screen::Desktop {
    width: 1280,
    height: 900,
};
