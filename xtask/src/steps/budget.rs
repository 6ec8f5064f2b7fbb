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
pub(crate) struct Weight {
    together: Size,
    /// The client's WebAssembly among it, which other interfaces load, too.
    wasm: Size,
}

impl Weight {
    /// Measures a build's files and prints their compressed sizes: those that are loaded at once,
    /// which the budget is for, and those that come when they are needed.
    pub(crate) fn of(dist: &Path) -> Result<Self> {
        let listing = dist.join(LISTING);
        let text = fs::read(&listing).with_context(|| format!("reading {}", listing.display()))?;
        let listing: Value = serde_json::from_slice(&text)
            .with_context(|| format!("{} is no JSON", listing.display()))?;
        let first = measure_all(dist, &listing["first"])?;
        let is_wasm = |(name, _): &&(String, Size)| name.ends_with(".wasm");
        let &(_, wasm) = first.iter().find(is_wasm).with_context(|| {
            let first = &listing["first"];
            format!("{LISTING} names no wasm file among the first: {first}")
        })?;
        for (name, size) in &first {
            note(&format!("{name:WIDTH$} {size}"));
        }
        let together = first.into_iter().map(|(_, size)| size).sum();
        note(&format!(
            "{:WIDTH$} {together}; the budget is {} gzip, of which {} for wasm",
            "together",
            Kilobytes(BUDGET_GZIP_BYTES),
            Kilobytes(WASM_BUDGET_GZIP_BYTES)
        ));
        for (name, size) in measure_all(dist, &listing["later"])? {
            note(&format!("{name:WIDTH$} {size}, when it is needed"));
        }
        Ok(Self { together, wasm })
    }

    /// Fails when it is more than pages should have to load.
    pub(crate) fn within_budget(self) -> Result<()> {
        for (what, size, budget) in [
            ("widget", self.together, BUDGET_GZIP_BYTES),
            ("client's wasm", self.wasm, WASM_BUDGET_GZIP_BYTES),
        ] {
            ensure!(
                size.gzip_bytes <= budget,
                "the {what} is over its size budget: {} gzip, {} allowed",
                Kilobytes(size.gzip_bytes),
                Kilobytes(budget)
            );
        }
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
const WASM_BUDGET_GZIP_BYTES: u64 = 100_000;

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
    fn the_budgets_are_for_all_together_and_for_the_wasm_alone() {
        let verdict = |script, wasm| {
            let (script, wasm) = (gzip(script), gzip(wasm));
            let together = script + wasm;
            let verdict = Weight { together, wasm }.within_budget();
            verdict.map_err(|error| error.to_string())
        };
        assert_eq!(verdict(30_000, 100_000), Ok(()));
        assert_eq!(
            verdict(60_000, 70_100).expect_err("it is over"),
            "the widget is over its size budget: 130.1 kB gzip, 130.0 kB allowed"
        );
        assert_eq!(
            verdict(20_000, 100_100).expect_err("it is over"),
            "the client's wasm is over its size budget: 100.1 kB gzip, 100.0 kB allowed"
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
        let weight = Weight::of(dist.path()).expect("all files are there");
        let alone = |content: &[u8]| Size::of(content).expect("memory can be written");
        assert_eq!(weight.wasm, alone(b"\0asm"));
        assert_eq!(weight.together, alone(b"let a = 1") + weight.wasm);
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
