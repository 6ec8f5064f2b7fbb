//! GIF: frames are copied as they are, comments and XMP are not.

use gif::{DecodeOptions, Encoder};

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut options = DecodeOptions::new();
    options.skip_frame_decoding(true);
    let mut decoder = options.read_info(bytes).ok()?;
    let palette = decoder.global_palette().unwrap_or_default().to_vec();
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().ok()? {
        frames.push(frame.clone());
    }
    let mut stripped = Vec::with_capacity(bytes.len());
    let mut encoder =
        Encoder::new(&mut stripped, decoder.width(), decoder.height(), &palette).ok()?;
    if frames.len() > 1 {
        encoder.set_repeat(decoder.repeat()).ok()?;
    }
    for frame in &frames {
        encoder.write_lzw_pre_encoded_frame(frame).ok()?;
    }
    drop(encoder);
    Some(stripped)
}
