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
    fn a_full_tariff_takes_no_more() {
        let rows = (0..2_000).map(|day| row(Service::FirstIssue, day, 1));
        let mut tariff: Tariff = rows.collect();
        let one_more = row(Service::FirstIssue, 5_000, 1);
        assert_eq!(tariff.put(one_more, Day(3_000)), Err(TariffRefusal::Full));
    }
}
