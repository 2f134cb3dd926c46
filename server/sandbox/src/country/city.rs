//! Cities with their people; those that no source counts get a figure from a model.

use super::exchange;
use super::province::Province;
use crate::table;
use std::ops::Range;

/// A city, by its place in the list for the rest of the sandbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct City {
    pub area_code: &'static str,
    pub county: &'static str,
    pub name: &'static str,
    pub population: u32,
    pub population_source: PopulationSource,
    /// Whether the county is administered from here.
    pub county_seat: bool,
    /// The exchanges of its neighbourhoods: the first four digits of a telephone number.
    pub exchanges: Range<u16>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PopulationSource {
    Census,
    GeoNames,
    Model,
}

/// Three of four people lived in cities in 2016: 59.1 of 79.9 million.
const URBAN_PERMILLE: u64 = 740;
/// A place is called a city from about this many people.
const MODEL_MIN: u64 = 3_000;
/// Cities that no gazetteer counts are small.
const MODEL_MAX: u64 = 12_000;

/// All cities: by area code, each province's capital first, then by county, the seat first.
#[must_use]
pub fn cities(provinces: &[Province]) -> Vec<City> {
    let mut cities: Vec<City> =
        table::rows(include_str!("../../data/cities.csv")).map(read).collect();
    for province in provinces {
        let of_province = |city: &&mut City| city.area_code == province.area_code;
        let known: u64 =
            cities.iter_mut().filter(of_province).map(|c| u64::from(c.population)).sum();
        let unknown: Vec<&mut City> =
            cities.iter_mut().filter(of_province).filter(|city| city.population == 0).collect();
        let remainder =
            (u64::from(province.population) * URBAN_PERMILLE / 1_000).saturating_sub(known);
        let each = remainder / (unknown.len() as u64).max(1);
        let each = u32::try_from(each.clamp(MODEL_MIN, MODEL_MAX)).expect("clamped");
        for city in unknown {
            city.population = each;
        }
    }
    exchange::number(&mut cities);
    cities
}

fn read([area_code, county, name, population, source, seat]: [&'static str; 6]) -> City {
    let source = match source {
        "census" => PopulationSource::Census,
        "geonames" => PopulationSource::GeoNames,
        _ => PopulationSource::Model,
    };
    let known = source != PopulationSource::Model;
    let population = if known { population.parse().expect("a number of people") } else { 0 };
    assert_eq!(known, population > 0, "who counted says how many");
    City {
        area_code,
        county,
        name,
        population,
        population_source: source,
        county_seat: seat == "1",
        exchanges: 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::province::provinces;
    use std::collections::BTreeSet;

    #[test]
    fn every_county_has_one_seat_and_every_province_its_capital() {
        let provinces = provinces();
        let cities = cities(&provinces);
        assert!(cities.len() >= 400, "{}", cities.len());
        let county = |city: &City| (city.area_code, city.county);
        let counties: BTreeSet<_> = cities.iter().map(county).collect();
        let seats: Vec<_> = cities.iter().filter(|city| city.county_seat).map(county).collect();
        assert_eq!(seats.len(), counties.len());
        assert_eq!(seats.into_iter().collect::<BTreeSet<_>>(), counties);
        for province in &provinces {
            assert!(cities.iter().any(|city| {
                city.area_code == province.area_code
                    && city.name == province.capital
                    && city.county_seat
            }));
        }
    }

    #[test]
    fn no_city_is_empty_and_cities_hold_about_three_of_four_people() {
        let cities = cities(&provinces());
        assert!(cities.iter().all(|city| city.population > 0));
        let modelled = cities.iter().filter(|c| c.population_source == PopulationSource::Model);
        let range = MODEL_MIN..=MODEL_MAX;
        assert!(modelled.clone().all(|city| range.contains(&u64::from(city.population))));
        let urban: u32 = cities.iter().map(|city| city.population).sum();
        assert!((54_000_000..62_000_000).contains(&urban), "{urban}");
        let maragheh = cities.iter().find(|city| city.name == "مراغه").expect("it is a city");
        assert_eq!((maragheh.area_code, maragheh.population), ("041", 262_604));
    }
}
