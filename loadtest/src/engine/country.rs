//! Offices and dates to book in.

use super::args::{EngineArgs, Workload};
use crate::chance::Chance;
use anyhow::Context;
use nobat_domain::ids::{Day, OfficeId, Period, ShiftId};
use nobat_domain::office::{Capabilities, Office, OfficeKind, OfficePhone};
use nobat_domain::person::AreaCode;
use nobat_engine::{EngineHandle, OpenDay, day_of};

/// The list of one area and date has so many offices.
pub const OFFICES_OF_AN_AREA: usize = 500;
const AREAS: [&str; 31] = [
    "041", "021", "011", "013", "017", "023", "024", "025", "026", "028", "031", "034", "035",
    "038", "044", "045", "051", "054", "056", "058", "061", "066", "071", "074", "076", "077",
    "081", "083", "084", "086", "087",
];
/// The first office has this number.
const FIRST: u32 = 1;
/// Everybody finds room here at any time.
const SEATS_HOT: u32 = 1_000_000;
/// Dates begin so many days from now: none is past before the run ends.
const FROM: i32 = 3;
/// A directory that was filled has open dates from the next day on.
const FROM_FILLED: i32 = 1;

/// Where clients go.
#[derive(Clone, Debug)]
pub struct Country {
    offices: u32,
    days: u32,
    first_day: Day,
    hot: bool,
}

impl Country {
    /// Puts offices and opens dates.
    pub async fn found(engine: &EngineHandle, args: &EngineArgs) -> anyhow::Result<Self> {
        let hot = args.workload == Workload::Hot;
        let (offices, days) = if hot { (1, 1) } else { (args.offices, args.days) };
        let from = if args.filled { FROM_FILLED } else { FROM };
        let first_day = day_of(engine.now()).plus(from);
        let country = Self { offices, days, first_day, hot };
        if args.filled {
            return Ok(country);
        }
        let list = (0..offices).map(|n| office(n, offices)).collect();
        engine.put_offices(list).await.context("putting offices")?;
        let open = country.open_days(engine, args);
        let opened = engine.open_days(&open).await.context("opening dates")?;
        opened.map_err(|refusal| anyhow::anyhow!("a date is refused: {refusal:?}"))?;
        Ok(country)
    }

    fn open_days(&self, engine: &EngineHandle, args: &EngineArgs) -> Vec<OpenDay> {
        let mut chance = Chance::of(args.seed);
        let more = u64::from(args.seats_max.saturating_sub(args.seats_min)) + 1;
        let opens_at = engine.now();
        let mut seats = || match self.hot {
            true => SEATS_HOT,
            false => args.seats_min + u32::try_from(chance.below(more)).expect("a few seats"),
        };
        (0..self.shift_days())
            .map(|n| {
                let (shift, day) = self.place(n);
                OpenDay { shift, day, approved: seats(), opens_at }
            })
            .collect()
    }

    /// How many dates of shifts there are.
    pub fn shift_days(&self) -> u64 {
        if self.hot { 1 } else { u64::from(self.offices) * 2 * u64::from(self.days) }
    }

    /// The n-th date of a shift. Neighbours are of different shifts, as orders to a country come.
    pub fn place(&self, n: u64) -> (ShiftId, Day) {
        let shifts = u64::from(self.offices) * 2;
        let number = u32::try_from(n % shifts).expect("a number of a shift");
        let later = i32::try_from(n / shifts).expect("a number of a date");
        let period = if number.is_multiple_of(2) { Period::Morning } else { Period::Evening };
        (ShiftId::of(OfficeId(FIRST + number / 2), period), self.first_day.plus(later))
    }

    pub fn any(&self, chance: &mut Chance) -> (ShiftId, Day) {
        self.place(chance.below(self.shift_days()))
    }

    /// An area with as many offices as any, and a date.
    pub fn any_list(&self, chance: &mut Chance) -> (AreaCode, Day) {
        let areas = (self.offices as usize).div_ceil(OFFICES_OF_AN_AREA);
        let whole = (self.offices as usize / OFFICES_OF_AN_AREA).clamp(1, areas);
        let later = i32::try_from(chance.below(u64::from(self.days))).expect("a few dates");
        (area(chance.place(whole)), self.first_day.plus(later))
    }
}

fn area(n: usize) -> AreaCode {
    AreaCode::parse(AREAS[n % AREAS.len()]).expect("a code of the country")
}

fn office(n: u32, of: u32) -> Office {
    let in_area = n as usize % OFFICES_OF_AN_AREA;
    let area_no = n as usize / OFFICES_OF_AN_AREA;
    // Beyond the areas of the country, some have more offices.
    debug_assert!(of as usize <= OFFICES_OF_AN_AREA * AREAS.len() * 4);
    let neighbourhood = 3_000 + in_area * 13 % 6_000;
    Office {
        id: OfficeId(FIRST + n),
        code: format!("{n:06}"),
        kind: OfficeKind::RegistryOffice,
        name: "دفتر پیشخوان".into(),
        address: "خیابان اصلی".into(),
        city: "شهر".into(),
        area: area(area_no),
        phone: OfficePhone::parse(&format!("{neighbourhood}{:04}", n % 10_000)),
        capabilities: Capabilities::NONE,
    }
}
