//! What a desk says to an erasure, and how the citizen's next request goes on.

use super::kit::{KEY, Played, RECOVERED, START, choose, desk, entry};
use crate::ids::Sequence;
use crate::keeper::{Erasing, Row, WaitId};
use crate::request::{EraseCause, EraseRefusal, Issued, Remains, RequestCommand};

fn row(played: &Played, applied: Sequence) -> Option<Row> {
    Some(Row { state: played.row.clone(), remains: Remains::default(), applied })
}

#[test]
fn an_erasure_needs_a_row_that_is_not_older_than_the_desk() {
    let mut played = Played::entered();
    let reload = Erasing::Reload(played.sequence);
    assert_eq!(played.desk.erase(KEY, None, EraseCause::Wished, START), reload);
    assert_eq!(played.desk.erase(KEY, row(&played, RECOVERED), EraseCause::Wished, START), reload);
    let erased = played.desk.erase(KEY, row(&played, played.sequence), EraseCause::Wished, START);
    assert!(matches!(erased, Erasing::Erased(state) if Some(&*state) == played.row.as_ref()));
}

#[test]
fn an_erased_request_is_not_kept_in_memory_either() {
    let mut played = Played::entered();
    played.desk = desk().keeping(1);
    played.ask(RequestCommand::View, None);
    assert!(played.desk.data_key(KEY).is_some(), "who has just been here is remembered");
    let erased = played.desk.erase(KEY, None, EraseCause::Wished, START);
    assert!(matches!(erased, Erasing::Erased(state) if Some(&*state) == played.row.as_ref()));
    assert_eq!(played.desk.data_key(KEY), None);
}

#[test]
fn what_is_in_flight_is_not_erased_whatever_a_row_says() {
    let (mut played, _) = Played::chosen(None);
    let nobody = Row { state: None, remains: Remains::default(), applied: Sequence(u64::MAX) };
    let refused = played.desk.erase(KEY, Some(nobody), EraseCause::Wished, START);
    assert_eq!(refused, Erasing::Refused(EraseRefusal::SeatLives));
}

#[test]
fn who_was_erased_is_nobody_and_enters_anew_behind_the_old_numbers() {
    let mut played = Played { desk: desk(), sequence: RECOVERED, row: None, now: START };
    let issued = Issued::default();
    let remains = Remains { holds_used: 7, attempts_used: 4, issued };
    let left = Row { state: None, remains, applied: RECOVERED };
    assert_eq!(
        played.desk.erase(KEY, Some(left.clone()), EraseCause::Wished, START),
        Erasing::Nobody
    );
    let entered = played.give(Some(left), entry(), Some(WaitId(1)));
    assert_eq!(entered.events.len(), 1);
    let chosen = played.ask(choose(), None);
    let [owed] = chosen.sends[..] else { panic!("the hold is owed") };
    let crate::shift::ShiftCommand::Seat { hold, .. } = owed.command else { panic!("a seat") };
    assert_eq!(hold.0, 8, "no late message about an old hold can mean this one");
}
