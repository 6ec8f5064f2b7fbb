//! What a person does with mouse and keyboard, as the browser gets it from devices.

use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::key::Key;

use crate::window::Window;

impl Window {
    /// Moves the mouse to a point of the window, through a few points on its way.
    ///
    /// # Errors
    /// When the point is outside of the window.
    pub async fn move_mouse(&self, (x, y): (f64, f64)) -> Result<()> {
        let way = MouseActions::new("mouse".to_owned())
            .then(move_to(x - 24.0, y - 16.0))
            .then(move_to(x - 8.0, y - 6.0))
            .then(move_to(x, y));
        self.client
            .perform_actions(way)
            .await
            .with_context(|| format!("{} moves the mouse to {x}, {y}", self.name()))
    }

    /// Presses and releases the mouse's left button at a point of the window.
    ///
    /// # Errors
    /// When the point is outside of the window.
    pub async fn click_at(&self, (x, y): (f64, f64)) -> Result<()> {
        let click = MouseActions::new("mouse".to_owned())
            .then(move_to(x, y))
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        self.client
            .perform_actions(click)
            .await
            .with_context(|| format!("{} clicks at {x}, {y}", self.name()))
    }

    /// Presses the mouse's left button at the first point, moves through the others, and lets go at the last.
    ///
    /// # Errors
    /// When a point is outside of the window.
    pub async fn drag(&self, way: &[(f64, f64)]) -> Result<()> {
        let mut points = way.iter().map(|&(x, y)| move_to(x, y));
        let mut actions = MouseActions::new("mouse".to_owned());
        if let Some(first) = points.next() {
            actions = actions.then(first);
        }
        let button = MOUSE_BUTTON_LEFT;
        actions = actions.then(PointerAction::Down { button });
        actions = points.fold(actions, InputSource::then);
        self.client
            .perform_actions(actions.then(PointerAction::Up { button }))
            .await
            .with_context(|| format!("{} drags the mouse along {way:?}", self.name()))
    }

    /// Types into whatever has the focus.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        let keys = text.chars().fold(keyboard(), press_and_release);
        self.client
            .perform_actions(keys)
            .await
            .with_context(|| format!("{} types {text:?}", self.name()))
    }

    /// Presses and releases a key.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.client
            .perform_actions(press_and_release(keyboard(), key.into()))
            .await
            .with_context(|| format!("{} presses {key:?}", self.name()))
    }

    /// Presses a key while another is held down.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn press_with(&self, held: Key, key: Key) -> Result<()> {
        let keys = keyboard().then(KeyAction::Down { value: held.into() });
        let keys = press_and_release(keys, key.into()).then(KeyAction::Up { value: held.into() });
        self.client
            .perform_actions(keys)
            .await
            .with_context(|| format!("{} presses {held:?} and {key:?}", self.name()))
    }
}

fn keyboard() -> KeyActions {
    KeyActions::new("keyboard".to_owned())
}

fn press_and_release(keys: KeyActions, value: char) -> KeyActions {
    keys.then(KeyAction::Down { value })
        .then(KeyAction::Up { value })
}

fn move_to(x: f64, y: f64) -> PointerAction {
    PointerAction::MoveTo {
        duration: Some(MOVE),
        x,
        y,
    }
}

const MOVE: Duration = Duration::from_millis(60);
