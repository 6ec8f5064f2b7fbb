//! What is to be written.

use pulse_protocol::{AttachmentId, Verbatim};

/// A conversation to be started.
///
/// ```no_run
/// # async fn example(bot: pulse_sdk::realtime::Realtime) -> Result<(), pulse_sdk::realtime::WriteError> {
/// use pulse_sdk::realtime::NewThread;
///
/// let thread = NewThread::new("The nightly build failed").mentions(["user-7"]);
/// let id = bot.create_thread(thread).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a thread is started by Realtime::create_thread"]
pub struct NewThread {
    pub(super) body: String,
    pub(super) mentions: Vec<String>,
    pub(super) attachments: Vec<AttachmentId>,
    pub(super) position: Option<Verbatim>,
}

impl NewThread {
    /// Begins with this text.
    ///
    /// ```
    /// let thread = pulse_sdk::realtime::NewThread::new("The nightly build failed");
    /// ```
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            mentions: Vec::new(),
            attachments: Vec::new(),
            position: None,
        }
    }

    /// Names people, by their ids: they get a notification.
    ///
    /// ```
    /// use pulse_sdk::realtime::NewThread;
    ///
    /// let thread = NewThread::new("The nightly build failed").mentions(["user-7", "user-8"]);
    /// ```
    pub fn mentions<M: Into<String>>(self, people: impl IntoIterator<Item = M>) -> Self {
        let mentions = people.into_iter().map(Into::into).collect();
        Self { mentions, ..self }
    }

    /// Takes a file along that the same user brought by
    /// [`Uploads::create`](crate::rest::Uploads::create). Beside one, the text
    /// may be empty.
    ///
    /// ```no_run
    /// # use pulse_sdk::realtime::NewThread;
    /// # use pulse_sdk::rest::UploadRequest;
    /// # async fn example(pulse: pulse_sdk::Pulse, png: Vec<u8>) -> Result<(), pulse_sdk::RestError> {
    /// let picture = pulse.uploads().create(UploadRequest::new("ci-bot", png)).await?;
    /// let thread = NewThread::new("It looks like this now").attach(picture.id);
    /// # Ok(())
    /// # }
    /// ```
    pub fn attach(mut self, attachment: AttachmentId) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Pins it to a place of the page, as widgets describe places.
    ///
    /// ```
    /// use pulse_sdk::realtime::{NewThread, Verbatim};
    ///
    /// let position = Verbatim::parse(r#"{"x": 0.5, "y": 0.1}"#).unwrap();
    /// let thread = NewThread::new("Is this still right?").position(position);
    /// ```
    pub fn position(self, position: Verbatim) -> Self {
        let position = Some(position);
        Self { position, ..self }
    }
}

/// A comment to be added to a conversation; a text alone is one.
///
/// ```no_run
/// # async fn example(bot: pulse_sdk::realtime::Realtime, thread: pulse_sdk::realtime::ThreadId) -> Result<(), pulse_sdk::realtime::WriteError> {
/// use pulse_sdk::realtime::Reply;
///
/// bot.reply(&thread, "All green again").await?;
/// bot.reply(&thread, Reply::new("It is yours, @Ada").mentions(["user-7"])).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a reply is sent by Realtime::reply"]
pub struct Reply {
    pub(super) body: String,
    pub(super) mentions: Vec<String>,
    pub(super) attachments: Vec<AttachmentId>,
}

impl Reply {
    /// Says this.
    ///
    /// ```
    /// let reply = pulse_sdk::realtime::Reply::new("All green again");
    /// ```
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            mentions: Vec::new(),
            attachments: Vec::new(),
        }
    }

    /// Names people, by their ids: they get a notification.
    ///
    /// ```
    /// let reply = pulse_sdk::realtime::Reply::new("It is yours, @Ada").mentions(["user-7"]);
    /// ```
    pub fn mentions<M: Into<String>>(self, people: impl IntoIterator<Item = M>) -> Self {
        let mentions = people.into_iter().map(Into::into).collect();
        Self { mentions, ..self }
    }

    /// As [`NewThread::attach`]. The files of a comment that is edited stay.
    ///
    /// ```
    /// # fn example(picture: pulse_sdk::realtime::AttachmentId) {
    /// let reply = pulse_sdk::realtime::Reply::new("Like this").attach(picture);
    /// # }
    /// ```
    pub fn attach(mut self, attachment: AttachmentId) -> Self {
        self.attachments.push(attachment);
        self
    }
}

impl<T: Into<String>> From<T> for Reply {
    fn from(body: T) -> Self {
        Self::new(body)
    }
}
