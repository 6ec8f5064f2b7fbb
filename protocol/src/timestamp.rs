//! Moments on the wire: ISO 8601 in UTC with milliseconds, always 24
//! characters, so that comparing the text compares the time.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A moment, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
pub struct Timestamp(u64);

/// A text that is no moment as the wire writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a time must look like 2026-05-01T09:00:00.000Z")]
pub struct TimestampError;

impl Timestamp {
    /// The last moment that has four digits for its year.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// A moment by its milliseconds since 1970; later ones than
    /// [`Timestamp::MAX`] become it.
    #[must_use]
    pub const fn from_unix_ms(unix_ms: u64) -> Self {
        if unix_ms > Self::MAX.0 {
            Self::MAX
        } else {
            Self(unix_ms)
        }
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn unix_ms(self) -> u64 {
        self.0
    }

    /// Reads the one form the wire has.
    ///
    /// # Errors
    /// For any other text.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        parse(text).ok_or(TimestampError)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(text_of(*self, &mut { *EMPTY }))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text_of(*self, &mut { *EMPTY }))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let form = bytes.len() == EMPTY.len()
        && bytes.iter().zip(EMPTY).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            mark => byte == mark,
        });
    if !form {
        return None;
    }
    let [year, month, day, hour, minute, second, ms] = PLACES.map(|(from, to)| {
        let digits = bytes[from..to].iter();
        digits.fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'))
    });
    let in_calendar = year >= 1970
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !in_calendar {
        return None;
    }
    let days = days_before_year(year) - days_before_year(1970)
        + (1..month).map(|month| days_of(year, month)).sum::<u64>()
        + day
        - 1;
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
    Some(Timestamp(seconds * 1000 + ms))
}

fn text_of(at: Timestamp, text: &mut [u8; 24]) -> &str {
    let (ms, seconds) = (at.0 % 1000, at.0 / 1000);
    let mut days = seconds / 86_400;
    // A year is never shorter than this, so the first guess is never too early.
    let mut year = 1970 + days / 365;
    while days_before_year(year) - days_before_year(1970) > days {
        year -= 1;
    }
    days -= days_before_year(year) - days_before_year(1970);
    let mut month = 1;
    while days >= days_of(year, month) {
        days -= days_of(year, month);
        month += 1;
    }
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let numbers = [year, month, days + 1, hour, minute, second, ms];
    for ((from, to), mut number) in PLACES.into_iter().zip(numbers) {
        for digit in text[from..to].iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
        }
    }
    std::str::from_utf8(text).unwrap_or_default()
}

/// From the year 1 on, in the calendar of today.
const fn days_before_year(year: u64) -> u64 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}

/// `month` is 1 to 12.
const fn days_of(year: u64, month: u64) -> u64 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const EMPTY: &[u8; 24] = b"0000-00-00T00:00:00.000Z";

/// Where year, month, day, hour, minute, second and milliseconds are.
const PLACES: [(usize, usize); 7] = [
    (0, 4),
    (5, 7),
    (8, 10),
    (11, 13),
    (14, 16),
    (17, 19),
    (20, 23),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_with_milliseconds() {
        let at = Timestamp::from_unix_ms(1_777_626_000_042);
        assert_eq!(at.to_string(), "2026-05-01T09:00:00.042Z");
        assert_eq!(Timestamp::parse("2026-05-01T09:00:00.042Z"), Ok(at));
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2026-05-01",
            "2026-05-01T09:00:00Z",
            "2026-13-01T09:00:00.000Z",
            "2026-05-01T09:00:60.000Z",
            "2026-02-29T09:00:00.000Z",
            "2026-04-31T09:00:00.000Z",
            "2026-00-01T09:00:00.000Z",
            "2026-05-00T09:00:00.000Z",
            "2026-05-01T24:00:00.000Z",
            "2026-05-01T09:60:00.000Z",
            "2026-05-01t09:00:00.000Z",
            "+026-05-01T09:00:00.000Z",
            "1969-12-31T23:59:59.999Z",
            "2026-05-01T09:00:00.0é",
        ] {
            assert_eq!(Timestamp::parse(text), Err(TimestampError), "{text}");
        }
    }

    /// Days as `time` counts them, to the end of what can be written.
    #[test]
    fn the_calendar_is_that_of_a_library() {
        let day_ms = 86_400_000;
        for day in 0..=Timestamp::MAX.0 / day_ms {
            let at = Timestamp(day * day_ms + day % day_ms);
            let there = time::OffsetDateTime::from_unix_timestamp((at.0 / 1000) as i64).unwrap();
            let (year, month, day) = there.to_calendar_date();
            let date = format!("{year:04}-{:02}-{day:02}", u8::from(month));
            let text = at.to_string();
            assert_eq!(text[..10], date);
            assert_eq!(Timestamp::parse(&text), Ok(at));
        }
    }

    proptest! {
        #[test]
        fn text_keeps_the_moment_and_the_order(a in 0..Timestamp::MAX.0, b in 0..Timestamp::MAX.0) {
            let (a, b) = (Timestamp(a), Timestamp(b));
            prop_assert_eq!(Timestamp::parse(&a.to_string()), Ok(a));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }
    }
}
