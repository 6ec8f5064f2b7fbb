//! Moments on the wire: ISO 8601 in UTC with milliseconds, always 24
//! characters, so that comparing the text compares the time.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use time::{Date, Month, OffsetDateTime, Time};

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
        let seconds = i64::try_from(self.0 / 1000).map_err(|_| fmt::Error)?;
        let at = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| fmt::Error)?;
        let (year, month, day) = at.to_calendar_date();
        let (hour, minute, second) = at.to_hms();
        write!(
            f,
            "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z",
            u8::from(month),
            self.0 % 1000
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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
    let marks = [
        (4, b'-'),
        (7, b'-'),
        (10, b'T'),
        (13, b':'),
        (16, b':'),
        (19, b'.'),
        (23, b'Z'),
    ];
    if bytes.len() != 24 || marks.iter().any(|&(at, mark)| bytes[at] != mark) {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<u16> {
        bytes[from..to].iter().try_fold(0_u16, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + u16::from(byte - b'0'))
        })
    };
    let small = |from, to| number(from, to).and_then(|n| u8::try_from(n).ok());
    let month = Month::try_from(small(5, 7)?).ok()?;
    let date = Date::from_calendar_date(i32::from(number(0, 4)?), month, small(8, 10)?).ok()?;
    let time = Time::from_hms_milli(
        small(11, 13)?,
        small(14, 16)?,
        small(17, 19)?,
        number(20, 23)?,
    )
    .ok()?;
    let at = OffsetDateTime::new_utc(date, time);
    let seconds = u64::try_from(at.unix_timestamp()).ok()?;
    Some(Timestamp(seconds * 1000 + u64::from(at.millisecond())))
}

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
            "2026-05-01t09:00:00.000Z",
            "+026-05-01T09:00:00.000Z",
            "1969-12-31T23:59:59.999Z",
            "2026-05-01T09:00:00.0é",
        ] {
            assert_eq!(Timestamp::parse(text), Err(TimestampError), "{text}");
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
