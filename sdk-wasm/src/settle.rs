//! Promises for writes.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use pulse_client_core::Problem;
use pulse_protocol::OpId;
use wasm_bindgen::prelude::*;

use crate::problem::pulse_error;

/// The promises that are still open, by write.
#[derive(Debug)]
pub(crate) struct Promises {
    open: RefCell<Vec<Open>>,
    /// Writes that the outbox did not take, for who asks later.
    turned_away: RefCell<Vec<(String, Problem)>>,
    /// Keeps a rejection that nobody looks at from being reported as unhandled:
    /// the `error` event has told it.
    ignore: Closure<dyn FnMut(JsValue)>,
}

#[derive(Debug)]
struct Open {
    op_id: OpId,
    resolve: Function,
    reject: Function,
}

impl Promises {
    pub(crate) fn new() -> Self {
        Self {
            open: RefCell::default(),
            turned_away: RefCell::default(),
            ignore: Closure::new(|_| {}),
        }
    }

    /// A promise for a write that is on its way.
    pub(crate) fn open(&self, op_id: &OpId) -> Promise {
        let promise = Promise::new(&mut |resolve, reject| {
            self.open.borrow_mut().push(Open {
                op_id: op_id.clone(),
                resolve,
                reject,
            });
        });
        let _ = promise.catch(&self.ignore);
        promise
    }

    /// A promise that is rejected already.
    pub(crate) fn rejected(&self, problem: &Problem) -> Promise {
        let promise = Promise::reject(&pulse_error(problem));
        let _ = promise.catch(&self.ignore);
        promise
    }

    pub(crate) fn resolve(&self, op_id: &OpId) {
        for open in self.take(op_id) {
            let _ = open.resolve.call0(&JsValue::UNDEFINED);
        }
    }

    pub(crate) fn reject(&self, op_id: &OpId, problem: &Problem) {
        for open in self.take(op_id) {
            let _ = open
                .reject
                .call1(&JsValue::UNDEFINED, &pulse_error(problem));
        }
    }

    /// Rejects whatever is open.
    pub(crate) fn reject_all(&self, problem: &Problem) {
        for open in self.open.take() {
            let _ = open
                .reject
                .call1(&JsValue::UNDEFINED, &pulse_error(problem));
        }
    }

    pub(crate) fn remember(&self, target_id: String, problem: Problem) {
        let mut list = self.turned_away.borrow_mut();
        if list.len() >= REMEMBERED {
            list.remove(0);
        }
        list.push((target_id, problem));
    }

    pub(crate) fn turned_away(&self, target_id: &str) -> Option<Problem> {
        let list = self.turned_away.borrow();
        let found = list.iter().rev().find(|(id, _)| id == target_id);
        found.map(|(_, problem)| problem.clone())
    }

    fn take(&self, op_id: &OpId) -> Vec<Open> {
        let mut open = self.open.borrow_mut();
        let (settled, rest) = open.drain(..).partition(|open| open.op_id == *op_id);
        *open = rest;
        settled
    }
}

const REMEMBERED: usize = 100;
