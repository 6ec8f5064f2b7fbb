//! Which files are taken, and how they are told apart: by their bytes. What a
//! file says to be only tells sound from film where both look the same.

use image::ImageFormat;
use pulse_protocol::entity::{AttachmentKind, EnvConfig};

use super::UploadError;

/// A type of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    Jpeg,
    Png,
    Gif,
    Webp,
    AudioWebm,
    AudioOgg,
    AudioMp4,
    AudioMpeg,
    AudioWav,
    VideoWebm,
    VideoMp4,
}

/// What a file says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_structs, reason = "a value is its fields")]
pub struct Declared {
    /// Its name where it came from.
    pub filename: Option<String>,
    /// Its media type, parameters included.
    pub content_type: Option<String>,
}

impl Declared {
    /// The declared type; none when the sender did not know.
    pub(super) fn media(&self) -> Result<Option<Media>, UploadError> {
        let Some(text) = &self.content_type else {
            return Ok(None);
        };
        // Recorders name their codecs behind a semicolon.
        let essence = text.split(';').next().unwrap_or_default().trim();
        let essence = essence.to_ascii_lowercase();
        if essence.is_empty() || essence == "application/octet-stream" {
            return Ok(None);
        }
        let media =
            Media::named(&essence).ok_or(UploadError::TypeNotTaken { declared: essence })?;
        Ok(Some(media))
    }

    /// The name without folders and control characters; one made for the type
    /// where there is none.
    pub(super) fn plain_name(&self, media: Media) -> String {
        let given = self.filename.as_deref().unwrap_or_default();
        let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        let name: String = name.trim().chars().take(NAME_CHARS).collect();
        match name.as_str() {
            "" | "." | ".." => format!("file.{}", media.extension()),
            _ => name,
        }
    }
}

impl Media {
    /// The type of a file with these first bytes.
    pub(super) fn of(head: &[u8], declared: Option<Self>) -> Result<Self, UploadError> {
        let kind = infer::get(head).ok_or(UploadError::BytesNotTaken)?;
        let found = Self::named(kind.mime_type()).ok_or(UploadError::BytesNotTaken)?;
        match declared {
            None => Ok(found),
            Some(declared) if declared == found => Ok(found),
            // The bytes decide, and a wrong ending does no harm.
            Some(declared) if declared.picture().is_some() && found.picture().is_some() => {
                Ok(found)
            }
            Some(declared) if declared.container() == found.container() => Ok(declared),
            Some(declared) => Err(UploadError::Mismatch {
                declared: declared.as_str(),
                found: found.as_str(),
            }),
        }
    }

    fn named(essence: &str) -> Option<Self> {
        Some(match essence {
            "image/jpeg" | "image/jpg" => Self::Jpeg,
            "image/png" => Self::Png,
            "image/gif" => Self::Gif,
            "image/webp" => Self::Webp,
            "audio/webm" => Self::AudioWebm,
            "audio/ogg" | "audio/opus" => Self::AudioOgg,
            "audio/mp4" | "audio/m4a" | "audio/x-m4a" => Self::AudioMp4,
            "audio/mpeg" | "audio/mp3" => Self::AudioMpeg,
            "audio/wav" | "audio/x-wav" | "audio/wave" => Self::AudioWav,
            "video/webm" => Self::VideoWebm,
            "video/mp4" | "video/x-m4v" => Self::VideoMp4,
            _ => return None,
        })
    }

    /// Its name on the wire, without parameters.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::AudioWebm => "audio/webm",
            Self::AudioOgg => "audio/ogg",
            Self::AudioMp4 => "audio/mp4",
            Self::AudioMpeg => "audio/mpeg",
            Self::AudioWav => "audio/wav",
            Self::VideoWebm => "video/webm",
            Self::VideoMp4 => "video/mp4",
        }
    }

    /// The part after the slash, which is also how such files end.
    fn container(self) -> &'static str {
        self.as_str().split_once('/').map_or("", |(_, name)| name)
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::AudioMp4 => "m4a",
            Self::AudioMpeg => "mp3",
            _ => self.container(),
        }
    }

    pub(super) const fn kind(self) -> AttachmentKind {
        match self {
            Self::Jpeg | Self::Png | Self::Gif | Self::Webp => AttachmentKind::Image,
            Self::VideoWebm | Self::VideoMp4 => AttachmentKind::Video,
            _ => AttachmentKind::Audio,
        }
    }

    /// Its format, when it is a picture.
    pub(super) const fn picture(self) -> Option<ImageFormat> {
        match self {
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Png => Some(ImageFormat::Png),
            Self::Gif => Some(ImageFormat::Gif),
            Self::Webp => Some(ImageFormat::WebP),
            _ => None,
        }
    }

    /// Lets the kinds through that an environment takes.
    pub(super) fn allowed(self, config: &EnvConfig) -> Result<(), UploadError> {
        let kind = self.kind();
        let is_allowed = match kind {
            AttachmentKind::Image => config.allow_images,
            AttachmentKind::Audio => config.allow_audio,
            AttachmentKind::Video => config.allow_video,
            _ => false,
        };
        if is_allowed {
            Ok(())
        } else {
            Err(UploadError::SwitchedOff(kind))
        }
    }
}

