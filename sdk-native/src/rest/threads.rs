//! Threads: starting, reading, settling and deleting them.

use std::time::{SystemTime, UNIX_EPOCH};

use pulse_protocol::rest::{
    NewThread, NewThreadAnswer, ThreadAnswer, ThreadChange, ThreadDetail, ThreadRow,
    ThreadWithComments,
};
use pulse_protocol::{RoomId, ThreadId, Timestamp, UserId};

use super::input::in_path;
use super::{List, ThreadRequest};
use crate::call::{Call, Method};
use crate::transport::Transport;
use crate::{InputError, RestError};

/// The threads of a room; from [`Pulse::threads`](crate::Pulse::threads).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let threads = pulse.threads("/pricing");
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Threads {
    transport: Transport,
    room: String,
}

impl Threads {
    pub(super) fn of(transport: Transport, room: &str) -> Self {
        let room = room.to_owned();
        Self { transport, room }
    }

    /// The threads, without their comments, by `GET /rooms/:roomId/threads`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let mut open = pulse.threads("/pricing").list().open();
    /// while let Some(thread) = open.next().await {
    ///     println!("{}", thread?.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> List<ThreadRow> {
        let call = self.call(Method::Get, "a list of threads");
        List::of(self.transport.clone(), call)
    }

    /// Starts a thread, by `POST /rooms/:roomId/threads`. The room need not
    /// exist yet.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// use pulse_sdk::rest::ThreadRequest;
    ///
    /// let request = ThreadRequest::new("ci-bot", "The link check failed")
    ///     .mention("user-7")
    ///     .pin(0.5, 0.1);
    /// let thread = pulse.threads("/pricing").create(request).await?;
    /// println!("{} with {}", thread.id, thread.comments[0].id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the author is not known, and as every call.
    pub async fn create(&self, request: ThreadRequest) -> Result<NewThread, RestError> {
        let (body, key) = request.into_body()?;
        let call = self.call(Method::Post, "a new thread")?;
        let call = call.json(&body).idempotency_key(key);
        let answer: NewThreadAnswer = self.transport.call(call).await?;
        Ok(answer.thread)
    }

    fn call(&self, method: Method, wanted: &'static str) -> Result<Call, InputError> {
        let room = in_path::<RoomId>(&self.room)?;
        Ok(Call::api(method, &["rooms", room, "threads"], wanted))
    }
}

impl List<ThreadRow> {
    /// Only threads that are not settled.
    ///
    /// ```no_run
    /// # fn example(pulse: pulse_sdk::Pulse) {
    /// let open = pulse.threads("/pricing").list().open();
    /// # }
    /// ```
    pub fn open(self) -> Self {
        self.query("resolved", "false")
    }

    /// Only threads that are settled.
    ///
    /// ```no_run
    /// # fn example(pulse: pulse_sdk::Pulse) {
    /// let settled = pulse.threads("/pricing").list().resolved();
    /// # }
    /// ```
    pub fn resolved(self) -> Self {
        self.query("resolved", "true")
    }

    /// Only threads that changed at this time or later.
    ///
    /// ```no_run
    /// # fn example(pulse: pulse_sdk::Pulse, an_hour_ago: std::time::SystemTime) {
    /// let recent = pulse.threads("/pricing").list().since(an_hour_ago);
    /// # }
    /// ```
    pub fn since(self, time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let unix_ms = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        self.query("since", Timestamp::from_unix_ms(unix_ms).to_string())
    }
}

/// One thread; from [`Pulse::thread`](crate::Pulse::thread).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let thread = pulse.thread("6e0d9c1a").by("user-7");
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Thread {
    transport: Transport,
    id: String,
    by: Option<String>,
}

impl Thread {
    pub(super) fn of(transport: Transport, id: &str) -> Self {
        Self {
            transport,
            id: id.to_owned(),
            by: None,
        }
    }

    /// In whose name the thread is changed; without this, in nobody's.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.thread("6e0d9c1a").by("ci-bot").resolve().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn by(self, user: impl AsRef<str>) -> Self {
        Self {
            by: Some(user.as_ref().to_owned()),
            ..self
        }
    }

    /// The thread with its comments, by `GET /threads/:threadId`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let whole = pulse.thread("6e0d9c1a").get().await?;
    /// println!("{} comments in {}", whole.comments.len(), whole.thread.room_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such thread, and as every call.
    pub async fn get(&self) -> Result<ThreadWithComments, RestError> {
        let call = self.call(Method::Get, "a thread with its comments")?;
        Ok(self.transport.call(call).await?)
    }

    /// Settles the thread, by `PATCH /threads/:threadId`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let thread = pulse.thread("6e0d9c1a").resolve().await?;
    /// assert!(thread.resolved);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such thread, and as every call.
    pub async fn resolve(&self) -> Result<ThreadDetail, RestError> {
        self.change(true).await
    }

    /// Opens the thread again.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.thread("6e0d9c1a").by("user-7").reopen().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such thread, and as every call.
    pub async fn reopen(&self) -> Result<ThreadDetail, RestError> {
        self.change(false).await
    }

    /// Deletes the thread and all its comments, by `DELETE /threads/:threadId`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.thread("6e0d9c1a").delete().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such thread, and as every call.
    pub async fn delete(&self) -> Result<(), RestError> {
        let mut call = self.call(Method::Delete, "that the thread is deleted")?;
        if let Some(by) = user_id(self.by.as_deref())? {
            call = call.query("userId", by.as_str());
        }
        Ok(self.transport.delete(call).await?)
    }

    async fn change(&self, resolved: bool) -> Result<ThreadDetail, RestError> {
        let user_id = user_id(self.by.as_deref())?;
        let change = ThreadChange { resolved, user_id };
        let call = self.call(Method::Patch, "a thread")?.json(&change);
        let answer: ThreadAnswer = self.transport.call(call).await?;
        Ok(answer.thread)
    }

    fn call(&self, method: Method, wanted: &'static str) -> Result<Call, InputError> {
        let id = in_path::<ThreadId>(&self.id)?;
        Ok(Call::api(method, &["threads", id], wanted))
    }
}

/// In whose name something is done.
pub(super) fn user_id(by: Option<&str>) -> Result<Option<UserId>, InputError> {
    Ok(by.map(UserId::parse).transpose()?)
}
