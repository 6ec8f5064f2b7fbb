//! What happens to the page around the client.

use std::rc::Weak;

use pulse_client_core::{Input, Page};
use wasm_bindgen::prelude::*;

use crate::driver::Driver;
use crate::fault;
use crate::live::BrowserPage;
use crate::value::field;

/// Listens while it lives.
#[derive(Debug)]
pub(crate) struct PageEvents {
    page: BrowserPage,
    _told: Closure<dyn FnMut(u32)>,
}

impl PageEvents {
    /// Listens to the page, where there is one.
    pub(crate) fn listen(driver: Weak<Driver>) -> Self {
        let told = Closure::<dyn FnMut(u32)>::new(move |number: u32| {
            let Some(driver) = driver.upgrade() else {
                return;
            };
            match PAGE.get(number as usize) {
                Some(page) => driver.feed(Input::Page(*page)),
                None => fault::close_if_broken(&driver),
            }
        });
        Self {
            page: BrowserPage::listen(told.as_ref()),
            _told: told,
        }
    }
}

impl Drop for PageEvents {
    fn drop(&mut self) {
        self.page.stop();
    }
}

/// Whether the browser says that there is no network.
pub(crate) fn is_offline() -> bool {
    field(&field(&js_sys::global(), "navigator"), "onLine") == JsValue::FALSE
}

/// By the numbers of `js/live.js`.
const PAGE: &[Page] = &[
    Page::Online,
    Page::Offline,
    Page::Visible,
    Page::Hidden,
    Page::Frozen,
    Page::Resumed,
    Page::Used,
];
