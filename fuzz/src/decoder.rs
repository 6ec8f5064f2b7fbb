//! What a server reads: any text is a frame or an error in words, and a frame
//! that was read is written and read again as the same.

use pulse_protocol::limits::Limits;
use pulse_protocol::{ClientFrame, DecodeError, ServerFrame};

/// Reads a text as both sides would.
///
/// # Panics
/// When the decoder does what it may not.
pub fn run(text: &str) {
    match ClientFrame::decode(text) {
        Ok(frame) => {
            let written = frame.encode();
            let again = ClientFrame::decode(&written);
            assert_eq!(again.as_ref(), Ok(&frame), "{written}");
            // Any verdict will do, reached without a fault.
            let _ = Limits::default().check(&frame.message);
        }
        Err(error) => explained(&error),
    }
    match ServerFrame::decode(text) {
        Ok(frame) => {
            let written = frame.encode();
            let again = ServerFrame::decode(&written);
            assert_eq!(again.as_ref(), Ok(&frame), "{written}");
        }
        Err(error) => explained(&error),
    }
}

fn explained(error: &DecodeError) {
    assert!(!error.to_string().is_empty());
}
