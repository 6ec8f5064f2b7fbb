//! The task of a client: does what the engine wants, and tells it what follows.

use std::sync::Arc;
use std::time::Duration;

use pulse_client_core::{
    Command, ConnectionNumber, Effect, Event, Input, Problem, Status, Token, TokenFailure,
    TokenRequest,
};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::event::Told;
use super::shared::{Progress, Shared};
use super::socket::{Address, Heard, Socket};
use super::tokens::{Fetch, TokenSource};
use super::{EndReason, WriteError};

pub(super) struct Driver {
    pub(super) shared: Arc<Shared>,
    pub(super) address: Address,
    pub(super) tokens: Option<TokenSource>,
    pub(super) socket: Option<Socket>,
    pub(super) fetch: Option<(TokenRequest, Fetch)>,
    pub(super) last_problem: Option<Problem>,
}

impl Driver {
    /// Runs until the client is closed, or turned away for good.
    pub(super) async fn run(mut self) {
        let mut closing = self.shared.closing.subscribe();
        let mut close_at = None;
        let reason = loop {
            if let Some(reason) = self.perform_all() {
                break reason;
            }
            if close_at.is_some_and(|at| self.shared.unsettled() == 0 || Instant::now() >= at) {
                break EndReason::Closed;
            }
            let timeout = self.shared.poll_timeout();
            tokio::select! {
                () = self.shared.wake.notified() => {}
                (connection, heard) = hear(&mut self.socket) => self.tell(connection, heard),
                (request, result) = fetched(&mut self.fetch) => {
                    self.fetch = None;
                    self.shared.feed(Input::Token { request, result });
                }
                () = until(timeout) => self.shared.feed(Input::Timer),
                at = asked_to_close(&mut closing), if close_at.is_none() => close_at = Some(at),
                () = until(close_at) => {}
            }
        };
        if let Some(socket) = self.socket.take() {
            socket.finish().await;
        }
        self.shared.feed(Input::Command(Command::Disconnect));
        while let Some(effect) = self.shared.poll_effect() {
            if let Effect::Emit(event) = effect {
                self.publish(event);
            }
        }
        self.shared.end(&reason);
    }

    /// Does all that the engine wants. Some reason when that was the end.
    fn perform_all(&mut self) -> Option<EndReason> {
        let mut end = None;
        self.shared.log_notices();
        while let Some(effect) = self.shared.poll_effect() {
            match effect {
                Effect::OpenSocket { connection } => {
                    self.socket = Some(Socket::open(connection, self.address.clone()));
                }
                Effect::CloseSocket { .. } => self.socket = None,
                Effect::Send { text, .. } => {
                    if let Some(socket) = &mut self.socket {
                        socket.send(text);
                    }
                }
                Effect::FetchToken { request, reason } => {
                    let fetch = self.tokens.as_ref().map(|tokens| tokens.fetch(reason));
                    self.fetch = fetch.map(|fetch| (request, fetch));
                }
                Effect::Emit(event) => end = self.take(event).or(end),
                Effect::SaveOutbox(_) => {}
            }
        }
        end
    }

    fn take(&mut self, event: Event) -> Option<EndReason> {
        let mut end = None;
        match &event {
            Event::Settled(op_id) => self.shared.settle(op_id, Ok(())),
            Event::Rejected(write) => {
                if let Some(problem) = write.error.clone() {
                    let refused = WriteError::Refused(problem);
                    self.shared.settle(&write.op_id, Err(refused));
                }
            }
            Event::Error(problem) => {
                self.last_problem = Some(problem.clone());
                self.shared.progress.send_if_modified(|progress| {
                    let trying = matches!(progress, Progress::Trying(_));
                    if trying {
                        *progress = Progress::Trying(Some(problem.clone()));
                    }
                    trying
                });
            }
            Event::Status {
                status, message, ..
            } => end = self.took_status(*status, message.as_deref()),
            _ => {}
        }
        self.publish(event);
        end
    }

    fn took_status(&self, status: Status, message: Option<&str>) -> Option<EndReason> {
        let message = message.unwrap_or("no reason was given").to_owned();
        match status {
            Status::Connected => {
                self.shared.progress.send_replace(Progress::Connected);
                None
            }
            Status::Unauthorized => Some(EndReason::Unauthorized { message }),
            Status::Closed => {
                let code = self.last_problem.as_ref().map(|problem| problem.code);
                Some(EndReason::TurnedAway { code, message })
            }
            _ => None,
        }
    }

    fn publish(&self, event: Event) {
        // Nobody listens: nobody is told.
        let _ = self.shared.events.send(Told::Engine(event));
    }

    fn tell(&mut self, connection: ConnectionNumber, heard: Heard) {
        let input = match heard {
            Heard::Opened => Input::SocketOpened { connection },
            Heard::Text(text) => Input::SocketMessage { connection, text },
            Heard::Closed(code) => {
                // A closed socket would tell so again and again.
                self.socket = None;
                Input::SocketClosed { connection, code }
            }
        };
        self.shared.feed(input);
    }
}

/// When to be closed, once somebody wants that. The handles keep the sender.
async fn asked_to_close(closing: &mut watch::Receiver<Option<Duration>>) -> Instant {
    let limit = closing.wait_for(Option::is_some).await.map(|limit| *limit);
    match limit {
        Ok(limit) => Instant::now() + limit.unwrap_or_default(),
        Err(_) => std::future::pending().await,
    }
}

async fn hear(socket: &mut Option<Socket>) -> (ConnectionNumber, Heard) {
    match socket {
        Some(socket) => (socket.connection, socket.next().await),
        None => std::future::pending().await,
    }
}

async fn fetched(
    fetch: &mut Option<(TokenRequest, Fetch)>,
) -> (TokenRequest, Result<Token, TokenFailure>) {
    match fetch {
        Some((request, fetch)) => (*request, fetch.await),
        None => std::future::pending().await,
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
