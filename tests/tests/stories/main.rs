//! What people do with Pulse, told with real browsers, a real server and the
//! example site. Each story starts its own and shares nothing.

/// Tells a story in a browser of each engine.
macro_rules! in_every_browser {
    ($story:ident) => {
        mod $story {
            #[tokio::test]
            async fn in_chromium() -> anyhow::Result<()> {
                pulse_tests::Stage::play_in(pulse_tests::Browser::Chromium, super::$story).await
            }

            #[tokio::test]
            async fn in_firefox() -> anyhow::Result<()> {
                pulse_tests::Stage::play_in(pulse_tests::Browser::Firefox, super::$story).await
            }

            // GTK's WebKit is for Linux alone.
            #[cfg(target_os = "linux")]
            #[tokio::test]
            async fn in_webkit() -> anyhow::Result<()> {
                pulse_tests::Stage::play_in(pulse_tests::Browser::WebKit, super::$story).await
            }
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
