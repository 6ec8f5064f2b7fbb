//! How long a WebM file is. Recorders of browsers write it as it comes and do
//! not say, so the last block tells. Heads are read and contents passed over:
//! the demuxers that there are believe a head and reserve what it says.

use std::io::{self, BufReader, Read, Seek};

/// The length in milliseconds; none when nothing in it has a time.
pub(super) fn duration_ms<R: Read + Seek>(file: &mut BufReader<R>) -> io::Result<Option<u64>> {
    let mut scale_ns = DEFAULT_SCALE_NS;
    let (mut cluster, mut last) = (0_u64, None);
    for _ in 0..ELEMENTS {
        let Some((id, size)) = head(file)? else {
            break;
        };
        match id {
            // What has others in it is entered, however far it says to go.
            SEGMENT | INFO | CLUSTER | BLOCK_GROUP => {}
            SCALE => scale_ns = number(file, size)?,
            DURATION => {
                let units = float(file, size)?;
                if units > 0.0 {
                    return Ok(milliseconds(units, scale_ns));
                }
            }
            TIME => cluster = number(file, size)?,
            SIMPLE_BLOCK | BLOCK => {
                let (_, length) = variable(file)?;
                let mut offset = [0; 2];
                file.read_exact(&mut offset)?;
                let at = cluster.saturating_add_signed(i16::from_be_bytes(offset).into());
                last = last.max(Some(at));
                skip(file, size.unwrap_or(0).saturating_sub(length + 2))?;
            }
            _ => match size {
                Some(size) => skip(file, size)?,
                None => break,
            },
        }
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "whoever records that long rounds"
    )]
    Ok(last.and_then(|units| milliseconds(units as f64, scale_ns)))
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
mod tests {
    use std::io::Cursor;

    use super::*;

    /// An element of a known size.
    fn element(id: u32, contents: &[u8]) -> Vec<u8> {
        let id: Vec<u8> = id
            .to_be_bytes()
            .into_iter()
            .skip_while(|&byte| byte == 0)
            .collect();
        let size = u32::try_from(contents.len()).unwrap() | 0x1000_0000;
        [&id[..], &size.to_be_bytes(), contents].concat()
    }

    /// One whose writer did not know how long it would be.
    fn open(id: u32, contents: &[u8]) -> Vec<u8> {
        [
            &id.to_be_bytes()[..],
            &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            contents,
        ]
        .concat()
    }

    fn took(bytes: Vec<u8>) -> Option<u64> {
        duration_ms(&mut BufReader::new(Cursor::new(bytes))).unwrap_or(None)
    }

    fn block(offset: i16) -> Vec<u8> {
        element(
            SIMPLE_BLOCK,
            &[&[0x81][..], &offset.to_be_bytes(), b"\x80sound"].concat(),
        )
    }

    #[test]
    fn a_file_that_says_so_is_believed() {
        let info = [
            element(SCALE, &[0x0f, 0x42, 0x40]),
            element(DURATION, &2500.0_f32.to_be_bytes()),
        ];
        let film = element(SEGMENT, &element(INFO, &info.concat()));
        assert_eq!(took(film), Some(2500));
    }

    #[test]
    fn a_recording_of_a_browser_is_as_long_as_its_last_block_says() {
        let cluster = |at: u16, blocks: &[Vec<u8>]| {
            open(
                CLUSTER,
                &[element(TIME, &at.to_be_bytes()), blocks.concat()].concat(),
            )
        };
        let group = element(BLOCK_GROUP, &element(BLOCK, b"\x81\x00\x05\x80sound"));
        let film = open(
            SEGMENT,
            &[
                element(0xec, &[0; 40]),
                element(INFO, &element(SCALE, &[0x0f, 0x42, 0x40])),
                cluster(0, &[block(0), block(900), block(880)]),
                cluster(1000, &[block(0), group, block(250), block(-20)]),
            ]
            .concat(),
        );
        assert_eq!(took(film), Some(1250));
    }

    #[test]
    fn nonsense_has_no_length() {
        let endless = element(SEGMENT, &open(SCALE, b""));
        let huge = [
            &DURATION.to_be_bytes()[2..],
            &[0x08, 0xff, 0xff, 0xff, 0xff],
        ]
        .concat();
        let never = element(DURATION, &f64::NAN.to_be_bytes());
        for odd in [
            vec![],
            vec![0; 100],
            vec![0xff; 100],
            endless,
            huge,
            never,
            block(7)[..5].to_vec(),
        ] {
            assert_eq!(took(odd), None);
        }
        let mut far = vec![0xec, 0x01];
        far.extend([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]);
        assert_eq!(took(far), None);
    }
}
