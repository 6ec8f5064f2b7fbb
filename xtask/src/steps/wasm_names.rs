//! The names that a module and its JavaScript call each other by, made as short as they go: with
//! their hashes they would be a thirtieth of what a page downloads.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// What makes wasm-opt choose short names, and print which.
pub(crate) const SHORTEN: &str = "--minify-imports-and-exports-and-modules";

/// Teaches the module's JavaScript and its types the names that wasm-opt has printed.
pub(crate) fn tell(glue: &Path, types: &Path, printed: &str) -> Result<()> {
    let names = Names::read(printed).context("reading the names that wasm-opt chose")?;
    rewrite(glue, |text| names.in_glue(text))?;
    rewrite(types, |text| Ok(names.in_types(text)))
}

fn rewrite(file: &Path, rename: impl FnOnce(String) -> Result<String>) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let text = rename(text).with_context(|| format!("in {}", file.display()))?;
    fs::write(file, text).with_context(|| format!("writing {}", file.display()))
}

#[derive(Debug)]
struct Names {
    imports: Vec<Import>,
    /// Each old name with its new one.
    exports: Vec<(String, String)>,
}

#[derive(Debug)]
struct Import {
    module: String,
    name: String,
    short: String,
}

impl Names {
    fn read(printed: &str) -> Result<Self> {
        let printed: Value = serde_json::from_str(printed)?;
        let rows = |key: &str| {
            let rows = printed[key].as_array();
            rows.with_context(|| format!("there are no {key}"))
        };
        let text = |row: &Value, at: usize| {
            let text = row[at].as_str().map(str::to_owned);
            text.with_context(|| format!("{row} is no name"))
        };
        let imports = rows("imports")?.iter().map(|row| {
            Ok(Import {
                module: text(row, 0)?,
                name: text(row, 1)?,
                short: text(row, 2)?,
            })
        });
        let exports = rows("exports")?
            .iter()
            .map(|row| Ok((text(row, 0)?, text(row, 1)?)));
        Ok(Self {
            imports: imports.collect::<Result<_>>()?,
            exports: exports.collect::<Result<_>>()?,
        })
    }

    /// wasm-bindgen's own functions are fields of one object; those of other modules are put there,
    /// too, since there is one module left to import from.
    fn in_glue(&self, mut text: String) -> Result<String> {
        let mut others = String::new();
        for Import {
            module,
            name,
            short,
        } in &self.imports
        {
            if module == OWN {
                let (long, short) = (
                    format!("\n        {name}: "),
                    format!("\n        {short}: "),
                );
                text = replaced_once(&text, &long, &short)?;
            } else {
                let object = object_of(&text, module)?;
                others += &format!("    import0.{short} = {object}.{name};\n");
            }
        }
        let (before, objects) = text
            .split_once(OBJECTS)
            .context("it does not say what the module may import")?;
        let (_, after) = objects
            .split_once("    };\n")
            .context("what the module may import does not end")?;
        text =
            format!("{before}{others}    return {{ __proto__: null, {ONLY}: import0 }};\n{after}");
        for (long, short) in &self.exports {
            text = member_replaced(&text, long, short)?;
        }
        Ok(text)
    }

    fn in_types(&self, mut text: String) -> String {
        for (long, short) in &self.exports {
            text = text.replace(
                &format!("readonly {long}: "),
                &format!("readonly {short}: "),
            );
        }
        text
    }
}

/// The variable that holds what a module of ours exports.
fn object_of<'a>(glue: &'a str, module: &str) -> Result<&'a str> {
    let field = format!("\n        \"{module}\": ");
    let found = glue
        .split_once(&field)
        .and_then(|(_, rest)| rest.split_once(','));
    let (object, _) = found.with_context(|| format!("nothing is imported from {module}"))?;
    Ok(object)
}

fn replaced_once(text: &str, long: &str, short: &str) -> Result<String> {
    let count = text.matches(long).count();
    ensure!(count == 1, "{:?} is there {count} times", long.trim());
    Ok(text.replace(long, short))
}

/// Replaces `wasm.NAME`, but not where that is the beginning of a longer name. Not all exports are
/// used, but those that are must be used as this.
fn member_replaced(text: &str, long: &str, short: &str) -> Result<String> {
    let member = format!(".{long}");
    let mut replaced = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(&member) {
        replaced += before;
        rest = after;
        if after.starts_with(|next: char| next.is_ascii_alphanumeric() || "_$".contains(next)) {
            replaced += &member;
            continue;
        }
        ensure!(
            before.ends_with("wasm"),
            "there is {member} of something else than wasm"
        );
        replaced += ".";
        replaced += short;
    }
    replaced += rest;
    Ok(replaced)
}

/// Where wasm-bindgen says that its own functions come from.
const OWN: &str = "./pulse_client_bg.js";
/// The one module that wasm-opt leaves.
const ONLY: &str = "a";
const OBJECTS: &str =
    "    return {\n        __proto__: null,\n        \"./pulse_client_bg.js\": import0,\n";

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{
 "imports": [["./pulse_client_bg.js", "__wbg_now_12", "A"], ["./snippets/x.js", "upload", "B"]],
"exports": [["memory", "C"], ["client_on", "D"], ["client_only", "E"], ["unused", "F"]]
}"#;
    const GLUE: &str = r#"    const import0 = {
        __proto__: null,
        __wbg_now_12: function() {
            return wasm.memory;
        },
    };
    return {
        __proto__: null,
        "./pulse_client_bg.js": import0,
        "./snippets/x.js": import1,
    };
}
on = () => wasm.client_on(wasm.client_only(wasm.client_on), wasm);
"#;

    #[test]
    fn both_sides_call_each_other_by_the_short_names() {
        let names = Names::read(PRINTED).unwrap();
        let renamed = names.in_glue(GLUE.to_owned()).unwrap();
        assert_eq!(
            renamed,
            r#"    const import0 = {
        __proto__: null,
        A: function() {
            return wasm.C;
        },
    };
    import0.B = import1.upload;
    return { __proto__: null, a: import0 };
}
on = () => wasm.D(wasm.E(wasm.D), wasm);
"#
        );
        let types = "readonly memory: M;\nreadonly client_on: (a: number);\nreadonly unused: ();";
        assert_eq!(
            names.in_types(types.to_owned()),
            "readonly C: M;\nreadonly D: (a: number);\nreadonly F: ();"
        );
    }

    #[test]
    fn a_name_that_is_not_found_is_an_error() {
        let names = Names::read(PRINTED).unwrap();
        for missing in [
            "__wbg_now_12",
            "./snippets/x.js",
            OBJECTS,
            "    };\n    return",
        ] {
            assert!(
                names.in_glue(GLUE.replace(missing, "gone")).is_err(),
                "{missing}"
            );
        }
        let other = GLUE.replace("wasm.memory", "exports.memory");
        let error = names.in_glue(other).unwrap_err().to_string();
        assert_eq!(error, "there is .memory of something else than wasm");
        assert!(Names::read("{}").is_err());
    }
}
