//! Words that do not belong here, each with what to write instead.

use crate::code::{code_only, line_of, places};
use crate::tree::{File, faults};
use crate::{caught_in, must_be_clean};

struct Ban {
    word: &'static str,
    /// Paths on which the word is banned, by their beginning.
    rooms: &'static [&'static str],
    /// Paths that may say it all the same, by a part of them.
    except: &'static [&'static str],
    instead: &'static str,
}

const EVERYWHERE: &[&str] = &[""];
const LAW: &[&str] = &["engine/domain/src/"];
const CLOCK: &[&str] = &["/src/clock.rs"];
const CONFIG: &[&str] = &["/src/config/", "/src/config.rs"];

const fn ban(word: &'static str, instead: &'static str) -> Ban {
    Ban { word, rooms: EVERYWHERE, except: &[], instead }
}

const fn law(word: &'static str, instead: &'static str) -> Ban {
    Ban { word, rooms: LAW, except: &[], instead }
}

const fn but_for(
    except: &'static [&'static str],
    word: &'static str,
    instead: &'static str,
) -> Ban {
    Ban { word, rooms: EVERYWHERE, except, instead }
}

/// In code: comments and literals may speak of these.
const IN_CODE: &[Ban] = &[
    ban("todo!", "the code itself, or a row in docs/requirements.md that says open"),
    ban("unimplemented!", "the code itself, or a row in docs/requirements.md that says open"),
    ban("dbg!", "tracing, or nothing"),
    ban("#[allow", "#[expect(…, reason = …)]: it goes when it is not needed"),
    ban("#![allow", "#[expect(…, reason = …)] on the one thing that needs it"),
    ban("#[ignore", "a test that runs, or no test"),
    ban("do_send", "try_send to refuse or send to wait: do_send ignores the mailbox's bound"),
    ban("unbounded_channel", "a channel with a named bound"),
    ban("thread::sleep", "waiting for the event itself, or a deadline that ticks feed"),
    but_for(CLOCK, "SystemTime::now", "time as an argument, read in src/clock.rs alone"),
    but_for(CLOCK, "Instant::now", "time as an argument, read in src/clock.rs alone"),
    but_for(CONFIG, "env::var", "a setting of the configuration"),
    but_for(CONFIG, "env::var_os", "a setting of the configuration"),
    but_for(CONFIG, "env::vars", "a setting of the configuration"),
    Ban {
        word: "time::sleep",
        rooms: &["engine/"],
        except: &[],
        instead: "a deadline in the keeper, fed by ticks",
    },
    law("f32", "integers: percents are compared by cross-multiplication"),
    law("f64", "integers: percents are compared by cross-multiplication"),
    law("SystemTime", "Timestamp, given by the caller"),
    law("Instant", "Timestamp, given by the caller"),
    law("serde", "hand-written conversions where the bytes are"),
    law("async", "effects as data, which the machine performs"),
    law("std::fs", "effects as data, which the machine performs"),
    law("std::net", "effects as data, which the machine performs"),
    law("std::thread", "effects as data, which the machine performs"),
    law("std::env", "a setting given by the caller"),
];

/// In every text, also in comments; small letters stand for both cases.
/// Split in two, so that this file passes its own rule.
const IN_TEXT: &[(&str, &str, &str)] = &[
    ("FIX", "ME", "mended now, or an open row in docs/requirements.md"),
    ("TO", "DO", "done now, or an open row in docs/requirements.md"),
    ("/wo", "rk/", "a path from the root of the project, or one from the configuration"),
    ("/ro", "ot/", "a path from the root of the project, or one from the configuration"),
    ("index.crates", ".io", "no host: the client that fetches a package knows where from"),
    ("static.crates", ".io", "no host: the client that fetches a package knows where from"),
    ("registry.npm", "js.org", "omit-lockfile-registry-resolved=true in .npmrc"),
    ("registry.yarn", "pkg.com", "omit-lockfile-registry-resolved=true in .npmrc"),
    ("py", "pi.org", "no host: the client that fetches a package knows where from"),
    ("deb.debian", ".org", "no host: the client that fetches a package knows where from"),
    ("chat", "gpt", "the project, which speaks of itself alone"),
    ("clau", "de", "the project, which speaks of itself alone"),
    ("anthro", "pic", "the project, which speaks of itself alone"),
    ("co", "pilot", "the project, which speaks of itself alone"),
    ("open", "ai", "the project, which speaks of itself alone"),
    ("language ", "model", "the project, which speaks of itself alone"),
    ("ai ", "assistant", "the project, which speaks of itself alone"),
    ("co-authored", "-by", "the project, which speaks of itself alone"),
];

