//! What leaves the engine is on disk by then, with everything that it rests on.

use std::path::Path;
use std::sync::Arc;

use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::shift::{SeatChange, SeatImage};
use nobat_engine::journal::medium::DiskMedium;
use nobat_engine::journal::survey;
use nobat_engine::record::{self, Record};

use crate::support::{Citizen, config, country, is, with_engine};

const CITIZENS: u32 = 40;

/// How far the disk had come at the moment of an answer.
struct Answered {
    key: RequestKey,
    durable: Sequence,
}

/// Lets one citizen after the other act, all after the same preparation by others.
fn answers(dir: &Path, act: impl AsyncFn(&Citizen)) -> Vec<Answered> {
    with_engine(&config(dir), async |engine| {
        let choice = country(&engine, CITIZENS).await[0];
        for n in 0..CITIZENS {
            Citizen::new(&engine, n).hold(choice).await.expect("there is room");
        }
        let mut answers = Vec::new();
        for n in 0..CITIZENS {
            let citizen = Citizen::new(&engine, n);
            act(&citizen).await;
            let (durable, _, _) = engine.positions();
            answers.push(Answered { key: citizen.key, durable });
        }
        answers
    })
}

/// The records of a stopped journal that say this of a request's seat.
fn records_of(dir: &Path, change: SeatChange) -> Vec<(Sequence, SeatImage)> {
    let config = config(dir);
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir()).expect("it opens");
    let mut reader = survey(Arc::new(medium)).expect("nobody has it").records();
    let mut found = Vec::new();
    while let Some(batch) = reader.next_batch().expect("it is sound") {
        for raw in batch.records() {
            match record::decode(raw.bytes).expect("it is a record") {
                Record::Seat { image, .. } if image.change == change => {
                    found.push((raw.sequence, image));
                }
                _ => {}
            }
        }
    }
    found
}

#[track_caller]
fn each_was_on_disk(dir: &Path, change: SeatChange, answers: &[Answered]) {
    let records = records_of(dir, change);
    for Answered { key, durable } in answers {
        let its = records.iter().find(|(_, image)| image.request == *key);
        let (sequence, _) = its.expect("the shift has journaled it");
        assert!(sequence <= durable, "{sequence:?} was not on disk yet, but {durable:?}");
    }
}

/// The redirect to the bank rests on the token in the request and on the longer hold in the shift.
#[test]
fn a_token_is_shown_when_request_and_shift_both_have_it_on_disk() {
    let dir = tempfile::tempdir().expect("a folder");
    let answers = answers(dir.path(), async |citizen| {
        citizen.to_bank().await.expect("there is room");
    });
    each_was_on_disk(dir.path(), SeatChange::Extended, &answers);
}

#[test]
fn a_receipt_is_shown_when_the_booking_is_on_disk() {
    let dir = tempfile::tempdir().expect("a folder");
    let answers = answers(dir.path(), async |citizen| {
        let attempt = citizen.to_bank().await.expect("there is room");
        is(citizen.paid(&attempt).await.expect("there is room"));
    });
    each_was_on_disk(dir.path(), SeatChange::Booked, &answers);
}
