//! The free seats of an area, and the best of them for one who waits.

use crate::earlier::waiter::Waiter;
use crate::ids::OfficeId;
use crate::limits::OfferTerms;
use crate::office::Capabilities;
use crate::office::Needs;
use crate::request::Choice;
use crate::timestamp::Timestamp;

/// Free seats of one shift on one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Vacancy {
    pub choice: Choice,
    pub capabilities: Capabilities,
    pub free: u32,
}

/// What is free in an area at one moment, as one round of offers goes through it.
#[derive(Clone, Debug, Default)]
pub struct Vacancies {
    /// By day, then by shift.
    list: Vec<Vacancy>,
}

impl Vacancies {
    #[must_use]
    pub fn of(found: impl IntoIterator<Item = Vacancy>) -> Self {
        let mut list: Vec<Vacancy> = found.into_iter().filter(|it| it.free > 0).collect();
        list.sort_unstable_by_key(|it| (it.choice.day, it.choice.shift));
        Self { list }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether any seat is there that the list alone has nothing against; says nothing about what
    /// the citizen needs of an office.
    #[must_use]
    pub fn tempt(&self, waiter: &Waiter, terms: &OfferTerms, at: Timestamp) -> bool {
        self.list.iter().any(|it| it.free > 0 && waiter.wants(it.choice, terms, at))
    }

    /// The seat for this citizen: the earliest day; on it the own office, then the shift with the
    /// most free seats, so that a last one is left to those who look for it themselves.
    #[must_use]
    pub fn best(
        &self,
        waiter: &Waiter,
        needs: Needs,
        terms: &OfferTerms,
        at: Timestamp,
    ) -> Option<Choice> {
        let own: OfficeId = waiter.booked.shift.office();
        let fits = |it: &&Vacancy| {
            it.free > 0 && needs.met_by(it.capabilities) && waiter.wants(it.choice, terms, at)
        };
        let rank = |it: &&Vacancy| {
            let elsewhere = it.choice.shift.office() != own;
            (it.choice.day, elsewhere, u32::MAX - it.free, it.choice.shift)
        };
        self.list.iter().filter(fits).min_by_key(rank).map(|it| it.choice)
    }

    /// One seat is offered now, or was not to be had: the next citizen is offered another.
    pub fn take(&mut self, choice: Choice) {
        if let Some(it) = self.list.iter_mut().find(|it| it.choice == choice) {
            it.free = it.free.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::tehran::day_begins;
    use crate::earlier::Scope;
    use crate::ids::{Day, Period, RequestKey, ShiftId};
    use crate::office::Capability;
    use crate::person::AreaCode;
    use crate::timestamp::Millis;

    const TODAY: Day = Day(20_000);

    fn noon() -> Timestamp {
        day_begins(TODAY).plus(Millis::hours(9))
    }

    fn place(office: u32, days: i32) -> Choice {
        let shift = ShiftId::of(OfficeId(office), Period::Morning);
        Choice { shift, day: TODAY.plus(days) }
    }

    fn free(office: u32, days: i32, free: u32) -> Vacancy {
        Vacancy { choice: place(office, days), capabilities: Capabilities::NONE, free }
    }

    fn waiter(scope: Scope) -> Waiter {
        let area = AreaCode::parse("041").expect("an area code");
        let (since, request) = (Timestamp(1), RequestKey([1; 16]));
        Waiter { area, since, request, scope, booked: place(1, 20), offered_at: None }
    }

    fn best(scope: Scope, vacancies: &[Vacancy]) -> Option<Choice> {
        let vacancies = Vacancies::of(vacancies.iter().copied());
        let terms = OfferTerms::DEFAULT;
        let best = vacancies.best(&waiter(scope), Needs::NONE, &terms, noon());
        assert!(best.is_none() || vacancies.tempt(&waiter(scope), &terms, noon()));
        best
    }

    #[test]
    fn the_earliest_day_then_the_own_office_then_the_one_with_most_room() {
        for (vacancies, expected) in [
            (vec![free(1, 9, 5), free(2, 8, 1)], Some(place(2, 8))),
            (vec![free(1, 8, 1), free(2, 8, 5)], Some(place(1, 8))),
            (vec![free(2, 8, 1), free(3, 8, 2)], Some(place(3, 8))),
            (vec![free(2, 8, 2), free(3, 8, 2)], Some(place(2, 8))),
            (vec![free(1, 8, 0)], None),
            // Tomorrow is too near to come, the booked day and those behind it are not earlier.
            (vec![free(1, 1, 5), free(1, 20, 5), free(1, 21, 5)], None),
            (vec![free(1, 2, 5)], Some(place(1, 2))),
            (vec![free(1, 19, 5)], Some(place(1, 19))),
        ] {
            assert_eq!(best(Scope::Area, &vacancies), expected, "{vacancies:?}");
        }
    }

    #[test]
    fn who_wants_the_own_office_is_offered_no_other() {
        assert_eq!(best(Scope::Office, &[free(2, 8, 5)]), None);
        assert_eq!(best(Scope::Office, &[free(2, 8, 5), free(1, 9, 1)]), Some(place(1, 9)));
    }

    #[test]
    fn an_office_that_cannot_serve_is_not_offered() {
        let needs = Needs::asking_for(Capabilities::NONE.with(Capability::NoStairs));
        let able = Vacancy { capabilities: needs.capabilities(), ..free(2, 9, 1) };
        let vacancies = Vacancies::of([free(1, 8, 1), able]);
        let found = vacancies.best(&waiter(Scope::Area), needs, &OfferTerms::DEFAULT, noon());
        assert_eq!(found, Some(place(2, 9)));
    }

    #[test]
    fn a_seat_is_offered_to_one_at_a_time() {
        let mut vacancies = Vacancies::of([free(1, 8, 1)]);
        vacancies.take(place(1, 8));
        assert!(!vacancies.tempt(&waiter(Scope::Area), &OfferTerms::DEFAULT, noon()));
    }

    #[test]
    fn one_offer_a_day_and_none_at_night() {
        let terms = OfferTerms::DEFAULT;
        let vacancies = Vacancies::of([free(1, 8, 1)]);
        let told = Waiter { offered_at: Some(noon()), ..waiter(Scope::Area) };
        let tempts = |waiter: &Waiter, at| vacancies.tempt(waiter, &terms, at);
        assert!(!tempts(&told, noon().plus(Millis::hours(4))));
        assert!(tempts(&told, noon().plus(terms.pause)));
        assert!(!tempts(&waiter(Scope::Area), noon().plus(Millis::hours(14))));
    }
}
