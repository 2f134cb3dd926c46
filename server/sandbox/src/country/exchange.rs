//! Telephone exchanges: the first four of eight digits mean a city's neighbourhood.
//!
//! Numbers are laid out as a tree, so that nearness can be read off them: neighbourhoods of one
//! city agree in two or three digits, cities of one county in two, and far ones in fewer.

use super::city::City;

/// Where a province's numbering begins; the capital's own plan is older and begins lower.
const FIRST: u16 = 3_100;
const FIRST_OF_TEHRAN: u16 = 2_200;
const TEHRAN: &str = "021";
/// Numbers that begin with 9 are mobile ones.
pub const LAST: u16 = 8_999;
const COUNTY_STEP: u16 = 100;
const CITY_STEP: u16 = 10;
/// One exchange for so many people.
const PEOPLE_OF_EXCHANGE: u32 = 40_000;
/// So many exchanges make one municipal zone of Tehran; it has 22 of them.
const EXCHANGES_OF_ZONE: u16 = 10;
const ZONES_OF_TEHRAN: u16 = 22;

/// Gives each city its block of exchanges. Cities of a county must stand together.
pub(super) fn number(cities: &mut [City]) {
    let mut next = 0;
    let mut last: Option<(&str, &str)> = None;
    for city in cities {
        let county = (city.area_code, city.county);
        next = match last {
            Some((area, _)) if area != city.area_code => first_of(city.area_code),
            None => first_of(city.area_code),
            Some(last) if last != county => round_up(next, COUNTY_STEP),
            Some(_) => round_up(next, CITY_STEP),
        };
        let count = neighbourhoods(city);
        city.exchanges = next..next + count;
        next += count;
        assert!(next <= LAST, "a province has room for all its cities");
        last = Some(county);
    }
}

/// The municipal zone of an exchange, where its city is divided into zones.
#[must_use]
pub fn zone(city: &City, exchange: u16) -> Option<u16> {
    assert!(city.exchanges.contains(&exchange));
    is_tehran(city).then(|| (exchange - city.exchanges.start) / EXCHANGES_OF_ZONE + 1)
}

fn neighbourhoods(city: &City) -> u16 {
    if is_tehran(city) {
        return ZONES_OF_TEHRAN * EXCHANGES_OF_ZONE;
    }
    let count = (city.population / PEOPLE_OF_EXCHANGE).max(1);
    u16::try_from(count).expect("no city is that large")
}

fn is_tehran(city: &City) -> bool {
    city.area_code == TEHRAN && city.name == "تهران"
}

fn first_of(area_code: &str) -> u16 {
    if area_code == TEHRAN { FIRST_OF_TEHRAN } else { FIRST }
}

const fn round_up(number: u16, step: u16) -> u16 {
    number.div_ceil(step) * step
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::{city::cities, province::provinces};
    use std::collections::BTreeMap;

    #[test]
    fn an_exchange_belongs_to_one_city_of_its_area() {
        let cities = cities(&provinces());
        let mut owners = BTreeMap::new();
        for city in &cities {
            assert!(!city.exchanges.is_empty());
            for exchange in city.exchanges.clone() {
                assert!((FIRST_OF_TEHRAN..=LAST).contains(&exchange), "{}", city.name);
                let earlier = owners.insert((city.area_code, exchange), city.name);
                assert_eq!(earlier, None, "{} {exchange}", city.name);
            }
        }
    }

    #[test]
    fn tehran_has_22_zones() {
        let cities = cities(&provinces());
        let tehran = cities.iter().find(|city| is_tehran(city)).expect("the capital");
        let zones: Vec<_> = tehran.exchanges.clone().filter_map(|e| zone(tehran, e)).collect();
        assert_eq!((zones.first(), zones.last()), (Some(&1), Some(&ZONES_OF_TEHRAN)));
    }
}
