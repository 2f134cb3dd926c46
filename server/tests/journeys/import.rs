//! `nobat import`, as a command of the program, and what its citizens find afterwards.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use nobat_domain::calendar::SolarDate;
use nobat_domain::ids::Day;
use nobat_engine::{clock, day_of};
use serde_json::Value;

use crate::disk::{Disk, Slot};

const OFFICES: &str = "code,kind,name,city,area,address,phone,capabilities\n\
    0101,registry,ثبت احوال تبریز,تبریز,041,خیابان امام,35551234,no_stairs|pupil\n\
    ۰۱۰۲,counter,پیشخوان آزادی,تبریز,41,,,\n";
const HEADER: &str = "national_id,serial,birth_date,gender,religion,mother_name,mobile,paid_rial,\
    bank_reference,paid_on,stage,office,visit_date,shift,stage_on\n";
const STATED: &str = "1360/02/03,female,islam,زهرا,09121234567";

fn import(what: &str, file: &Path, data: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nobat"));
    command.args(["import", what]).arg(file).arg("--data").arg(data);
    command.output().expect("the program runs")
}

fn made(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON on standard output")
}

fn sound(data: &Path) -> Value {
    let mut verify = Command::new(env!("CARGO_BIN_EXE_nobat"));
    let output = verify.args(["verify", "--data"]).arg(data).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// So many days from now, as a file writes them.
fn solar(days: i32) -> String {
    let day = Day(day_of(clock::wall()).0 + days);
    SolarDate::from_day(day).expect("within the calendar").to_string()
}

struct Scene {
    _outside: tempfile::TempDir,
    file: std::path::PathBuf,
    data: std::path::PathBuf,
}

/// A data directory that knows two offices.
fn scene(rows: &str) -> Scene {
    let outside = tempfile::tempdir().expect("a folder");
    let (data, file) = (outside.path().join("data"), outside.path().join("portal.csv"));
    let offices = outside.path().join("offices.csv");
    fs::write(&offices, OFFICES).expect("written");
    let taken = made(&import("offices", &offices, &data));
    assert_eq!((&taken["taken"], &taken["refused"]), (&2.into(), &0.into()));
    // Once more changes nothing: they are known by their numbers.
    made(&import("offices", &offices, &data));
    assert_eq!(sound(&data)["counts"]["offices"], Value::from(2));
    fs::write(&file, format!("{HEADER}{rows}")).expect("written");
    Scene { _outside: outside, file, data }
}

#[test]
fn what_can_be_taken_is_taken_once_and_the_rest_is_told_row_by_row() {
    let (was, will, since) = (solar(-30), solar(9), solar(-2));
    let rows = format!(
        "2580200606,000281,,,,,,,,,,,,,\n\
         ۱۱۱۱۱۱۱۱۳۸,۰۰۰۲۸۲,{STATED},250000,R-1,{was},registered,,,,\n\
         1111111227,000283,{STATED},250000,R-2,{was},delivered,0102,{was},evening,{since}\n\
         1111111308,000284,{STATED},250000,R-3,{was},booked,0101,{will},morning,\n\
         1111111302,000285,,,,,,,,,,,,,\n\
         1111111499,000286,{STATED},250000,R-1,{was},,,,,\n\
         1111111571,000287,{STATED},250000,R-5,{was},booked,9999,{will},morning,\n\
         1111111650,000288\n"
    );
    let scene = scene(&rows);
    let first = made(&import("portal", &scene.file, &scene.data));
    let told = ["rows", "taken", "there_before", "without_seat", "refused"];
    assert_eq!(told.map(|name| first[name].as_u64().expect("a number")), [8, 3, 0, 1, 4]);
    let report = fs::read_to_string(scene.file.with_extension("not-taken.csv")).expect("a report");
    let whys: Vec<_> = report.lines().skip(1).collect();
    assert_eq!(whys.len(), 5);
    for (line, why) in [
        (5, "taken over with its payment, but not its seat (NoSuchDay)"),
        (6, "national_id,ten digits with a right check digit are wanted"),
        (7, "bank_reference,another citizen has this payment"),
        (8, "office,no office has this number here; import the offices first"),
        (9, "it has 2 fields, and the first line has 15"),
    ] {
        let row = whys.iter().find(|row| row.contains(&format!(",{line},")));
        assert!(row.is_some_and(|row| row.contains(why)), "line {line}: {row:?}");
    }
    let counts = &sound(&scene.data)["counts"];
    assert_eq!((&counts["requests"], &counts["money"]), (&4.into(), &3.into()));
    // The same file once more: nobody is taken twice.
    let again = made(&import("portal", &scene.file, &scene.data));
    assert_eq!(told.map(|name| again[name].as_u64().expect("a number")), [8, 0, 4, 0, 4]);
    assert_eq!(sound(&scene.data)["counts"]["requests"], Value::from(4));
}

#[test]
fn what_the_sandbox_writes_for_an_older_system_is_taken_whole() {
    let scene = scene("");
    let mut citizens = Command::new(env!("CARGO_BIN_EXE_nobat"));
    citizens.args(["sandbox", "citizens", "--count", "3000", "--format", "portal"]);
    let text = citizens.output().expect("the program runs").stdout;
    fs::write(&scene.file, text).expect("written");
    let done = made(&import("portal", &scene.file, &scene.data));
    assert_eq!((&done["taken"], &done["refused"]), (&3_000.into(), &0.into()));
    // Memory follows from what is under way, and that is never more, whatever the file's length.
    let most = done["most_at_once"].as_u64().expect("a number");
    assert!((1..=1_024).contains(&most), "{most} rows at once");
    let counts = &sound(&scene.data)["counts"];
    assert_eq!((&counts["requests"], &counts["credits"]), (&3_000.into(), &2_000.into()));
}

/// The engine is killed in the middle; whoever gives the file again misses nobody.
#[test]
fn an_import_that_was_killed_goes_on_where_it_stood() {
    let scene = scene("");
    let mut citizens = Command::new(env!("CARGO_BIN_EXE_nobat"));
    citizens.args(["sandbox", "citizens", "--count", "40000", "--format", "portal"]);
    fs::write(&scene.file, citizens.output().expect("the program runs").stdout).expect("written");
    let mut first = Command::new(env!("CARGO_BIN_EXE_nobat"));
    first.args(["import", "portal"]).arg(&scene.file).arg("--data").arg(&scene.data);
    let mut first = first.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it runs");
    // Its first word of progress: some rows are taken, and most are not.
    let mut progress = BufReader::new(first.stderr.take().expect("piped"));
    progress.read_line(&mut String::new()).expect("a line");
    first.kill().expect("killed");
    first.wait().expect("gone");
    let between = sound(&scene.data)["counts"]["requests"].as_u64().expect("a number");
    let second = made(&import("portal", &scene.file, &scene.data));
    let before = second["there_before"].as_u64().expect("a number");
    assert!(before >= between && before > 0, "{between} were durable, {before} were there");
    assert_eq!(second["taken"].as_u64().expect("a number") + before, 40_000);
    let counts = &sound(&scene.data)["counts"];
    assert_eq!((&counts["requests"], &counts["money"]), (&40_000.into(), &26_666.into()));
}

/// The disk fills while rows come in. Nobody waits for a minute to be told so, the program ends by
/// itself, and whoever gives the file again when there is room misses nobody.
#[test]
fn an_import_whose_disk_fills_says_so_and_goes_on_when_there_is_room() {
    let scene = scene("");
    let mut citizens = Command::new(env!("CARGO_BIN_EXE_nobat"));
    citizens.args(["sandbox", "citizens", "--count", "40000", "--format", "portal"]);
    fs::write(&scene.file, citizens.output().expect("the program runs").stdout).expect("written");
    let disk = Disk::new(&scene.data);
    let mut first = Command::new(env!("CARGO_BIN_EXE_nobat"));
    first.args(["import", "portal"]).arg(&scene.file).arg("--data").arg(&scene.data);
    disk.below(&mut first);
    let mut first = first.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it runs");
    let mut said = BufReader::new(first.stderr.take().expect("piped"));
    said.read_line(&mut String::new()).expect("a line");
    disk.set(Slot::Room, 0);
    let mut rest = String::new();
    said.read_to_string(&mut rest).expect("text");
    assert!(!first.wait().expect("it ends by itself").success(), "{rest}");
    let why = "the disk is full; make room, then give the file again: what was taken stays taken";
    assert!(rest.contains(why), "{rest}");
    let between = sound(&scene.data)["counts"]["requests"].as_u64().expect("a number");
    assert!((1..40_000).contains(&between), "{between} were taken");
    let second = made(&import("portal", &scene.file, &scene.data));
    assert_eq!(second["there_before"], Value::from(between));
    assert_eq!(second["taken"], Value::from(40_000 - between));
    let counts = &sound(&scene.data)["counts"];
    assert_eq!((&counts["requests"], &counts["money"]), (&40_000.into(), &26_666.into()));
}

#[test]
fn a_report_without_room_ends_the_import_and_what_was_taken_stays() {
    let was = solar(-30);
    let rows = format!("1111111138,000282,{STATED},250000,R-1,{was},,,,,\n1111111302,000285\n");
    let scene = scene(&rows);
    let mut command = Command::new(env!("CARGO_BIN_EXE_nobat"));
    command.args(["import", "portal", "--report", "/dev/full"]).arg(&scene.file);
    let refused = command.arg("--data").arg(&scene.data).output().expect("the program runs");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success(), "{said}");
    assert!(said.contains("cannot write the report /dev/full: No space left"), "{said}");
    assert!(said.contains("then give the file again: what was taken stays taken"), "{said}");
    let second = made(&import("portal", &scene.file, &scene.data));
    assert_eq!((&second["there_before"], &second["refused"]), (&1.into(), &1.into()));
}

