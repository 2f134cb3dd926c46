//! Which room of a crate may look into which: what no crate boundary can hold.

use crate::code::{code_only, leading_name, line_of, places};
use crate::tree::{File, faults, files};
use crate::{caught_in, must_be_clean};

/// A foreign crate, the rooms that may use it, and why no other may.
const HOMES: &[(&str, &[&str], &str)] = &[
    (
        "rocksdb",
        &["engine/src/storage/", "engine/src/projector/", "engine/src/messages/"],
        "tables are the store's matter, and the ledger has one of its own",
    ),
    ("actix", &["engine/src/", "engine/tests/"], "the others see an EngineHandle"),
    ("axum", &["server/"], "the engine knows nothing of the web"),
];

/// A room, and the rooms of the same crate that it must not name.
const WALLS: &[(&str, &[&str])] = &[
    ("engine/domain/src/calendar/", &["keeper", "payment", "ranking", "request", "shift"]),
    ("engine/domain/src/person/", &["keeper", "payment", "ranking", "request", "shift"]),
    ("engine/domain/src/ranking/", &["keeper", "payment", "request", "shift"]),
    ("engine/domain/src/shift/", &["keeper", "payment", "ranking", "request"]),
    ("engine/domain/src/payment/", &["keeper", "ranking", "request", "shift"]),
    ("engine/domain/src/request/", &["keeper", "ranking"]),
    ("engine/src/backup/", &["arbiter", "desk", "handle", "registrar", "shift"]),
    ("engine/src/fill/", &["arbiter", "backup", "desk", "registrar", "shift"]),
    (
        "engine/src/journal/",
        &["backup", "desk", "directory", "keyring", "projector", "shift", "storage"],
    ),
    ("engine/src/storage/", &["backup", "desk", "directory", "journal", "projector", "shift"]),
    (
        "engine/src/keyring/",
        &["backup", "desk", "directory", "journal", "projector", "shift", "storage"],
    ),
    ("engine/src/projector/", &["desk", "directory", "shift"]),
    ("engine/src/shift/", &["projector", "recovery", "storage"]),
    ("engine/src/desk/", &["projector", "recovery", "storage"]),
    ("server/src/citizen/", &["api", "callback", "operator"]),
    ("server/src/operator/", &["api", "callback", "citizen"]),
    ("server/src/callback/", &["api", "citizen", "operator"]),
    // Programs go the way of the pages, by their very functions; pages never look here.
    ("server/src/api/", &["callback", "operator"]),
    ("server/src/pages/", &["api", "app", "callback", "citizen", "gateway", "operator"]),
    ("server/src/gateway/", &["api", "app", "callback", "citizen", "operator", "pages", "routes"]),
    (
        "server/src/persian/",
        &["api", "app", "callback", "citizen", "config", "gateway", "operator", "pages", "routes"],
    ),
];

const BANKS: &str = "server/src/gateway/";

#[test]
fn foreign_crates_stay_in_their_rooms() {
    must_be_clean(&faults(strayed_crates));
    let strayed = "use rocksdb::DB;";
    assert!(caught_in(strayed_crates, "engine/src/journal/writer.rs", strayed));
    assert!(!caught_in(strayed_crates, "engine/src/storage/open.rs", strayed));
    assert!(caught_in(strayed_crates, "server/src/app.rs", "fn f(a: actix::Addr<A>) {}"));
    assert!(caught_in(strayed_crates, "engine/src/handle.rs", "use axum::Json;"));
}

fn strayed_crates(file: &File) -> Vec<String> {
    if !file.is_rust() {
        return Vec::new();
    }
    let code = code_only(&file.text);
    let away =
        HOMES.iter().filter(|(_, rooms, _)| !rooms.iter().any(|room| file.path.starts_with(room)));
    away.flat_map(|(name, _, why)| {
        let lines = places(&code, name).map(|place| line_of(&code, place));
        lines.map(|n| format!("{}:{n}: no {name} here: {why}", file.path)).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn rooms_look_only_where_the_plan_lets_them() {
    must_be_clean(&faults(broken_walls));
    for text in
        ["use crate::storage::open;", "use crate::{\n    clock::Clock,\n    storage::{a, b},\n};"]
    {
        assert!(caught_in(broken_walls, "engine/src/journal/writer.rs", text), "{text}");
    }
    let inner = "use crate::{clock::{storage, desk}, journal::record};";
    assert!(
        !caught_in(broken_walls, "engine/src/journal/writer.rs", inner),
        "their names, not ours"
    );
}

fn broken_walls(file: &File) -> Vec<String> {
    let Some((_, closed)) = WALLS.iter().find(|(room, _)| file.path.starts_with(room)) else {
        return Vec::new();
    };
    let code = code_only(&file.text);
    let entered = places(&code, "crate::").flat_map(|place| {
        let names = top_names(&code[place + "crate::".len()..]);
        names.into_iter().map(|name| (line_of(&code, place), name)).collect::<Vec<_>>()
    });
    let through = entered.filter(|(_, name)| closed.contains(name));
    through
        .map(|(n, name)| format!("{}:{n}: this room must not know `{name}`", file.path))
        .collect()
}

/// The first names of what follows `crate::`: one, or each of a group in braces.
fn top_names(text: &str) -> Vec<&str> {
    let Some(group) = text.strip_prefix('{') else { return vec![leading_name(text)] };
    let mut names = vec![leading_name(group.trim_start())];
    let mut depth = 0;
    for (at, byte) in group.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => break,
            b'}' => depth -= 1,
            b',' if depth == 0 => names.push(leading_name(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    names
}

#[test]
fn no_bank_knows_another_bank_or_the_engine() {
    let banks = banks(&files());
    must_be_clean(&files().iter().flat_map(|file| neighbours(file, &banks)).collect::<Vec<_>>());

    let two = ["north".to_owned(), "south".to_owned()];
    let file = |text: &str| File { path: format!("{BANKS}north/mod.rs"), text: text.to_owned() };
    assert!(!neighbours(&file("use super::super::south::codes;"), &two).is_empty());
    assert!(!neighbours(&file("use nobat_engine::EngineHandle;"), &two).is_empty());
    assert!(neighbours(&file("use crate::gateway::north::codes;"), &two).is_empty());
}

/// A folder beside the transport is a bank.
fn banks(files: &[File]) -> Vec<String> {
    let folder = |file: &File| {
        file.path.strip_prefix(BANKS)?.split_once('/').map(|(bank, _)| bank.to_owned())
    };
    let mut banks: Vec<String> = files.iter().filter_map(folder).collect();
    banks.dedup();
    banks
}

fn neighbours(file: &File, banks: &[String]) -> Vec<String> {
    let Some((own, _)) = file.path.strip_prefix(BANKS).and_then(|path| path.split_once('/')) else {
        return Vec::new();
    };
    let code = if file.is_rust() { code_only(&file.text) } else { String::new() };
    let others = banks.iter().map(String::as_str).filter(|bank| *bank != own);
    let named = others.chain(["nobat_engine"]).filter(|name| places(&code, name).next().is_some());
    named.map(|name| format!("{}: a bank must not know `{name}`", file.path)).collect()
}
