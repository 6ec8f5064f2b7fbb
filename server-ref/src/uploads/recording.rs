//! Sounds and films: how long they are is read, and what an MP4 file tells of
//! place, time and device beside its samples is blanked. The samples themselves
//! are not read: a camera that writes places among them keeps them.

mod mp4;
mod webm;

use std::fs::File;
use std::io::{BufReader, Seek};

use lofty::config::ParseOptions;
use lofty::file::{AudioFile, FileType};
use lofty::probe::Probe;

use super::UploadError;
use super::media::Media;

/// Cleans a recording where it is, and tells how many milliseconds it takes:
/// nothing when that cannot be read. Blocks.
pub(super) fn clean(mut file: File, media: Media) -> Result<Option<u64>, UploadError> {
    file.rewind()?;
    let took = match media {
        Media::AudioMp4 | Media::VideoMp4 => mp4::clean(&mut file)?,
        Media::AudioMpeg => sound(&file, FileType::Mpeg),
        Media::AudioWav => sound(&file, FileType::Wav),
        Media::AudioOgg => sound(&file, FileType::Opus).or_else(|| sound(&file, FileType::Vorbis)),
        Media::AudioWebm | Media::VideoWebm => webm::duration_ms(&mut BufReader::new(&file)),
        // Pictures take no time.
        Media::Jpeg | Media::Png | Media::Gif | Media::Webp => None,
    };
    file.rewind()?;
    Ok(took.filter(|&took| took > 0))
}

fn sound(mut file: &File, kind: FileType) -> Option<u64> {
    file.rewind().ok()?;
    let only_length = ParseOptions::new().read_tags(false).read_cover_art(false);
    let probe = Probe::with_file_type(BufReader::new(file), kind).options(only_length);
    let took = probe.read().ok()?.properties().duration();
    u64::try_from(took.as_millis()).ok()
}
