//! `nobat sandbox fill`, as a command of the program.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn nobat(arguments: &[&str], data: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nobat"));
    command.args(arguments).arg("--data").arg(data).output().expect("the program runs")
}

#[test]
fn a_country_is_filled_by_a_command_and_verified_by_another() {
    let outside = tempfile::tempdir().expect("a folder");
    let data = outside.path().join("data");
    let fill = ["sandbox", "fill", "--requests", "2000", "--booked", "600", "--offices", "10"];
    let filled = nobat(&[&fill[..], &["--days", "4", "--seats", "9"]].concat(), &data);
    let errors = String::from_utf8_lossy(&filled.stderr);
    assert!(filled.status.success(), "{errors}");
    assert!(errors.contains("2000 of 2000 requests"), "{errors}");
    let made: Value = serde_json::from_slice(&filled.stdout).expect("JSON on standard output");
    assert_eq!((&made["requests"], &made["shift_days"]), (&2000.into(), &80.into()));
    let verified = nobat(&["verify"], &data);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let report: Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!(report["counts"]["seats_booked"], Value::from(600));
    let twice = nobat(&fill, &data);
    assert!(!twice.status.success());
    let errors = String::from_utf8_lossy(&twice.stderr);
    assert!(errors.contains("it is not empty"), "{errors}");
    let many = nobat(&["sandbox", "fill", "--requests", "10", "--booked", "20"], outside.path());
    assert!(!many.status.success());
}
