//! A page with a client on it and a server that the test plays.

use js_sys::{Array, Function, JSON, Promise, Reflect};
use pulse_client::PulseClient;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/client/stage.js")]
extern "C" {
    pub(crate) fn install();
    #[wasm_bindgen(js_name = lastSocket)]
    pub(crate) fn last_socket() -> JsValue;
    #[wasm_bindgen(js_name = socketCount)]
    pub(crate) fn socket_count() -> u32;
    #[wasm_bindgen(js_name = countListeners)]
    pub(crate) fn count_listeners();
    #[wasm_bindgen(js_name = listenerCount)]
    pub(crate) fn listener_count() -> i32;
    #[wasm_bindgen(js_name = countTimers)]
    pub(crate) fn count_timers();
    #[wasm_bindgen(js_name = timerCount)]
    pub(crate) fn timer_count() -> u32;
    #[wasm_bindgen(js_name = holdTime)]
    pub(crate) fn hold_time() -> JsValue;
    #[wasm_bindgen(js_name = passTime)]
    pub(crate) fn pass_time(ms: u32);
    #[wasm_bindgen(js_name = releaseTime)]
    pub(crate) fn release_time(before: &JsValue);
    #[wasm_bindgen(js_name = readWithoutMaps)]
    pub(crate) fn read_without_maps(object: &JsValue, name: &str) -> String;
    #[wasm_bindgen(js_name = memoryStorage)]
    pub(crate) fn memory_storage() -> JsValue;
    #[wasm_bindgen(js_name = answerUploads)]
    pub(crate) fn answer_uploads(answers: JsValue) -> Array;
    pub(crate) fn file(name: &str, size: u32) -> JsValue;
    #[wasm_bindgen(js_name = collectReports)]
    pub(crate) fn collect_reports() -> Array;
    #[wasm_bindgen(js_name = collectUnhandled)]
    pub(crate) fn collect_unhandled() -> Array;
    #[wasm_bindgen(js_name = answerFetch)]
    pub(crate) fn answer_fetch(status: u16, body: &str) -> Array;
    pub(crate) fn thrower() -> Function;
    pub(crate) fn recorder(list: &Array) -> Function;
    pub(crate) fn answerer(answer: &JsValue) -> Function;
    #[wasm_bindgen(js_name = lastReason)]
    pub(crate) fn last_reason() -> String;
    pub(crate) fn refuser(status: u16) -> Function;
    pub(crate) fn dispatch(target: &str, event: &str);
    fn pause(ms: u32) -> Promise;
}

pub(crate) const AUTH_OK: &str = r##"{"type":"auth:ok","user":{"id":"u1","name":"Ada","color":"#112233"},
    "users":[{"id":"u1","name":"Ada","color":"#112233"},{"id":"u2","name":"Bo","color":"#445566"}],
    "presence":[],"threads":[],"notifications":[],"reactions":[],"activityLogs":[],
    "protocol":2,"epoch":"e1","seq":0,"serverTime":1800000000000,"tokenExpiresAt":1800003600000,
    "heartbeatMs":15000}"##;

/// A client on a page, as JavaScript sees it.
pub(crate) struct Page {
    pub(crate) client: JsValue,
}

impl Page {
    /// A client with these options besides key, room and endpoint.
    pub(crate) fn with(options: &str) -> Self {
        Self::of(&json(options))
    }

    pub(crate) fn of(options: &JsValue) -> Self {
        install();
        for (name, value) in [
            ("apiKey", "pk_1"),
            ("room", "/r"),
            ("endpoint", "http://host.example/pulse"),
        ] {
            if get(options, name).is_undefined() {
                set(options, name, &value.into());
            }
        }
        let client = PulseClient::new(options).unwrap();
        Self {
            client: client.into(),
        }
    }

    /// A client that was let in.
    pub(crate) fn connected() -> Self {
        let page = Self::with(r#"{"token":"t1"}"#);
        page.call("connect", &[]);
        page.open();
        page.server(AUTH_OK);
        page
    }

    pub(crate) fn call(&self, method: &str, arguments: &[JsValue]) -> JsValue {
        self.try_call(method, arguments).unwrap()
    }

    pub(crate) fn try_call(&self, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
        let function: Function = get(&self.client, method).unchecked_into();
        function.apply(&self.client, &arguments.iter().collect::<Array>())
    }

    pub(crate) fn state(&self) -> JsValue {
        get(&self.client, "state")
    }

    pub(crate) fn of_state(&self, name: &str) -> JsValue {
        get(&self.state(), name)
    }

    pub(crate) fn ask_state(&self, method: &str, argument: &str) -> JsValue {
        let function: Function = get(&self.state(), method).unchecked_into();
        function.call1(&self.state(), &argument.into()).unwrap()
    }

    pub(crate) fn status(&self) -> String {
        text(&get(&self.client, "status"))
    }

    /// Everything the client tells by an event from now on.
    pub(crate) fn record(&self, event: &str) -> Array {
        let list = Array::new();
        self.call("on", &[event.into(), recorder(&list).into()]);
        list
    }

    pub(crate) fn record_state(&self, event: &str) -> Array {
        let list = Array::new();
        let on: Function = get(&self.state(), "on").unchecked_into();
        on.call2(&self.state(), &event.into(), &recorder(&list))
            .unwrap();
        list
    }

    pub(crate) fn open(&self) {
        hear("onopen", &json(r#"{"type":"open"}"#));
    }

    pub(crate) fn server(&self, message: &str) {
        let event = json(r#"{"type":"message"}"#);
        set(&event, "data", &message.into());
        hear("onmessage", &event);
    }

    /// As [`Page::server`], from a socket that may be closed already.
    pub(crate) fn server_of_before(&self, message: &str) {
        if get(&last_socket(), "onmessage").is_function() {
            self.server(message);
        }
    }

    pub(crate) fn close(&self, code: u16) {
        hear(
            "onclose",
            &json(&format!(r#"{{"type":"close","code":{code}}}"#)),
        );
    }

    /// The frames of the current socket.
    pub(crate) fn sent(&self) -> Vec<JsValue> {
        let sent: Array = get(&last_socket(), "sent").unchecked_into();
        sent.iter().map(|frame| json(&text(&frame))).collect()
    }

    pub(crate) fn sent_kinds(&self) -> Vec<String> {
        self.sent()
            .iter()
            .map(|frame| text(&get(frame, "type")))
            .collect()
    }

    /// The name of the write that was sent last.
    pub(crate) fn last_op_id(&self) -> String {
        text(&get(self.sent().last().unwrap(), "opId"))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.try_call("destroy", &[]);
    }
}

fn hear(handler: &str, event: &JsValue) {
    let function: Function = get(&last_socket(), handler).unchecked_into();
    function.call1(&JsValue::UNDEFINED, event).unwrap();
}

pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).unwrap();
}

pub(crate) fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap()
}

pub(crate) fn show(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

pub(crate) fn text(value: &JsValue) -> String {
    value
        .as_string()
        .unwrap_or_else(|| panic!("no text: {value:?}"))
}

pub(crate) fn first(list: &JsValue) -> JsValue {
    list.unchecked_ref::<Array>().get(0)
}

pub(crate) async fn wait(ms: u32) {
    JsFuture::from(pause(ms)).await.unwrap();
}

/// What a promise came to.
pub(crate) async fn outcome(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.unchecked_into::<Promise>()).await
}
