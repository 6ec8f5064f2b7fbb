//! WebM as browsers record it, and as nobody should.

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
    duration_ms(&mut BufReader::new(Cursor::new(bytes)))
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
        element(DURATION, &2500.0_f32.to_be_bytes()),
        // Half a millisecond, said after what it is the unit of.
        element(SCALE, &500_000_u32.to_be_bytes()),
    ];
    let cluster = element(CLUSTER, &block(77));
    let film = element(SEGMENT, &[element(INFO, &info.concat()), cluster].concat());
    assert_eq!(took(film), Some(1250));
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
    assert_eq!(took(film.clone()), Some(1250));
    // One that broke off is as long as what is there.
    assert_eq!(took(film[..film.len() - 3].to_vec()), Some(1250));
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
