//! Scans of booklets: durable before they are acknowledged, backed up, put back, and erased.

use nobat_domain::request::{RequestCommand, RequestRefusal, Scan};
use nobat_engine::{Answered, EngineHandle};

use crate::backup::Place;
use crate::erasure::{erased, later};
use crate::support::{Citizen, config, crashed, is, verified, with_engine};

const PICTURE: &[u8] = b"the first page of a booklet, as pixels";

async fn keep(engine: &EngineHandle, citizen: &Citizen, picture: &[u8]) -> Scan {
    let kept = engine.keep_scan(citizen.key, picture.to_vec()).await.expect("there is room");
    is(kept).scan.expect("it was kept")
}

async fn must_see(engine: &EngineHandle, citizen: &Citizen, picture: &[u8]) {
    let seen = engine.scan(citizen.key).await.expect("it reads").expect("it is named");
    assert_eq!(&seen[..], picture);
}

fn path(dir: &std::path::Path, citizen: &Citizen, no: u8) -> std::path::PathBuf {
    let hex: String = citizen.key.0.iter().map(|byte| format!("{byte:02x}")).collect();
    dir.join("scans").join(&hex[..2]).join(&hex[2..4]).join(format!("{hex}-{no}"))
}

#[test]
fn a_scan_is_there_after_a_crash_a_restore_and_not_after_an_erasure() {
    let place = Place::new();
    let mut made = None;
    with_engine(&place.config(), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        citizen.enter().await.expect("there is room");
        assert_eq!(engine.scan(citizen.key).await.expect("it reads"), None);
        assert_eq!(keep(&engine, &citizen, b"blurred").await.no, 1);
        assert_eq!(keep(&engine, &citizen, PICTURE).await.no, 2);
        must_see(&engine, &citizen, PICTURE).await;
        assert!(!path(&place.data(), &citizen, 1).exists(), "another took its place");
        made = Some(place.backup(&engine).await);
    });
    assert_eq!(verified(&place.data()).counts.scans, 1);
    let made = made.expect("a backup");
    assert!(made.verified(), "{:#?}", made.report.violations);
    let elsewhere = place.elsewhere("restored");
    place.restore(&made.path, &elsewhere).expect("it is sound");
    with_engine(&elsewhere, async |engine| {
        must_see(&engine, &Citizen::new(&engine, 1), PICTURE).await;
    });
    with_engine(&later(&place.data()), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        erased(&engine, &citizen).await;
        assert!(!path(&place.data(), &citizen, 2).exists());
        assert_eq!(engine.scan(citizen.key).await.expect("it reads"), None);
        // Who enters anew begins again.
        citizen.enter().await.expect("there is room");
        assert_eq!(keep(&engine, &citizen, PICTURE).await.no, 1);
        must_see(&engine, &citizen, PICTURE).await;
    });
}

#[test]
fn what_a_crash_left_of_who_was_erased_goes_after_the_start_and_nothing_else_does() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut file, mut bytes) = (std::path::PathBuf::new(), Vec::new());
    with_engine(&config(dir.path()), async |engine| {
        let (first, second) = (Citizen::new(&engine, 1), Citizen::new(&engine, 2));
        for citizen in [&first, &second] {
            citizen.enter().await.expect("there is room");
            keep(&engine, citizen, PICTURE).await;
        }
        file = path(dir.path(), &first, 1);
        bytes = std::fs::read(&file).expect("it is there");
        erased(&engine, &first).await;
        assert!(!file.exists());
    });
    // As a crash leaves it between the end of the key and that of the file.
    std::fs::write(&file, &bytes).expect("it is written");
    with_engine(&later(dir.path()), async |engine| {
        assert_eq!(engine.drop_erased_scans().await.expect("it reads"), 1);
        assert!(!file.exists());
        assert_eq!(engine.drop_erased_scans().await.expect("it reads"), 0);
        must_see(&engine, &Citizen::new(&engine, 2), PICTURE).await;
    });
    assert_eq!(verified(dir.path()).counts.scans, 1);
}

#[test]
fn what_was_acknowledged_is_seen_after_a_crash() {
    let dir = tempfile::tempdir().expect("a folder");
    let crashed = crashed(dir.path(), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        citizen.enter().await.expect("there is room");
        keep(&engine, &citizen, PICTURE).await;
    });
    let report = verified(crashed.path());
    assert!(report.sound(), "{:#?}", report.violations);
    with_engine(&config(crashed.path()), async |engine| {
        must_see(&engine, &Citizen::new(&engine, 1), PICTURE).await;
    });
}

#[test]
fn a_scan_that_is_lost_cut_or_another_is_named_by_verify() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut places = Vec::new();
    with_engine(&config(dir.path()), async |engine| {
        for n in 1..=2 {
            let citizen = Citizen::new(&engine, n);
            citizen.enter().await.expect("there is room");
            keep(&engine, &citizen, PICTURE).await;
            places.push(path(dir.path(), &citizen, 1));
        }
        // A second one of the same moment, and the sixth.
        let citizen = Citizen::new(&engine, 1);
        let early = citizen.ask(RequestCommand::KeepScan { scan: Scan { no: 3, bytes: 9 } }).await;
        let refused = matches!(early, Ok(Answered::Refused(RequestRefusal::ScanBehind, _)));
        assert!(refused, "{early:?}");
    });
    let whole = std::fs::read(&places[0]).expect("it is there");
    let wrong = || verified(dir.path()).violations_total;
    assert_eq!(wrong(), 0);
    std::fs::copy(&places[1], &places[0]).expect("it copies");
    assert_eq!(wrong(), 1, "another's opens nowhere");
    std::fs::write(&places[0], &whole[..whole.len() - 1]).expect("it is written");
    assert_eq!(wrong(), 1);
    std::fs::remove_file(&places[0]).expect("it is there");
    assert_eq!(wrong(), 1);
    std::fs::write(&places[0], &whole).expect("it is written");
    assert_eq!(wrong(), 0);
}
