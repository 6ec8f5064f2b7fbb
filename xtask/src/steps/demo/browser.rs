//! Opening the demo where there is somebody to look at it.

use std::env;
use std::io::{IsTerminal, stdout};
use std::process::Stdio;

use crate::child;
use crate::progress::note;

/// Opens the address in the user's browser, if there is a user and a display.
pub(super) fn open(url: &str) {
    let Some((program, arguments)) = opener() else {
        return;
    };
    let Some(program) = child::find(&[program]) else {
        return;
    };
    let opened = child::command(program)
        .args(arguments)
        .arg(url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = opened {
        note(&format!("no browser could be opened: {error}"));
    }
}

fn opener() -> Option<(&'static str, &'static [&'static str])> {
    if env::var_os("CI").is_some() || !stdout().is_terminal() {
        None
    } else if cfg!(target_os = "macos") {
        Some(("open", &[]))
    } else if cfg!(windows) {
        Some(("cmd", &["/C", "start", ""]))
    } else {
        let has_display = ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|variable| env::var_os(variable).is_some_and(|value| !value.is_empty()));
        has_display.then_some(("xdg-open", &[]))
    }
}
