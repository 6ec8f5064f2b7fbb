//! Puts the built widget into the binary, so that one file is all there is to
//! deploy. Without a built widget the server is complete but for `/sdk`.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let appears_in = manifest.join("../web-component");
    let built = if appears_in.exists() {
        appears_in.join("dist")
    } else {
        // A package has no folders beside it, and brings the widget along.
        manifest.join("widget")
    };
    let embedded = PathBuf::from(variable("OUT_DIR")?).join("sdk");
    for name in ["migrations", "migrations-postgres"] {
        list_migrations(&manifest.join(name), &format!("{name}.rs"))?;
    }
    println!("cargo:rerun-if-changed=templates");
    // A path that does not exist would run this, and build the server, each
    // time. Until there is a widget, the folder it appears in is watched.
    let watched = [&built, &appears_in].into_iter().find(|path| path.exists());
    if let Some(watched) = watched {
        println!("cargo:rerun-if-changed={}", watched.display());
    }
    if embedded.exists() {
        fs::remove_dir_all(&embedded)?;
    }
    fs::create_dir_all(&embedded)?;
    if built.is_dir() {
        copy(&built, &embedded)?;
    }
    // What the panel has of npm comes along with the widget, and is served apart.
    let own = PathBuf::from(variable("OUT_DIR")?).join("panel");
    if own.exists() {
        fs::remove_dir_all(&own)?;
    }
    match embedded.join("panel") {
        made if made.is_dir() => fs::rename(made, own)?,
        _ => fs::create_dir_all(own)?,
    }
    Ok(())
}

/// Writes a list of a folder's migrations: their numbers, names and texts.
/// sqlx has a macro for it, which would compile every database a second time.
fn list_migrations(folder: &Path, list: &str) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut entries = vec![];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let (number, words) = name
            .and_then(|name| name.split_once('_'))
            .and_then(|(number, words)| Some((number.parse::<i64>().ok()?, words.to_owned())))
            .ok_or_else(|| io::Error::other(format!("{} is no migration", path.display())))?;
        entries.push(format!("({number}, {words:?}, include_str!({path:?})),\n"));
    }
    let text = format!("&[\n{}]\n", entries.concat());
    fs::write(PathBuf::from(variable("OUT_DIR")?).join(list), text)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        println!("cargo:rerun-if-changed={}", entry.path().display());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|error| io::Error::other(format!("{name}: {error}")))
}
