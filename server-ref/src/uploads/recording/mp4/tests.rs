//! Films as phones make them, and as nobody should.

use std::io::Cursor;

use super::*;

fn boxed(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len() + 8).unwrap();
    [&length.to_be_bytes(), &kind[..], contents].concat()
}

/// A head with its times, its scale and its length.
fn head(kind: &[u8; 4], scale: u32, length: u32) -> Vec<u8> {
    let made = 0xdead_beef_u32.to_be_bytes();
    let (scale, length) = (scale.to_be_bytes(), length.to_be_bytes());
    boxed(
        kind,
        &[&[0; 4][..], &made, &made, &scale, &length, b"rest"].concat(),
    )
}

fn cleaned(film: Vec<u8>) -> (Vec<u8>, Option<u64>) {
    let mut file = Cursor::new(film);
    let took = clean(&mut file).unwrap();
    (file.into_inner(), took)
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn what_a_phone_tells_is_blanked_and_nothing_moves() {
    let place = boxed(b"\xa9xyz", b"\0\x15\x15\xc7+48.8584+002.2945/");
    let keys = boxed(b"keys", b"com.apple.quicktime.location.ISO6709");
    let media = boxed(
        b"mdia",
        &[head(b"mdhd", 600, 90), boxed(b"minf", b"tables")].concat(),
    );
    let track = [
        head(b"tkhd", 1, 90),
        media,
        boxed(b"udta", &boxed(b"loci", b"Paris")),
    ]
    .concat();
    let film = [
        boxed(b"ftyp", b"isom"),
        boxed(b"mdat", b"samples +48.8584"),
        boxed(b"free", b"left over +48.8584"),
        boxed(
            b"moov",
            &[
                head(b"mvhd", 600, 900),
                boxed(b"trak", &track),
                boxed(b"udta", &place),
                boxed(b"meta", &keys),
            ]
            .concat(),
        ),
        boxed(b"uuid", b"<x:xmpmeta>Paris</x:xmpmeta>"),
    ]
    .concat();
    let (clean, took) = cleaned(film.clone());
    assert_eq!(took, Some(1500));
    assert_eq!(clean.len(), film.len());
    for gone in [
        &b"+002"[..],
        b"ISO6709",
        b"Paris",
        b"left",
        b"\xde\xad",
        b"xyz",
    ] {
        assert!(has(&film, gone) && !has(&clean, gone), "{gone:?}");
    }
    for kept in [&b"samples +48.8584"[..], b"tables", b"rest"] {
        assert!(has(&clean, kept), "{kept:?}");
    }
    // Once more changes nothing.
    assert_eq!(cleaned(clean.clone()), (clean, Some(1500)));
}

#[test]
fn long_boxes_and_wide_heads_are_read() {
    let mut wide = vec![1, 0, 0, 0];
    wide.extend([0xee; 16]);
    wide.extend(1000_u32.to_be_bytes());
    wide.extend(5_000_000_000_u64.to_be_bytes());
    let moov = boxed(b"moov", &boxed(b"mvhd", &wide));
    let mut film = 1_u32.to_be_bytes().to_vec();
    film.extend(b"mdat");
    film.extend(24_u64.to_be_bytes());
    film.extend(b"samples.");
    film.extend(moov);
    let (clean, took) = cleaned(film);
    assert_eq!(took, Some(5_000_000_000));
    assert!(!has(&clean, &[0xee]));
}

#[test]
fn what_is_no_film_inside_does_no_harm() {
    let endless = [&0_u32.to_be_bytes()[..], b"udta", b"Paris"].concat();
    assert!(!has(&cleaned(endless).0, b"Paris"));
    let cut_off = [&999_u32.to_be_bytes()[..], b"udta", b"Paris"].concat();
    assert!(!has(&cleaned(cut_off).0, b"Paris"));
    for odd in [
        vec![],
        vec![0; 7],
        [&7_u32.to_be_bytes()[..], b"moov"].concat(),
        [&1_u32.to_be_bytes()[..], b"moov"].concat(),
        boxed(b"moov", &boxed(b"mvhd", &[1])),
        boxed(b"moov", &head(b"mvhd", 0, 7)),
    ] {
        assert_eq!(cleaned(odd).1, None);
    }
}

#[test]
fn boxes_without_end_are_refused() {
    let many = boxed(b"free", b"").repeat(BOXES as usize + 1);
    let refused = clean(&mut Cursor::new(many)).unwrap_err();
    assert_eq!(refused.to_string(), "the file has more than 100000 parts");
}
