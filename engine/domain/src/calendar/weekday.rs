//! The days of the week, from Saturday as a Persian week is printed.

use crate::ids::Day;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Weekday {
    Saturday,
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
}

impl Weekday {
    pub const ALL: [Self; 7] = [
        Self::Saturday,
        Self::Sunday,
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
    ];

    #[must_use]
    pub const fn of(day: Day) -> Self {
        Self::ALL[day.weekday_from_saturday() as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_the_names_that_history_gave_them() {
        // 1970-01-01, 2018-02-17 and 1848-11-28.
        assert_eq!(Weekday::of(Day(0)), Weekday::Thursday);
        assert_eq!(Weekday::of(Day(17_579)), Weekday::Saturday);
        assert_eq!(Weekday::of(Day(-44_228)), Weekday::Tuesday);
        assert_eq!(Weekday::of(Day(1)), Weekday::Friday);
        assert!(Day(1).is_friday());
    }
}