#[test]
fn banned_words_stand_nowhere_in_code() {
    must_be_clean(&faults(banned_code));
    for ban in IN_CODE {
        let path = format!("{}src/a.rs", ban.rooms[0]);
        assert!(
            caught_in(banned_code, &path, &format!("fn f() {{ {} }}", ban.word)),
            "{}",
            ban.word
        );
        assert!(
            !caught_in(banned_code, &path, &format!("// {}\n", ban.word)),
            "a comment may say it"
        );
        for home in ban.except {
            let path = format!("server{home}");
            assert!(!caught_in(banned_code, &path, ban.word), "{} in {path}", ban.word);
        }
    }
    assert!(!caught_in(banned_code, "engine/src/a.rs", "let f: f64 = 0.5;"), "not in the law");
}

fn banned_code(file: &File) -> Vec<String> {
    if !file.is_rust() {
        return Vec::new();
    }
    let code = code_only(&file.text);
    let here = |ban: &&Ban| {
        ban.rooms.iter().any(|room| file.path.starts_with(room))
            && !ban.except.iter().any(|part| file.path.contains(part))
    };
    let fault = |ban: &Ban, place| {
        let line = line_of(&code, place);
        format!("{}:{line}: `{}`: instead, {}", file.path, ban.word, ban.instead)
    };
    let bans = IN_CODE.iter().filter(here);
    bans.flat_map(|ban| places(&code, ban.word).map(|place| fault(ban, place))).collect()
}

#[test]
fn the_law_has_no_floats() {
    must_be_clean(&faults(floats));
    assert!(caught_in(floats, "engine/domain/src/a.rs", "let share = 0.5;"));
    assert!(!caught_in(floats, "engine/domain/src/a.rs", "let a = pair.0.1; for b in 1..2 {}"));
}

/// A literal is a float without naming its type.
fn floats(file: &File) -> Vec<String> {
    if !file.path.starts_with(LAW[0]) {
        return Vec::new();
    }
    let code = code_only(&file.text);
    let is_float = |place: &usize| {
        let whole = code[..*place].trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        let digits = place - whole.len();
        let of_a_name = whole.ends_with(|c: char| c.is_alphanumeric() || c == '.');
        let fraction = code[place + 1..].starts_with(|c: char| c.is_ascii_digit());
        digits > 0 && fraction && !of_a_name
    };
    let points = code.match_indices('.').map(|(place, _)| place).filter(is_float);
    points.map(|place| format!("{}:{}: a float", file.path, line_of(&code, place))).collect()
}

#[test]
fn the_project_speaks_of_itself_alone() {
    must_be_clean(&faults(foreign_words));
    for (start, end, _) in IN_TEXT {
        assert!(
            caught_in(foreign_words, "docs/a.md", &format!("see {start}{end}")),
            "{start}{end}"
        );
    }
    assert!(!caught_in(foreign_words, "docs/a.md", "the API is described by OpenAPI 3.1"));
}

fn foreign_words(file: &File) -> Vec<String> {
    let lower = file.text.to_lowercase();
    let mut faults = Vec::new();
    for (start, end, instead) in IN_TEXT {
        let word = format!("{start}{end}");
        let text = if word.chars().any(char::is_uppercase) { &file.text } else { &lower };
        let lines = places(text, &word).map(|place| line_of(text, place));
        faults.extend(lines.map(|n| format!("{}:{n}: `{word}`: instead, {instead}", file.path)));
    }
    faults
}
