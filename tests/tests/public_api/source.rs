//! A crate as one tree, with its modules where they are declared.

use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, File, Item, ItemMod, Meta};

/// Reads a crate or a module and all modules below it that users get.
pub(crate) fn read(path: &Path) -> File {
    let text = fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("reading {}: {error}", path.display()));
    let mut file = syn::parse_file(&text)
        .unwrap_or_else(|error| panic!("understanding {}: {error}", path.display()));
    fill(&mut file.items, &folder_of(path));
    file
}

fn fill(items: &mut Vec<Item>, folder: &Path) {
    items.retain(|item| !matches!(item, Item::Mod(module) if of_tests(&module.attrs)));
    for item in items {
        let Item::Mod(module) = item else { continue };
        let below = folder.join(module.ident.to_string());
        match &mut module.content {
            Some((_, items)) => fill(items, &below),
            None => load(module, &below),
        }
    }
}

fn load(module: &mut ItemMod, below: &Path) {
    let beside = below.with_extension("rs");
    let file = if beside.exists() {
        beside
    } else {
        below.join("mod.rs")
    };
    module.content = Some((syn::token::Brace::default(), read(&file).items));
    module.semi = None;
}

/// Where the files of a file's modules are.
fn folder_of(file: &Path) -> PathBuf {
    match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("lib" | "mod") => file.with_file_name(""),
        _ => file.with_extension(""),
    }
}

/// What exists in tests and documentation alone.
fn of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string().replace(' ', "");
            matches!(&*condition, "test" | "doctest" | "any(doc,doctest)")
        }
        _ => false,
    })
}