const NAME_CHARS: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(content_type: &str) -> Declared {
        Declared {
            filename: None,
            content_type: Some(content_type.to_owned()),
        }
    }

    fn webm() -> Vec<u8> {
        let mut bytes = b"\x1a\x45\xdf\xa3\x42\x82\x84webm".to_vec();
        bytes.resize(300, 0);
        bytes
    }

    #[test]
    fn codecs_behind_a_type_do_not_matter() {
        let media = declared("Audio/WebM;codecs=opus").media().unwrap();
        assert_eq!(media, Some(Media::AudioWebm));
        assert_eq!(declared("application/octet-stream").media().unwrap(), None);
        assert_eq!(Declared::default().media().unwrap(), None);
        for refused in ["image/svg+xml", "text/html; charset=utf-8", "image/tiff"] {
            let error = declared(refused).media().unwrap_err();
            assert!(
                matches!(error, UploadError::TypeNotTaken { .. }),
                "{refused}"
            );
        }
    }

    #[test]
    fn a_sound_is_told_from_a_film_in_the_same_container_by_what_it_says() {
        for (says, is) in [
            (None, Media::VideoWebm),
            (Some(Media::VideoWebm), Media::VideoWebm),
            (Some(Media::AudioWebm), Media::AudioWebm),
        ] {
            assert_eq!(Media::of(&webm(), says).unwrap(), is);
        }
        let mp4 = b"\0\0\0\x18ftypisom\0\0\0\0";
        let sound = Media::of(mp4, Some(Media::AudioMp4)).unwrap();
        assert_eq!(sound.kind(), AttachmentKind::Audio);
        let error = Media::of(mp4, Some(Media::AudioWebm)).unwrap_err();
        let words = "this says to be audio/webm, but its bytes are video/mp4";
        assert_eq!(error.to_string(), words);
    }

    #[test]
    fn what_recorders_make_is_known_by_its_first_bytes() {
        let mut opus = b"OggS".to_vec();
        opus.resize(28, 0);
        opus.extend(b"OpusHead");
        let cases: [(&[u8], Media); 4] = [
            (&opus, Media::AudioOgg),
            (b"OggS\0\x02......", Media::AudioOgg),
            (b"\0\0\0\x1cftypM4A \0\0\0\0", Media::AudioMp4),
            (b"\0\0\0\x1cftypiso5\0\0\0\0", Media::VideoMp4),
        ];
        for (head, media) in cases {
            assert_eq!(Media::of(head, None).unwrap(), media);
        }
    }

    #[test]
    fn markup_is_no_picture_whatever_it_says() {
        for markup in [
            &b"<!DOCTYPE html><html><script>alert(1)</script>"[..],
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            b"<?xml version=\"1.0\"?><svg/>",
            b"plain text",
            b"",
        ] {
            let error = Media::of(markup, Some(Media::Png)).unwrap_err();
            assert!(matches!(error, UploadError::BytesNotTaken), "{error}");
        }
    }

    #[test]
    fn a_picture_with_a_wrong_ending_is_what_its_bytes_are() {
        let gif = b"GIF89a\x01\0\x01\0\0\0\0";
        assert_eq!(Media::of(gif, Some(Media::Png)).unwrap(), Media::Gif);
        assert!(Media::of(gif, Some(Media::VideoMp4)).is_err());
    }

    #[test]
    fn a_name_has_no_folders_and_is_never_empty() {
        let name = |given: &str| {
            let filename = Some(given.to_owned());
            let declared = Declared {
                filename,
                content_type: None,
            };
            declared.plain_name(Media::Jpeg)
        };
        assert_eq!(name("C:\\photos\\me.jpg"), "me.jpg");
        assert_eq!(name("../../etc/pass\nwd"), "passwd");
        assert_eq!(name("写真 1.jpg"), "写真 1.jpg");
        for empty in ["", "..", "a/", " "] {
            assert_eq!(name(empty), "file.jpg");
        }
        assert_eq!(name(&"x".repeat(1000)).len(), 200);
    }

    #[test]
    fn an_environment_takes_the_kinds_it_has_switched_on() {
        let config = EnvConfig {
            allow_video: false,
            ..EnvConfig::default()
        };
        assert!(Media::Png.allowed(&config).is_ok());
        assert!(Media::AudioWebm.allowed(&config).is_ok());
        let error = Media::VideoWebm.allowed(&config).unwrap_err();
        assert_eq!(
            error.to_string(),
            "films are switched off in this environment"
        );
    }
}
