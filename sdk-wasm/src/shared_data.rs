//! What shared data needs of the client. The rest of it is JavaScript, in `shared-data/`, and is
//! brought in when somebody asks for it.

use js_sys::Promise;
use pulse_client_core::Problem;
use pulse_protocol::ErrorCode;
use wasm_bindgen::prelude::*;

use crate::client::PulseClient;
use crate::upload::access;

#[wasm_bindgen]
impl PulseClient {
    /// Shared data, for who has not asked for it. `shared-data/client.js` has it for the others.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn p2p(&self) -> Promise {
        let message = "shared data needs the option p2p: true";
        let problem = Problem::new(ErrorCode::FeatureDisabled, message);
        self.driver.promises.rejected(&problem)
    }

    /// Sends a frame of its own while the client is let in, and tells how many
    /// bytes wait for the network; `undefined` when it was not sent.
    #[wasm_bindgen(js_name = _carry, skip_typescript)]
    pub fn carry(&self, frame: &str) -> Option<f64> {
        self.driver.carry(frame)
    }

    /// What a request of this client needs.
    #[wasm_bindgen(js_name = _access, skip_typescript)]
    pub fn access(&self) -> JsValue {
        access(&self.driver)
    }
}
