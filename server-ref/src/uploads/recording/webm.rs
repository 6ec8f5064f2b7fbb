//! How long a WebM file is. Recorders of browsers write it as it comes and do
//! not say, so the last block tells. Heads are read and contents passed over:
//! the demuxers that there are believe a head and reserve what it says.

use std::io::{self, BufReader, Read, Seek};

/// The length in milliseconds; none when nothing in it has a time.
pub(super) fn duration_ms<R: Read + Seek>(file: &mut BufReader<R>) -> Option<u64> {
    let mut times = Times::default();
    for _ in 0..ELEMENTS {
        match times.element(file) {
            Ok(true) => {}
            // At its end, or where it broke off.
            Ok(false) | Err(_) => return times.duration_ms(),
        }
    }
    None
}

/// What was read so far.
struct Times {
    scale_ns: u64,
    /// What the file says of itself.
    said: Option<f64>,
    cluster: u64,
    last: Option<u64>,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            scale_ns: DEFAULT_SCALE_NS,
            said: None,
            cluster: 0,
            last: None,
        }
    }
}

impl Times {
    /// Reads one element; false when there is no more to learn.
    fn element<R: Read + Seek>(&mut self, file: &mut BufReader<R>) -> io::Result<bool> {
        let Some((id, size)) = head(file)? else {
            return Ok(false);
        };
        match id {
            CLUSTER if self.said.is_some() => return Ok(false),
            // What has others in it is entered, however far it says to go.
            SEGMENT | INFO | CLUSTER | BLOCK_GROUP => {}
            SCALE => self.scale_ns = number(file, size)?,
            DURATION => self.said = Some(float(file, size)?).filter(|&units| units > 0.0),
            TIME => self.cluster = number(file, size)?,
            SIMPLE_BLOCK | BLOCK => {
                let (_, length) = variable(file)?;
                let mut offset = [0; 2];
                file.read_exact(&mut offset)?;
                let offset = i16::from_be_bytes(offset).into();
                self.last = self
                    .last
                    .max(Some(self.cluster.saturating_add_signed(offset)));
                skip(file, size.unwrap_or(0).saturating_sub(length + 2))?;
            }
            _ => match size {
                Some(size) => skip(file, size)?,
                None => return Ok(false),
            },
        }
        Ok(true)
    }

    fn duration_ms(&self) -> Option<u64> {
        let units = self.said.or(self.last.map(|units| units as f64))?;
        milliseconds(units, self.scale_ns)
    }
}

fn milliseconds(units: f64, scale_ns: u64) -> Option<u64> {
    let ms = units * scale_ns as f64 / 1e6;
    (ms > 0.0 && ms < LONGEST_MS).then_some(ms as u64)
}

/// An element's id and size; none at the end.
fn head<R: Read>(file: &mut BufReader<R>) -> io::Result<Option<(u32, Option<u64>)>> {
    let mut first = [0];
    if file.read(&mut first)? == 0 {
        return Ok(None);
    }
    let more = first[0].leading_zeros();
    if more > 3 {
        return Ok(None);
    }
    let mut id = u32::from(first[0]);
    for _ in 0..more {
        id = id << 8 | u32::from(byte(file)?);
    }
    let (size, length) = variable(file)?;
    let is_unknown = size == (1 << (7 * length)) - 1;
    Ok(Some((id, (!is_unknown).then_some(size))))
}

/// A number that says how long it is, and how long that was.
fn variable<R: Read>(file: &mut BufReader<R>) -> io::Result<(u64, u64)> {
    let first = byte(file)?;
    let more = first.leading_zeros();
    if more > 7 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut value = u64::from(first) & ((1 << (7 - more)) - 1);
    for _ in 0..more {
        value = value << 8 | u64::from(byte(file)?);
    }
    Ok((value, u64::from(more) + 1))
}

fn number<R: Read>(file: &mut BufReader<R>, size: Option<u64>) -> io::Result<u64> {
    let size = size.filter(|&size| size <= 8);
    let mut value = 0;
    for _ in 0..size.ok_or(io::ErrorKind::InvalidData)? {
        value = value << 8 | u64::from(byte(file)?);
    }
    Ok(value)
}

fn float<R: Read>(file: &mut BufReader<R>, size: Option<u64>) -> io::Result<f64> {
    match (size, number(file, size)?) {
        (Some(4), bits) => Ok(f32::from_bits(u32::try_from(bits).unwrap_or(0)).into()),
        (Some(8), bits) => Ok(f64::from_bits(bits)),
        _ => Ok(0.0),
    }
}

fn byte<R: Read>(file: &mut BufReader<R>) -> io::Result<u8> {
    let mut byte = [0];
    file.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn skip<R: Seek>(file: &mut BufReader<R>, bytes: u64) -> io::Result<()> {
    let bytes = i64::try_from(bytes).map_err(|_| io::ErrorKind::InvalidData)?;
    file.seek_relative(bytes)
}

const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const SCALE: u32 = 0x2a_d7b1;
const DURATION: u32 = 0x4489;
const CLUSTER: u32 = 0x1f43_b675;
const TIME: u32 = 0xe7;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const DEFAULT_SCALE_NS: u64 = 1_000_000;
/// Hours of film; whoever sends more is not told how long it is.
const ELEMENTS: u32 = 1_000_000;
/// A year.
const LONGEST_MS: f64 = 3.2e10;

#[cfg(test)]
mod tests;
