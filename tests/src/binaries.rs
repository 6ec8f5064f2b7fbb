//! Finding the programs a story runs. A missing one fails the story and says what to do.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use crate::folders;

/// A program of this workspace: in `PULSE_BIN_DIR`, else beside the running test.
pub(crate) fn of_workspace(name: &str) -> Result<PathBuf> {
    let folder = match env::var_os("PULSE_BIN_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => folders::profile()?,
    };
    let program = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
    ensure!(
        program.exists(),
        "{} is not there: build it with `cargo xtask build`, \
         or let PULSE_BIN_DIR name the folder it is in",
        program.display()
    );
    Ok(program)
}

/// Chromium or Chrome: what `CHROME` names, else what is installed.
pub(crate) fn chrome() -> Result<PathBuf> {
    installed(
        "CHROME",
        &[
            "chromium",
            "chromium-browser",
            "google-chrome-stable",
            "google-chrome",
        ],
    )
}

/// Its driver: what `CHROMEDRIVER` names, else what is installed.
pub(crate) fn chromedriver() -> Result<PathBuf> {
    installed("CHROMEDRIVER", &["chromedriver"])
}

/// Firefox: what `FIREFOX` names, else what is installed.
pub(crate) fn firefox() -> Result<PathBuf> {
    installed("FIREFOX", &["firefox-esr", "firefox"])
}

/// Its driver: what `GECKODRIVER` names, else what is installed.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    installed("GECKODRIVER", &["geckodriver"])
}

/// The driver of WebKit: what `WEBKIT_DRIVER` names, else what is installed.
pub(crate) fn webkit_driver() -> Result<PathBuf> {
    installed("WEBKIT_DRIVER", &["WebKitWebDriver"])
}

/// GTK's browser of WebKit, which is on no path: what `WEBKIT_BROWSER` names.
pub(crate) fn webkit_browser() -> Result<PathBuf> {
    if env::var_os("WEBKIT_BROWSER").is_some() {
        return installed("WEBKIT_BROWSER", &[]);
    }
    let places = WEBKIT_FOLDERS
        .iter()
        .map(|folder| PathBuf::from(folder).join("MiniBrowser"));
    let found = places.into_iter().find(|place| place.exists());
    found.with_context(|| {
        format!("no MiniBrowser is in {WEBKIT_FOLDERS:?}; let WEBKIT_BROWSER name it")
    })
}

/// A display in memory, for WebKit: what `XVFB` names, else what is installed.
pub(crate) fn xvfb() -> Result<PathBuf> {
    installed("XVFB", &["Xvfb"])
}

fn installed(variable: &str, names: &[&str]) -> Result<PathBuf> {
    if let Some(named) = env::var_os(variable) {
        let program = PathBuf::from(named);
        ensure!(
            program.exists(),
            "{variable} names {}, which does not exist",
            program.display()
        );
        return Ok(program);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .map(|program| program.with_extension(env::consts::EXE_EXTENSION))
        .find(|program| program.exists());
    match found {
        Some(program) => Ok(program),
        None => bail!(
            "no {} is installed: `cargo xtask doctor` says how to get it, \
             or let {variable} name it",
            names[0]
        ),
    }
}

/// Where Debian and Ubuntu put it, on either kind of processor.
const WEBKIT_FOLDERS: &[&str] = &[
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1",
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.0",
];
