//! What happens to the page around the client.

use std::rc::Weak;

use js_sys::Function;
use pulse_client_core::{Input, Page};
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

use crate::driver::Driver;
use crate::fault;
use crate::value::field;

/// Listens while it lives.
#[derive(Debug)]
pub(crate) struct PageEvents {
    targets: Vec<(EventTarget, &'static [&'static str])>,
    heard: Closure<dyn FnMut(JsValue)>,
}

impl PageEvents {
    /// Listens to the page, where there is one.
    pub(crate) fn listen(driver: Weak<Driver>) -> Self {
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let Some(driver) = driver.upgrade() else {
                return;
            };
            match read(&event) {
                Some(page) => driver.feed(Input::Page(page)),
                // An error on the page may be a fault of ours.
                None => fault::close_if_broken(&driver),
            }
        });
        let window: JsValue = js_sys::global().into();
        let document = field(&window, "document");
        let targets = [(window, WINDOW), (document, DOCUMENT)]
            .into_iter()
            .filter_map(|(target, events)| Some((target.dyn_into().ok()?, events)))
            .collect();
        let page = Self { targets, heard };
        page.each(|target, event, listener| {
            let _ = target.add_event_listener_with_callback(event, listener);
        });
        page
    }

    fn each(&self, act: impl Fn(&EventTarget, &str, &Function)) {
        for (target, events) in &self.targets {
            for event in *events {
                act(target, event, self.heard.as_ref().unchecked_ref());
            }
        }
    }
}

impl Drop for PageEvents {
    fn drop(&mut self) {
        self.each(|target, event, listener| {
            let _ = target.remove_event_listener_with_callback(event, listener);
        });
    }
}

/// Whether the browser says that there is no network.
pub(crate) fn is_offline() -> bool {
    field(&field(&js_sys::global(), "navigator"), "onLine") == JsValue::FALSE
}

fn read(event: &JsValue) -> Option<Page> {
    Some(match field(event, "type").as_string()?.as_str() {
        "online" => Page::Online,
        "offline" => Page::Offline,
        // The socket would keep the page from being kept for "back".
        "pagehide" | "freeze" => Page::Frozen,
        "pageshow" | "resume" => Page::Resumed,
        "visibilitychange" => {
            let document = field(&js_sys::global(), "document");
            if field(&document, "visibilityState") == "visible" {
                Page::Visible
            } else {
                Page::Hidden
            }
        }
        _ => return None,
    })
}

const WINDOW: &[&str] = &["online", "offline", "pagehide", "pageshow", "error"];
const DOCUMENT: &[&str] = &["visibilitychange", "freeze", "resume"];
