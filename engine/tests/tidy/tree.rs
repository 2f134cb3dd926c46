//! The files that the rules look at: what git tracks or would add, read as text.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A text file of the project, by its path from the root.
#[derive(Debug)]
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// Every text file; pictures, fonts and other bytes are left out.
pub fn files() -> Vec<File> {
    let root = root();
    let paths = listed_by_git(&root).unwrap_or_else(|| walked(&root));
    assert!(paths.contains("Cargo.toml"), "the list of files starts at the root");
    let read = |path: String| {
        let text = String::from_utf8(fs::read(root.join(&path)).ok()?).ok()?;
        Some(File { path, text })
    };
    paths.into_iter().filter_map(read).collect()
}

/// The faults of one rule in all files.
pub fn faults(rule: fn(&File) -> Vec<String>) -> Vec<String> {
    files().iter().flat_map(rule).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the engine stands in the workspace")
        .to_owned()
}

/// Also files that are not added yet: a fault is cheaper to mend before the commit.
fn listed_by_git(root: &Path) -> Option<BTreeSet<String>> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").current_dir(root).args(list).output().ok()?;
    let names = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    Some(names.split_terminator('\0').map(str::to_owned).collect())
}

/// For a tree that came without its history.
fn walked(root: &Path) -> BTreeSet<String> {
    const PRODUCTS: [&str; 4] = [".git", ".data", "node_modules", "target"];
    let mut paths = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the tree can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !PRODUCTS.iter().any(|name| path.ends_with(name)) {
                    folders.push(path);
                }
            } else if let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) {
                paths.insert(name.to_owned());
            }
        }
    }
    paths
}

#[test]
fn git_and_a_walk_find_the_same_house() {
    let root = root();
    let walked = walked(&root);
    for path in ["Cargo.toml", "engine/domain/src/lib.rs", "engine/tests/tidy/main.rs"] {
        assert!(walked.contains(path), "{path} is walked");
        assert!(
            listed_by_git(&root).is_none_or(|listed| listed.contains(path)),
            "{path} is listed"
        );
    }
}
