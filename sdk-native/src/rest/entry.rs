//! Where each part of the API begins.

use super::{
    Comment, Comments, Presence, RawCall, Reaction, Reactions, Room, Rooms, Thread, Threads,
    Uploads, Users,
};
use crate::{Method, Pulse, RestError};

impl Pulse {
    /// The rooms of the environment.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let rooms = pulse.rooms().list().all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn rooms(&self) -> Rooms {
        Rooms::of(self.transport().clone())
    }

    /// One room, by the id your page gives it: any text, slashes included.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let room = pulse.room("/pricing").get().await?;
    /// println!("{} threads", room.threads.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn room(&self, room: impl AsRef<str>) -> Room {
        Room::of(self.transport().clone(), room.as_ref())
    }

    /// The threads of a room.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let open = pulse.threads("/pricing").list().open().all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn threads(&self, room: impl AsRef<str>) -> Threads {
        Threads::of(self.transport().clone(), room.as_ref())
    }

    /// One thread, by its id.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.thread("6e0d9c1a").resolve().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn thread(&self, thread: impl AsRef<str>) -> Thread {
        Thread::of(self.transport().clone(), thread.as_ref())
    }

    /// The comments of a thread.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let comments = pulse.comments("6e0d9c1a").list().all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn comments(&self, thread: impl AsRef<str>) -> Comments {
        Comments::of(self.transport().clone(), thread.as_ref())
    }

    /// One comment, by its id.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.comment("c51f").delete().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn comment(&self, comment: impl AsRef<str>) -> Comment {
        Comment::of(self.transport().clone(), comment.as_ref())
    }

    /// The reactions on a comment.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.reactions("c51f").add("user-7", "👍").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reactions(&self, comment: impl AsRef<str>) -> Reactions {
        Reactions::of(self.transport().clone(), comment.as_ref())
    }

    /// One reaction, by its id.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// pulse.reaction("r08a").remove().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reaction(&self, reaction: impl AsRef<str>) -> Reaction {
        Reaction::of(self.transport().clone(), reaction.as_ref())
    }

    /// Files that go with comments.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse, png: Vec<u8>) -> Result<(), pulse_sdk::RestError> {
    /// use pulse_sdk::rest::UploadRequest;
    ///
    /// let picture = pulse.uploads().create(UploadRequest::new("user-7", png)).await?;
    /// println!("{}", picture.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn uploads(&self) -> Uploads {
        Uploads::of(self.transport().clone())
    }

    /// The people the environment knows.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let everybody = pulse.users().list().all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn users(&self) -> Users {
        Users::of(self.transport().clone())
    }

    /// Who is in a room now, by `GET /rooms/:roomId/presence`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// for present in pulse.presence("/pricing").await? {
    ///     println!("{} is here", present.user.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such room, and as every call.
    pub async fn presence(&self, room: impl AsRef<str>) -> Result<Vec<Presence>, RestError> {
        self.room(room).presence().await
    }

    /// A call that this SDK has no method for, as to a newer server. The
    /// segments of the address are percent-encoded, so an id goes in as it is.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), Box<dyn std::error::Error>> {
    /// use pulse_sdk::Method;
    ///
    /// let answer = pulse
    ///     .raw(Method::Get, ["api", "v1", "rooms", "/pricing", "threads"])
    ///     .query("limit", "5")
    ///     .send()
    ///     .await?;
    /// let threads: serde_json::Value = answer.json()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "a call is made by RawCall::send"]
    pub fn raw<S>(&self, method: Method, segments: S) -> RawCall
    where
        S: IntoIterator<Item: Into<String>>,
    {
        let segments = segments.into_iter().map(Into::into).collect();
        RawCall::of(self.transport().clone(), method, segments)
    }
}
