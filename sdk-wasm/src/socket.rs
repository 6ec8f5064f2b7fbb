//! A WebSocket of the browser.

use std::rc::Weak;

use js_sys::{Array, Function, Reflect};
use pulse_client_core::{ConnectionNumber, Input};
use wasm_bindgen::prelude::*;
use web_sys::WebSocket;

use crate::driver::Driver;

/// One socket. Dropping it closes it, and nothing is heard of it any more.
#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) connection: ConnectionNumber,
    socket: WebSocket,
    _heard: Closure<dyn FnMut(JsValue)>,
}

impl Socket {
    /// Opens a socket whose news go to the driver.
    pub(crate) fn open(
        driver: Weak<Driver>,
        connection: ConnectionNumber,
        url: &str,
        class: Option<&Function>,
    ) -> Result<Self, JsValue> {
        let socket = match class {
            None => WebSocket::new(url)?,
            Some(class) => Reflect::construct(class, &Array::of1(&url.into()))?.unchecked_into(),
        };
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let (Some(driver), Some(input)) =
                (driver.upgrade(), read(connection, event.unchecked_ref()))
            {
                driver.feed(input);
            }
        });
        let listen: &Function = heard.as_ref().unchecked_ref();
        socket.set_onopen(Some(listen));
        socket.set_onmessage(Some(listen));
        socket.set_onclose(Some(listen));
        Ok(Self {
            connection,
            socket,
            _heard: heard,
        })
    }

    pub(crate) fn send(&self, text: &str) {
        // What cannot be sent any more is followed by the news that the socket closed.
        let _ = self.socket.send_with_str(text);
    }

    /// Bytes that wait for the network.
    pub(crate) fn backlog(&self) -> u64 {
        self.socket.buffered_amount().into()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close_with_code(1000);
    }
}

#[wasm_bindgen]
extern "C" {
    /// By its fields, so that the sockets of other hosts than browsers do too.
    type Heard;
    #[wasm_bindgen(method, getter, structural, js_name = type)]
    fn kind(this: &Heard) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn data(this: &Heard) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn code(this: &Heard) -> JsValue;
}

fn read(connection: ConnectionNumber, event: &Heard) -> Option<Input> {
    match event.kind().as_string()?.as_str() {
        "open" => Some(Input::SocketOpened { connection }),
        "message" => {
            let text = event.data().as_string()?;
            Some(Input::SocketMessage { connection, text })
        }
        "close" => {
            let code = event.code().as_f64().unwrap_or(1006.0) as u16;
            Some(Input::SocketClosed { connection, code })
        }
        _ => None,
    }
}
