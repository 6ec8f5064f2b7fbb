//! A WebSocket of the browser.

use std::rc::Weak;

use js_sys::Function;
use pulse_client_core::{ConnectionNumber, Input};
use wasm_bindgen::prelude::*;

use crate::driver::Driver;
use crate::live::{BrowserSocket, Stage};

/// One socket. Dropping it closes it, and nothing is heard of it any more.
#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) connection: ConnectionNumber,
    socket: BrowserSocket,
    _heard: Closure<dyn FnMut(u32, String)>,
}

impl Socket {
    /// Opens a socket whose news go to the driver.
    pub(crate) fn open(
        driver: Weak<Driver>,
        connection: ConnectionNumber,
        url: &str,
        class: Option<&Function>,
        stage: &Stage,
    ) -> Result<Self, JsValue> {
        let heard = Closure::<dyn FnMut(u32, String)>::new(move |what, text| {
            if let Some(driver) = driver.upgrade() {
                driver.hear(read(connection, what, text));
            }
        });
        Ok(Self {
            connection,
            socket: BrowserSocket::open(class, url, stage, heard.as_ref())?,
            _heard: heard,
        })
    }

    pub(crate) fn send(&self, text: &str) {
        self.socket.send(text);
    }

    /// Bytes that wait for the network.
    pub(crate) fn backlog(&self) -> u64 {
        self.socket.backlog() as u64
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.close();
    }
}

/// The numbers of `js/live.js`.
fn read(connection: ConnectionNumber, what: u32, text: String) -> Input {
    match what {
        0 => Input::SocketOpened { connection },
        1 => Input::SocketMessage { connection, text },
        code => Input::SocketClosed {
            connection,
            code: u16::try_from(code).unwrap_or(u16::MAX),
        },
    }
}
