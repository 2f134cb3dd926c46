//! Addresses, made of words that streets all over the country bear.

use super::city::City;
use super::exchange;
use crate::chance::Chance;
use crate::persian::persian;
use crate::table;

/// The words that addresses are made of.
pub struct StreetWords {
    streets: Vec<&'static str>,
    alleys: Vec<&'static str>,
}

const HOUSE_NUMBER_MAX: u32 = 180;

impl StreetWords {
    pub fn load() -> Self {
        let text = include_str!("../../data/streets.csv");
        Self { streets: table::names_of(text, "street"), alleys: table::names_of(text, "alley") }
    }

    /// Zone where there are zones, street, often an alley, house number; pages name the city
    /// before.
    pub fn address(&self, city: &City, exchange: u16, chance: &mut Chance) -> String {
        let zone = exchange::zone(city, exchange)
            .map(|zone| format!("منطقه‌ی {}، ", persian(&zone.to_string())))
            .unwrap_or_default();
        let street = chance.pick(&self.streets);
        let alley = chance.permille(600).then(|| format!("، کوچه‌ی {}", chance.pick(&self.alleys)));
        let house = persian(&(1 + chance.below(HOUSE_NUMBER_MAX)).to_string());
        let alley = alley.unwrap_or_default();
        format!("{zone}خیابان {street}{alley}، پلاک {house}")
    }
}
