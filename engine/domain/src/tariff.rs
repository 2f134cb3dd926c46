//! What each service costs and from which day on. Rows are never changed: a new one is valid from
//! its day, and the old one says what was asked before it.

use std::collections::BTreeMap;

use crate::ids::Day;
use crate::money::Rial;

/// Rows of a tariff. Six services and a change each year need fewer in a century.
pub const ROWS_MAX: usize = 2_000;

/// What is paid for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Service {
    /// The first card.
    FirstIssue,
    /// Another card after the first loss, the second, and every further one.
    FirstLoss,
    SecondLoss,
    FurtherLoss,
    /// Another card for changed details or a damaged one.
    Replacement,
    /// The same where the officer erred: free by law, whatever the tariff says.
    OfficersMistake,
    /// The electronic signature of a card.
    Signature,
}

impl Service {
    pub const ALL: [Self; 7] = [
        Self::FirstIssue,
        Self::FirstLoss,
        Self::SecondLoss,
        Self::FurtherLoss,
        Self::Replacement,
        Self::OfficersMistake,
        Self::Signature,
    ];
}

/// From this day on the service costs so much.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fee {
    pub service: Service,
    pub from: Day,
    pub fee: Rial,
}

/// Why a row is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TariffRefusal {
    /// The day has come: what was asked from citizens then stays what it was.
    NotAhead,
    /// The law has set this fee.
    ByLaw,
    /// There are as many rows as there may be.
    Full,
}

/// All rows, of every service and day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tariff {
    rows: BTreeMap<(Service, Day), Rial>,
}

impl Tariff {
    /// What the service costs on that day; nothing where no row is valid yet.
    #[must_use]
    pub fn fee(&self, service: Service, on: Day) -> Option<Rial> {
        if service == Service::OfficersMistake {
            return Some(Rial::ZERO);
        }
        self.valid(service, on).map(|row| row.fee)
    }

    /// The row that is valid on that day.
    #[must_use]
    pub fn valid(&self, service: Service, on: Day) -> Option<Fee> {
        let until_then = self.rows.range((service, Day(i32::MIN))..=(service, on));
        let ((service, from), fee) = until_then.last()?;
        Some(Fee { service: *service, from: *from, fee: *fee })
    }

    /// Adds a row, or puts another in place of one whose day has not come.
    ///
    /// # Errors
    /// [`TariffRefusal`]; nothing has changed. Into a tariff without a row of the service the first
    /// one may be put from any day on.
    pub fn put(&mut self, row: Fee, today: Day) -> Result<(), TariffRefusal> {
        let Fee { service, from, fee } = row;
        if service == Service::OfficersMistake {
            return Err(TariffRefusal::ByLaw);
        }
        if self.rows.get(&(service, from)) == Some(&fee) {
            return Ok(());
        }
        if from <= today && self.valid(service, today).is_some() {
            return Err(TariffRefusal::NotAhead);
        }
        if self.rows.len() >= ROWS_MAX {
            return Err(TariffRefusal::Full);
        }
        self.rows.insert((service, from), fee);
        Ok(())
    }

    /// The row that follows the one of that day.
    #[must_use]
    pub fn ahead(&self, service: Service, on: Day) -> Option<Fee> {
        let later = (service, on.plus(1))..=(service, Day(i32::MAX));
        let ((service, from), fee) = self.rows.range(later).next()?;
        Some(Fee { service: *service, from: *from, fee: *fee })
    }

    /// The same with fees from a day ahead on, all of them or none.
    ///
    /// # Errors
    /// [`TariffRefusal`]. Also the first row of a service begins ahead: what was asked of somebody
    /// until now is not what is announced today.
    pub fn with(&self, fees: &[Fee], today: Day) -> Result<Self, TariffRefusal> {
        let mut next = self.clone();
        for fee in fees {
            if fee.from <= today {
                return Err(TariffRefusal::NotAhead);
            }
            next.put(*fee, today)?;
        }
        Ok(next)
    }

    /// Whether `next` may follow: of what has been asked until today nothing is different.
    ///
    /// # Errors
    /// [`TariffRefusal`].
    pub fn may_become(&self, next: &Self, today: Day) -> Result<(), TariffRefusal> {
        let until_now =
            |tariff: &Self| -> Vec<Fee> { tariff.rows().filter(|row| row.from <= today).collect() };
        if until_now(self) != until_now(next) {
            return Err(TariffRefusal::NotAhead);
        }
        if next.rows().any(|row| row.service == Service::OfficersMistake) {
            return Err(TariffRefusal::ByLaw);
        }
        if next.rows.len() > ROWS_MAX { Err(TariffRefusal::Full) } else { Ok(()) }
    }

    /// All rows, by service and day.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Fee> + '_ {
        self.rows.iter().map(|((service, from), fee)| Fee {
            service: *service,
            from: *from,
            fee: *fee,
        })
    }
}

