//! The form of a citizen as JSON. It becomes the fields that pages send, so that what reads and
//! judges those reads and judges this.

use nobat_domain::request::Details;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::citizen::{long_form, reading};
use crate::extract::Typed;
use crate::pages::fault::{Field, Kin, KinField, KinPart};
use crate::pages::field::{BIRTH_DAY, BIRTH_MONTH, BIRTH_YEAR, HOME_CODE, HOME_STREET, NO, YES};

/// What a citizen states. Texts are read as on the pages: digits of three scripts, Arabic and
/// Persian letters. What is missing is told by the field.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Solar date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1370/01/15")]
    pub birth: Option<String>,
    /// One of `/lunar-dates` for this birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1411/09/19")]
    pub birth_lunar: Option<String>,
    /// `female` or `male`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// `islam`, `christianity`, `judaism`, `zoroastrianism` or `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub religion: Option<String>,
    /// The mother's first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mother: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_leave_home: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_climb_stairs: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pupils_visible: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingers_sound: Option<bool>,
    /// Asked of whoever cannot leave home, and by the long form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<Home>,
    /// Asked where the operator has switched the long form on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long: Option<Long>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Home {
    /// Ten digits.
    pub postal_code: String,
    pub street: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Long {
    pub first: String,
    pub family: String,
    pub booklet: String,
    pub father: String,
    #[serde(default)]
    #[schema(max_items = 4)]
    pub spouses: Vec<Relative>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub children: Vec<Relative>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Relative {
    pub first: String,
    pub family: String,
    pub national_id: String,
}

impl Form {
    /// As a page would send it.
    #[must_use]
    pub fn typed(&self) -> Typed {
        let mut typed = Typed::default();
        let birth = self.birth.as_deref().unwrap_or_default();
        let mut parts = birth.splitn(3, ['/', '-']);
        for name in [BIRTH_YEAR, BIRTH_MONTH, BIRTH_DAY] {
            typed.put(name, parts.next().unwrap_or_default());
        }
        let texts = [
            (Field::Lunar, &self.birth_lunar),
            (Field::Gender, &self.gender),
            (Field::Religion, &self.religion),
            (Field::Mother, &self.mother),
            (Field::Mobile, &self.mobile),
        ];
        for (field, text) in texts {
            typed.put(field.name(), text.as_deref().unwrap_or_default());
        }
        let answers =
            [self.can_leave_home, self.can_climb_stairs, self.pupils_visible, self.fingers_sound];
        for (field, answer) in Field::QUESTIONS.into_iter().zip(answers) {
            let text = answer.map_or("", |yes| if yes { YES } else { NO });
            typed.put(field.name(), text);
        }
        if let Some(Home { postal_code, street }) = &self.home {
            typed.put(HOME_CODE, postal_code);
            typed.put(HOME_STREET, street);
        }
        if let Some(long) = &self.long {
            long.put(&mut typed);
        }
        typed
    }

    /// What was typed on a page, or here.
    #[must_use]
    pub fn read(typed: &Typed) -> Self {
        let text = |field: Field| {
            let text = typed.text(field.name());
            (!text.is_empty()).then(|| text.to_owned())
        };
        let birth = [BIRTH_YEAR, BIRTH_MONTH, BIRTH_DAY].map(|name| typed.text(name));
        let is_born = birth.iter().any(|part| !part.is_empty());
        let [year, month, day] = birth;
        let [leaving, stairs, pupils, fingers] = reading::answers(typed).yes;
        let home = typed.has(HOME_CODE) || typed.has(HOME_STREET);
        let home = home.then(|| Home {
            postal_code: typed.text(HOME_CODE).to_owned(),
            street: typed.text(HOME_STREET).to_owned(),
        });
        let long = [Field::First, Field::Family, Field::Booklet, Field::Father];
        let is_long = long.into_iter().any(|field| typed.has(field.name()));
        Self {
            birth: is_born.then(|| format!("{year}/{month:0>2}/{day:0>2}")),
            birth_lunar: text(Field::Lunar),
            gender: text(Field::Gender),
            religion: text(Field::Religion),
            mother: text(Field::Mother),
            mobile: text(Field::Mobile),
            can_leave_home: leaving,
            can_climb_stairs: stairs,
            pupils_visible: pupils,
            fingers_sound: fingers,
            home,
            long: is_long.then(|| Long::read(typed)),
        }
    }

    /// What is on file.
    #[must_use]
    pub fn of(details: &Details) -> Self {
        Self::read(&reading::typed_from(details))
    }
}

impl Long {
    fn put(&self, typed: &mut Typed) {
        let own = [
            (Field::First, &self.first),
            (Field::Family, &self.family),
            (Field::Booklet, &self.booklet),
            (Field::Father, &self.father),
        ];
        for (field, text) in own {
            typed.put(field.name(), text);
        }
        for (kin, all) in [(Kin::Spouse, &self.spouses), (Kin::Child, &self.children)] {
            typed.put(kin.count(), all.len().to_string());
            for (place, it) in (0..).zip(all.iter().take(kin.most())) {
                let texts = [&it.first, &it.family, &it.national_id];
                for (part, text) in KinPart::ALL.into_iter().zip(texts) {
                    typed.put(Field::Kin(KinField { kin, place, part }).name(), text);
                }
            }
        }
    }

    fn read(typed: &Typed) -> Self {
        let long = long_form::typed(typed);
        let relatives = |rows: Vec<crate::pages::long_form::KinTyped>| {
            let relative = |row: crate::pages::long_form::KinTyped| Relative {
                first: row.first,
                family: row.family,
                national_id: row.nid,
            };
            rows.into_iter().map(relative).collect()
        };
        Self {
            first: long.first,
            family: long.family,
            booklet: long.booklet,
            father: long.father,
            spouses: relatives(long.spouses),
            children: relatives(long.children),
        }
    }

    /// Whether it names more of anybody than the form has rows for.
    #[must_use]
    pub fn too_many(&self) -> bool {
        self.spouses.len() > Kin::Spouse.most() || self.children.len() > Kin::Child.most()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relative(name: &str) -> Relative {
        let text = |part: &str| format!("{name}{part}");
        Relative { first: text("1"), family: text("2"), national_id: text("3") }
    }

    #[test]
    fn a_form_is_what_a_page_sends_and_is_read_back() {
        let text = |text: &str| Some(text.to_owned());
        let form = Form {
            birth: text("1370/01/15"),
            birth_lunar: text("1411/09/19"),
            gender: text("female"),
            religion: text("islam"),
            mother: text("a"),
            mobile: text("09120000000"),
            can_leave_home: Some(false),
            can_climb_stairs: Some(true),
            pupils_visible: Some(true),
            fingers_sound: None,
            home: Some(Home { postal_code: "1".to_owned(), street: "2".to_owned() }),
            long: Some(Long {
                first: "b".to_owned(),
                spouses: vec![relative("s")],
                children: vec![relative("c"), relative("d")],
                ..Long::default()
            }),
        };
        assert_eq!(Form::read(&form.typed()), form);
        assert_eq!(Form::read(&Form::default().typed()), Form::default());
    }
}
