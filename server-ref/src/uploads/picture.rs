//! Pictures: decoded once, within limits, so that what is kept is a picture;
//! turned as they were meant to be seen; cleaned; made small.
//!
//! What is kept are the sender's own pixels: what they tell of place, time and
//! device is cut out of the file around them, without another generation of
//! loss. A picture that its metadata turned has to be written anew, turned,
//! since the turn goes with the metadata.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits, Rgb,
    RgbImage,
};

use super::{UploadError, strip};

/// A picture to be kept.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) bytes: Vec<u8>,
    /// A JPEG.
    pub(super) thumbnail: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The most memory that one decoded picture takes.
pub(super) const MEMORY_BYTES: u64 = 256 * 1024 * 1024;

/// Reads a picture. Blocks.
pub(super) fn read(bytes: Vec<u8>, format: ImageFormat) -> Result<Picture, UploadError> {
    let mut reader = ImageReader::with_format(Cursor::new(&bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(UploadError::Unreadable);
    }
    let too_many = UploadError::TooManyPixels {
        limit: PIXELS,
        width,
        height,
    };
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY_BYTES {
        return Err(too_many);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder
        .icc_profile()
        .unwrap_or(None)
        .filter(|profile| is_rgb(profile));
    let mut image = match DynamicImage::from_decoder(decoder) {
        Err(ImageError::Limits(_)) => return Err(too_many),
        decoded => decoded.map_err(unreadable)?,
    };

    let mut small = image.resize_to_fill(THUMBNAIL, THUMBNAIL, FilterType::Triangle);
    small.apply_orientation(orientation);
    let thumbnail = jpeg(&on_white(&small), THUMBNAIL_QUALITY, profile.clone())?;

    if orientation == Orientation::NoTransforms || is_animated(&bytes, format) {
        let bytes = strip::strip(bytes, format)?;
        return Ok(Picture {
            bytes,
            thumbnail,
            width,
            height,
        });
    }
    image.apply_orientation(orientation);
    Ok(Picture {
        bytes: encode(&image, format, profile)?,
        thumbnail,
        width: image.width(),
        height: image.height(),
    })
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY_BYTES);
    limits
}

/// Films made of pictures keep all of them, so they are never written anew.
fn is_animated(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Gif => true,
        ImageFormat::WebP => {
            let flags = bytes.get(20).copied().unwrap_or_default();
            bytes.get(12..16) == Some(b"VP8X") && flags & WEBP_IS_ANIMATED != 0
        }
        _ => false,
    }
}

/// Whether a colour profile is for the colours that are written here.
fn is_rgb(profile: &[u8]) -> bool {
    profile.get(16..20) == Some(b"RGB ")
}

/// JPEG has no transparency.
fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [r, g, b, alpha] = image.get_pixel(x, y).0;
        let over = |channel: u8| {
            let alpha = u16::from(alpha);
            let mixed = (u16::from(channel) * alpha + 255 * (255 - alpha)) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([over(r), over(g), over(b)])
    })
}

fn jpeg(image: &RgbImage, quality: u8, profile: Option<Vec<u8>>) -> Result<Vec<u8>, UploadError> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if let Some(profile) = profile {
        // A picture without its profile is a picture still.
        let _ = encoder.set_icc_profile(profile);
    }
    encoder.encode_image(image).map_err(unreadable)?;
    Ok(bytes)
}

fn encode(
    image: &DynamicImage,
    format: ImageFormat,
    profile: Option<Vec<u8>>,
) -> Result<Vec<u8>, UploadError> {
    if format == ImageFormat::Jpeg {
        return jpeg(&image.to_rgb8(), TURNED_QUALITY, profile);
    }
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).map_err(unreadable)?;
    Ok(bytes.into_inner())
}

#[expect(clippy::needless_pass_by_value, reason = "takes the place of an error")]
fn unreadable(error: ImageError) -> UploadError {
    tracing::debug!(%error, "a picture cannot be read");
    UploadError::Unreadable
}

/// As many as the cameras of most telephones make.
const PIXELS: u64 = 50_000_000;
const SIDE: u32 = 32_768;
const WEBP_IS_ANIMATED: u8 = 0x02;
const THUMBNAIL: u32 = 200;
const THUMBNAIL_QUALITY: u8 = 80;
const TURNED_QUALITY: u8 = 92;
