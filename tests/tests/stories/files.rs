//! Files go with comments: a picture that was chosen, a note that was spoken.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{PATIENCE, Stage, Window, spot, until};
use serde_json::{Value, json};

use crate::joining::ada_and_grace;
use crate::pinning::{open_pin, pin_with_mouse};

async fn sends_the_upload(window: &Window) -> Result<()> {
    window
        .widget()
        .sees_attribute("upload", "data-state", "ready")
        .await?;
    window.widget().clicks("reply-send").await?;
    window.widget().has_nothing_pending().await
}

in_every_browser!(a_picture_goes_with_a_reply_and_opens_large_for_the_other);

async fn a_picture_goes_with_a_reply_and_opens_large_for_the_other(
    stage: &mut Stage,
) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#lede", "This is how it looks:").await?;
    open_pin(&ada).await?;
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join(PICTURE);
    ada.widget().attaches("attach-file", &picture).await?;
    sends_the_upload(&ada).await?;

    open_pin(&grace).await?;
    grace
        .widget()
        .sees_attribute("attachment", "data-kind", "image")
        .await?;
    let thumbnail = shown_width(&grace, "[data-testid=attachment] img").await?;
    grace.widget().clicks("attachment").await?;
    grace.widget().sees("lightbox").await?;
    let large = shown_width(&grace, "[data-testid=large-picture]").await?;
    ensure!(
        thumbnail < large,
        "a thumbnail of {thumbnail} pixels, a picture of {large}"
    );
    grace.picture("lightbox").await?;
    grace.press(Key::Escape).await?;
    grace.widget().loses("lightbox").await?;
    grace.widget().has_focus_at("attachment").await
}

in_browsers_with_microphone!(a_spoken_note_is_recorded_and_can_be_played_by_the_other);

async fn a_spoken_note_is_recorded_and_can_be_played_by_the_other(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    pin_with_mouse(&ada, "#lede", "Listen:").await?;
    open_pin(&ada).await?;
    ada.widget().clicks("record-audio").await?;
    ada.widget()
        .sees_attribute("recorder", "data-phase", "recording")
        .await?;
    until("a second of sound", PATIENCE, async || {
        let time = ada.widget().texts("recorder-time").await?;
        ensure!(time.iter().any(|text| text.starts_with("0:01")), "{time:?}");
        Ok::<_, anyhow::Error>(())
    })
    .await?;
    ada.widget().clicks("recorder-finish").await?;
    sends_the_upload(&ada).await?;

    open_pin(&grace).await?;
    grace
        .widget()
        .sees_attribute(spot("attachment"), "data-kind", "audio")
        .await?;
    until("the note to play", PATIENCE, async || {
        let played = ask(&grace, PLAY, "[data-testid=attachment]").await?;
        ensure!(played == json!(true), "{played}");
        Ok::<_, anyhow::Error>(())
    })
    .await
}

/// The width in pixels of what the server sent, once it is there.
async fn shown_width(window: &Window, selector: &str) -> Result<u64> {
    until(
        format_args!("{selector} to be loaded"),
        PATIENCE,
        async || {
            let width = ask(window, WIDTH, selector).await?;
            let width = width.as_u64().with_context(|| width.to_string())?;
            ensure!(width > 0, "nothing yet");
            Ok::<_, anyhow::Error>(width)
        },
    )
    .await
}

async fn ask(window: &Window, script: &str, selector: &str) -> Result<Value> {
    window.run(script, vec![json!(selector)]).await
}

/// One of our own: large enough to be given a thumbnail.
const PICTURE: &str = "../docs/images/thread.png";

const WIDTH: &str = r"
  const { shadowRoot } = document.querySelector('pulse-widget');
  const picture = shadowRoot.querySelector(arguments[0]);
  return picture?.complete ? picture.naturalWidth : 0;
";

/// Muted, because nobody has pressed anything in the page yet.
const PLAY: &str = r"
  const { shadowRoot } = document.querySelector('pulse-widget');
  const sound = shadowRoot.querySelector(arguments[0]);
  if (sound.error) return sound.error.message;
  sound.muted = true;
  if (sound.paused && !sound.ended) void sound.play();
  return sound.ended || sound.currentTime > 0;
";
