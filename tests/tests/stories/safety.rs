//! What people write is text, whatever it looks like.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{Stage, Window};

use crate::joining::ada_and_grace;

/// Each would set `window.broken` if it were taken for anything but text.
const LOOKS_LIKE_MARKUP: &[&str] = &[
    "<img src=x onerror=\"window.broken=1\">",
    "<script>window.broken=2</script>",
    "${window.broken=3} {{window.broken=3}} <!--lit-->",
    "\"><svg onload=window.broken=4>",
    "&lt;b&gt; stays as it is",
];

async fn nothing_broke(window: &Window) -> Result<()> {
    let broken = window.run("return window.broken ?? null", vec![]).await?;
    ensure!(broken.is_null(), "text was taken for markup: {broken}");
    let strange = "return document.querySelector('pulse-widget').shadowRoot\
        .querySelectorAll('[data-testid=comment-body] *').length";
    let elements = window.run(strange, vec![]).await?;
    ensure!(
        elements == 0,
        "{elements} elements inside of what was written"
    );
    Ok(())
}

in_every_browser!(text_that_looks_like_markup_is_text);

async fn text_that_looks_like_markup_is_text(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    ada.widget().clicks("comments").await?;
    grace.widget().clicks("comments").await?;
    let mut written = LOOKS_LIKE_MARKUP.iter();
    let first = written.next().copied().unwrap_or_default();
    ada.widget().writes("new-thread-input", first).await?;
    ada.press(Key::Enter).await?;
    ada.widget().clicks("thread-reply").await?;
    for text in written {
        ada.widget().writes("reply-input", text).await?;
        ada.press(Key::Enter).await?;
    }
    for window in [&ada, &grace] {
        window
            .widget()
            .sees_texts("comment-body", LOOKS_LIKE_MARKUP)
            .await?;
        nothing_broke(window).await?;
    }
    grace.picture("markup").await?;
    Ok(())
}
