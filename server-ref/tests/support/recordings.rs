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

/// Sound as Chromium records it: nobody knew how long it would be.
pub fn webm(took_ms: u16) -> Vec<u8> {
    let mut bytes = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm".to_vec();
    let endless = b"\x01\xff\xff\xff\xff\xff\xff\xff";
    bytes.extend(b"\x18\x53\x80\x67");
    bytes.extend(endless);
    for second in 0..=took_ms / 1000 {
        bytes.extend(b"\x1f\x43\xb6\x75");
        bytes.extend(endless);
        bytes.extend(b"\xe7\x82");
        bytes.extend((second * 1000).to_be_bytes());
        for offset in [0, (took_ms - second * 1000).min(999)] {
            bytes.extend(b"\xa3\xfc\x81");
            bytes.extend(offset.to_be_bytes());
            bytes.push(0x80);
            bytes.extend([b'.'; 120]);
        }
    }
    bytes
}
