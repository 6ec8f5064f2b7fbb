//! What people do with Pulse, told with real browsers, a real server and the
//! example site. Each story starts its own and shares nothing.

/// A story as a test in one browser.
macro_rules! told_in {
    ($browser:ident, $story:ident, $test:ident) => {
        #[tokio::test]
        async fn $test() -> anyhow::Result<()> {
            pulse_tests::Stage::play_in(pulse_tests::Browser::$browser, super::$story).await
        }
    };
}

/// Tells a story in a browser of each engine.
macro_rules! in_every_browser {
    ($story:ident) => {
        mod $story {
            told_in!(Chromium, $story, in_chromium);
            told_in!(Firefox, $story, in_firefox);
            // GTK's WebKit is for Linux alone.
            #[cfg(target_os = "linux")]
            told_in!(WebKit, $story, in_webkit);
        }
    };
}

/// The same for what needs a microphone, which the driver of WebKit does not make up.
macro_rules! in_browsers_with_microphone {
    ($story:ident) => {
        mod $story {
            told_in!(Chromium, $story, in_chromium);
            told_in!(Firefox, $story, in_firefox);
        }
    };
}

mod access;
mod conversation;
mod cursors;
mod elements;
mod embedding;
mod files;
mod joining;
mod looks;
mod original;
mod page;
mod panel;
mod pinning;
mod power_cut;
mod reaching;
mod roles;
mod safety;
mod together;
