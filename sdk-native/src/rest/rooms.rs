//! Rooms: which there are, what the host keeps about them, who is there.

use pulse_protocol::RoomId;
use pulse_protocol::rest::{self, RoomAnswer, RoomChange, RoomWithThreads};
use serde::Serialize;

use super::input::{in_path, object};
use super::{Export, List, Presence, RoomRow};
use crate::call::{Call, Method};
use crate::transport::Transport;
use crate::{InputError, RestError};

/// The rooms of an environment; from [`Pulse::rooms`](crate::Pulse::rooms).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let rooms = pulse.rooms().list();
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Rooms {
    transport: Transport,
}

impl Rooms {
    pub(super) fn of(transport: Transport) -> Self {
        Self { transport }
    }

    /// All rooms, by `GET /rooms`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// for room in pulse.rooms().list().all().await? {
    ///     println!("{} since {}", room.id, room.created_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> List<RoomRow> {
        let call = Call::api(Method::Get, &["rooms"], "a list of rooms");
        List::of(self.transport.clone(), Ok(call))
    }
}

/// One room; from [`Pulse::room`](crate::Pulse::room).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let room = pulse.room("/pricing");
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Room {
    transport: Transport,
    id: String,
}

impl Room {
    pub(super) fn of(transport: Transport, id: &str) -> Self {
        let id = id.to_owned();
        Self { transport, id }
    }

    /// The room with its threads, by `GET /rooms/:roomId`. Of a room with
    /// thousands of threads, [`Threads::list`](super::Threads::list) reads
    /// page by page.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let here = pulse.room("/pricing").get().await?;
    /// let open = here.threads.iter().filter(|thread| !thread.resolved).count();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such room, and as every call.
    pub async fn get(&self) -> Result<RoomWithThreads, RestError> {
        let call = self.call(Method::Get, &[], "a room with its threads")?;
        Ok(self.transport.call(call).await?)
    }

    /// Keeps an object of your own with the room, in place of the one before,
    /// by `PATCH /rooms/:roomId`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// struct About<'a> {
    ///     title: &'a str,
    ///     owner: &'a str,
    /// }
    ///
    /// let about = About { title: "Pricing", owner: "user-7" };
    /// let room = pulse.room("/pricing").set_metadata(&about).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such room, the value is no object in JSON or longer
    /// than 16 KiB, and as every call.
    pub async fn set_metadata(&self, metadata: &impl Serialize) -> Result<RoomRow, RestError> {
        let metadata = Some(object("metadata", metadata)?);
        self.change(RoomChange { metadata }).await
    }

    /// Takes the object of your own away.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let room = pulse.room("/pricing").clear_metadata().await?;
    /// assert!(room.metadata.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such room, and as every call.
    pub async fn clear_metadata(&self) -> Result<RoomRow, RestError> {
        self.change(RoomChange { metadata: None }).await
    }

    /// Who is there now, by `GET /rooms/:roomId/presence`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let is_empty = pulse.room("/pricing").presence().await?.is_empty();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such room, and as every call.
    pub async fn presence(&self) -> Result<Vec<Presence>, RestError> {
        let call = self.call(Method::Get, &["presence"], "a list of who is present")?;
        let list: rest::List<Presence> = self.transport.call(call).await?;
        Ok(list.items)
    }

    /// All of the room as JSON, by `GET /rooms/:roomId/export`, in pieces as
    /// they come: for backups, and for people who ask for their data.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut json = Vec::new();
    /// let mut export = pulse.room("/pricing").export().await?;
    /// while let Some(piece) = export.next().await {
    ///     json.extend(piece?);
    /// }
    /// let room: serde_json::Value = serde_json::from_slice(&json)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such room, and as every call.
    pub async fn export(&self) -> Result<Export, RestError> {
        let call = self.call(Method::Get, &["export"], "a room as JSON")?;
        let response = self.transport.open(&call).await?;
        Ok(Export::of(self.transport.clone(), response))
    }

    async fn change(&self, change: RoomChange) -> Result<RoomRow, RestError> {
        let call = self.call(Method::Patch, &[], "a room")?.json(&change);
        let answer: RoomAnswer = self.transport.call(call).await?;
        Ok(answer.room)
    }

    fn call(
        &self,
        method: Method,
        below: &[&str],
        wanted: &'static str,
    ) -> Result<Call, InputError> {
        let id = in_path::<RoomId>(&self.id)?;
        let segments = [&["rooms", id], below].concat();
        Ok(Call::api(method, &segments, wanted))
    }
}
