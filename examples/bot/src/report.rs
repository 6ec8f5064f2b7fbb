//! What the CI says: one JSON object a line.

use serde::Deserialize;

/// How a check went.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a report is its fields")]
pub struct Report {
    /// The name of the check, the same every time.
    pub check: String,
    /// Whether it passed.
    pub passed: bool,
    /// Where to read more.
    pub url: Option<String>,
}

impl Report {
    /// Reads a line.
    ///
    /// # Errors
    /// When it is not a report.
    pub fn parse(line: &str) -> serde_json::Result<Self> {
        serde_json::from_str(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_report() {
        let line = r#"{"check": "nightly", "passed": false, "url": "https://ci/7"}"#;
        let report = Report::parse(line).unwrap();
        assert_eq!((report.check.as_str(), report.passed), ("nightly", false));
        assert_eq!(report.url.as_deref(), Some("https://ci/7"));
        assert!(Report::parse(r#"{"check": "nightly"}"#).is_err());
    }
}
