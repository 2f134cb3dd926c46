//! What a loss of power leaves of a recorded disk. Only what a sync has covered is sure: a file's
//! bytes by a sync of the file, its name by a sync of the folder. Of the rest any part may be
//! there, in any order and torn between sectors; names of one folder keep their order.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::random::Random;
use super::record::{Kind, Op, Record};

const SECTOR_BYTES: usize = 512;

/// How the power goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loss {
    /// Nothing but what was synced is there.
    Strict,
    /// Everything is there, as after a kill.
    Nothing,
    /// Each change by a coin: there, gone, or torn.
    Torn,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Node {
    File(usize),
    Folder,
}

#[derive(Clone, Debug)]
enum Change {
    /// Bytes of the record, by their place there.
    Write {
        at: usize,
        from: usize,
        to: usize,
    },
    Cut {
        bytes: usize,
    },
}

impl Change {
    /// What of an older write a newer one leaves: nothing of it comes back over that.
    fn outside(self, start: usize, end: usize) -> Vec<Self> {
        let Self::Write { at, from, to } = self else { return vec![self] };
        let length = to - from;
        let before = start.saturating_sub(at).min(length);
        let after = end.saturating_sub(at).min(length);
        let parts = [(at, from, from + before), (at + after, from + after, to)];
        let parts = parts.into_iter().filter(|(_, from, to)| from < to);
        parts.map(|(at, from, to)| Self::Write { at, from, to }).collect()
    }
}

#[derive(Clone, Debug)]
struct NameChange {
    folder: String,
    gone: Option<String>,
    there: Option<(String, Node)>,
}

#[derive(Default)]
struct Content {
    durable: Vec<u8>,
    /// With the number of the op.
    pending: Vec<(usize, Change)>,
}

/// A disk, followed op by op.
pub struct Image<'r> {
    record: &'r Record,
    root: &'r str,
    files: Vec<Content>,
    by_inode: BTreeMap<u64, usize>,
    /// As processes see them.
    names: BTreeMap<String, Node>,
    durable: BTreeMap<String, Node>,
    pending: Vec<(usize, NameChange)>,
    begun: BTreeMap<u32, usize>,
    next: usize,
    syncs_nothing: bool,
}

impl<'r> Image<'r> {
    pub fn of(record: &'r Record, root: &'r str) -> Self {
        Self {
            record,
            root,
            files: Vec::new(),
            by_inode: BTreeMap::new(),
            names: BTreeMap::new(),
            durable: BTreeMap::new(),
            pending: Vec::new(),
            begun: BTreeMap::new(),
            next: 0,
            syncs_nothing: false,
        }
    }

    /// The same of a disk that says it has synced and has not: a planted fault.
    pub fn syncing_nothing(self) -> Self {
        Self { syncs_nothing: true, ..self }
    }

    /// Follows the record up to, and without, the op of this number.
    pub fn follow(&mut self, end: usize) {
        let record = self.record;
        for number in self.next..end {
            self.step(number, &record.ops[number]);
        }
        self.next = end;
    }

    fn step(&mut self, number: usize, op: &Op) {
        match op.kind {
            // Names are left out of it: without any there would be nothing to open.
            Kind::WriteEnded | Kind::SyncEnded if self.syncs_nothing => {}
            Kind::Created => {
                self.files.push(Content::default());
                let node = Node::File(self.files.len() - 1);
                self.by_inode.insert(op.inode, self.files.len() - 1);
                self.name(number, None, Some((op.path.clone(), node)));
            }
            Kind::Written | Kind::WriteBegun => {
                let (from, to) = (op.bytes.start, op.bytes.end);
                let change = Change::Write { at: op.at as usize, from, to };
                self.changed(number, op.inode, change);
                self.begun.insert(op.token, number);
            }
            Kind::Cut => self.changed(number, op.inode, Change::Cut { bytes: op.at as usize }),
            Kind::WriteEnded => {
                let begun = self.begun[&op.token];
                self.settle(op.inode, |number| number == begun);
                let written = &self.record.ops[begun];
                let start = written.at as usize;
                let pending = &mut self.files[self.by_inode[&op.inode]].pending;
                let older: Vec<_> = pending
                    .drain(..)
                    .flat_map(|(number, change)| {
                        let left = if number < begun {
                            change.outside(start, start + written.bytes.len())
                        } else {
                            vec![change]
                        };
                        left.into_iter().map(move |change| (number, change))
                    })
                    .collect();
                *pending = older;
            }
            Kind::SyncBegun | Kind::FolderSyncBegun => {
                self.begun.insert(op.token, number);
            }
            Kind::SyncEnded => {
                let begun = self.begun[&op.token];
                self.settle(op.inode, |number| number < begun);
            }
            Kind::FolderSyncEnded => self.settle_names(&op.path, self.begun[&op.token]),
            Kind::Renamed => {
                let node = self.names[&op.path];
                self.name(number, Some(op.path.clone()), Some((op.path2.clone(), node)));
            }
            Kind::Linked => {
                let node = self.names[&op.path];
                self.name(number, None, Some((op.path2.clone(), node)));
            }
            Kind::Removed => self.name(number, Some(op.path.clone()), None),
            Kind::FolderMade => self.name(number, None, Some((op.path.clone(), Node::Folder))),
            Kind::Said => {}
        }
    }

