//! What the board keeps, shows and forgets.

mod support;

use std::sync::Arc;
use std::thread;

use nobat_board::{
    Board, Directory, DirectoryError, OFFICE_ID_MAX, OFFICES_MAX, Published, WINDOW_DAYS,
};
use nobat_domain::ids::{Day, OfficeId, Period, ShiftId};
use nobat_domain::ranking::Standing;
use support::{area, directory, office, standing};

const FIRST: Day = Day(20_000);

fn morning(id: u32) -> ShiftId {
    ShiftId::of(OfficeId(id), Period::Morning)
}

fn evening(id: u32) -> ShiftId {
    ShiftId::of(OfficeId(id), Period::Evening)
}

#[test]
fn what_an_owner_publishes_is_read_back_whole() {
    let (board, _surveyor) = Board::open(directory([office(7, "041", "33440000")]), FIRST);
    let largest = standing(Standing::COUNT_MAX, Standing::COUNT_MAX, Standing::COUNT_MAX);
    for word in [standing(1, 2, 3), largest, standing(1_000_000, 0, 1_000_000), Standing::CLOSED] {
        assert_eq!(board.publish(evening(7), FIRST, word), Published::Shown);
        assert_eq!(board.snapshot().standing(evening(7), FIRST), Some(word));
    }
    assert_eq!(board.snapshot().standing(morning(7), FIRST), Some(Standing::CLOSED));
}

#[test]
fn each_shift_and_day_has_a_cell_of_its_own() {
    let offices = (0..9).map(|id| office(id, ["041", "021", "031"][id as usize % 3], "33440000"));
    let (board, _surveyor) = Board::open(directory(offices), FIRST);
    let word = |id: u32, period: u32, day: i32| standing(id, period, 9 + day as u32);
    let days = [0, 1, WINDOW_DAYS as i32 - 1];
    let all = || (0..9).flat_map(|id| days.map(|day| (id, day)));
    for (id, day) in all() {
        board.publish(morning(id), FIRST.plus(day), word(id, 0, day));
        board.publish(evening(id), FIRST.plus(day), word(id, 1, day));
    }
    let snapshot = board.snapshot();
    for (id, day) in all() {
        assert_eq!(snapshot.standing(morning(id), FIRST.plus(day)), Some(word(id, 0, day)));
        assert_eq!(snapshot.standing(evening(id), FIRST.plus(day)), Some(word(id, 1, day)));
    }
}

#[test]
fn days_outside_the_window_and_unknown_offices_are_not_shown() {
    let (board, _surveyor) = Board::open(directory([office(7, "041", "33440000")]), FIRST);
    let word = standing(1, 1, 1);
    for day in [FIRST.plus(-1), FIRST.plus(WINDOW_DAYS as i32), Day(i32::MIN), Day(i32::MAX)] {
        assert_eq!(board.publish(morning(7), day, word), Published::OutsideWindow);
        assert_eq!(board.snapshot().standing(morning(7), day), None);
    }
    for id in [6, 8, OFFICE_ID_MAX] {
        assert_eq!(board.publish(morning(id), FIRST, word), Published::NoSuchOffice);
        assert_eq!(board.snapshot().standing(morning(id), FIRST), None);
    }
    assert_eq!(*board.snapshot().window().end(), FIRST.plus(WINDOW_DAYS as i32 - 1));
}

#[test]
fn days_that_stay_in_the_window_keep_what_was_published() {
    let (board, mut surveyor) = Board::open(directory([office(7, "041", "33440000")]), FIRST);
    for day in 0..WINDOW_DAYS as i32 {
        board.publish(morning(7), FIRST.plus(day), standing(1, day as u32, 2));
    }
    surveyor.slide(FIRST.plus(3));
    let snapshot = board.snapshot();
    for day in 3..WINDOW_DAYS as i32 {
        let kept = standing(1, day as u32, 2);
        assert_eq!(snapshot.standing(morning(7), FIRST.plus(day)), Some(kept));
    }
    assert_eq!(snapshot.standing(morning(7), FIRST.plus(2)), None);
    let came_in = FIRST.plus(WINDOW_DAYS as i32 + 2);
    assert_eq!(snapshot.standing(morning(7), came_in), Some(Standing::CLOSED));
    assert_eq!(board.publish(morning(7), came_in, standing(1, 0, 1)), Published::Shown);
}

