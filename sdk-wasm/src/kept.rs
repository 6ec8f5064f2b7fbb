//! Unsent writes in a storage of the host, so that a reload loses none.
//!
//! An entry has the writes of one person in one client; its key names room and person, so that
//! nobody gets another's writes. A client takes over what earlier ones have left. When one of those
//! still lives, in another tab, a write is sent by both, and has one effect by its `opId`.

use std::cell::{Cell, RefCell};

use pulse_client_core::SavedWrite;
use wasm_bindgen::prelude::*;

use crate::value::field;

#[wasm_bindgen]
extern "C" {
    /// `localStorage` and whatever looks like it.
    #[derive(Debug, Clone)]
    pub(crate) type Storage;
    #[wasm_bindgen(method, catch, getter, structural)]
    fn length(this: &Storage) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, catch, structural)]
    fn key(this: &Storage, index: u32) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, catch, structural, js_name = getItem)]
    fn item(this: &Storage, key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, catch, structural, js_name = setItem)]
    fn set_item(this: &Storage, key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, structural, js_name = removeItem)]
    fn remove_item(this: &Storage, key: &str) -> Result<(), JsValue>;
}

impl Storage {
    /// Takes what can keep texts by name.
    pub(crate) fn of(value: &JsValue) -> Option<Self> {
        let able = ["key", "getItem", "setItem", "removeItem"]
            .iter()
            .all(|method| field(value, method).is_function());
        able.then(|| value.clone().unchecked_into())
    }
}

/// What one client keeps.
#[derive(Debug)]
pub(crate) struct Kept {
    storage: Storage,
    /// What the keys of this environment and room begin with.
    prefix: String,
    /// Tells this client's entries from those of others.
    client: String,
    /// This client's entries.
    entries: RefCell<Vec<String>>,
    /// Whose entries of earlier clients were taken over.
    author: RefCell<Option<String>>,
    /// Those entries, until this client has kept what was in them.
    left: RefCell<Vec<String>>,
    failed: Cell<bool>,
}

impl Kept {
    pub(crate) fn new(storage: Storage, api_key: &str, room: &str, client: String) -> Self {
        Self {
            storage,
            prefix: format!("pulse:outbox:{}:{}", part(api_key), part(room)),
            client,
            entries: RefCell::default(),
            author: RefCell::default(),
            left: RefCell::default(),
            failed: Cell::new(false),
        }
    }

    /// Replaces what is kept. A write whose author is not known yet stays in memory. False at the
    /// moment when the storage begins to refuse.
    pub(crate) fn save(&self, writes: &[SavedWrite]) -> bool {
        let entries = self.entries_of(writes);
        for (key, text) in &entries {
            if self.storage.set_item(key, text).is_err() {
                return self.failed.replace(true);
            }
        }
        self.failed.set(false);
        let keys: Vec<String> = entries.into_iter().map(|(key, _)| key).collect();
        let before = self.entries.replace(keys.clone());
        for gone in before.into_iter().chain(self.left.take()) {
            if !keys.contains(&gone) {
                // What stays by mistake is sent once more, without another effect.
                let _ = self.storage.remove_item(&gone);
            }
        }
        true
    }

    /// What earlier clients of this person have left; nothing when it was asked for already.
    pub(crate) fn take_over(&self, author: &str) -> Vec<SavedWrite> {
        if self.author.borrow().as_deref() == Some(author) {
            return Vec::new();
        }
        self.author.replace(Some(author.to_owned()));
        let own = self.key(author);
        let theirs = own.strip_suffix(&self.client).unwrap_or(&own);
        let mut writes = Vec::new();
        for index in 0..self.storage.length().unwrap_or_default() {
            if let Ok(Some(key)) = self.storage.key(index)
                && key.starts_with(theirs)
                && key != own
                && let Ok(Some(text)) = self.storage.item(&key)
            {
                writes.extend(text.lines().filter_map(|line| read(line, author)));
                self.left.borrow_mut().push(key);
            }
        }
        writes.sort_by_key(|write| write.unix_ms);
        writes
    }

    fn entries_of(&self, writes: &[SavedWrite]) -> Vec<(String, String)> {
        let mut entries: Vec<(String, String)> = Vec::new();
        for write in writes {
            let Some(author) = &write.author else {
                continue;
            };
            let key = self.key(author);
            let line = format!("{} {}\n", write.unix_ms, write.frame);
            match entries.iter_mut().find(|(known, _)| *known == key) {
                Some((_, text)) => text.push_str(&line),
                None => entries.push((key, line)),
            }
        }
        entries
    }

    fn key(&self, author: &str) -> String {
        format!("{}:{}:{}", self.prefix, part(author), self.client)
    }
}

/// Without a colon, which separates the parts.
fn part(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

fn read(line: &str, author: &str) -> Option<SavedWrite> {
    let (unix_ms, frame) = line.split_once(' ')?;
    let author = Some(author.to_owned());
    Some(SavedWrite::new(
        unix_ms.parse().ok()?,
        author,
        frame.to_owned(),
    ))
}
