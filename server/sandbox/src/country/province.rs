//! The 31 provinces: one telephone area code each.

use crate::table;

/// A province. Its area code is its name in the rest of the sandbox.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Province {
    /// Three digits, the first of them 0.
    pub area_code: &'static str,
    pub name: &'static str,
    pub capital: &'static str,
    /// Census of 2016.
    pub population: u32,
}

/// All provinces, in the order of their area codes.
#[must_use]
pub fn provinces() -> Vec<Province> {
    table::rows(include_str!("../../data/provinces.csv"))
        .map(|[area_code, name, capital, population]| Province {
            area_code,
            name,
            capital,
            population: population.parse().expect("a population is a number"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_31_provinces_and_the_census_adds_up() {
        let provinces = provinces();
        assert_eq!(provinces.len(), 31);
        let people: u32 = provinces.iter().map(|province| province.population).sum();
        assert_eq!(people, 79_926_270, "the total of the 2016 census");
        assert!(provinces.is_sorted_by_key(|province| province.area_code));
    }
}
