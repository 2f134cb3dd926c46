//! The documents: one title each, and a table of requirements that promises only what is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{File, faults, files};
use crate::{caught_in, must_be_clean};

const TABLE: &str = "docs/requirements.md";

/// Rows by their letter and how many there are; X5 is three rows.
const ROWS: [(&str, usize); 12] = [
    ("E", 7),
    ("G", 16),
    ("O", 7),
    ("X", 9),
    ("F", 2),
    ("T", 7),
    ("B", 5),
    ("D", 5),
    ("N", 9),
    ("L", 4),
    ("P", 14),
    ("X5", 3),
];

#[test]
fn every_document_has_one_title_at_its_top() {
    must_be_clean(&faults(untitled));
    assert!(caught_in(untitled, "docs/a.md", "words\n"));
    assert!(caught_in(untitled, "docs/a.md", "# One\n\n# Two\n"));
    assert!(caught_in(untitled, "README.md", "\n## Smaller\n"));
    assert!(!caught_in(untitled, "docs/b/a.md", "# One\n\n```sh\n# a comment\n```\n## Smaller\n"));
}

fn untitled(file: &File) -> Vec<String> {
    if !file.path.ends_with(".md") {
        return Vec::new();
    }
    let mut in_block = false;
    let prose = file.text.lines().filter(|line| {
        in_block ^= line.starts_with("```");
        !in_block
    });
    let titles = prose.filter(|line| line.starts_with("# ")).count();
    let clean = titles == 1 && file.text.starts_with("# ");
    (!clean)
        .then(|| format!("{}: one `# Title`, on the first line", file.path))
        .into_iter()
        .collect()
}

#[test]
fn the_table_of_requirements_has_every_row_once() {
    let files = files();
    let table = files.iter().find(|file| file.path == TABLE).expect("the table is there");
    must_be_clean(&row_faults(&table.text));

    let without = table.text.replacen("| G9 |", "| G99 |", 1);
    assert_eq!(row_faults(&without).len(), 2, "one is missing, one is unknown");
    let row = table.text.lines().find(|line| line.starts_with("| E1 |")).expect("a first row");
    assert_eq!(row_faults(&format!("{}\n{row}\n", table.text)).len(), 1, "one stands twice");
}

fn row_faults(table: &str) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(table) {
        *counts.entry(row.id.to_owned()).or_default() += 1;
    }
    let wanted = wanted_ids();
    let known: BTreeSet<String> = counts.keys().cloned().collect();
    let missing = wanted.difference(&known).map(|id| format!("{TABLE}: {id} is missing"));
    let unknown = known.difference(&wanted).map(|id| format!("{TABLE}: {id} is unknown"));
    let twice = counts.iter().filter(|(_, count)| **count > 1);
    let twice = twice.map(|(id, count)| format!("{TABLE}: {id} stands {count} times"));
    missing.chain(unknown).chain(twice).collect()
}

fn wanted_ids() -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = ROWS
        .iter()
        .flat_map(|(letter, count)| (1..=*count).map(move |n| (*letter, n)))
        .map(|(letter, n)| match letter {
            "X5" => format!("X5{}", ["a", "b", "c"][n - 1]),
            _ => format!("{letter}{n}"),
        })
        .collect();
    ids.remove("X5");
    ids
}

#[derive(Debug)]
struct Row<'a> {
    id: &'a str,
    proof: &'a str,
}

/// Rows are `| id | what | proof |`; the two lines of the head are none.
fn rows(table: &str) -> impl Iterator<Item = Row<'_>> {
    table.lines().filter_map(|line| {
        let cells: Vec<&str> =
            line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
        let [id, _, proof] = cells[..] else { return None };
        let is_head = id == "id" || id.starts_with('-') || id.starts_with(':');
        (!is_head).then_some(Row { id, proof })
    })
}

#[test]
fn every_test_that_proves_a_requirement_exists() {
    let files = files();
    let table = files.iter().find(|file| file.path == TABLE).expect("the table is there");
    must_be_clean(&proof_faults(&table.text, &files));

    let rust = "#[test]\nfn a_law() {}\nfn no_test() {}\n";
    let files = [
        File { path: "engine/a.rs".to_owned(), text: rust.to_owned() },
        File { path: "server/a.mjs".to_owned(), text: "test('a citizen, booked', …)".to_owned() },
    ];
    let faults = |proof: &str| proof_faults(&format!("| E1 | what | {proof} |\n"), &files).len();
    for proof in
        ["open", "`engine/a.rs::a_law`", "`engine/a.rs::a_law`, `server/a.mjs::a citizen, booked`"]
    {
        assert_eq!(faults(proof), 0, "{proof}");
    }
    let bad = [
        "",
        "done",
        "`a_law`",
        "`engine/a.rs::no_test`",
        "`engine/b.rs::a_law`",
        "`server/a.mjs::b`",
    ];
    for proof in bad {
        assert_eq!(faults(proof), 1, "{proof}");
    }
}

fn proof_faults(table: &str, files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for row in rows(table).filter(|row| row.proof != "open") {
        // Every second piece stands between backticks.
        let named: Vec<&str> = row.proof.split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            faults.push(format!("{TABLE}: {}: `path::test`, or open", row.id));
        }
        let gone = named.into_iter().filter(|name| !test_exists(name, files));
        faults.extend(gone.map(|name| format!("{TABLE}: {}: no test `{name}`", row.id)));
    }
    faults
}

fn test_exists(reference: &str, files: &[File]) -> bool {
    let Some((path, name)) = reference.split_once("::") else { return false };
    files.iter().filter(|file| file.path == path).any(|file| {
        if file.is_rust() { rust_test(&file.text, name) } else { titled(&file.text, name) }
    })
}

/// A browser test is known by its title, as it is quoted.
fn titled(text: &str, title: &str) -> bool {
    ['\'', '"', '`'].iter().any(|quote| text.contains(&format!("{quote}{title}{quote}")))
}

/// A function is a test by the attributes right above it.
fn rust_test(text: &str, name: &str) -> bool {
    let above = |start| {
        let attributes = text[..start].lines().rev().map(str::trim_start);
        attributes.take_while(|line| line.starts_with("#[") || line.starts_with("//")).any(|line| {
            let attribute =
                line.trim_start_matches("#[").split(['(', ']']).next().unwrap_or_default();
            attribute == "test" || attribute.ends_with("::test")
        })
    };
    let is_here =
        |(start, _): (usize, &str)| above(text[..start].rfind('\n').map_or(0, |end| end + 1));
    text.match_indices(&format!("fn {name}(")).any(is_here)
}
