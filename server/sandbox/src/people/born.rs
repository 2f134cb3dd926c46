//! How old the people are, and how many of them have died.

use crate::chance::Chance;
use nobat_domain::calendar::SolarDate;
use nobat_domain::calendar::solar::month_length;

/// Ten years of births: their weight in the people, and the dead of a thousand of them.
struct Decade {
    first_year: u16,
    years: u16,
    weight: u32,
    dead_permille: u32,
}

const fn decade(first_year: u16, years: u16, weight: u32, dead_permille: u32) -> Decade {
    Decade { first_year, years, weight, dead_permille }
}

/// A model in the shape of the country's pyramid: most were born in the 1360s. Not census figures.
const DECADES: [Decade; 11] = [
    decade(1300, 10, 3, 600),
    decade(1310, 10, 50, 250),
    decade(1320, 10, 230, 120),
    decade(1330, 10, 500, 80),
    decade(1340, 10, 820, 30),
    decade(1350, 10, 1_150, 7),
    decade(1360, 10, 1_700, 7),
    decade(1370, 10, 1_250, 7),
    decade(1380, 10, 1_200, 7),
    decade(1390, 10, 1_300, 7),
    decade(1400, 5, 500, 7),
];

/// A birth date, and whether this person still lives.
pub fn born(chance: &mut Chance) -> (SolarDate, bool) {
    let mut at = chance.below(DECADES.iter().map(|decade| decade.weight).sum());
    let decade = DECADES.iter().find(|decade| {
        let here = at < decade.weight;
        at = at.saturating_sub(decade.weight);
        here
    });
    let decade = decade.expect("the draw is below the sum of the weights");
    let within = u16::try_from(chance.below(u32::from(decade.years))).expect("a few years");
    let year = decade.first_year + within;
    let month = 1 + u8::try_from(chance.below(12)).expect("below twelve");
    let length = month_length(year, month);
    let day = 1 + u8::try_from(chance.below(u32::from(length))).expect("below a month");
    let date = SolarDate::new(year, month, day).expect("a day within its month");
    (date, !chance.permille(decade.dead_permille))
}
