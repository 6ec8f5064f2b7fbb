//! Small rules that several parts share.

use pulse_protocol::UserId;
use sha2::{Digest, Sha256};

/// Readable on white and under white text (WCAG AA, 4.5 : 1 at least), and
/// far enough apart to be told from each other.
const PALETTE: [&str; 16] = [
    "#4f46e5", "#b45309", "#047857", "#be123c", "#0369a1", "#7e22ce", "#4d7c0f", "#c2410c",
    "#0f766e", "#a21caf", "#1d4ed8", "#b91c1c", "#15803d", "#86198f", "#0e7490", "#57534e",
];

/// A person's colour, the same on every server and in every room.
#[must_use]
pub fn colour_of(user: &UserId) -> &'static str {
    let hash = Sha256::digest(user.as_str());
    PALETTE[usize::from(hash[0]) % PALETTE.len()]
}

/// A name as the original widget writes it after an `@`: spaces become
/// underscores.
#[must_use]
pub fn handle_of(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast_with_white(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
        1.05 / (luminance + 0.05)
    }

    #[test]
    fn white_text_is_readable_on_every_colour() {
        for colour in PALETTE {
            let contrast = contrast_with_white(colour);
            assert!(contrast >= 4.5, "{colour}: {contrast:.2}");
        }
    }

    #[test]
    fn a_colour_is_stable_and_ids_that_differ_little_spread() {
        let id = |n: u32| UserId::parse(format!("user-{n}")).unwrap();
        assert_eq!(colour_of(&id(1)), colour_of(&id(1)));
        let used: std::collections::BTreeSet<_> = (0..200).map(|n| colour_of(&id(n))).collect();
        assert!(used.len() >= 14, "{used:?}");
    }

    #[test]
    fn a_handle_joins_words_with_underscores() {
        assert_eq!(handle_of("Ada  Byron"), "Ada_Byron");
        assert_eq!(handle_of("Zoë"), "Zoë");
    }
}
