//! Names and syncs: a file has its name only when it is whole, and its name is durable.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use nobat_domain::ids::RequestKey;

/// Only the service's own account reads them.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;
const UNFINISHED: &str = "part";

/// Where a scan stands: two levels of 256 folders, so that none has too many names.
pub(super) fn path(dir: &Path, request: &RequestKey, no: u8) -> PathBuf {
    folder(dir, request).join(format!("{}-{no}", hex(request)))
}

fn folder(dir: &Path, request: &RequestKey) -> PathBuf {
    let hex = hex(request);
    dir.join(&hex[..2]).join(&hex[2..4])
}

fn hex(request: &RequestKey) -> String {
    request.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a file under its name, whole and durable.
pub(super) fn write(dir: &Path, request: &RequestKey, no: u8, bytes: &[u8]) -> io::Result<()> {
    let folder = folder(dir, request);
    make(dir, &folder)?;
    let path = path(dir, request, no);
    let draft = path.with_added_extension(UNFINISHED);
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(FILE_MODE).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, &path)?;
    sync(&folder)
}

/// Makes the folders that are missing, with durable names.
fn make(dir: &Path, folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.mode(FOLDER_MODE).recursive(true).create(folder)?;
    let above = folder.ancestors().skip(1).take_while(|it| it.starts_with(dir));
    above.chain(dir.parent()).try_for_each(sync)
}

fn sync(folder: &Path) -> io::Result<()> {
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

/// Removes the files of a request but the one of this number.
pub(super) fn drop_but(dir: &Path, request: &RequestKey, named: Option<u8>) -> io::Result<()> {
    let (folder, hex) = (folder(dir, request), hex(request));
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    let named = named.map(|no| format!("{hex}-{no}"));
    for entry in entries {
        let name = entry?.file_name().into_string().unwrap_or_default();
        if name.starts_with(&hex) && Some(&name) != named.as_ref() {
            fs::remove_file(folder.join(name))?;
        }
    }
    sync(&folder)
}

/// What the file system has left for us.
pub(super) fn free_bytes(dir: &Path) -> io::Result<u64> {
    let there = dir.ancestors().find(|it| it.is_dir()).unwrap_or(Path::new("."));
    let space = rustix::fs::statvfs(there)?;
    Ok(space.f_bavail.saturating_mul(space.f_frsize))
}

/// Whose scan it is, by its path.
pub(super) fn owner(path: &Path) -> Option<RequestKey> {
    let name = path.file_name()?.to_str()?;
    let (hex, _) = name.split_once('-')?;
    let byte = |at: usize| hex.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let mut key = [0; 16];
    for (at, place) in key.iter_mut().enumerate() {
        *place = byte(2 * at)?;
    }
    Some(RequestKey(key))
}

/// Every scan in a folder of them, as its path inside.
pub(crate) fn all(dir: &Path) -> impl Iterator<Item = io::Result<PathBuf>> + use<> {
    let dir = dir.to_owned();
    let mut folders = vec![PathBuf::new()];
    let mut files: Vec<PathBuf> = Vec::new();
    std::iter::from_fn(move || {
        loop {
            if let Some(file) = files.pop() {
                return Some(Ok(file));
            }
            let inside = folders.pop()?;
            if let Err(error) = look(&dir, &inside, &mut folders, &mut files) {
                return Some(Err(error));
            }
        }
    })
}

fn look(
    dir: &Path,
    inside: &Path,
    folders: &mut Vec<PathBuf>,
    files: &mut Vec<PathBuf>,
) -> io::Result<()> {
    let entries = match fs::read_dir(dir.join(inside)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let path = inside.join(entry.file_name());
        let unfinished = path.extension().is_some_and(|it| it == UNFINISHED);
        match entry.file_type()? {
            kind if kind.is_dir() => folders.push(path),
            kind if kind.is_file() && !unfinished => files.push(path),
            _ => {}
        }
    }
    Ok(())
}
