//! What a client tells while it runs.

use futures_util::Stream;
use futures_util::stream;
use pulse_client_core::{self as core, Part, Problem, Status};
use pulse_protocol::entity::PresenceStatus;
use pulse_protocol::{RelayedCursor, ServerFrame, ServerMessage, ThreadId, UserId};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::EndReason;

/// Something that happened.
///
/// ```
/// # fn example(event: pulse_sdk::realtime::Event) {
/// use pulse_sdk::realtime::Event;
///
/// match event {
///     Event::Message(message) => println!("{message:?}"),
///     Event::Missed(count) => println!("{count} events were too many, look at the room"),
///     Event::Ended(reason) => eprintln!("{reason}"),
///     _ => {}
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The connection's status changed.
    Status {
        /// The new one.
        status: Status,
        /// The one before.
        previous: Status,
        /// Why, in a sentence, where there is more to say.
        message: Option<String>,
    },
    /// A part of what is known of the room is different now.
    Changed(Part),
    /// The server said something, and what is known of the room has it
    /// already. What was missed while the connection was away comes too, as
    /// long as the server can resume; after a longer time only
    /// [`Event::Changed`] tells of it.
    Message(Box<ServerMessage>),
    /// Somebody's pointer moved.
    Cursor(RelayedCursor),
    /// Somebody began to write, or has stopped.
    Typing {
        /// Where.
        thread_id: ThreadId,
        /// Who.
        user_id: UserId,
    },
    /// Something went wrong. The client goes on.
    Problem(Problem),
    /// The token ends soon, and there is no source of another: give one to
    /// [`Realtime::set_token`](super::Realtime::set_token).
    TokenExpiring {
        /// By the server's clock, in milliseconds since 1970.
        expires_at: u64,
    },
    /// One's own presence, as it was told to the server.
    OwnPresence(PresenceStatus),
    /// This reader was slow, and so many events before the next one are gone.
    /// What is known of the room is whole: look there.
    Missed(u64),
    /// The client has ended. Nothing comes after this.
    Ended(EndReason),
}

/// Events as they happen, from [`Realtime::events`](super::Realtime::events).
///
/// The newest 1,024 are kept for a reader that is busy; one that falls further
/// behind hears [`Event::Missed`]. It never holds up the client.
///
/// ```no_run
/// # async fn example(bot: pulse_sdk::realtime::Realtime) {
/// let mut events = bot.events();
/// while let Some(event) = events.next().await {
///     println!("{event:?}");
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Events(Source);

#[derive(Debug)]
enum Source {
    Live(broadcast::Receiver<Told>),
    /// The client had ended before anybody asked.
    Over(EndReason),
    Done,
}

/// An event as it travels to its readers, each of which makes its own of it.
#[derive(Debug, Clone)]
pub(super) enum Told {
    Engine(core::Event),
    Ended(EndReason),
}

impl Events {
    pub(super) const fn live(receiver: broadcast::Receiver<Told>) -> Self {
        Self(Source::Live(receiver))
    }

    pub(super) const fn over(reason: EndReason) -> Self {
        Self(Source::Over(reason))
    }

    /// The next event; none after [`Event::Ended`]. No event is lost when the
    /// future is dropped.
    ///
    /// ```no_run
    /// # async fn example(mut events: pulse_sdk::realtime::Events) {
    /// let event = events.next().await;
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            let told = match &mut self.0 {
                Source::Live(receiver) => receiver.recv().await,
                Source::Over(reason) => Ok(Told::Ended(reason.clone())),
                Source::Done => return None,
            };
            match told {
                Ok(Told::Engine(event)) => {
                    if let Some(event) = translate(event) {
                        return Some(event);
                    }
                }
                Ok(Told::Ended(reason)) => {
                    self.0 = Source::Done;
                    return Some(Event::Ended(reason));
                }
                Err(RecvError::Lagged(missed)) => return Some(Event::Missed(missed)),
                Err(RecvError::Closed) => self.0 = Source::Done,
            }
        }
    }

    /// The same as a stream.
    ///
    /// ```no_run
    /// # async fn example(bot: pulse_sdk::realtime::Realtime) {
    /// use futures_util::StreamExt;
    /// use pulse_sdk::realtime::Event;
    ///
    /// let problems = bot.events().into_stream().filter(|event| {
    ///     std::future::ready(matches!(event, Event::Problem(_)))
    /// });
    /// println!("{} went wrong", problems.count().await);
    /// # }
    /// ```
    pub fn into_stream(self) -> impl Stream<Item = Event> + Send + Unpin {
        Box::pin(stream::unfold(self, async |mut events| {
            let event = events.next().await?;
            Some((event, events))
        }))
    }
}

/// The engine's word in this crate's; none for what futures tell.
fn translate(event: core::Event) -> Option<Event> {
    Some(match event {
        core::Event::Status {
            status,
            previous,
            message,
        } => Event::Status {
            status,
            previous,
            message,
        },
        core::Event::Changed(part) => Event::Changed(part),
        core::Event::Message { text, .. } => {
            let frame = ServerFrame::decode(&text).ok()?;
            Event::Message(Box::new(frame.message))
        }
        core::Event::Cursor(cursor) => Event::Cursor(cursor),
        core::Event::Typing { thread_id, user_id } => Event::Typing { thread_id, user_id },
        core::Event::Error(problem) => Event::Problem(problem),
        core::Event::TokenExpiring { expires_at } => Event::TokenExpiring { expires_at },
        core::Event::OwnPresence(status) => Event::OwnPresence(status),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed() -> Told {
        Told::Engine(core::Event::Changed(Part::Threads))
    }

    #[tokio::test]
    async fn a_slow_reader_hears_how_much_it_missed_and_then_the_rest() {
        let (sender, receiver) = broadcast::channel(2);
        let mut events = Events::live(receiver);
        for _ in 0..5 {
            sender.send(changed()).unwrap();
        }
        assert_eq!(events.next().await, Some(Event::Missed(3)));
        assert_eq!(events.next().await, Some(Event::Changed(Part::Threads)));
    }

    #[tokio::test]
    async fn nothing_follows_the_end() {
        let mut events = Events::over(EndReason::Closed);
        assert_eq!(events.next().await, Some(Event::Ended(EndReason::Closed)));
        assert_eq!(events.next().await, None);
    }
}
