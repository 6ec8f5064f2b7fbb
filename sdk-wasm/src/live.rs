//! `js/live.js`, typed: what is heard, who is told and what is shown, as far
//! as it only moves JavaScript's own objects.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/live.js")]
extern "C" {
    /// Who listens to what.
    #[derive(Debug)]
    pub(crate) type Listeners;

    #[wasm_bindgen(method)]
    pub(crate) fn on(this: &Listeners, event: &JsValue, listener: &Function) -> Function;

    #[wasm_bindgen(method)]
    pub(crate) fn off(this: &Listeners, event: &JsValue, listener: &Function);

    #[wasm_bindgen(method)]
    pub(crate) fn clear(this: &Listeners);

    #[wasm_bindgen(method)]
    pub(crate) fn hears(this: &Listeners, number: u32) -> bool;

    #[wasm_bindgen(method, js_name = tell)]
    pub(crate) fn tell_number(this: &Listeners, number: u32, payload: &JsValue);

    /// The listeners of a client, and the message that it is dealing with.
    #[derive(Debug, Clone)]
    pub(crate) type Stage;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Stage;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn client(this: &Stage) -> Listeners;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn state(this: &Stage) -> Listeners;

    /// Whose cursors are one's own; undefined while the client is not let in.
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_me(this: &Stage, id: Option<&str>);

    #[wasm_bindgen(method, js_name = tellMessage)]
    pub(crate) fn tell_message(this: &Stage);

    #[wasm_bindgen(method, js_name = tellText)]
    pub(crate) fn tell_text(this: &Stage, text: &str);

    /// The comment that the message is about, if it has this id.
    #[wasm_bindgen(method)]
    pub(crate) fn comment(this: &Stage, id: &str) -> JsValue;

    /// A socket.
    #[derive(Debug)]
    #[wasm_bindgen(js_name = Socket)]
    pub(crate) type BrowserSocket;

    #[wasm_bindgen(constructor, catch, js_class = "Socket")]
    pub(crate) fn open(
        class: Option<&Function>,
        url: &str,
        stage: &Stage,
        heard: &JsValue,
    ) -> Result<BrowserSocket, JsValue>;

    #[wasm_bindgen(method, getter, js_class = "Socket")]
    pub(crate) fn backlog(this: &BrowserSocket) -> f64;

    #[wasm_bindgen(method, js_class = "Socket")]
    pub(crate) fn send(this: &BrowserSocket, text: &str);

    #[wasm_bindgen(method, js_class = "Socket")]
    pub(crate) fn close(this: &BrowserSocket);

    /// What happens to the page.
    #[derive(Debug)]
    #[wasm_bindgen(js_name = PageEvents)]
    pub(crate) type BrowserPage;

    #[wasm_bindgen(constructor, js_class = "PageEvents")]
    pub(crate) fn listen(told: &JsValue) -> BrowserPage;

    #[wasm_bindgen(method, js_class = "PageEvents")]
    pub(crate) fn stop(this: &BrowserPage);

    /// The rows of conversations.
    #[derive(Debug)]
    #[wasm_bindgen(js_name = Threads)]
    pub(crate) type ThreadRows;

    #[wasm_bindgen(constructor, js_class = "Threads")]
    pub(crate) fn of(stage: &Stage) -> ThreadRows;

    #[wasm_bindgen(method, js_class = "Threads")]
    pub(crate) fn begin(this: &ThreadRows);

    #[wasm_bindgen(method, js_class = "Threads")]
    pub(crate) fn keep(this: &ThreadRows, at: u32);

    #[wasm_bindgen(method, js_class = "Threads")]
    pub(crate) fn adopt(this: &ThreadRows, id: &str, comments: u32) -> bool;

    #[wasm_bindgen(method, js_class = "Threads")]
    pub(crate) fn make(this: &ThreadRows, thread: &JsValue, comments: &Array);

    #[wasm_bindgen(method, js_class = "Threads")]
    pub(crate) fn change(
        this: &ThreadRows,
        at: u32,
        resolved: bool,
        updated_ms: f64,
        position: Option<&str>,
        op_id: Option<&str>,
    );

    #[wasm_bindgen(method, js_class = "Threads")]
    pub(crate) fn comments(this: &ThreadRows, from: u32, to: u32, fresh: &Array);

    #[wasm_bindgen(method, js_class = "Threads")]
    pub(crate) fn end(this: &ThreadRows, from: u32, to: u32);

    #[wasm_bindgen(method, js_class = "Threads")]
    pub(crate) fn list(this: &ThreadRows) -> JsValue;
}
