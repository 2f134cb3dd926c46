//! The record of a watched disk: every change with its bytes, and what was said, in order.

use std::fs;
use std::ops::Range;
use std::path::Path;

/// As `struct entry` in `disk.c`.
const ENTRY_BYTES: usize = 40;

/// One change, or half of one: what is made durable begins and ends apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Created,
    /// Into the cache.
    Written,
    /// With a sync of its own.
    WriteBegun,
    WriteEnded,
    SyncBegun,
    SyncEnded,
    FolderSyncBegun,
    FolderSyncEnded,
    Cut,
    Renamed,
    Linked,
    Removed,
    FolderMade,
    /// On standard output: somebody was told.
    Said,
}

#[derive(Clone, Debug)]
pub struct Op {
    pub kind: Kind,
    /// What ends is what began last with this number.
    pub token: u32,
    /// The file's inode, which a later file may have again.
    pub inode: u64,
    pub at: u64,
    pub path: String,
    pub path2: String,
    /// Where the bytes stand in [`Record::bytes`].
    pub bytes: Range<usize>,
}

pub struct Record {
    pub ops: Vec<Op>,
    pub bytes: Vec<u8>,
}

impl Record {
    pub fn read(path: &Path) -> Self {
        let bytes = fs::read(path).expect("it was recorded");
        let mut ops = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let entry = &bytes[at..at + ENTRY_BYTES];
            let four = |from: usize| {
                u32::from_le_bytes(entry[from..from + 4].try_into().expect("four bytes"))
            };
            let eight = |from: usize| {
                u64::from_le_bytes(entry[from..from + 8].try_into().expect("eight bytes"))
            };
            let (count, path, path2) = (eight(24) as usize, four(32) as usize, four(36) as usize);
            let paths = at + ENTRY_BYTES;
            let text = |range: Range<usize>| {
                String::from_utf8(bytes[range].to_vec()).expect("paths are plain")
            };
            let data = paths + path + path2;
            ops.push(Op {
                kind: kind(four(0)),
                token: four(4),
                inode: eight(8),
                at: eight(16),
                path: text(paths..paths + path),
                path2: text(paths + path..data),
                bytes: data..data + count,
            });
            at = data + count;
        }
        Self { ops, bytes }
    }

    /// Whole lines that were said before the op of this number.
    pub fn said_before(&self, op: usize) -> Vec<String> {
        let said: Vec<u8> = self.ops[..op]
            .iter()
            .filter(|op| op.kind == Kind::Said)
            .flat_map(|op| self.bytes[op.bytes.clone()].iter().copied())
            .collect();
        let mut lines: Vec<String> =
            String::from_utf8_lossy(&said).split('\n').map(str::to_owned).collect();
        lines.pop();
        lines
    }
}

fn kind(number: u32) -> Kind {
    match number {
        2 => Kind::Created,
        3 => Kind::Written,
        4 => Kind::WriteBegun,
        5 => Kind::WriteEnded,
        6 => Kind::SyncBegun,
        7 => Kind::SyncEnded,
        8 => Kind::FolderSyncBegun,
        9 => Kind::FolderSyncEnded,
        10 => Kind::Cut,
        11 => Kind::Renamed,
        12 => Kind::Linked,
        13 => Kind::Removed,
        14 => Kind::FolderMade,
        15 => Kind::Said,
        other => panic!("no op {other} is known"),
    }
}
