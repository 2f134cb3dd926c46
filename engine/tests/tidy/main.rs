//! The rules of the house, as tests over everything that would be committed.
//! A rule looks at the text of the files and at nothing else, and has a control that must trip it.
//! Read `tree` for what is looked at, `words` for the bans, `crates` for who may know whom.

mod code;
mod crates;
mod papers;
mod sizes;
mod tree;
mod walls;
mod words;

use tree::File;

/// Fails with every fault at once, so that one run shows all there is to mend.
fn must_be_clean(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// What a rule says of a file that is not there, to show that the rule can fail.
fn caught_in(rule: fn(&File) -> Vec<String>, path: &str, text: &str) -> bool {
    !rule(&File { path: path.to_owned(), text: text.to_owned() }).is_empty()
}