#[test]
fn a_new_directory_moves_offices_and_keeps_what_they_published() {
    let (board, mut surveyor) =
        Board::open(directory([office(1, "041", "33440000"), office(5, "041", "33440000")]), FIRST);
    board.publish(morning(1), FIRST, standing(1, 1, 2));
    board.publish(evening(5), FIRST, standing(3, 0, 4));
    // Office 1 leaves, office 5 moves to another area, 2 and 9 are new before and behind it.
    let offices = [office(9, "041", "1"), office(5, "021", "22330000"), office(2, "011", "")];
    surveyor.replace_directory(directory(offices));
    let snapshot = board.snapshot();
    assert_eq!(snapshot.standing(evening(5), FIRST), Some(standing(3, 0, 4)));
    assert_eq!(snapshot.standing(morning(1), FIRST), None);
    assert_eq!(snapshot.standing(morning(9), FIRST), Some(Standing::CLOSED));
    assert_eq!(board.publish(morning(1), FIRST, standing(1, 0, 1)), Published::NoSuchOffice);
    let in_area = |code| snapshot.directory().in_area(area(code)).len();
    assert_eq!((in_area("041"), in_area("021"), in_area("011"), in_area("031")), (1, 1, 1, 0));
}

#[test]
fn a_change_of_facts_alone_keeps_old_snapshots_and_new_ones_on_the_same_cells() {
    let (board, mut surveyor) = Board::open(directory([office(1, "041", "33440000")]), FIRST);
    let before = board.snapshot();
    surveyor.replace_directory(directory([office(1, "041", "44550000")]));
    board.publish(morning(1), FIRST, standing(1, 0, 1));
    assert_eq!(before.standing(morning(1), FIRST), Some(standing(1, 0, 1)));
    let phone = |snapshot: &nobat_board::Snapshot| {
        snapshot.directory().office(OfficeId(1)).and_then(|office| office.phone)
    };
    assert_ne!(phone(&before), phone(&board.snapshot()));
}

#[test]
fn offices_are_found_by_id_and_in_area_order() {
    let offices = [(9, "041"), (3, "021"), (4, "041"), (1, "099")];
    let directory = directory(offices.map(|(id, code)| office(id, code, "33440000")));
    let ids = |offices: &[Arc<nobat_domain::office::Office>]| {
        offices.iter().map(|office| office.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ids(directory.offices()), [3, 4, 9, 1]);
    assert_eq!(ids(directory.in_area(area("041"))), [4, 9]);
    assert_eq!(directory.office(OfficeId(4)).map(|office| office.id), Some(OfficeId(4)));
    assert!(directory.office(OfficeId(5)).is_none());
}

#[test]
fn an_impossible_directory_is_refused_by_name() {
    let check = |offices: Vec<nobat_domain::office::Office>, expected: DirectoryError| {
        let refused = Directory::new(offices.into_iter().map(Arc::new)).err();
        assert_eq!(refused, Some(expected));
    };
    check(
        vec![office(4, "041", ""), office(4, "021", "")],
        DirectoryError::SameIdTwice(OfficeId(4)),
    );
    let beyond = OFFICE_ID_MAX + 1;
    check(vec![office(beyond, "041", "")], DirectoryError::IdTooLarge(OfficeId(beyond)));
    let count = OFFICES_MAX + 1;
    let one = Arc::new(office(4, "041", ""));
    let refused = Directory::new(std::iter::repeat_n(one, count)).err();
    assert_eq!(refused, Some(DirectoryError::TooManyOffices { count }));
}

#[test]
fn an_empty_country_has_an_empty_board() {
    let (board, mut surveyor) = Board::open(directory([]), FIRST);
    assert_eq!(board.publish(morning(0), FIRST, Standing::CLOSED), Published::NoSuchOffice);
    surveyor.replace_directory(directory([office(0, "041", "33440000")]));
    assert_eq!(board.publish(morning(0), FIRST, standing(1, 0, 1)), Published::Shown);
}

/// BOARD-1 beside real threads; every interleaving of the protocol is in `loom.rs`.
#[test]
fn no_last_word_is_lost_while_offices_come_and_go_and_days_pass() {
    const OWNERS: u32 = 4;
    const WORDS: u32 = 20_000;
    const CHANGES: i32 = 300;
    let stay = || (0..OWNERS).map(|id| office(id * 10, "041", "33440000"));
    let (board, mut surveyor) = Board::open(directory(stay()), FIRST);
    let day = FIRST.plus(WINDOW_DAYS as i32 / 2);
    thread::scope(|scope| {
        for id in 0..OWNERS {
            let board = &board;
            scope.spawn(move || {
                for held in 1..=WORDS {
                    let shown = board.publish(morning(id * 10), day, standing(0, held, 1));
                    assert_eq!(shown, Published::Shown);
                }
            });
        }
        for change in 0..CHANGES {
            let passing = (0..change as u32 % 3).map(|id| office(id * 10 + 5, "041", ""));
            surveyor.replace_directory(directory(stay().chain(passing)));
            surveyor.slide(FIRST.plus(change % 7));
        }
    });
    for id in 0..OWNERS {
        let last = board.snapshot().standing(morning(id * 10), day);
        assert_eq!(last, Some(standing(0, WORDS, 1)), "office {id}");
    }
}
