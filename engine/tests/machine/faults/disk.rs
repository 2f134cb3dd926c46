//! A disk that fails on command: a small library, made of `disk.c` by the C compiler that building
//! RocksDB needs anyway, and laid over the calls of one child process.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// As in `disk.c`.
const CONTROL_BYTES: u64 = 512;
const MATCH_AT: u64 = 256;
const MATCH_BYTES: usize = 127;

/// A number that test and library share.
#[derive(Clone, Copy)]
#[repr(u64)]
pub enum Slot {
    /// Bytes that files below the folder may still grow by; negative: no end.
    Room,
    /// Matching calls until the failing one; negative: none fails.
    FailAfter,
    FailOn,
    FailErrno,
    FailReach,
    /// Calls that have failed.
    Failed,
    /// Matching calls on the failed file since.
    Later,
    /// Changes since the beginning.
    Ops,
    /// The process dies by SIGKILL at the change after so many; negative: at none.
    KillAt,
    /// 1: syncs are promised and not made, for tests that take no power away.
    Swift,
}

/// Which calls a failure is meant for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    /// A write; where files are opened for synchronous writes, this is the sync too.
    Write = 1,
    /// `fsync` and `fdatasync`.
    Sync = 2,
}

/// How much of a failing write arrives all the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrives {
    Nothing = 0,
    Everything = 1,
    Half = 2,
}

/// "Input/output error", on every Linux.
pub const EIO: i64 = 5;

/// The disk below one folder, as the processes see it that are started on it.
pub struct Disk {
    folder: PathBuf,
    control: File,
}

impl Disk {
    /// A sound disk below `folder`, which is made. The numbers stand beside it.
    pub fn new(folder: &Path) -> Self {
        fs::create_dir_all(folder).expect("a folder");
        let mut open = OpenOptions::new();
        let control = open.read(true).write(true).create(true).truncate(true);
        let control = control.open(beside(folder, "control")).expect("it is made");
        control.set_len(CONTROL_BYTES).expect("it grows");
        let disk = Self { folder: folder.to_owned(), control };
        disk.heal();
        disk
    }

    /// The disk that this process was started on.
    pub fn inherited(folder: &Path) -> Self {
        let mut open = OpenOptions::new();
        let control = open.read(true).write(true).open(beside(folder, "control"));
        Self { folder: folder.to_owned(), control: control.expect("the parent has made it") }
    }

    pub fn set(&self, slot: Slot, to: i64) {
        self.control.write_all_at(&to.to_le_bytes(), slot as u64 * 8).expect("it is written");
    }

    pub fn get(&self, slot: Slot) -> i64 {
        let mut bytes = [0; 8];
        self.control.read_exact_at(&mut bytes, slot as u64 * 8).expect("it reads");
        i64::from_le_bytes(bytes)
    }

    /// No fault from here on; what was counted stays.
    pub fn heal(&self) {
        for slot in [Slot::Room, Slot::FailAfter, Slot::KillAt] {
            self.set(slot, -1);
        }
    }

    /// The matching call after `after` more ones fails with `EIO`. One failure is asked for at a
    /// time; its count begins anew.
    pub fn fail(&self, path_has: &str, on: FailOn, arrives: Arrives, after: i64) {
        let mut name = [0; MATCH_BYTES + 1];
        name[..path_has.len()].copy_from_slice(path_has.as_bytes());
        self.control.write_all_at(&name, MATCH_AT).expect("it is written");
        for (slot, to) in [
            (Slot::Failed, 0),
            (Slot::Later, 0),
            (Slot::FailOn, on as i64),
            (Slot::FailErrno, EIO),
            (Slot::FailReach, arrives as i64),
            // The last: it sets the trap.
            (Slot::FailAfter, after),
        ] {
            self.set(slot, to);
        }
    }

    /// Where every change is recorded, if a process is told to.
    pub fn record(&self) -> PathBuf {
        beside(&self.folder, "record")
    }

    /// This test binary as a child on this disk, which runs `test` alone.
    pub fn child(&self, test: &str) -> Command {
        let mut child = Command::new(std::env::current_exe().expect("a test has a file"));
        child.args(["--exact", test, "--nocapture"]);
        self.below(&mut child);
        child
    }

    /// Lays the disk below a child that is about to be started.
    pub fn below(&self, child: &mut Command) {
        child
            .env("LD_PRELOAD", library(self.folder.parent().expect("it has a parent")))
            .env("NOBAT_DISK_ROOT", &self.folder)
            .env("NOBAT_DISK_CONTROL", beside(&self.folder, "control"))
            .stdin(Stdio::null());
    }
}

/// A file beside the folder of the same name.
fn beside(folder: &Path, kind: &str) -> PathBuf {
    folder.with_extension(kind)
}

/// The library, made once for each place. Without a C compiler there is no proof, and the test
/// says so: it is never passed over.
fn library(place: &Path) -> PathBuf {
    let made = place.join("disk.so");
    if made.exists() {
        return made;
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a crate stands in it");
    let source = workspace.join("engine/tests/machine/faults/disk.c");
    let compiler = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"])
        .arg(&made)
        .arg(&source)
        .args(["-ldl", "-pthread"])
        .output()
        .expect("these tests need a C compiler, `cc`, as RocksDB does: install build-essential");
    let said = String::from_utf8_lossy(&compiler.stderr);
    assert!(compiler.status.success(), "{} does not compile: {said}", source.display());
    made
}
