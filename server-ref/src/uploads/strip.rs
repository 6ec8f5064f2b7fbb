//! Cuts everything out of a picture's file that is not needed to show it:
//! EXIF, XMP, IPTC, comments, embedded previews and what follows the end.
//! What is needed is listed; what is not listed goes.

mod gif;
mod jpeg;

use bytes::{Bytes, BytesMut};
use image::ImageFormat;
use img_parts::png::Png;
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::{CHUNK_ALPH, CHUNK_ANIM, CHUNK_ANMF, CHUNK_ICCP, WebP};
use img_parts::webp::{CHUNK_VP8, CHUNK_VP8L, CHUNK_VP8X};

use super::UploadError;

/// The same picture, and nothing else.
pub(super) fn strip(bytes: Vec<u8>, format: ImageFormat) -> Result<Vec<u8>, UploadError> {
    let stripped = match format {
        ImageFormat::Jpeg => jpeg::strip(&Bytes::from(bytes)),
        ImageFormat::Png => png(Bytes::from(bytes)),
        ImageFormat::WebP => webp(Bytes::from(bytes)),
        ImageFormat::Gif => gif::strip(&bytes),
        _ => None,
    };
    stripped.ok_or(UploadError::Unreadable)
}

fn png(bytes: Bytes) -> Option<Vec<u8>> {
    let mut png = Png::from_bytes(bytes).ok()?;
    png.chunks_mut()
        .retain(|chunk| PNG_CHUNKS.contains(&&chunk.kind()));
    Some(png.encoder().bytes().to_vec())
}

fn webp(bytes: Bytes) -> Option<Vec<u8>> {
    let mut webp = WebP::from_bytes(bytes).ok()?;
    webp.chunks_mut()
        .retain(|chunk| WEBP_CHUNKS.contains(&chunk.id()));
    for chunk in webp.chunks_mut() {
        // Its first byte says which chunks there are.
        if let (CHUNK_VP8X, Some(data)) = (chunk.id(), chunk.content().data()) {
            let mut data = BytesMut::from(&data[..]);
            *data.first_mut()? &= !WEBP_HAS_METADATA;
            *chunk = RiffChunk::new(CHUNK_VP8X, RiffContent::Data(data.freeze()));
        }
    }
    Some(webp.encoder().bytes().to_vec())
}

const PNG_CHUNKS: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT", b"mDCV",
];
const WEBP_CHUNKS: [[u8; 4]; 7] = [
    CHUNK_VP8X, CHUNK_ICCP, CHUNK_ANIM, CHUNK_ANMF, CHUNK_ALPH, CHUNK_VP8, CHUNK_VP8L,
];
/// The bits for EXIF and for XMP.
const WEBP_HAS_METADATA: u8 = 0x08 | 0x04;
