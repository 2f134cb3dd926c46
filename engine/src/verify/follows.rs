//! Whether a seat's event follows from the one before it: the law once more, said another way.

use nobat_domain::invariant::Violation;
use nobat_domain::shift::{After, HeldSeat, NOBODY, Purpose, SeatChange, SeatImage};
use nobat_domain::timestamp::Timestamp;

/// What is wrong with `next` as the event directly after `before`; `None` before is a seat that
/// nobody ever had.
pub(super) fn fault(
    before: Option<&SeatImage>,
    next: &SeatImage,
) -> Option<(Violation, &'static str)> {
    if before.is_some_and(|before| next.at < before.at) {
        return Some((Violation::Hold2, "its time is before that of the event before it"));
    }
    if !shape(next) {
        return Some((Violation::Hold1, "the change does not lead to the state that it names"));
    }
    let after = before.map_or(After::Free, |before| before.after);
    let same = before.is_some_and(|it| (it.request, it.hold) == (next.request, next.hold));
    match (next.change, after) {
        (SeatChange::Held, After::Free) => None,
        (SeatChange::Held, After::Held(_) | After::Booked) => {
            Some((Violation::Cap1, "a seat that somebody has is given again"))
        }
        (SeatChange::GivenBack, After::Booked) => {
            let cools = matches!(next.after, After::Held(_)) && next.request == NOBODY;
            (!same && !cools).then_some((Violation::Hold1, "it is given back by somebody else"))
        }
        (SeatChange::GivenBack, _) => Some((Violation::Hold1, "it is given back, but not booked")),
        (_, After::Held(terms)) if same => in_time(next, &terms),
        (_, After::Held(_)) => Some((Violation::Hold1, "it is held by somebody else")),
        (_, After::Free | After::Booked) => Some((Violation::Hold1, "it is not held")),
    }
}

/// HOLD-2 for the event of a hold that lives.
fn in_time(next: &SeatImage, terms: &HeldSeat) -> Option<(Violation, &'static str)> {
    let usable = next.at < terms.deadline || to_be_asked(terms);
    match next.change {
        SeatChange::Extended | SeatChange::Secured | SeatChange::Booked if !usable => {
            Some((Violation::Hold2, "a hold is used after its deadline"))
        }
        SeatChange::Expired if next.at < terms.deadline => {
            Some((Violation::Hold2, "a hold runs out before its deadline"))
        }
        SeatChange::Expired if to_be_asked(terms) => {
            Some((Violation::Hold2, "a hold with a token runs out before the bank was asked"))
        }
        SeatChange::Extended if deadline(next) < terms.deadline => {
            Some((Violation::Hold2, "a hold is made shorter"))
        }
        _ => None,
    }
}

const fn to_be_asked(terms: &HeldSeat) -> bool {
    terms.token && !terms.secured
}

fn deadline(image: &SeatImage) -> Timestamp {
    if let After::Held(terms) = image.after { terms.deadline } else { Timestamp::default() }
}

/// Whether the state after the change is one that this change leads to.
fn shape(image: &SeatImage) -> bool {
    match (image.change, image.after) {
        (SeatChange::Held | SeatChange::Extended | SeatChange::Secured, After::Held(terms)) => {
            terms.purpose != Purpose::Cooling && image.request != NOBODY
        }
        (SeatChange::Booked, After::Booked) => image.request != NOBODY,
        (SeatChange::Released | SeatChange::Expired | SeatChange::GivenBack, After::Free) => true,
        (SeatChange::GivenBack, After::Held(terms)) => terms.purpose == Purpose::Cooling,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::{Day, HoldNo, RequestKey, SeatNo};

    const TERMS: HeldSeat = HeldSeat {
        purpose: Purpose::Pay,
        deadline: Timestamp(100),
        cap: Timestamp(200),
        token: false,
        secured: false,
    };

    fn event(change: SeatChange, owner: u8, at: u64, after: After) -> SeatImage {
        SeatImage {
            change,
            day: Day(1),
            seat: SeatNo(0),
            request: RequestKey([owner; 16]),
            hold: HoldNo(1),
            at: Timestamp(at),
            decide_by: Timestamp(50),
            after,
        }
    }

    fn held(owner: u8) -> SeatImage {
        event(SeatChange::Held, owner, 10, After::Held(TERMS))
    }

    #[test]
    fn a_seat_that_somebody_has_is_never_given_again() {
        let booked = event(SeatChange::Booked, 1, 20, After::Booked);
        assert_eq!(fault(None, &held(1)), None);
        assert_eq!(fault(Some(&held(1)), &booked), None);
        for before in [held(1), booked] {
            let again = SeatImage { at: Timestamp(30), ..held(2) };
            let found = fault(Some(&before), &again).map(|(violation, _)| violation);
            assert_eq!(found, Some(Violation::Cap1));
        }
    }

    #[test]
    fn a_hold_is_used_in_its_time_and_by_its_owner_alone() {
        let violation = |next: &SeatImage| fault(Some(&held(1)), next).map(|(id, _)| id);
        let booked = |owner, at| event(SeatChange::Booked, owner, at, After::Booked);
        assert_eq!(violation(&booked(1, 99)), None);
        assert_eq!(violation(&booked(1, 100)), Some(Violation::Hold2));
        assert_eq!(violation(&booked(2, 99)), Some(Violation::Hold1));
        let expired = |at| event(SeatChange::Expired, 1, at, After::Free);
        assert_eq!(violation(&expired(99)), Some(Violation::Hold2));
        assert_eq!(violation(&expired(100)), None);
    }

    #[test]
    fn a_hold_with_a_token_does_not_run_out_unasked() {
        let shown = HeldSeat { token: true, ..TERMS };
        let shown = event(SeatChange::Extended, 1, 20, After::Held(shown));
        let expired = event(SeatChange::Expired, 1, 150, After::Free);
        assert_eq!(fault(Some(&shown), &expired).map(|(id, _)| id), Some(Violation::Hold2));
        let secured = HeldSeat { token: true, secured: true, ..TERMS };
        let secured = event(SeatChange::Secured, 1, 100, After::Held(secured));
        assert_eq!(fault(Some(&shown), &secured), None);
        assert_eq!(fault(Some(&secured), &expired), None);
    }

    #[test]
    fn a_seat_comes_back_once_and_may_cool_for_nobody() {
        let booked = event(SeatChange::Booked, 1, 20, After::Booked);
        let back = event(SeatChange::GivenBack, 1, 30, After::Free);
        assert_eq!(fault(Some(&booked), &back), None);
        assert_eq!(fault(Some(&back), &back).map(|(id, _)| id), Some(Violation::Hold1));
        let cooling = After::Held(HeldSeat { purpose: Purpose::Cooling, ..TERMS });
        let cooling = event(SeatChange::GivenBack, 0, 30, cooling);
        assert_eq!(fault(Some(&booked), &cooling), None);
    }
}
