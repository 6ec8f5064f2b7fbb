//! The tries of one call: one time limit and one key over all of them. Whether
//! there is another is [`RetryStrategy`](crate::RetryStrategy)'s to say.

use std::time::Duration;

use crate::call::{Call, Method};
use crate::transport::Transport;
use crate::{CallError, jwt, shell};

/// Makes the key by which the server knows a POST again, once for all tries.
pub(crate) fn once(call: Call) -> Call {
    if call.method != Method::Post || call.idempotency_key.is_some() {
        return call;
    }
    // A system without random bytes cannot do TLS either; the call goes out
    // and is not the worse for it.
    let key = shell::random::<16>().ok().map(jwt::encode);
    call.idempotency_key(key)
}

/// The tries of one call.
pub(crate) struct Tries<'a> {
    transport: &'a Transport,
    since: shell::Stopwatch,
    made: u32,
    /// A try before got so far that the server may have done it.
    pub(crate) may_be_done: bool,
}

impl<'a> Tries<'a> {
    pub(crate) fn of(transport: &'a Transport) -> Self {
        Self {
            transport,
            since: shell::Stopwatch::start(),
            made: 0,
            may_be_done: false,
        }
    }

    /// What is left of the call's time.
    pub(crate) fn remaining(&self) -> Duration {
        self.transport
            .timeout()
            .saturating_sub(self.since.elapsed())
    }

    /// Waits for the next try; or gives the error back, when there is none.
    pub(crate) async fn again_after(&mut self, error: CallError) -> Result<(), CallError> {
        self.made += 1;
        self.may_be_done |= matches!(
            error,
            CallError::Interrupted { .. } | CallError::ServerFailed { .. }
        );
        let draw = shell::random().map_or(u32::MAX, u32::from_ne_bytes);
        let retries = self.transport.retries();
        match retries.wait(&error, self.made, self.remaining(), draw) {
            None => Err(error),
            Some(wait) => {
                tokio::time::sleep(wait).await;
                Ok(())
            }
        }
    }
}
