//! A fault of our own must not become the page's trouble: the client it
//! happened in closes and says so.
//!
//! A fault traps: the module stops where it is, the page gets an exception,
//! and the engine stays borrowed for ever. That is how a broken client is
//! known, on the page's next `error` event or the client's next use.

use std::rc::Rc;

use pulse_client_core::{Problem, Status};
use pulse_protocol::ErrorCode;

use crate::driver::Driver;
use crate::listeners::Told;
use crate::problem;
use crate::value::object;

/// Closes a client whose engine failed in the middle of something.
pub(crate) fn close_if_broken(driver: &Rc<Driver>) {
    if driver.ended.get() || !driver.is_broken() {
        return;
    }
    driver.end();
    let fault = Problem::new(ErrorCode::Internal, WORDS.to_owned());
    driver
        .listeners
        .tell(Told::Error, &|| problem::payload(&fault));
    driver.listeners.tell(Told::Status, &|| {
        object(&[
            ("status", Status::Closed.as_str().into()),
            ("previous", Status::Connected.as_str().into()),
            ("message", WORDS.into()),
        ])
    });
    driver.promises.reject_all(&fault);
}

const WORDS: &str = "the client has stopped after an internal fault; the browser's console has it";
