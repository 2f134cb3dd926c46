//! How long a line, a function and a file may be, and what a file may be called.

use crate::code::{block_end, code_only, functions};
use crate::tree::{File, faults};
use crate::{caught_in, must_be_clean};

const LINE_COLUMNS_MAX: usize = 100;
const FUNCTION_LINES_MAX: usize = 70;
const FILE_LINES_MAX: usize = 500;

/// Names that say nothing: whoever looks for a thing must open the file to know.
const EMPTY_NAMES: [&str; 9] =
    ["util", "utils", "helper", "helpers", "common", "misc", "types", "manager", "managers"];

#[test]
fn no_line_of_rust_is_longer_than_100_columns() {
    must_be_clean(&faults(long_lines));
    assert!(caught_in(long_lines, "a.rs", &"ن".repeat(101)));
    assert!(!caught_in(long_lines, "a.rs", &"ن".repeat(100)), "letters count, not bytes");
}

fn long_lines(file: &File) -> Vec<String> {
    let lines = file.text.lines().enumerate().filter(|_| file.is_rust());
    let long = lines
        .map(|(n, line)| (n + 1, line.chars().count()))
        .filter(|(_, columns)| *columns > LINE_COLUMNS_MAX);
    long.map(|(n, columns)| format!("{}:{n}: {columns} columns", file.path)).collect()
}

#[test]
fn no_function_is_longer_than_70_lines() {
    must_be_clean(&faults(long_functions));
    let function = |lines: usize| format!("fn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2));
    assert!(caught_in(long_functions, "a.rs", &function(71)));
    assert!(!caught_in(long_functions, "a.rs", &function(70)));
}

fn long_functions(file: &File) -> Vec<String> {
    let code = if file.is_rust() { code_only(&file.text) } else { String::new() };
    let long = functions(&code).into_iter().filter(|found| found.lines > FUNCTION_LINES_MAX);
    long.map(|found| {
        format!("{}:{}: {} has {} lines: split it", file.path, found.line, found.name, found.lines)
    })
    .collect()
}

#[test]
fn no_file_is_longer_than_500_lines_without_its_tests() {
    must_be_clean(&faults(long_files));
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "    a!();\n".repeat(400));
    assert!(caught_in(long_files, "a.rs", &"a!();\n".repeat(501)));
    assert!(!caught_in(long_files, "a.rs", &("a!();\n".repeat(500) + &tests)));
}

fn long_files(file: &File) -> Vec<String> {
    let lines = file.text.lines().count() - if file.is_rust() { test_lines(&file.text) } else { 0 };
    let long = file.is_rust() && lines > FILE_LINES_MAX;
    long.then(|| format!("{}: {lines} lines: split it by what it does", file.path))
        .into_iter()
        .collect()
}

/// The lines of `mod tests { … }` with the attributes above it.
fn test_lines(text: &str) -> usize {
    const DOOR: &str = "\nmod tests {";
    let code = code_only(text);
    let Some(start) = code.find(DOOR) else { return 0 };
    let end = block_end(&code, start + DOOR.len() - 1);
    let attributes = code[..start].lines().rev().take_while(|line| line.starts_with("#[")).count();
    code[start..end].matches('\n').count() + attributes
}

#[test]
fn every_name_of_a_file_or_folder_says_something() {
    must_be_clean(&faults(empty_names));
    for path in ["server/src/utils.rs", "server/src/types/mod.rs", "engine/src/shift_manager.rs"] {
        assert!(caught_in(empty_names, path, ""), "{path}");
    }
    assert!(!caught_in(empty_names, "engine/src/journal/writer.rs", ""));
}

fn empty_names(file: &File) -> Vec<String> {
    let says_nothing = |part: &str| {
        let stem = part.split('.').next().unwrap_or(part).replace('-', "_");
        EMPTY_NAMES.contains(&stem.rsplit('_').next().unwrap_or(&stem))
    };
    let empty = file.path.split('/').any(says_nothing);
    empty
        .then(|| format!("{}: name it after the idea that it holds", file.path))
        .into_iter()
        .collect()
}

#[test]
fn every_room_has_its_sign_at_the_door() {
    must_be_clean(&faults(unsigned_doors));
    assert!(caught_in(unsigned_doors, "engine/src/shift/mod.rs", "mod actor;\n"));
    assert!(!caught_in(unsigned_doors, "engine/src/shift/actor.rs", "struct A;\n"));
}

fn unsigned_doors(file: &File) -> Vec<String> {
    let door =
        ["/mod.rs", "/src/lib.rs", "/src/main.rs"].iter().any(|end| file.path.ends_with(end));
    let unsigned = door && !file.text.starts_with("//!");
    unsigned
        .then(|| format!("{}: open with `//!`: what it owns, what it must never do", file.path))
        .into_iter()
        .collect()
}
