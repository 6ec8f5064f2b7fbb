//! What a finished write is answered with.

use pulse_protocol::{Ack, ErrorCode, OpId, Seq, ServerError, ServerFrame, ServerMessage};

use crate::storage::{Outcome, StoreError};

/// The frame that answers a write, and the event it must come after.
/// Version 1 has no operation ids and hears only of refusals.
pub(super) fn answer(
    op_id: Option<OpId>,
    outcome: Result<Outcome, StoreError>,
) -> (Option<Seq>, Option<ServerMessage>) {
    match outcome.map(|outcome| outcome.result) {
        Ok(Ok(seq)) => {
            let ack = op_id.map(|op_id| ServerMessage::Ack(Ack { op_id, seq }));
            (seq, ack)
        }
        Ok(Err(refusal)) => (None, Some(error(op_id, refusal.code, refusal.message))),
        Err(failure) => {
            tracing::error!(error = &failure as &dyn std::error::Error, "a write failed");
            let code = if failure.is_passing() {
                ErrorCode::Unavailable
            } else {
                ErrorCode::Internal
            };
            let words = "the write could not be kept".to_owned();
            (None, Some(error(op_id, code, words)))
        }
    }
}

/// A refusal as a message.
pub(super) fn error(op_id: Option<OpId>, code: ErrorCode, message: String) -> ServerMessage {
    ServerMessage::Error(ServerError {
        message,
        code,
        op_id,
        retryable: code.is_retryable(),
        retry_after_ms: None,
    })
}

/// A message as text.
pub(super) fn text(message: ServerMessage) -> axum::extract::ws::Utf8Bytes {
    ServerFrame::plain(message).encode().into()
}
