//! The conversations as JavaScript objects. What came out of a message of the
//! server is shown as the browser's own parser has read it; only what is
//! one's own, and on its way, is written anew.

use std::sync::Arc;

use js_sys::Array;
use pulse_client_core::{Comment, Thread};
use pulse_protocol::{OpId, RoomId, ThreadId, Timestamp, Verbatim};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::live::{Stage, ThreadRows};
use crate::value::{from_json, set};

/// The list, as it was last handed out.
#[derive(Debug)]
pub(crate) struct Threads {
    /// Keeps the threads, so that no address is used twice.
    shown: Vec<Arc<Thread>>,
    rows: ThreadRows,
    stage: Stage,
}

impl Threads {
    pub(crate) fn new(stage: &Stage) -> Self {
        Self {
            shown: Vec::new(),
            rows: ThreadRows::of(stage),
            stage: stage.clone(),
        }
    }

    /// The array for these threads. What is the same at both ends is left alone.
    pub(crate) fn list(&mut self, threads: &[Arc<Thread>]) -> JsValue {
        let (from, same_end) = same_at_ends(&self.shown, threads);
        let (to, new_to) = (self.shown.len() - same_end, threads.len() - same_end);
        if from < to || from < new_to {
            self.rows.begin();
            for (nth, thread) in threads[from..new_to].iter().enumerate() {
                self.row(thread, from + nth, from..to);
            }
            self.rows.end(from as u32, to as u32);
            if to == new_to {
                self.shown[from..to].clone_from_slice(&threads[from..to]);
            } else {
                self.shown = threads.to_vec();
            }
        }
        self.rows.list()
    }

    /// One row, which may have been anywhere in a part of the list.
    fn row(&self, thread: &Arc<Thread>, likely: usize, part: std::ops::Range<usize>) {
        let same = |at: &usize| self.shown[*at].id == thread.id;
        let known = Some(likely)
            .filter(|at| part.contains(at) && same(at))
            .or_else(|| part.clone().find(same));
        match known {
            Some(at) if Arc::ptr_eq(&self.shown[at], thread) => self.rows.keep(at as u32),
            Some(at) if self.shown[at].created_at == thread.created_at => self.change(at, thread),
            _ => self.make(thread),
        }
    }

    fn change(&self, at: usize, thread: &Thread) {
        let before = &self.shown[at];
        let (from, same_end) = same_at_ends(&before.comments, &thread.comments);
        let fresh = &thread.comments[from..thread.comments.len() - same_end];
        let position = (before.position != thread.position)
            .then(|| thread.position.as_ref().map_or("null", Verbatim::as_str));
        self.rows.change(
            at as u32,
            thread.resolved,
            thread.updated_at.unix_ms() as f64,
            position,
            thread.op_id.as_ref().map(OpId::as_str),
        );
        let to = before.comments.len() - same_end;
        let fresh = self.comments(fresh);
        self.rows.comments(from as u32, to as u32, &fresh);
    }

    fn make(&self, thread: &Thread) {
        let settled = thread.op_id.is_none()
            && thread
                .comments
                .iter()
                .all(|comment| comment.op_id.is_none());
        // One's own writes are marked, or missing: with as many comments and no mark, the thread is
        // as the message told it.
        if settled
            && self
                .rows
                .adopt(thread.id.as_str(), thread.comments.len() as u32)
        {
            return;
        }
        let object = from_json(&Head::of(thread));
        mark(&object, thread.op_id.is_some());
        self.rows.make(&object, &self.comments(&thread.comments));
    }

    fn comments(&self, comments: &[Arc<Comment>]) -> Array {
        let objects = comments.iter().map(|comment| {
            if comment.op_id.is_none() {
                let told = self.stage.comment(comment.id.as_str());
                if told.is_object() {
                    return told;
                }
            }
            let object = from_json(&**comment);
            mark(&object, comment.op_id.is_some());
            object
        });
        objects.collect()
    }
}

/// How many entities are the same at the beginning, and how many of the rest at the end.
fn same_at_ends<T>(before: &[Arc<T>], after: &[Arc<T>]) -> (usize, usize) {
    let same = |(a, b): &(&Arc<T>, &Arc<T>)| Arc::ptr_eq(a, b);
    let start = before.iter().zip(after).take_while(same).count();
    let rest = before[start..]
        .iter()
        .rev()
        .zip(after[start..].iter().rev());
    (start, rest.take_while(same).count())
}

/// A thread without its comments.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    id: &'a ThreadId,
    room_id: &'a RoomId,
    resolved: bool,
    position: &'a Option<Verbatim>,
    created_at: Timestamp,
    updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    op_id: Option<&'a OpId>,
}

impl<'a> Head<'a> {
    fn of(thread: &'a Thread) -> Self {
        Self {
            id: &thread.id,
            room_id: &thread.room_id,
            resolved: thread.resolved,
            position: &thread.position,
            created_at: thread.created_at,
            updated_at: thread.updated_at,
            op_id: thread.op_id.as_ref(),
        }
    }
}

fn mark(object: &JsValue, pending: bool) {
    if pending {
        set(object, "pending", &JsValue::TRUE);
    }
}
