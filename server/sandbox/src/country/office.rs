//! What the sandbox knows of one office: its facts, its seats, its week. Made once.

use nobat_domain::ids::{Day, Period};
use nobat_domain::office::Office;

/// An office of the sandbox's country.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SandboxOffice {
    /// The id is dense from 1 and, like code and name, the same for every seed. The code has six
    /// digits: the area code without its 0, and a number within the province. The phone's first
    /// four digits mean a neighbourhood of the city.
    pub facts: Office,
    pub province: &'static str,
    /// Seats of one morning.
    pub morning_approved: u32,
    /// Seats of one evening.
    pub evening_approved: u32,
    pub week: WorkingWeek,
}

/// On which days of the week each shift works. Saturday first, as [`Day::weekday_from_saturday`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorkingWeek {
    pub morning: [bool; 7],
    pub evening: [bool; 7],
}

const THURSDAY: usize = 5;
const FRIDAY: usize = 6;

impl WorkingWeek {
    /// Saturday to Wednesday, and Thursday as far as the office likes; never on a Friday.
    #[must_use]
    pub const fn with_thursday(morning: bool, evening: bool) -> Self {
        let mut week = Self { morning: [true; 7], evening: [true; 7] };
        week.morning[THURSDAY] = morning;
        week.evening[THURSDAY] = evening;
        week.morning[FRIDAY] = false;
        week.evening[FRIDAY] = false;
        week
    }

    #[must_use]
    pub const fn works(&self, period: Period, day: Day) -> bool {
        let weekday = day.weekday_from_saturday() as usize;
        match period {
            Period::Morning => self.morning[weekday],
            Period::Evening => self.evening[weekday],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_works_on_a_friday() {
        let week = WorkingWeek::with_thursday(true, false);
        // 2018-02-16 was a Friday.
        let friday = Day(17_578);
        assert!(!week.works(Period::Morning, friday) && !week.works(Period::Evening, friday));
        assert!(week.works(Period::Morning, friday.plus(-1)));
        assert!(!week.works(Period::Evening, friday.plus(-1)));
        assert!(week.works(Period::Evening, friday.plus(1)));
    }
}
