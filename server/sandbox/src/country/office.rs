//! What the sandbox knows of one office: plain facts, made once.

use nobat_domain::ids::{Day, OfficeId, Period};

/// An office of the sandbox's country.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SandboxOffice {
    /// Dense from 1, the same for every seed.
    pub id: OfficeId,
    /// Six digits: the area code without its 0, and a number within the province.
    pub code: String,
    pub kind: OfficeKind,
    pub name: String,
    pub address: String,
    pub city: &'static str,
    pub province: &'static str,
    /// Three digits, the first of them 0.
    pub area_code: &'static str,
    /// Eight digits; the first four mean a neighbourhood of the city.
    pub phone: String,
    pub capabilities: Capabilities,
    /// Seats of one morning.
    pub morning_approved: u32,
    /// Seats of one evening.
    pub evening_approved: u32,
    pub week: WorkingWeek,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfficeKind {
    /// اداره‌ی ثبت احوال: one in each county seat.
    Registry,
    /// دفتر پیشخوان: a private counter.
    Counter,
}

/// What an office has and may do for people for whom the ordinary way does not work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capabilities {
    pub no_stairs: bool,
    /// Can enrol people whose pupils cannot both be seen.
    pub pupil: bool,
    /// Can enrol people who lack sound finger joints.
    pub finger: bool,
    pub home_visit: bool,
}

impl Capabilities {
    pub const ALL: Self = Self { no_stairs: true, pupil: true, finger: true, home_visit: true };
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
