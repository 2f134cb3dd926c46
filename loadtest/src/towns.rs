//! Where citizens live: cities by their people, so that offices are wanted as unevenly as in life.

use crate::chance::Chance;
use nobat_sandbox::country::city::cities;
use nobat_sandbox::country::province::provinces;
use std::ops::Range;

#[derive(Debug)]
pub struct Towns {
    /// People of this town and all before it.
    up_to: Vec<u64>,
    towns: Vec<Town>,
}

#[derive(Debug)]
struct Town {
    area: &'static str,
    exchanges: Range<u16>,
}

/// What a citizen types into the search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Home {
    pub area: String,
    /// Eight digits, or empty: not everybody has a line at home.
    pub phone: String,
}

const WITHOUT_PHONE_PERMILLE: u64 = 300;

impl Towns {
    pub fn load() -> Self {
        let mut people = 0;
        let mut found = Self { up_to: Vec::new(), towns: Vec::new() };
        for city in cities(&provinces()) {
            people += u64::from(city.population);
            found.up_to.push(people);
            found.towns.push(Town { area: city.area_code, exchanges: city.exchanges });
        }
        found
    }

    pub fn home(&self, chance: &mut Chance) -> Home {
        let people = self.up_to.last().copied().expect("the country has cities");
        let at = chance.below(people);
        let town = &self.towns[self.up_to.partition_point(|up_to| *up_to <= at)];
        let exchanges = u64::try_from(town.exchanges.len()).unwrap_or(0);
        let phone = if exchanges == 0 || chance.permille(WITHOUT_PHONE_PERMILLE) {
            String::new()
        } else {
            let exchange = u64::from(town.exchanges.start) + chance.below(exchanges);
            format!("{exchange:04}{:04}", chance.below(10_000))
        };
        Home { area: town.area.to_owned(), phone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_homes_are_where_most_people_are() {
        let towns = Towns::load();
        let mut chance = Chance::of(1);
        let homes: Vec<Home> = (0..4_000).map(|_| towns.home(&mut chance)).collect();
        let of = |area: &str| homes.iter().filter(|home| home.area == area).count();
        assert!(of("021") > 4 * of("084"), "Tehran {} and Ilam {}", of("021"), of("084"));
        assert!(homes.iter().all(|home| home.phone.is_empty() || home.phone.len() == 8));
        assert!(homes.iter().any(|home| home.phone.is_empty()));
    }
}
