//! Telling whether something is up to date: a hash over its inputs, kept from the last time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

/// A note that an output was made from certain inputs.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    fingerprint: String,
}

impl Stamp {
    /// Hashes the inputs (files, and folders with everything below them) and finds the note of the
    /// last time. `name` names the output, `recipe` is whatever else decides how it comes out.
    pub(crate) fn of(
        workspace: &Workspace,
        name: &str,
        recipe: &str,
        inputs: &[&str],
    ) -> Result<Self> {
        Ok(Self {
            file: workspace.notes()?.join(format!("{name}.stamp")),
            fingerprint: fingerprint(workspace.root(), recipe, inputs)?,
        })
    }

    /// Whether all outputs exist and were made from these inputs.
    pub(crate) fn is_current(&self, outputs: &[PathBuf]) -> bool {
        outputs.iter().all(|output| output.exists())
            && fs::read_to_string(&self.file).is_ok_and(|last| last == self.fingerprint)
    }

    /// Remembers that the outputs were made from these inputs.
    pub(crate) fn write(&self) -> Result<()> {
        fs::write(&self.file, &self.fingerprint)
            .with_context(|| format!("writing {}", self.file.display()))
    }
}

fn fingerprint(root: &Path, recipe: &str, inputs: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for input in inputs {
        collect(&root.join(input), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    feed(&mut hash, recipe.as_bytes());
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file);
        feed(&mut hash, name.to_string_lossy().as_bytes());
        let content = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        feed(&mut hash, &content);
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
        let root = folder.path();
        write(root, "src/a.rs", "one");
        let of = |recipe| fingerprint(root, recipe, &["src", "missing.txt"]).unwrap();
        let first = of("release");
        assert_eq!(of("release"), first);
        assert_ne!(of("debug"), first);

        write(root, "src/pkg/made.js", "an output");
        assert_eq!(of("release"), first);

        write(root, "src/deep/b.rs", "two");
        let second = of("release");
        assert_ne!(second, first);

        write(root, "src/a.rs", "three");
        assert_ne!(of("release"), second);
    }

    #[test]
    fn is_current_only_while_the_output_exists_and_the_inputs_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out.wasm");
        let stamp = |fingerprint: &str| Stamp {
            file: folder.path().join("wasm.stamp"),
            fingerprint: fingerprint.to_owned(),
        };
        let outputs = [output.clone()];
        assert!(!stamp("a").is_current(&outputs));
        stamp("a").write().unwrap();
        assert!(!stamp("a").is_current(&outputs));
        fs::write(&output, "").unwrap();
        assert!(stamp("a").is_current(&outputs));
        assert!(!stamp("b").is_current(&outputs));
    }
}
