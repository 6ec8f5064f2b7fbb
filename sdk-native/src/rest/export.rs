//! All of a room, as it comes.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use reqwest::Response;

use crate::CallError;
use crate::transport::Transport;

/// A room as one JSON object, in the pieces it comes in: `room`, `exportedAt`
/// and `threads`, each with its `comments` and `reactions`. What a piece holds
/// is of no meaning; together they are the object.
///
/// It is a [`Stream`] of bytes, with a [`next`](Export::next) of its own. Each
/// piece has [`Pulse::with_timeout`](crate::Pulse::with_timeout), the whole
/// may take as long as it needs. After an error there is nothing more, and
/// what came before it is not the whole.
///
/// [`Stream`]: https://docs.rs/futures-core/latest/futures_core/stream/trait.Stream.html
///
/// ```no_run
/// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), Box<dyn std::error::Error>> {
/// let mut bytes = 0;
/// let mut export = pulse.room("/pricing").export().await?;
/// while let Some(piece) = export.next().await {
///     bytes += piece?.len();
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "an export comes while it is read"]
pub struct Export {
    pieces: BoxStream<'static, Result<Vec<u8>, CallError>>,
}

impl Export {
    pub(super) fn of(transport: Transport, response: Response) -> Self {
        let reading = Some((transport, response));
        let pieces = futures_util::stream::unfold(reading, |reading| async {
            let (transport, mut response) = reading?;
            let chunk = tokio::time::timeout(transport.timeout(), response.chunk()).await;
            match chunk {
                Ok(Ok(None)) => None,
                Ok(Ok(Some(chunk))) => Some((Ok(chunk.to_vec()), Some((transport, response)))),
                Ok(Err(error)) => Some((Err(transport.failed(error)), None)),
                Err(_) => Some((Err(transport.timed_out()), None)),
            }
        });
        Self {
            pieces: pieces.boxed(),
        }
    }

    /// The next piece; none after the last one.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), Box<dyn std::error::Error>> {
    /// use std::io::Write;
    ///
    /// let mut file = std::fs::File::create("pricing.json")?;
    /// let mut export = pulse.room("/pricing").export().await?;
    /// while let Some(piece) = export.next().await {
    ///     file.write_all(&piece?)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the rest does not come.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>, CallError>> {
        self.pieces.next().await
    }
}

impl Stream for Export {
    type Item = Result<Vec<u8>, CallError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.poll_next_unpin(context)
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export").finish_non_exhaustive()
    }
}
