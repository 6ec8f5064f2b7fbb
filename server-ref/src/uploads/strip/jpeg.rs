//! JPEG: segments before the scans, scans, and what cameras put behind them.

use bytes::Bytes;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};

pub(super) fn strip(bytes: &Bytes) -> Option<Vec<u8>> {
    let mut jpeg = Jpeg::from_bytes(bytes.clone()).ok()?;
    jpeg.segments_mut().retain(is_needed);
    let last = jpeg.segments_mut().last_mut()?;
    // The last segment has the rest of the file.
    let rest = last.len_with_entropy() - last.len();
    let rest = bytes.slice(bytes.len().checked_sub(rest)?..);
    let end = end_of_scans(&rest)?;
    *last =
        JpegSegment::new_with_entropy(last.marker(), last.contents().clone(), rest.slice(..end));
    Some(jpeg.encoder().bytes().to_vec())
}

/// Colours need the profile and Adobe's mark; all other application segments
/// and comments are about the picture, not of it.
fn is_needed(segment: &JpegSegment) -> bool {
    match segment.marker() {
        markers::APP2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
        markers::APP0 => segment.contents().starts_with(b"JFIF\0"),
        markers::APP14 => segment.contents().starts_with(b"Adobe"),
        markers::APP1..=markers::APP15 | markers::COM => false,
        _ => true,
    }
}

/// Where the picture ends, its end marker included; some cameras forget that.
/// Between scans there may be tables; whatever else is there does not belong.
fn end_of_scans(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let mut scan = bytes.get(at..)?.iter();
        let Some(length) = scan.position(|&byte| byte == markers::P) else {
            return Some(bytes.len());
        };
        at += length;
        let Some(&marker) = bytes.get(at + 1) else {
            return Some(at);
        };
        match marker {
            markers::EOI => return Some(at + 2),
            // An escaped byte, or a restart between parts of a scan.
            0 | markers::RST0..=markers::RST7 => at += 2,
            markers::P => at += 1,
            markers::DHT
            | markers::DQT
            | markers::DRI
            | markers::DAC
            | markers::SOS
            | markers::DNL => {
                let length = bytes.get(at + 2..at + 4)?;
                at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
            }
            _ => return None,
        }
    }
}
