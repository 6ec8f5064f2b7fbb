//! `pulse-server backup` and `restore`: all that is kept, as one tar file. It
//! holds the database as it was at one moment, and the uploaded files. The
//! master secret is not in it: who finds a backup can forge nothing, and
//! browsers fetch fresh tokens by themselves.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail, ensure};
use tokio::task::spawn_blocking;

use crate::config::ServerConfig;
use crate::storage::Database;
use crate::storage::sqlite::{DATABASE, copy_database, revive_database};

/// Writes a backup, beside a running server or without one. Every write that
/// was acknowledged before the call is in it.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn back_up(config: &ServerConfig, file: &Path) -> anyhow::Result<()> {
    let data = config.data_dir.clone();
    ensure!(
        matches!(config.database()?, Database::Sqlite(_)),
        "this command copies SQLite; PostgreSQL has its own, such as pg_dump"
    );
    ensure!(
        data.join(DATABASE).is_file(),
        "there is nothing to back up in {}",
        data.display()
    );
    ensure!(!file.exists(), "{} is there already", file.display());
    let copy = beside(file, "database");
    let partial = beside(file, "partial");
    let written = async {
        copy_database(&data, &copy)
            .await
            .context("cannot copy the database")?;
        let (copy, partial) = (copy.clone(), partial.clone());
        spawn_blocking(move || pack(&data, &copy, &partial)).await?
    };
    let written = written.await;
    remove(&copy)?;
    if let Err(error) = written {
        remove(&partial)?;
        return Err(error.context(format!("cannot write {}", file.display())));
    }
    fs::rename(&partial, file).with_context(|| format!("cannot write {}", file.display()))?;
    say(&format!("backed up to {}", file.display()))
}

/// Makes a data directory from a backup.
///
/// # Errors
/// When there is data already, or the backup cannot be used.
pub async fn restore(config: &ServerConfig, file: &Path) -> anyhow::Result<()> {
    let data = config.data_dir.clone();
    ensure!(
        is_vacant(&data)?,
        "{} has data already; restore into an empty directory",
        data.display()
    );
    let partial = beside(&data, "restoring");
    fs::create_dir_all(&partial).with_context(|| format!("cannot make {}", partial.display()))?;
    let restored = async {
        let (file, into) = (file.to_owned(), partial.clone());
        spawn_blocking(move || unpack(&file, &into)).await??;
        revive_database(&partial)
            .await
            .context("the backup's database cannot be used")
    };
    if let Err(error) = restored.await {
        fs::remove_dir_all(&partial)?;
        return Err(error.context(format!("cannot restore {}", file.display())));
    }
    if data.exists() {
        fs::remove_dir(&data)?;
    }
    fs::rename(&partial, &data).with_context(|| format!("cannot make {}", data.display()))?;
    say(&format!("restored to {}", data.display()))
}

fn pack(data: &Path, copy: &Path, partial: &Path) -> anyhow::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    // People's words are in it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut archive = tar::Builder::new(options.open(partial)?);
    archive.append_file(DATABASE, &mut File::open(copy)?)?;
    pack_files(&mut archive, data, Path::new(UPLOADS))?;
    archive.into_inner()?.sync_all()?;
    Ok(())
}

/// Adds a directory. A file that goes meanwhile belonged to what was deleted.
fn pack_files(archive: &mut tar::Builder<File>, data: &Path, name: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(data.join(name)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = name.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            pack_files(archive, data, &name)?;
            continue;
        }
        match File::open(entry.path()) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            file => archive.append_file(&name, &mut file?)?,
        }
    }
    Ok(())
}

fn unpack(file: &Path, into: &Path) -> anyhow::Result<()> {
    let mut archive = tar::Archive::new(File::open(file)?);
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        if !(entry.header().entry_type().is_file() && belongs(&path)) {
            bail!("this is no backup of a pulse-server: it has {path:?}");
        }
        entry.unpack_in(into)?;
    }
    ensure!(
        into.join(DATABASE).is_file(),
        "this is no backup of a pulse-server: it has no {DATABASE}"
    );
    Ok(())
}

fn belongs(path: &Path) -> bool {
    let plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    plain && (path == Path::new(DATABASE) || path.starts_with(UPLOADS))
}

fn is_vacant(directory: &Path) -> anyhow::Result<bool> {
    match fs::read_dir(directory) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => {
            Err(error).with_context(|| format!("cannot look into {}", directory.display()))
        }
    }
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{what}"));
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn say(words: &str) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{words}").context("cannot write the answer")
}

/// Where uploads are, when they are kept in the data directory.
const UPLOADS: &str = "uploads";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_backup_has_is_unpacked() {
        for (path, belongs_there) in [
            ("pulse.db", true),
            ("uploads/env_1/file", true),
            ("master.key", false),
            ("uploads/../master.key", false),
            ("/uploads/file", false),
            ("pulse.db/file", false),
        ] {
            assert_eq!(belongs(Path::new(path)), belongs_there, "{path}");
        }
    }
}
