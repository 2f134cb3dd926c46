//! What a person of the sandbox writes into the registration form.

use super::person::Person;
use crate::chance::{Chance, Purpose};
use nobat_domain::calendar::lunar;
use nobat_domain::office::EnrolmentAnswers;
use nobat_domain::person::{Mobile, PersonName, Religion};
use nobat_domain::request::Details;

/// Numbers behind the first four digits of a mobile.
const SUBSCRIBERS: u32 = 10_000_000;

impl Person {
    /// The form as this person fills it in: everything as the registry has it, nothing special.
    #[must_use]
    pub fn form(&self, seed: u64) -> Details {
        let key: u64 = self.national_id.as_str().parse().expect("ten digits are a number");
        let mut chance = Chance::of(seed, Purpose::Mobile, key);
        let mobile = format!("0912{:07}", chance.below(SUBSCRIBERS));
        let [.., computed, _, _] = lunar::choices(self.birth);
        Details {
            birth: self.birth,
            birth_lunar: computed,
            gender: self.gender,
            religion: Religion::Islam,
            mother: PersonName::parse(self.mother_name).expect("the sandbox's names are names"),
            mobile: Mobile::parse(&mobile).expect("eleven digits that begin with 0912"),
            answers: EnrolmentAnswers::ORDINARY,
            home: None,
            long: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::People;
    use nobat_domain::calendar::lunar;

    #[test]
    fn a_form_is_the_persons_own_and_the_same_for_the_same_seed() {
        let people = People::of(3);
        for number in 0..500 {
            let Some(person) = people.citizen(number) else { continue };
            let form = person.form(3);
            assert_eq!(form, person.form(3));
            assert_eq!((form.birth, form.gender), (person.birth, person.gender));
            assert_eq!(form.birth_lunar, lunar::choices(person.birth)[2], "the computed one");
        }
    }
}
