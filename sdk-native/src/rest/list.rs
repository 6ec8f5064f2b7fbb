//! Lists that are read page by page, while somebody reads them.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt};
use pulse_protocol::rest;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::transport::Transport;
use crate::{CallError, InputError, RestError};

/// A list of the server. Nothing is asked for until it is read; then one page
/// at a time is, and the next when the one before has been read.
///
/// It is a [`Stream`] for those who have `futures`, and needs nothing for
/// those who have not:
///
/// ```no_run
/// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
/// let mut users = pulse.users().list();
/// while let Some(user) = users.next().await {
///     println!("{}", user?.name);
/// }
/// # Ok(())
/// # }
/// ```
///
/// An error is given once, and ends the list.
///
/// [`Stream`]: https://docs.rs/futures-core/latest/futures_core/stream/trait.Stream.html
#[must_use = "a list asks for nothing until it is read"]
pub struct List<T> {
    source: Source,
    reading: Option<BoxStream<'static, Result<T, RestError>>>,
    elements: PhantomData<fn() -> T>,
}

impl<T> List<T> {
    /// `call` asks for the whole list.
    pub(super) fn of(transport: Transport, call: Result<Call, InputError>) -> Self {
        let source = Source {
            transport,
            call,
            page_size: PAGE,
        };
        Self {
            source,
            reading: None,
            elements: PhantomData,
        }
    }

    pub(super) fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.source.call = self.source.call.map(|call| call.query(name, value));
        self
    }
}

impl<T: DeserializeOwned + Send + 'static> List<T> {
    /// Asks for so many elements at once, from 1 to 1000, instead of 100.
    ///
    /// ```no_run
    /// # fn example(pulse: pulse_sdk::Pulse) {
    /// let rooms = pulse.rooms().list().page_size(1000);
    /// # }
    /// ```
    pub fn page_size(mut self, elements: u32) -> Self {
        self.source.page_size = elements.clamp(1, LARGEST_PAGE);
        self
    }

    /// The next element; none after the last one.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let newcomer = pulse.users().list().next().await.transpose()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When an argument is no good, and as every call.
    pub async fn next(&mut self) -> Option<Result<T, RestError>> {
        StreamExt::next(self).await
    }

    /// Everything that has not been read yet.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let threads = pulse.threads("/pricing").list().all().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When an argument is no good, and as every call.
    pub async fn all(self) -> Result<Vec<T>, RestError> {
        self.try_collect().await
    }

    /// One page, for those who page themselves: the first, or the one that a
    /// `next_cursor` leads to. The cursor may have travelled through a browser.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// let rooms = pulse.rooms().list().page_size(20);
    /// let first = rooms.page(None).await?;
    /// let second = rooms.page(first.next_cursor.as_deref()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When an argument or the cursor is no good, and as every call.
    pub async fn page(&self, cursor: Option<&str>) -> Result<rest::List<T>, RestError> {
        self.source.page(cursor).await
    }
}

impl<T: DeserializeOwned + Send + 'static> Stream for List<T> {
    type Item = Result<T, RestError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let list = self.get_mut();
        let source = &list.source;
        let reading = list
            .reading
            .get_or_insert_with(|| elements(source.clone()).boxed());
        reading.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("call", &self.source.call)
            .field("page_size", &self.source.page_size)
            .finish_non_exhaustive()
    }
}

#[derive(Clone)]
struct Source {
    transport: Transport,
    call: Result<Call, InputError>,
    page_size: u32,
}

impl Source {
    async fn page<T: DeserializeOwned>(
        &self,
        cursor: Option<&str>,
    ) -> Result<rest::List<T>, RestError> {
        let mut call = self
            .call
            .clone()?
            .query("limit", self.page_size.to_string());
        if let Some(cursor) = cursor {
            call = call.query("cursor", cursor);
        }
        Ok(self.transport.call(call).await?)
    }
}

/// Which page comes next.
enum Next {
    First,
    After(String),
}

fn elements<T: DeserializeOwned + Send + 'static>(
    source: Source,
) -> impl Stream<Item = Result<T, RestError>> + Send {
    let pages = stream::try_unfold((source, Some(Next::First)), |(source, next)| async {
        let cursor = match next {
            None => return Ok(None),
            Some(Next::First) => None,
            Some(Next::After(cursor)) => Some(cursor),
        };
        let page: rest::List<T> = source.page(cursor.as_deref()).await?;
        if page.next_cursor.is_some() && page.next_cursor == cursor {
            return Err(endless(&source));
        }
        let next = page.next_cursor.map(Next::After);
        let items = stream::iter(page.items.into_iter().map(Ok));
        Ok(Some((items, (source, next))))
    });
    pages.try_flatten()
}

/// A fault of the server, or of a cache before it: it would be read for ever.
fn endless(source: &Source) -> RestError {
    RestError::Call(CallError::NotPulse {
        server: source.transport.server(),
        status: 200,
        answer: "a list that leads back to the same page".to_owned(),
    })
}

const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1000;
