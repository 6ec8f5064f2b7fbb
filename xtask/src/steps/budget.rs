//! What the widget weighs on the wire, and what it may.

use std::fmt;
use std::fs;
use std::io::Write;
use std::iter::Sum;
use std::ops::Add;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::progress::note;

/// What the script and its wasm weigh together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weight(Size);

impl Weight {
    /// Measures and prints the compressed sizes.
    pub(crate) fn of(script: &Path, wasm_files: &[PathBuf]) -> Result<Self> {
        ensure!(
            !wasm_files.is_empty(),
            "there is no wasm file beside {}",
            script.display()
        );
        let script = measure(script)?;
        let wasm = wasm_files
            .iter()
            .map(|file| measure(file))
            .sum::<Result<Size>>()?;
        let together = script + wasm;
        note(&format!("pulse.js   {script}"));
        note(&format!("wasm       {wasm}"));
        note(&format!(
            "together   {together}; the budget is {} gzip",
            Kilobytes(BUDGET_GZIP_BYTES)
        ));
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

fn measure(file: &Path) -> Result<Size> {
    let content = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    Size::of(&content).with_context(|| format!("compressing {}", file.display()))
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
    fn a_script_without_its_wasm_is_an_error() {
        assert!(Weight::of(Path::new("pulse.js"), &[]).is_err());
    }
}
