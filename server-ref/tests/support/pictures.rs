//! Pictures as cameras make them, and as attackers do.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

/// What must never be served again.
pub const PLACE: &str = "48.8584N 2.2945E";

/// Red on the left and blue on the right, so that a turn shows.
pub fn pixels(width: u32, height: u32) -> DynamicImage {
    let colour = |x, _| {
        let left = x < width / 2;
        Rgb(if left { [220, 20, 20] } else { [20, 20, 220] })
    };
    RgbImage::from_fn(width, height, colour).into()
}

pub fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(vec![]);
    pixels(width, height).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// EXIF with a place, and a turn when it is not 1.
fn exif(orientation: u8) -> Bytes {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x0e\x01\x02\0");
    tiff.extend(u32::try_from(PLACE.len()).unwrap().to_le_bytes());
    tiff.extend(b"\x26\0\0\0");
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0");
    tiff.extend([orientation, 0, 0, 0]);
    tiff.extend([0; 4]);
    tiff.extend(PLACE.as_bytes());
    Bytes::from(tiff)
}

/// A photograph with its place in EXIF, XMP, a comment and a preview behind
/// its end, and colours that need a profile.
pub fn photograph(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let mut bytes = vec![];
    let pixels = pixels(width, height);
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode_image(&pixels)
        .unwrap();
    let mut jpeg = Jpeg::from_bytes(bytes.into()).unwrap();
    let place = |prefix: &str| Bytes::from(format!("{prefix}{PLACE}"));
    let segments = [
        (markers::APP1, place("http://ns.adobe.com/xap/1.0/\0")),
        (markers::APP13, place("Photoshop 3.0\0")),
        (markers::APP2, place("MPF\0")),
        (markers::COM, place("")),
    ];
    for (marker, contents) in segments {
        let segment = JpegSegment::new_with_contents(marker, contents);
        jpeg.segments_mut().insert(1, segment);
    }
    jpeg.set_exif(Some(exif(orientation)));
    let mut bytes = jpeg.encoder().bytes().to_vec();
    bytes.extend(PLACE.as_bytes());
    bytes
}

/// The other kinds, each with its place where that kind has it.
pub fn with_place(format: ImageFormat) -> Vec<u8> {
    let plain: Bytes = match format {
        ImageFormat::Gif => return animation(),
        _ => encoded(40, 20, format).into(),
    };
    match format {
        ImageFormat::Png => {
            let mut png = Png::from_bytes(plain).unwrap();
            let text = PngChunk::new(*b"tEXt", format!("Comment\0{PLACE}").into());
            png.chunks_mut().insert(1, text);
            png.set_exif(Some(exif(1)));
            png.encoder().bytes().to_vec()
        }
        ImageFormat::WebP => {
            let mut webp = WebP::from_bytes(plain).unwrap();
            webp.set_exif(Some(exif(1)));
            webp.encoder().bytes().to_vec()
        }
        _ => photograph(40, 20, 1),
    }
}

/// Two frames, with the place in a comment.
fn animation() -> Vec<u8> {
    let mut bytes = vec![];
    let mut encoder = GifEncoder::new(&mut bytes);
    for width in [40, 30] {
        let frame = pixels(width, 20).to_rgba8();
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    let end = bytes.pop().unwrap();
    bytes.extend([0x21, 0xfe, u8::try_from(PLACE.len()).unwrap()]);
    bytes.extend(PLACE.as_bytes());
    bytes.extend([0, end]);
    bytes
}

/// A few kilobytes that are gigabytes when they are decoded.
pub fn bomb() -> Vec<u8> {
    let side: u32 = 30_000;
    let mut png = Png::from_bytes(encoded(1, 1, ImageFormat::Png).into()).unwrap();
    let mut header = side.to_be_bytes().to_vec();
    header.extend(side.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    png.chunks_mut()[0] = PngChunk::new(*b"IHDR", header.into());
    png.encoder().bytes().to_vec()
}

/// The beginning of a film, as far as anybody looks.
pub fn webm(bytes: usize) -> Vec<u8> {
    let mut film = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm".to_vec();
    film.extend((film.len()..bytes).map(|at| u8::try_from(at % 251).unwrap()));
    film
}

pub fn has(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}
