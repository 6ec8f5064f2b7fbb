//! A fault of our own must not become the page's trouble: the client it
//! happened in closes and says so.

use std::cell::RefCell;
use std::panic::{self, PanicHookInfo};
use std::rc::{Rc, Weak};
use std::sync::Once;

use pulse_client_core::{Problem, Status};
use pulse_protocol::ErrorCode;

use crate::driver::Driver;
use crate::problem;
use crate::value::object;

thread_local! {
    static DRIVERS: RefCell<Vec<Weak<Driver>>> = const { RefCell::new(Vec::new()) };
}

static HOOK: Once = Once::new();

/// Closes this client when a fault happens in it.
pub(crate) fn watch(driver: &Rc<Driver>) {
    HOOK.call_once(|| panic::set_hook(Box::new(close_broken)));
    DRIVERS.with_borrow_mut(|drivers| {
        drivers.retain(|known| known.strong_count() > 0);
        drivers.push(Rc::downgrade(driver));
    });
}

/// Runs while the fault unwinds the module: the engine it happened in is the
/// one that is still borrowed.
fn close_broken(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(String::new, |place| {
        format!(" at {}:{}", place.file(), place.line())
    });
    let fault = Problem::new(ErrorCode::Internal, format!("internal fault{place}"));
    let drivers: Vec<Rc<Driver>> = DRIVERS
        .try_with(|drivers| {
            let drivers = drivers.try_borrow();
            drivers.map_or_else(
                |_| Vec::new(),
                |list| list.iter().filter_map(Weak::upgrade).collect(),
            )
        })
        .unwrap_or_default();
    for driver in drivers
        .iter()
        .filter(|driver| driver.is_broken() && !driver.ended.get())
    {
        driver.end();
        driver.listeners.tell("error", &|| problem::payload(&fault));
        driver.listeners.tell("status", &|| {
            object(&[
                ("status", Status::Closed.as_str().into()),
                ("previous", Status::Connected.as_str().into()),
                ("message", fault.message.as_str().into()),
            ])
        });
        driver.promises.reject_all(&fault);
    }
    crate::host::console_error(&fault.message.as_str().into());
}
