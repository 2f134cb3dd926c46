//! The whole country, and the few questions that are asked of it.

use super::city::{City, cities};
use super::office::SandboxOffice;
use super::opening;
use super::province::{Province, provinces};
use nobat_domain::calendar::holidays::{Orders, holiday};
use nobat_domain::ids::{Day, OfficeId, Period};

/// Provinces, cities and offices. Made once in a few milliseconds; holds about 4 MB.
#[derive(Clone, Debug)]
pub struct Country {
    provinces: Vec<Province>,
    cities: Vec<City>,
    offices: Vec<SandboxOffice>,
}

impl Country {
    /// The country of a seed. Places are facts and the same for all; what offices have is chance.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let provinces = provinces();
        let cities = cities(&provinces);
        let offices = opening::open(seed, &provinces, &cities);
        Self { provinces, cities, offices }
    }

    /// By area code.
    #[must_use]
    pub fn provinces(&self) -> &[Province] {
        &self.provinces
    }

    #[must_use]
    pub fn cities(&self) -> &[City] {
        &self.cities
    }

    /// By id, which are dense from 1.
    #[must_use]
    pub fn offices(&self) -> &[SandboxOffice] {
        &self.offices
    }

    #[must_use]
    pub fn office(&self, id: OfficeId) -> Option<&SandboxOffice> {
        let at = usize::try_from(id.0.checked_sub(1)?).ok()?;
        self.offices.get(at)
    }

    /// The seats that a shift may give on a day: 0 when it does not work then.
    #[must_use]
    pub fn approved(&self, id: OfficeId, period: Period, day: Day) -> u32 {
        let Some(office) = self.office(id) else { return 0 };
        if !office.week.works(period, day) || holiday(day, &Orders::none()).is_some() {
            return 0;
        }
        match period {
            Period::Morning => office.morning_approved,
            Period::Evening => office.evening_approved,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::office::{Capability, Office, OfficeKind};
    use nobat_domain::person::AreaCode;
    use std::collections::BTreeSet;

    fn facts(country: &Country) -> impl Iterator<Item = &Office> {
        country.offices().iter().map(|office| &office.facts)
    }

    fn area(code: &str) -> AreaCode {
        AreaCode::parse(code).expect("an area code")
    }

    #[test]
    fn a_seed_makes_one_country() {
        assert_eq!(Country::of(7).offices, Country::of(7).offices);
        let (one, other) = (Country::of(7), Country::of(8));
        assert_ne!(one.offices, other.offices);
        for (a, b) in facts(&one).zip(facts(&other)) {
            assert_eq!((a.id, &a.code, &a.name), (b.id, &b.code, &b.name), "names are for ever");
        }
    }

    #[test]
    fn there_are_4400_offices_and_a_registry_office_in_each_county_seat() {
        let country = Country::of(1);
        assert_eq!(country.offices().len(), 4_400);
        for (at, office) in country.offices().iter().enumerate() {
            assert_eq!(office.facts.id.0 as usize, at + 1);
            assert_eq!(country.office(office.facts.id), Some(office));
        }
        assert_eq!(country.office(OfficeId(0)), None);
        assert_eq!(country.office(OfficeId(4_401)), None);
        let seats = country.cities().iter().filter(|city| city.county_seat).count();
        let registry = facts(&country).filter(|office| office.kind == OfficeKind::RegistryOffice);
        assert_eq!(registry.count(), seats);
    }

    #[test]
    fn what_an_office_says_of_itself_is_well_formed_and_its_own() {
        let country = Country::of(2);
        let (mut codes, mut phones, mut names) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for office in facts(&country) {
            let phone = office.phone.as_ref().expect("every office has a phone").as_str();
            assert!(office.code.len() == 6 && office.code.bytes().all(|b| b.is_ascii_digit()));
            assert!(codes.insert(&office.code), "{}", office.code);
            assert!(phones.insert((office.area, phone)), "{phone}");
            assert!(names.insert((office.area, &office.name)), "{}", office.name);
            assert!(!office.address.starts_with(&office.city), "pages name the city before it");
        }
        let seats = |office: &SandboxOffice| [office.morning_approved, office.evening_approved];
        assert!(country.offices().iter().flat_map(seats).all(|seats| (20..=60).contains(&seats)));
    }

    #[test]
    fn a_phone_names_the_city_of_its_office() {
        let country = Country::of(3);
        for office in facts(&country) {
            let prefix = office.phone.as_ref().expect("every office has a phone").prefix();
            let exchange: u16 = prefix.as_str().parse().expect("four digits");
            let city = country.cities().iter().find(|city| {
                area(city.area_code) == office.area && city.exchanges.contains(&exchange)
            });
            assert_eq!(city.map(|city| city.name), Some(office.city.as_str()));
        }
    }

    #[test]
    fn each_zone_of_tehran_and_the_town_of_the_guide_have_several_offices() {
        let country = Country::of(4);
        for zone in 1..=22 {
            let word = format!("منطقه‌ی {}،", crate::persian::persian(&zone.to_string()));
            let in_zone = facts(&country).filter(|office| office.name.contains(&word));
            assert!(in_zone.count() >= 5, "zone {zone}");
        }
        let maragheh = || facts(&country).filter(|office| office.city == "مراغه");
        assert!(maragheh().count() >= 10, "{}", maragheh().count());
        assert!(maragheh().all(|office| office.area == area("041")));
    }

    #[test]
    fn every_province_can_serve_everybody_somewhere() {
        for seed in 0..4 {
            let country = Country::of(seed);
            for province in country.provinces() {
                let mut here = facts(&country).filter(|o| o.area == area(province.area_code));
                let serves_all = |office: &Office| {
                    let mut needs = Capability::ALL.into_iter();
                    needs.all(|capability| office.capabilities.has(capability))
                };
                assert!(here.any(serves_all), "{}", province.name);
            }
        }
    }

    #[test]
    fn holidays_and_fridays_give_no_seats() {
        let country = Country::of(5);
        let id = OfficeId(1);
        // 1405/01/01 was Saturday 2026-03-21, day 20533; 1405/01/16 a working Sunday.
        assert_eq!(country.approved(id, Period::Morning, Day(20_533)), 0);
        assert_eq!(country.approved(id, Period::Morning, Day(20_532)), 0);
        assert!(country.approved(id, Period::Morning, Day(20_548)) >= 20);
        assert_eq!(country.approved(OfficeId(0), Period::Morning, Day(20_548)), 0);
    }
}