#[test]
fn a_report_is_mended_and_given_again() {
    let was = solar(-30);
    let scene = scene(&format!("1111111138,282,{STATED},250000,R-1,{was},,,,,\n"));
    let first = made(&import("portal", &scene.file, &scene.data));
    assert_eq!(first["refused"], Value::from(1));
    let report = scene.file.with_extension("not-taken.csv");
    let mended = fs::read_to_string(&report).expect("a report").replace(",282,", ",000282,");
    fs::write(&report, mended).expect("written");
    let second = made(&import("portal", &report, &scene.data));
    assert_eq!((&second["taken"], &second["refused"]), (&1.into(), &0.into()));
}

#[test]
fn a_file_that_is_none_is_told_what_it_should_be_and_changes_nothing() {
    let scene = scene("");
    for (text, why) in [
        (&b"national_id;serial\n"[..], "fields are separated by commas"),
        (b"\xff\xfen\0a\0", "save it as CSV UTF-8"),
        (b"national_id,serial,colour\n", "no column is called `colour`"),
        (b"national_id\n", "the column `serial` is missing"),
        (b"", "the file is empty"),
    ] {
        fs::write(&scene.file, text).expect("written");
        let refused = import("portal", &scene.file, &scene.data);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(why), "{said}");
    }
    assert_eq!(sound(&scene.data)["counts"]["requests"], Value::from(0));
}
