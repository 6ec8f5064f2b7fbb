//! `cargo xtask wasm --report`: what the module that ships is made of, by crate and by function.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use anyhow::{Context, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// A module's code by function, and what else is in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// The largest first.
    functions: Vec<(String, u64)>,
    data_bytes: u64,
}

impl Report {
    /// Reads a module that has the names of its functions.
    pub(crate) fn of(module: &[u8]) -> Result<Self> {
        let mut imported = 0;
        let mut bodies = Vec::new();
        let mut names = BTreeMap::new();
        let mut report = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.context("reading the module")? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import.context("reading an import")?;
                        imported += u32::from(matches!(import.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(bytes_in(&body.range())),
                Payload::DataSection(data) => report.data_bytes = bytes_in(&data.range()),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(sections) = section.as_known() {
                        for section in sections {
                            let Name::Function(functions) = section.context("reading names")?
                            else {
                                continue;
                            };
                            for naming in functions {
                                let naming = naming.context("reading a name")?;
                                names.insert(naming.index, without_hashes(naming.name));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        report.functions = (imported..)
            .zip(bodies)
            .map(|(index, bytes)| {
                let name = names.remove(&index);
                (name.unwrap_or_else(|| format!("function {index}")), bytes)
            })
            .collect();
        report
            .functions
            .sort_by(|(one, size), (other, than)| than.cmp(size).then(one.cmp(other)));
        Ok(report)
    }

    /// The table, with this many functions.
    pub(crate) fn table(&self, most: usize) -> String {
        let code: u64 = self.functions.iter().map(|(_, bytes)| bytes).sum();
        let mut text = format!(
            "{code} bytes of code in {} functions, {} of data\n\n",
            self.functions.len(),
            self.data_bytes
        );
        let mut crates: BTreeMap<&str, u64> = BTreeMap::new();
        for (name, bytes) in &self.functions {
            *crates.entry(crate_of(name)).or_default() += bytes;
        }
        let mut crates: Vec<_> = crates.into_iter().collect();
        crates.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
        for (name, bytes) in crates {
            row(&mut text, bytes, code, name);
        }
        text.push('\n');
        for (name, bytes) in self.functions.iter().take(most) {
            row(&mut text, *bytes, code, name);
        }
        text
    }
}

const fn bytes_in(range: &Range<u64>) -> u64 {
    range.end - range.start
}

fn row(text: &mut String, bytes: u64, of: u64, name: &str) {
    let share = bytes as f64 * 100.0 / of.max(1) as f64;
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{bytes:>8}  {share:>4.1} %  {name}");
}

/// Without what tells two versions of a crate apart: of `core[15266d276e3a2055]::fmt` the `core::fmt`.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest)) if is_hash(hash) => text.push_str(rest),
            _ => {
                text.push('[');
                text.push_str(part);
            }
        }
    }
    text
}

fn is_hash(text: &str) -> bool {
    text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The crate whose code it is: of `<A as B>::c` the one of `A`.
fn crate_of(name: &str) -> &str {
    let path = name.trim_start_matches(['<', '&', '[', '*']);
    let path = path.trim_start_matches("mut ").trim_start_matches("dyn ");
    match path.split_once("::") {
        Some((first, _)) if !first.contains([' ', '(']) => first,
        _ => "elsewhere",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An imported function, two of its own, and the names of two of the three.
    const MODULE: &[u8] = &[
        0, b'a', b's', b'm', 1, 0, 0, 0, // header
        1, 4, 1, 0x60, 0, 0, // one type
        2, 7, 1, 1, b'a', 1, b'b', 0, 0, // one import
        3, 3, 2, 0, 0, // two functions
        10, 8, 2, 2, 0, 0x0b, 3, 0, 1, 0x0b, // their bodies
        0, 24, 4, b'n', b'a', b'm', b'e', 1, 17, 2, // names
        0, 3, b'a', b':', b'b', 2, 9, b'<', b'p', b'u', b'l', b's', b'e', b':', b':', b'x',
    ];

    #[test]
    fn functions_are_named_past_the_imported_ones_and_the_largest_comes_first() {
        let report = Report::of(MODULE).unwrap();
        assert_eq!(
            report.functions,
            [("<pulse::x".to_owned(), 3), ("function 1".to_owned(), 2)]
        );
        let table = report.table(1);
        assert!(table.contains("60.0 %  pulse\n"), "{table}");
        assert!(table.contains("40.0 %  elsewhere\n"), "{table}");
        assert!(!table.contains("function 1"), "{table}");
    }

    #[test]
    fn names_go_without_hashes_and_keep_their_brackets() {
        let name = "<core[15266d276e3a2055]::slice::Iter<[u8]>>::next::<[T; 4]>";
        let plain = "<core::slice::Iter<[u8]>>::next::<[T; 4]>";
        assert_eq!(without_hashes(name), plain);
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(Report::of(b"text").is_err());
    }

    #[test]
    fn a_method_belongs_to_the_crate_of_its_type() {
        assert_eq!(
            crate_of("<alloc::vec::Vec<T> as core::fmt::Debug>::fmt"),
            "alloc"
        );
        assert_eq!(
            crate_of("pulse_protocol::piece::Piece::find"),
            "pulse_protocol"
        );
        assert_eq!(crate_of("__wbindgen_malloc"), "elsewhere");
    }
}
