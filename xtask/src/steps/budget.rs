//! What the widget weighs on the wire, and what it may.

use std::fmt;
use std::fs;
use std::io::Write;
use std::iter::Sum;
use std::ops::Add;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::progress::note;

/// What a page loads before the widget is connected.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weight(Size);

impl Weight {
    /// Measures a build's files and prints their compressed sizes: those that are loaded at once,
    /// which the budget is for, and those that come when they are needed.
    pub(crate) fn of(dist: &Path) -> Result<Self> {
        let listing = dist.join(LISTING);
        let text = fs::read(&listing).with_context(|| format!("reading {}", listing.display()))?;
        let listing: Value = serde_json::from_slice(&text)
            .with_context(|| format!("{} is no JSON", listing.display()))?;
        let first = measure_all(dist, &listing["first"])?;
        ensure!(
            first.iter().any(|(name, _)| name.ends_with(".wasm")),
            "{LISTING} names no wasm file among the first: {}",
            listing["first"]
        );
        for (name, size) in &first {
            note(&format!("{name:WIDTH$} {size}"));
        }
        let together = first.into_iter().map(|(_, size)| size).sum();
        note(&format!(
            "{:WIDTH$} {together}; the budget is {} gzip",
            "together",
            Kilobytes(BUDGET_GZIP_BYTES)
        ));
        for (name, size) in measure_all(dist, &listing["later"])? {
            note(&format!("{name:WIDTH$} {size}, when it is needed"));
        }
        Ok(Self(together))
    }

    /// Fails when it is more than pages should have to load.
    pub(crate) fn within_budget(self) -> Result<()> {
        ensure!(
            self.0.gzip_bytes <= BUDGET_GZIP_BYTES,
            "the widget is over its size budget: {} gzip, {} allowed",
            Kilobytes(self.0.gzip_bytes),
            Kilobytes(BUDGET_GZIP_BYTES)
        );
        Ok(())
    }
}

fn measure_all(dist: &Path, names: &Value) -> Result<Vec<(String, Size)>> {
    let names = names
        .as_array()
        .context("the listing has no list of files")?;
    let mut measured = Vec::new();
    for name in names {
        let name = name.as_str().context("a file's name is no text")?;
        let file = dist.join(name);
        let content = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        let size = Size::of(&content).with_context(|| format!("compressing {}", file.display()))?;
        measured.push((name.to_owned(), size));
    }
    Ok(measured)
}

/// Compressed sizes of one file or several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    gzip_bytes: u64,
    brotli_bytes: u64,
}

impl Size {
    fn of(content: &[u8]) -> std::io::Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content)?;
        let mut brotli = Vec::new();
        let settings = brotli::enc::BrotliEncoderParams::default();
        brotli::BrotliCompress(&mut &content[..], &mut brotli, &settings)?;
        Ok(Self {
            gzip_bytes: gzip.finish()?.len() as u64,
            brotli_bytes: brotli.len() as u64,
        })
    }
}

impl Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            gzip_bytes: self.gzip_bytes + other.gzip_bytes,
            brotli_bytes: self.brotli_bytes + other.brotli_bytes,
        }
    }
}

impl Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} gzip, {} brotli",
            Kilobytes(self.gzip_bytes),
            Kilobytes(self.brotli_bytes)
        )
    }
}

/// A number of bytes, shown in thousands.
struct Kilobytes(u64);

impl fmt::Display for Kilobytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} kB", self.0 / 1_000, self.0 % 1_000 / 100)
    }
}

const BUDGET_GZIP_BYTES: u64 = 130_000;

/// Written by the widget's build: which files are loaded when.
const LISTING: &str = "pulse.json";

/// Of the column of names.
const WIDTH: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    fn gzip(gzip_bytes: u64) -> Size {
        Size {
            gzip_bytes,
            brotli_bytes: 0,
        }
    }

    #[test]
    fn the_budget_is_for_both_files_together() {
        assert!(Weight(gzip(60_000) + gzip(70_000)).within_budget().is_ok());
        let error = Weight(gzip(60_000) + gzip(70_100))
            .within_budget()
            .expect_err("it is over");
        assert_eq!(
            error.to_string(),
            "the widget is over its size budget: 130.1 kB gzip, 130.0 kB allowed"
        );
    }

    #[test]
    fn sizes_are_those_after_compression() {
        let size = Size::of(&[b'a'; 100_000]).expect("memory can be written");
        assert!(size.gzip_bytes < 200 && size.brotli_bytes < 100, "{size:?}");
    }

    #[test]
    fn a_build_is_weighed_by_what_is_loaded_first() {
        let dist = tempfile::tempdir().expect("a folder can be made");
        let write = |name: &str, content: &[u8]| {
            fs::write(dist.path().join(name), content).expect("the folder can be written");
        };
        write(
            LISTING,
            br#"{"first": ["pulse.js", "pulse.wasm"], "later": ["panels.js"]}"#,
        );
        write("pulse.js", b"let a = 1");
        write("pulse.wasm", b"\0asm");
        write("panels.js", &[b'a'; 1000]);
        let Weight(size) = Weight::of(dist.path()).expect("all files are there");
        let alone = |content: &[u8]| Size::of(content).expect("memory can be written");
        assert_eq!(size, alone(b"let a = 1") + alone(b"\0asm"));
    }

    #[test]
    fn a_build_without_its_wasm_is_an_error() {
        let dist = tempfile::tempdir().expect("a folder can be made");
        assert!(Weight::of(dist.path()).is_err());
        let listing = r#"{"first": [], "later": []}"#;
        fs::write(dist.path().join(LISTING), listing).expect("the folder can be written");
        assert!(Weight::of(dist.path()).is_err());
    }
}
