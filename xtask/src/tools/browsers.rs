//! The browsers and drivers the tests use, and the variables that hand them on.

use std::env;
use std::path::{Path, PathBuf};

use crate::child;

/// Chrome or Chromium: `CHROME` if set, else what is installed.
pub(crate) fn chrome() -> Option<PathBuf> {
    locate(
        "CHROME",
        &[
            "chromium",
            "chromium-browser",
            "google-chrome-stable",
            "google-chrome",
        ],
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    )
}

/// Its driver: `CHROMEDRIVER` if set, else what is installed.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    locate("CHROMEDRIVER", &["chromedriver"], "")
}

/// Firefox: `FIREFOX` if set, else what is installed.
pub(crate) fn firefox() -> Option<PathBuf> {
    locate(
        "FIREFOX",
        &["firefox-esr", "firefox"],
        "/Applications/Firefox.app/Contents/MacOS/firefox",
    )
}

/// Its driver: `GECKODRIVER` if set, else what is installed.
pub(crate) fn geckodriver() -> Option<PathBuf> {
    locate("GECKODRIVER", &["geckodriver"], "")
}

/// The driver of WebKit: `WEBKIT_DRIVER` if set, else what is installed.
pub(crate) fn webkit_driver() -> Option<PathBuf> {
    locate("WEBKIT_DRIVER", &["WebKitWebDriver"], "")
}

/// The display in memory that WebKit draws on: `XVFB` if set, else what is installed.
pub(crate) fn xvfb() -> Option<PathBuf> {
    locate("XVFB", &["Xvfb"], "")
}

/// What the whole-system tests read to find them.
pub(crate) fn variables() -> impl Iterator<Item = (&'static str, PathBuf)> {
    [
        ("CHROME", chrome()),
        ("CHROMEDRIVER", chromedriver()),
        ("FIREFOX", firefox()),
        ("GECKODRIVER", geckodriver()),
        ("WEBKIT_DRIVER", webkit_driver()),
        ("XVFB", xvfb()),
    ]
    .into_iter()
    .filter_map(|(name, path)| Some((name, path?)))
}

fn locate(variable: &str, programs: &[&str], application: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.exists())
        .or_else(|| child::find(programs))
        .or_else(|| {
            let application = Path::new(application);
            application.exists().then(|| application.to_owned())
        })
}
