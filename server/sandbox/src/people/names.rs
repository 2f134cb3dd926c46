//! Names to call people by.

use crate::table;
use nobat_domain::person::Gender;

#[derive(Clone, Debug)]
pub struct Names {
    female: Vec<&'static str>,
    male: Vec<&'static str>,
    pub family: Vec<&'static str>,
}

impl Names {
    pub fn load() -> Self {
        let text = include_str!("../../data/names.csv");
        Self {
            female: table::names_of(text, "female"),
            male: table::names_of(text, "male"),
            family: table::names_of(text, "family"),
        }
    }

    pub fn first(&self, gender: Gender) -> &[&'static str] {
        match gender {
            Gender::Female => &self.female,
            Gender::Male => &self.male,
        }
    }
}
