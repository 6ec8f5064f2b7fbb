//! Whether a text is JSON, and where its objects and lists end: found in one
//! pass, so that everything after it can step over what it does not read.

/// Where an object or a list ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// The place after its closing bracket.
    pub(crate) end: u32,
    /// The first object or list that begins after that. While it is open: the one around it.
    pub(crate) next: u32,
}

/// The objects and lists of a text, in the order in which they begin; `None` when it is no JSON.
/// It refuses and takes the texts that serde_json does, which a test holds against it.
pub(crate) fn outline(text: &str) -> Option<Vec<Extent>> {
    let mut reader = Reader {
        text: text.as_bytes(),
        at: 0,
        extents: Vec::new(),
        open: NONE,
    };
    u32::try_from(text.len()).ok()?;
    reader.document().then_some(reader.extents)
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    extents: Vec<Extent>,
    /// The innermost object or list that has not ended.
    open: u32,
}

impl Reader<'_> {
    fn document(&mut self) -> bool {
        loop {
            let begins = match self.after_space() {
                Some(open @ (b'{' | b'[')) => self.begin(open),
                Some(b'"') => self.string().then_some(Next::End),
                Some(b't') => self.word(b"true").then_some(Next::End),
                Some(b'f') => self.word(b"false").then_some(Next::End),
                Some(b'n') => self.word(b"null").then_some(Next::End),
                _ => self.number().then_some(Next::End),
            };
            match begins {
                None => return false,
                Some(Next::Value) => continue,
                Some(Next::End) => {}
            }
            loop {
                let after = self.after_space();
                if self.open == NONE {
                    return after.is_none();
                }
                let in_object = self.text[self.extents[self.open as usize].end as usize] == b'{';
                match after {
                    Some(b',') => {
                        self.at += 1;
                        if in_object && !self.key() {
                            return false;
                        }
                        break;
                    }
                    Some(b'}') if in_object => self.end(),
                    Some(b']') if !in_object => self.end(),
                    _ => return false,
                }
            }
        }
    }

    /// An object or a list, up to its first value or its end.
    fn begin(&mut self, bracket: u8) -> Option<Next> {
        let index = self.extents.len() as u32;
        self.extents.push(Extent {
            // Where it begins, as long as its end is not known.
            end: self.at as u32,
            next: std::mem::replace(&mut self.open, index),
        });
        self.at += 1;
        match self.after_space()? {
            b'}' if bracket == b'{' => self.end(),
            b']' if bracket == b'[' => self.end(),
            _ if bracket == b'{' => return self.key().then_some(Next::Value),
            _ => return Some(Next::Value),
        }
        Some(Next::End)
    }

    fn end(&mut self) {
        self.at += 1;
        let next = self.extents.len() as u32;
        let extent = &mut self.extents[self.open as usize];
        self.open = std::mem::replace(&mut extent.next, next);
        extent.end = self.at as u32;
    }

    /// A name and its colon.
    fn key(&mut self) -> bool {
        self.after_space() == Some(b'"') && self.string() && {
            let colon = self.after_space() == Some(b':');
            self.at += 1;
            colon
        }
    }

    /// A text, from its first quote on.
    fn string(&mut self) -> bool {
        self.at += 1;
        loop {
            let Some(&byte) = self.text.get(self.at) else {
                return false;
            };
            self.at += 1;
            match byte {
                b'"' => return true,
                b'\\' if !self.escape() => return false,
                0..0x20 => return false,
                _ => {}
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> bool {
        let byte = self.peek();
        self.at += 1;
        match byte {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => true,
            Some(b'u') => {
                let digits = self.text.get(self.at..self.at + 4);
                self.at += 4;
                digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            }
            _ => false,
        }
    }

    fn number(&mut self) -> bool {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else if !self.digits() {
            return false;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if !self.digits() {
                return false;
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            return self.digits();
        }
        true
    }

    /// One digit or more.
    fn digits(&mut self) -> bool {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at > start
    }

    fn word(&mut self, word: &[u8]) -> bool {
        let fits = self.text[self.at..].starts_with(word);
        self.at += word.len();
        fits
    }

    fn after_space(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

/// What comes after the beginning of a value.
enum Next {
    /// A value inside of it.
    Value,
    /// Whatever is behind it, which has ended.
    End,
}

const NONE: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    use super::*;

    fn same_as_serde_json(text: &str) -> bool {
        let there = serde_json::from_str::<IgnoredAny>(text).is_ok();
        assert_eq!(outline(text).is_some(), there, "{text}");
        there
    }

    #[test]
    fn texts_are_taken_and_refused_as_by_serde_json() {
        for text in [
            "",
            " ",
            "{",
            "}",
            "[",
            "]",
            "[]",
            "{}",
            "[1,]",
            "[,1]",
            "{,}",
            r#"{"a"}"#,
            "{} {}",
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1 "b":2}"#,
            r#"{"a" 1}"#,
            "{1:2}",
            "[}",
            "{]",
            r#"{"a":[1}]"#,
            "01",
            "1.",
            ".5",
            "-",
            "-0",
            "-01",
            "1e",
            "1e+",
            "1E-5",
            "1.5e3",
            "+1",
            "1x",
            "truE",
            "true",
            "tru",
            "nulll",
            "null",
            "false",
            "fals",
            "\u{feff}1",
            "1\u{a0}",
            "\"a\nb\"",
            r#""\x""#,
            r#""\u12""#,
            r#""\u12G4""#,
            r#""\ud800""#,
            r#""\"#,
            r#"""#,
            "\"\u{7f}\"",
            " [ 1 , { \"a\" : [ ] } , \"\" ] ",
            "[1 2]",
            r#"["a" "b"]"#,
            "{\"a\":1}}",
        ] {
            same_as_serde_json(text);
        }
    }

    #[test]
    fn depth_is_no_recursion() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(outline(&deep).unwrap().len(), 100_000);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused_as_by_serde_json(
            text in r#"[\[\]{}:,"\\a-fnrtu0-9.eE+ -]{0,24}"#,
        ) {
            same_as_serde_json(&text);
        }

        #[test]
        fn a_frame_with_one_byte_changed_is_taken_or_refused_as_by_serde_json(
            at in 0_usize..120,
            put in r#"[\[\]{}:,"\\a0. -]"#,
        ) {
            let mut text = r#"{"type":"x","a":[1,-2.5e3,{"b":"\u00e9\n"},[]],"c":{"d":null,"e":true},"f":""}"#.to_owned();
            let at = at % text.len();
            text.replace_range(at..=at, &put);
            same_as_serde_json(&text);
        }
    }
}
