//! The boxes of an MP4 file. What is not needed to play it becomes free space
//! in its place: nothing moves, so that the tables of where samples are hold.

use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::uploads::UploadError;

/// Blanks what tells of place, time and device; tells how many milliseconds it
/// takes, where the file says so.
pub(super) fn clean<F: Read + Write + Seek>(file: &mut F) -> Result<Option<u64>, UploadError> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut cleaning = Cleaning {
        file,
        left: BOXES,
        took_ms: None,
    };
    cleaning.walk(0, end)?;
    Ok(cleaning.took_ms)
}

struct Cleaning<'a, F> {
    file: &'a mut F,
    /// How many boxes are still looked at.
    left: u32,
    took_ms: Option<u64>,
}

/// A box: its kind, and where its contents are.
struct Found {
    kind: [u8; 4],
    kind_at: u64,
    start: u64,
    end: u64,
}

impl<F: Read + Write + Seek> Cleaning<'_, F> {
    fn walk(&mut self, start: u64, end: u64) -> Result<(), UploadError> {
        let mut at = start;
        while let Some(found) = self.next(at, end)? {
            self.left = self
                .left
                .checked_sub(1)
                .ok_or(UploadError::TooManyParts { limit: BOXES })?;
            match &found.kind {
                b"udta" | b"meta" | b"uuid" | b"free" | b"skip" => self.blank(&found)?,
                // A sender's boxes may lie in each other as they like: each level
                // is shorter by a head, and all of them are counted.
                b"moov" | b"trak" | b"mdia" | b"moof" | b"traf" => {
                    self.walk(found.start, found.end)?;
                }
                b"mvhd" => {
                    self.took_ms = self.length(&found)?;
                    self.forget_times(&found)?;
                }
                b"tkhd" | b"mdhd" => self.forget_times(&found)?,
                _ => {}
            }
            at = found.end;
        }
        Ok(())
    }

    /// The box that begins here; none at the end, or where there is no box.
    fn next(&mut self, at: u64, end: u64) -> io::Result<Option<Found>> {
        if end.saturating_sub(at) < HEAD {
            return Ok(None);
        }
        let mut head = [0; 8];
        self.read_at(at, &mut head)?;
        let [a, b, c, d, kind @ ..] = head;
        let (start, size) = match u64::from(u32::from_be_bytes([a, b, c, d])) {
            0 => (at + HEAD, end - at),
            1 if end - at < 2 * HEAD => return Ok(None),
            1 => {
                let mut size = [0; 8];
                self.read_at(at + HEAD, &mut size)?;
                (at + 2 * HEAD, u64::from_be_bytes(size))
            }
            size => (at + HEAD, size),
        };
        if size < start - at {
            return Ok(None);
        }
        Ok(Some(Found {
            kind,
            kind_at: at + 4,
            start,
            // The last box of a file that was cut off.
            end: at.saturating_add(size).min(end),
        }))
    }

    fn blank(&mut self, found: &Found) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(found.kind_at))?;
        self.file.write_all(b"free")?;
        self.zero(found.start, found.end)
    }

    /// When something was made and changed last.
    fn forget_times(&mut self, found: &Found) -> io::Result<()> {
        let width = if self.is_wide(found)? { 16 } else { 8 };
        let start = found.start + 4;
        self.zero(start, (start + width).min(found.end))
    }

    /// The length in milliseconds that the head of a film says.
    fn length(&mut self, found: &Found) -> io::Result<Option<u64>> {
        let is_wide = self.is_wide(found)?;
        let at = found.start + if is_wide { 20 } else { 12 };
        if at + if is_wide { 12 } else { 8 } > found.end {
            return Ok(None);
        }
        let mut word = [0; 4];
        self.read_at(at, &mut word)?;
        let scale = u64::from(u32::from_be_bytes(word));
        let length = if is_wide {
            let mut length = [0; 8];
            self.read_at(at + 4, &mut length)?;
            u64::from_be_bytes(length)
        } else {
            self.read_at(at + 4, &mut word)?;
            u64::from(u32::from_be_bytes(word))
        };
        Ok(length
            .checked_mul(1000)
            .and_then(|ms| ms.checked_div(scale)))
    }

    /// Whether a head has numbers of 64 bits.
    fn is_wide(&mut self, found: &Found) -> io::Result<bool> {
        if found.end - found.start < 4 {
            return Ok(false);
        }
        let mut version = [0];
        self.read_at(found.start, &mut version)?;
        Ok(version == [1])
    }

    fn read_at(&mut self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_exact(bytes)
    }

    fn zero(&mut self, start: u64, end: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(start))?;
        let length = end.saturating_sub(start);
        io::copy(&mut io::repeat(0).take(length), self.file)?;
        Ok(())
    }
}

const HEAD: u64 = 8;
/// More than an hour of film in fragments has.
const BOXES: u32 = 100_000;

#[cfg(test)]
mod tests;
