//! Where births are registered: the first three digits of a national ID.

use crate::country::apportion::apportion;
use crate::country::province::provinces;
use crate::table;

/// A place of registration and how many people of the sandbox were registered there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RegistrationPlace {
    /// Three digits.
    pub prefix: &'static str,
    pub name: &'static str,
    pub people: u32,
}

/// The list of prefixes is older than the province of Alborz, which was part of Tehran.
const ALBORZ: &str = "026";
const TEHRAN: &str = "021";
/// So many were registered abroad, at a consulate.
const PEOPLE_ABROAD: u32 = 400_000;
/// Deals evenly within a province: the weight of one prefix among its own.
const ALIKE: u32 = 1;

/// All places by prefix; their people add up to `people`, spread as the provinces of today are.
#[must_use]
pub fn places(people: u32) -> Vec<RegistrationPlace> {
    let rows: Vec<[&'static str; 3]> =
        table::rows(include_str!("../../data/registration_places.csv")).collect();
    let provinces = provinces();
    let population = |code: &str| {
        let found = provinces.iter().find(|province| province.area_code == code);
        found.map_or(0, |province| province.population)
    };
    let mut areas: Vec<&str> = provinces.iter().map(|province| province.area_code).collect();
    areas.retain(|&code| code != ALBORZ);
    areas.push("");
    let weight = |&code: &&str| match code {
        "" => PEOPLE_ABROAD,
        TEHRAN => population(TEHRAN) + population(ALBORZ),
        other => population(other),
    };
    let weights: Vec<u32> = areas.iter().map(weight).collect();
    let mut places = Vec::with_capacity(rows.len());
    for (area, share) in areas.iter().zip(apportion(people, &weights)) {
        let here: Vec<_> = rows.iter().filter(|row| row[2] == *area).collect();
        let shares = apportion(share, &vec![ALIKE; here.len()]);
        for (&&[prefix, name, _], people) in here.iter().zip(shares) {
            places.push(RegistrationPlace { prefix, name, people });
        }
    }
    places.sort_by_key(|place| place.prefix);
    assert_eq!(places.len(), rows.len(), "every prefix lies in a province or abroad");
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_has_people_and_room_for_them() {
        let places = places(65_000_000);
        assert_eq!(places.len(), 596);
        assert_eq!(places.iter().map(|place| place.people).sum::<u32>(), 65_000_000);
        assert!(places.iter().all(|place| (1..900_000).contains(&place.people)));
        assert!(places.windows(2).all(|pair| pair[0].prefix < pair[1].prefix));
        let rasht = places.iter().find(|place| place.prefix == "258").expect("a known prefix");
        assert_eq!(rasht.name, "رشت");
    }
}
