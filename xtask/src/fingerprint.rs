//! Telling whether something is up to date: a hash over its inputs, kept from the last time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

/// A note that outputs were made from certain inputs.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: String,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// Hashes the inputs (files, and folders with everything below them) and finds the note of the
    /// last time. `recipe` is whatever else decides how the outputs come out.
    pub(crate) fn of(
        workspace: &Workspace,
        name: &str,
        recipe: &str,
        inputs: &[&str],
        outputs: &[&str],
    ) -> Result<Self> {
        let paths = |relative: &[&str]| relative.iter().map(|path| workspace.path(path)).collect();
        let inputs: Vec<_> = paths(inputs);
        Ok(Self {
            file: workspace.notes()?.join(format!("{name}.stamp")),
            inputs: fingerprint(recipe, &inputs)?,
            outputs: paths(outputs),
        })
    }

    /// Whether the outputs are those that were made from these inputs: present, and touched by
    /// nobody since.
    pub(crate) fn is_current(&self) -> Result<bool> {
        if !self.outputs.iter().all(|output| output.exists()) {
            return Ok(false);
        }
        let note = self.note()?;
        Ok(fs::read_to_string(&self.file).is_ok_and(|last| last == note))
    }

    /// Remembers that the outputs were made from these inputs.
    pub(crate) fn write(&self) -> Result<()> {
        fs::write(&self.file, self.note()?)
            .with_context(|| format!("writing {}", self.file.display()))
    }

    fn note(&self) -> Result<String> {
        let outputs = fingerprint("", &self.outputs)?;
        Ok(format!("inputs {}\noutputs {outputs}\n", self.inputs))
    }
}

fn fingerprint(recipe: &str, paths: &[PathBuf]) -> Result<String> {
    let mut hash = Sha256::new();
    feed(&mut hash, recipe.as_bytes());
    for path in paths {
        let mut files = Vec::new();
        collect(path, &mut files)?;
        files.sort();
        for file in files {
            let name = file.strip_prefix(path).unwrap_or(&file);
            feed(&mut hash, name.to_string_lossy().as_bytes());
            let content = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            feed(&mut hash, &content);
        }
    }
    Ok(hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

/// Length first, so that no two different lists of parts read the same.
fn feed(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_le_bytes());
    hash.update(part);
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        let entries = fs::read_dir(path).with_context(|| format!("reading {}", path.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("reading {}", path.display()))?;
            if !OUTPUT_FOLDERS.iter().any(|name| entry.file_name() == *name) {
                collect(&entry.path(), files)?;
            }
        }
    } else if path.exists() {
        files.push(path.to_owned());
    }
    Ok(())
}

/// Made from the inputs or installed beside them, never inputs.
const OUTPUT_FOLDERS: [&str; 4] = ["target", "node_modules", "dist", "pkg"];

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, content: &str) {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().expect("the file is in a folder")).unwrap();
        fs::write(file, content).unwrap();
    }

    #[test]
    fn changes_with_content_names_and_recipe_and_with_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("src");
        write(&source, "a.rs", "one");
        let inputs = [source.clone(), folder.path().join("missing.txt")];
        let of = |recipe| fingerprint(recipe, &inputs).unwrap();
        let first = of("release");
        assert_eq!(of("release"), first);
        assert_ne!(of("debug"), first);

        write(&source, "pkg/made.js", "an output");
        assert_eq!(of("release"), first);

        write(&source, "deep/b.rs", "two");
        let second = of("release");
        assert_ne!(second, first);

        write(&source, "a.rs", "three");
        assert_ne!(of("release"), second);
    }

    #[test]
    fn is_current_only_while_inputs_and_outputs_are_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out.wasm");
        let stamp = |inputs: &str| Stamp {
            file: folder.path().join("wasm.stamp"),
            inputs: inputs.to_owned(),
            outputs: vec![output.clone()],
        };
        assert!(!stamp("a").is_current().unwrap());
        fs::write(&output, "made").unwrap();
        assert!(!stamp("a").is_current().unwrap());
        stamp("a").write().unwrap();
        assert!(stamp("a").is_current().unwrap());
        assert!(!stamp("b").is_current().unwrap());
        fs::write(&output, "made by somebody else").unwrap();
        assert!(!stamp("a").is_current().unwrap());
    }
}
