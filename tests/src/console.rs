//! The browser's console: what pages complain about must have been expected.

use std::fmt;

use anyhow::{Result, ensure};
use serde_json::Value;

/// A line of the console, or a complaint of the browser itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConsoleEntry {
    /// `SEVERE` for uncaught errors, `console.error`, refused requests and violated policies.
    pub level: String,
    /// What it says, with where it was said.
    pub message: String,
}

impl ConsoleEntry {
    pub(crate) fn read(entry: &Value) -> Self {
        let field = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        Self {
            level: field("level"),
            message: field("message"),
        }
    }

    /// The uncaught errors of pages, as Firefox prints them, among what it says of itself.
    pub(crate) fn printed_by_firefox(output: &str) -> Vec<Self> {
        output
            .lines()
            .filter(|line| line.starts_with("JavaScript error: http"))
            .map(|line| Self {
                level: SEVERE.to_owned(),
                message: line.to_owned(),
            })
            .collect()
    }

    fn is_complaint(&self) -> bool {
        self.level == SEVERE
    }
}

impl fmt::Display for ConsoleEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.level, self.message)
    }
}

/// What one window's console has said so far, and which complaints belong to the story.
#[derive(Debug, Default)]
pub(crate) struct Console {
    entries: Vec<ConsoleEntry>,
    expected: Vec<String>,
}

impl Console {
    pub(crate) fn add(&mut self, entries: impl IntoIterator<Item = ConsoleEntry>) {
        self.entries.extend(entries);
    }

    pub(crate) fn entries(&self) -> &[ConsoleEntry] {
        &self.entries
    }

    pub(crate) fn expect(&mut self, part: &str) {
        self.expected.push(part.to_owned());
    }

    /// Fails on complaints that the story does not expect.
    pub(crate) fn check(&self, window: &str) -> Result<()> {
        let unexpected: Vec<_> = self
            .entries
            .iter()
            .filter(|entry| entry.is_complaint())
            .filter(|entry| {
                !self
                    .expected
                    .iter()
                    .any(|part| entry.message.contains(part))
            })
            .map(ToString::to_string)
            .collect();
        ensure!(
            unexpected.is_empty(),
            "the console of {window} complains:\n{}",
            unexpected.join("\n")
        );
        Ok(())
    }
}

const SEVERE: &str = "SEVERE";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn console(lines: &[(&str, &str)]) -> Console {
        let mut console = Console::default();
        console.add(lines.iter().map(|(level, message)| {
            ConsoleEntry::read(&json!({ "level": level, "message": message }))
        }));
        console
    }

    #[test]
    fn of_what_firefox_prints_errors_of_pages_are_taken() {
        let output = "console.error: \"of its own\"\n\
            JavaScript error: resource://gre/modules/x.sys.mjs, line 1: Error: its own, too\n\
            JavaScript error: http://127.0.0.1:1/page, line 3: Error: boom\n";
        let entries = ConsoleEntry::printed_by_firefox(output);
        assert_eq!(entries.len(), 1);
        assert!(entries[0].message.ends_with("Error: boom"));
    }

    #[test]
    fn complaints_fail_unless_the_story_expects_them() {
        let mut console = console(&[("INFO", "hello"), ("SEVERE", "page 3:1 Uncaught Error")]);
        let complaint = console.check("ada").unwrap_err().to_string();
        assert_eq!(
            complaint,
            "the console of ada complains:\nSEVERE: page 3:1 Uncaught Error"
        );
        console.expect("Uncaught Error");
        assert!(console.check("ada").is_ok());
    }
}