impl FromIterator<Fee> for Tariff {
    /// Of two rows for one service and day, the later is taken.
    fn from_iter<I: IntoIterator<Item = Fee>>(rows: I) -> Self {
        let key = |row: Fee| ((row.service, row.from), row.fee);
        Self { rows: rows.into_iter().map(key).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(service: Service, from: i32, fee: i64) -> Fee {
        Fee { service, from: Day(from), fee: Rial::new(fee).expect("an amount") }
    }

    fn fee(tariff: &Tariff, on: i32) -> Option<i64> {
        tariff.fee(Service::FirstIssue, Day(on)).map(Rial::amount)
    }

    #[test]
    fn each_row_is_valid_from_its_day_until_the_next_one() {
        let rows = [row(Service::FirstIssue, 10, 1_000), row(Service::FirstIssue, 20, 600_000)];
        let tariff: Tariff =
            rows.into_iter().chain([row(Service::FirstLoss, 5, 720_000)]).collect();
        let asked = [9, 10, 19, 20, 99].map(|on| fee(&tariff, on));
        assert_eq!(asked, [None, Some(1_000), Some(1_000), Some(600_000), Some(600_000)]);
        assert_eq!(tariff.fee(Service::Signature, Day(99)), None, "nothing is asked by silence");
    }

    #[test]
    fn what_was_asked_stays_and_what_is_ahead_may_change() {
        let mut tariff = Tariff::default();
        let today = Day(15);
        let mut put = |from, fee| tariff.put(row(Service::FirstIssue, from, fee), today);
        assert_eq!(put(10, 1_000), Ok(()), "the first row may begin in the past");
        assert_eq!(put(10, 1_000), Ok(()), "said again");
        assert_eq!(put(10, 2_000), Err(TariffRefusal::NotAhead));
        assert_eq!(put(15, 2_000), Err(TariffRefusal::NotAhead), "today has begun");
        assert_eq!(put(16, 2_000), Ok(()));
        assert_eq!(put(16, 3_000), Ok(()), "tomorrow's may still change");
        assert_eq!((fee(&tariff, 15), fee(&tariff, 16)), (Some(1_000), Some(3_000)));
    }

    #[test]
    fn who_suffers_from_an_officers_mistake_never_pays() {
        let mut tariff = Tariff::default();
        assert_eq!(tariff.fee(Service::OfficersMistake, Day(1)), Some(Rial::ZERO));
        let row = row(Service::OfficersMistake, 9, 50_000);
        assert_eq!(tariff.put(row, Day(1)), Err(TariffRefusal::ByLaw));
    }

    #[test]
    fn what_is_announced_begins_tomorrow_at_the_earliest_and_comes_whole_or_not_at_all() {
        let tariff: Tariff = [row(Service::FirstIssue, 10, 1_000)].into_iter().collect();
        let today = Day(15);
        let loss = row(Service::FirstLoss, 16, 720_000);
        let next = tariff.with(&[row(Service::FirstIssue, 16, 600_000), loss], today);
        let next = next.expect("both are ahead");
        let valid = |on| next.valid(Service::FirstIssue, Day(on)).map(|row| row.fee.amount());
        assert_eq!([15, 16].map(valid), [Some(1_000), Some(600_000)]);
        assert_eq!(next.ahead(Service::FirstLoss, today), Some(loss));
        assert_eq!(next.ahead(Service::FirstLoss, Day(16)), None);
        let late = row(Service::FirstLoss, 15, 1);
        assert_eq!(tariff.with(&[loss, late], today), Err(TariffRefusal::NotAhead));
        let free = row(Service::OfficersMistake, 16, 1);
        assert_eq!(tariff.with(&[loss, free], today), Err(TariffRefusal::ByLaw));
    }

    #[test]
    fn a_tariff_follows_another_only_where_the_past_is_the_same() {
        let first = row(Service::FirstIssue, 10, 1_000);
        let tariff: Tariff = [first].into_iter().collect();
        let may = |rows: &[Fee], today: i32| {
            tariff.may_become(&rows.iter().copied().collect(), Day(today))
        };
        let ahead = row(Service::FirstIssue, 16, 2_000);
        assert_eq!(may(&[first, ahead], 15), Ok(()));
        assert_eq!(may(&[first, ahead], 16), Err(TariffRefusal::NotAhead), "its day has come");
        assert_eq!(may(&[ahead], 15), Err(TariffRefusal::NotAhead), "the past is gone");
        let other = row(Service::FirstIssue, 10, 5);
        assert_eq!(may(&[other], 15), Err(TariffRefusal::NotAhead), "the past is another");
        let free = row(Service::OfficersMistake, 16, 5);
        assert_eq!(may(&[first, free], 15), Err(TariffRefusal::ByLaw));
        let many: Vec<Fee> = (0..2_001).map(|day| row(Service::Signature, 20 + day, 1)).collect();
        assert_eq!(may(&[&[first], &many[..]].concat(), 15), Err(TariffRefusal::Full));
    }

    #[test]
    fn a_full_tariff_takes_no_more() {
        let rows = (0..2_000).map(|day| row(Service::FirstIssue, day, 1));
        let mut tariff: Tariff = rows.collect();
        let one_more = row(Service::FirstIssue, 5_000, 1);
        assert_eq!(tariff.put(one_more, Day(3_000)), Err(TariffRefusal::Full));
    }
}
