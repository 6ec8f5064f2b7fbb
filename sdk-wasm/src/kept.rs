//! Unsent writes in a storage of the host, so that a reload loses none: `js/browser.js` in the engine's words.

use js_sys::Array;
use pulse_client_core::SavedWrite;
use wasm_bindgen::prelude::*;

use crate::browser::Kept;
use crate::value::field;

impl Kept {
    /// Replaces what is kept. A write whose author is not known yet stays in memory. False at the
    /// moment when the storage begins to refuse.
    pub(crate) fn save(&self, writes: &[SavedWrite]) -> bool {
        let lists = [Array::new(), Array::new(), Array::new()];
        for write in writes {
            lists[0].push(&write.author.as_deref().into());
            lists[1].push(&(write.unix_ms as f64).into());
            lists[2].push(&write.frame.as_str().into());
        }
        self.save_lists(&lists[0], &lists[1], &lists[2])
    }

    /// What earlier clients of this person have left; nothing when it was asked for already.
    pub(crate) fn take_over(&self, author: &str) -> Vec<SavedWrite> {
        let Ok(left) = self.left_by(author) else {
            return Vec::new();
        };
        let text = |at| left.get(at).as_string();
        (0..left.length())
            .step_by(2)
            .filter_map(|at| {
                let unix_ms = text(at)?.parse().ok()?;
                Some(SavedWrite::new(
                    unix_ms,
                    Some(author.to_owned()),
                    text(at + 1)?,
                ))
            })
            .collect()
    }
}

/// Whether texts can be kept in it by name.
pub(crate) fn is_storage(value: &JsValue) -> bool {
    ["key", "getItem", "setItem", "removeItem"]
        .iter()
        .all(|method| field(value, method).is_function())
}
