//! Sounds and films as recorders make them, as far as anybody looks.

use super::pictures::PLACE;

/// Silence.
pub fn wav(took_ms: u32) -> Vec<u8> {
    let samples = vec![0; (8 * took_ms) as usize];
    let length = u32::try_from(samples.len()).expect("a short sound");
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((length + 36).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    // One channel of 8,000 samples a second, a byte each.
    bytes.extend(b"\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data");
    bytes.extend(length.to_le_bytes());
    bytes.extend(samples);
    bytes
}

/// A film that a phone has put its place into.
pub fn mp4(took_ms: u32) -> Vec<u8> {
    let boxed = |kind: &[u8; 4], contents: &[u8]| {
        let length = u32::try_from(contents.len() + 8).expect("a small box");
        [&length.to_be_bytes(), &kind[..], contents].concat()
    };
    let scale = 1000_u32.to_be_bytes();
    let head = [&[0; 12][..], &scale, &took_ms.to_be_bytes(), &[0; 80]].concat();
    let place = boxed(b"\xa9xyz", PLACE.as_bytes());
    let moov = [boxed(b"mvhd", &head), boxed(b"udta", &place)].concat();
    [
        boxed(b"ftyp", b"isom\0\0\0\0isom"),
        boxed(b"mdat", b"the samples"),
        boxed(b"moov", &moov),
    ]
    .concat()
}