    fn changed(&mut self, number: usize, inode: u64, change: Change) {
        let file = self.by_inode[&inode];
        self.files[file].pending.push((number, change));
    }

    fn settle(&mut self, inode: u64, covered: impl Fn(usize) -> bool) {
        let Some(&file) = self.by_inode.get(&inode) else { return };
        let Content { durable, pending } = &mut self.files[file];
        let (now, later) = pending.drain(..).partition(|(number, _)| covered(*number));
        *pending = later;
        let now: Vec<(usize, Change)> = now;
        for (_, change) in now {
            apply(durable, &change, &self.record.bytes, |_| true);
        }
    }

    fn name(&mut self, number: usize, gone: Option<String>, there: Option<(String, Node)>) {
        let path = there.as_ref().map(|(path, _)| path).or(gone.as_ref()).expect("one of them");
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let change = NameChange { folder, gone, there };
        rename(&mut self.names, &change);
        self.pending.push((number, change));
    }

    fn settle_names(&mut self, folder: &str, begun: usize) {
        let folder = folder.trim_end_matches('/');
        let durable = &mut self.durable;
        self.pending.retain(|(number, change)| {
            let covered = change.folder == folder && *number < begun;
            if covered {
                rename(durable, change);
            }
            !covered
        });
    }

    /// Writes into `folder` what is left when the power goes now.
    pub fn left_in(&self, folder: &Path, loss: Loss, random: &mut Random) {
        let names = self.names_left(loss, random);
        let contents: Vec<Vec<u8>> =
            self.files.iter().map(|file| self.content_left(file, loss, random)).collect();
        let relative = |path: &str| {
            let below = path.strip_prefix(self.root).expect("only the root is watched");
            folder.join(below.trim_start_matches('/'))
        };
        for (path, node) in &names {
            let there = relative(path);
            match node {
                // A file whose folder is not there is not there either; folders come first.
                _ if !there.parent().is_some_and(Path::exists) => {}
                Node::Folder => fs::create_dir_all(there).expect("it is made"),
                Node::File(file) => {
                    fs::write(&there, &contents[*file]).expect("it is written");
                    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
                    fs::set_permissions(&there, private).expect("it is ours");
                }
            }
        }
    }

    fn names_left(&self, loss: Loss, random: &mut Random) -> BTreeMap<String, Node> {
        let mut names = self.durable.clone();
        let mut ended: BTreeMap<&str, bool> = BTreeMap::new();
        for (_, change) in &self.pending {
            let ended = ended.entry(&change.folder).or_insert(match loss {
                Loss::Strict => true,
                Loss::Nothing | Loss::Torn => false,
            });
            *ended |= loss == Loss::Torn && random.below(3) == 0;
            if !*ended {
                rename(&mut names, change);
            }
        }
        names
    }

    fn content_left(&self, file: &Content, loss: Loss, random: &mut Random) -> Vec<u8> {
        let mut content = file.durable.clone();
        for (_, change) in &file.pending {
            let luck = match loss {
                Loss::Strict => 0,
                Loss::Nothing => 1,
                Loss::Torn => random.below(3),
            };
            match luck {
                0 => {}
                1 => apply(&mut content, change, &self.record.bytes, |_| true),
                _ => apply(&mut content, change, &self.record.bytes, |_| random.below(2) == 0),
            }
        }
        content
    }
}

fn rename(names: &mut BTreeMap<String, Node>, change: &NameChange) {
    if let Some(gone) = &change.gone {
        names.remove(gone);
    }
    if let Some((path, node)) = &change.there {
        names.insert(path.clone(), *node);
    }
}

/// A change, or those of its sectors that arrive.
fn apply(
    content: &mut Vec<u8>,
    change: &Change,
    bytes: &[u8],
    mut arrives: impl FnMut(usize) -> bool,
) {
    match change {
        Change::Cut { bytes } => content.resize(*bytes, 0),
        Change::Write { at, from, to } => {
            for (sector, part) in bytes[*from..*to].chunks(SECTOR_BYTES).enumerate() {
                if arrives(sector) {
                    let start = at + sector * SECTOR_BYTES;
                    content.resize(content.len().max(start + part.len()), 0);
                    content[start..start + part.len()].copy_from_slice(part);
                }
            }
        }
    }
}
