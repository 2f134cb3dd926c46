//! The whole people, and the few questions that are asked of it.

use super::census::Census;
use super::names::Names;
use super::person::{self, GUIDE_PERSON, Person};
use nobat_domain::person::NationalId;

/// 65 million people in a few kilobytes.
#[derive(Clone, Debug)]
pub struct People {
    seed: u64,
    census: Census,
    names: Names,
}

impl People {
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let guide = NationalId::parse(GUIDE_PERSON.national_id);
        let census = Census::new(seed, &guide.expect("the guide's number is right"));
        Self { seed, census, names: Names::load() }
    }

    /// The person who has this national ID, if anybody has. Under a microsecond.
    #[must_use]
    pub fn person(&self, id: &NationalId) -> Option<Person> {
        self.census.number_of(id)?;
        Some(self.imagined(id))
    }

    /// What a person of this national ID would be like, whether or not anybody has it.
    #[must_use]
    pub fn imagined(&self, id: &NationalId) -> Person {
        person::make(self.seed, &self.names, *id)
    }

    /// The n-th citizen; the guide's sample person is number 0 of every seed.
    ///
    /// A handful of numbers below [`super::census::PEOPLE`] belong to nobody.
    #[must_use]
    pub fn citizen(&self, number: u32) -> Option<Person> {
        let id = self.census.national_id(number)?;
        Some(person::make(self.seed, &self.names, id))
    }

    #[must_use]
    pub const fn census(&self) -> &Census {
        &self.census
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::calendar::SolarDate;
    use nobat_domain::person::Gender;

    #[test]
    fn the_guide_s_person_lives_in_every_seed() {
        for seed in [0, 1, 42, u64::MAX] {
            let people = People::of(seed);
            let id = NationalId::parse("2580200606").expect("the guide's number");
            let person = people.person(&id).expect("she exists");
            assert_eq!(people.citizen(0), Some(person.clone()));
            assert_eq!(person.serial.as_str(), "883810");
            assert_eq!(person.birth, SolarDate::new(1369, 3, 19).expect("a day"));
            assert_eq!(person.gender, Gender::Female);
            assert_eq!(person.mother_name, "شهرزاد");
            assert!(person.alive && person.replacement.is_none());
        }
    }

    #[test]
    fn a_person_is_the_same_however_found_and_another_in_another_seed() {
        let (people, others) = (People::of(1), People::of(2));
        let mut same = 0;
        for number in 1..200 {
            let person = people.citizen(number).expect("these numbers have people");
            assert_eq!(people.person(&person.national_id).as_ref(), Some(&person));
            same += usize::from(others.citizen(number) == Some(person));
        }
        assert_eq!(same, 0);
    }

    #[test]
    fn the_people_look_like_a_people() {
        const SAMPLE: u32 = 20_000;
        let people = People::of(3);
        let sample: Vec<Person> = (0..SAMPLE).filter_map(|n| people.citizen(n)).collect();
        let permille = |has: &dyn Fn(&Person) -> bool| {
            sample.iter().filter(|person| has(person)).count() * 1_000 / sample.len()
        };
        assert!((450..550).contains(&permille(&|p| p.gender == Gender::Female)));
        assert!((10..30).contains(&permille(&|p| !p.alive)));
        assert!((1..4).contains(&permille(&|p| p.replacement.is_some())));
        assert!((150..260).contains(&permille(&|p| p.birth.year() > 1390)));
        assert!((80..120).contains(&permille(&|p| p.serial.as_str().starts_with('0'))));
        assert!(sample.iter().all(|p| (1300..=1404).contains(&p.birth.year())));
        assert!(sample.iter().any(|p| (p.birth.month(), p.birth.day()) == (12, 30)));
    }

    #[test]
    fn a_log_never_shows_a_person() {
        let person = People::of(1).citizen(5).expect("somebody");
        let shown = format!("{person:?}");
        assert!(!shown.contains(person.national_id.as_str()), "{shown}");
        assert!(!shown.contains(person.serial.as_str()) && !shown.contains(person.last_name));
    }
}
