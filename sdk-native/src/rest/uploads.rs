//! Files that go with comments: they come first, and a comment takes them.

use std::fmt;

use bytes::Bytes;
use pulse_protocol::UserId;
use pulse_protocol::entity::Attachment;

use super::input::media_type;
use crate::call::{Call, File, Method};
use crate::transport::Transport;
use crate::{InputError, RestError};

/// The files of an environment; from [`Pulse::uploads`](crate::Pulse::uploads).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let uploads = pulse.uploads();
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Uploads {
    transport: Transport,
}

impl Uploads {
    pub(super) fn of(transport: Transport) -> Self {
        Self { transport }
    }

    /// Brings a picture, a sound or a film to the server, by `POST /upload`.
    /// A comment of the same person takes it along within a day; what nobody
    /// took is deleted. Large files may need a longer
    /// [`Pulse::with_timeout`](crate::Pulse::with_timeout).
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), Box<dyn std::error::Error>> {
    /// use pulse_sdk::rest::{CommentRequest, UploadRequest};
    ///
    /// let picture = UploadRequest::new("ci-bot", std::fs::read("before-after.png")?)
    ///     .filename("before-after.png");
    /// let picture = pulse.uploads().create(picture).await?;
    /// let reply = CommentRequest::new("ci-bot", "This moved").attach(&picture.id);
    /// pulse.comments("6e0d9c1a").create(reply).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the person is not known, or the file is too large, of no type that
    /// is taken or of a kind that is switched off, and as every call.
    pub async fn create(&self, request: UploadRequest) -> Result<Attachment, RestError> {
        let user_id = UserId::parse(&request.user).map_err(InputError::from)?;
        if let Some(text) = &request.media_type {
            media_type(text)?;
        }
        let file = File {
            user_id,
            bytes: request.bytes,
            filename: request.filename,
            media_type: request.media_type,
        };
        let call = Call::api(Method::Post, &["upload"], "an uploaded file").file(file);
        Ok(self.transport.call(call).await?)
    }
}

/// A file to bring; give it to [`Uploads::create`]. What it is, the server
/// finds in its bytes.
///
/// ```
/// use pulse_sdk::rest::UploadRequest;
///
/// let picture = UploadRequest::new("user-7", vec![0x89, b'P', b'N', b'G'])
///     .filename("before.png")
///     .media_type("image/png");
/// ```
#[derive(Clone)]
#[must_use = "a request does nothing until it is given to Uploads::create"]
pub struct UploadRequest {
    user: String,
    bytes: Bytes,
    filename: String,
    media_type: Option<String>,
}

impl UploadRequest {
    /// Who will write the comment, by your own id of them, and the file.
    ///
    /// ```
    /// # use pulse_sdk::rest::UploadRequest;
    /// let upload = UploadRequest::new("user-7", b"GIF89a".to_vec());
    /// ```
    pub fn new(user: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            user: user.into(),
            bytes: bytes.into().into(),
            filename: "file".to_owned(),
            media_type: None,
        }
    }

    /// The name to show, instead of `file`.
    ///
    /// ```
    /// # use pulse_sdk::rest::UploadRequest;
    /// let upload = UploadRequest::new("user-7", b"GIF89a".to_vec()).filename("wave.gif");
    /// ```
    pub fn filename(self, filename: impl Into<String>) -> Self {
        Self {
            filename: filename.into(),
            ..self
        }
    }

    /// The type you take it for, such as `image/png`: the server refuses a
    /// file that is something else.
    ///
    /// ```
    /// # use pulse_sdk::rest::UploadRequest;
    /// let upload = UploadRequest::new("user-7", b"GIF89a".to_vec()).media_type("image/gif");
    /// ```
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        Self {
            media_type: Some(media_type.into()),
            ..self
        }
    }
}

impl fmt::Debug for UploadRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadRequest")
            .field("user", &self.user)
            .field("size_bytes", &self.bytes.len())
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}
