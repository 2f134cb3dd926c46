//! The facts of an office: what is missing, what that costs it, and the form that mends it.

use askama::Template;
use nobat_domain::ids::OfficeId;
use nobat_domain::office::{Capability, Gap};
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use crate::pages::assets;
use crate::persian::Value;

#[derive(Template, Debug)]
#[template(path = "counter/office.html")]
pub struct OfficeFacts {
    pub frame: CounterFrame,
    /// Where the form is sent to.
    pub action: &'static str,
    pub id: u32,
    pub name: String,
    pub code: String,
    pub city: String,
    pub gaps: Vec<Gap>,
    /// Lists, and of these the ones without this office.
    pub lists: u32,
    pub left_out: u32,
    pub typed: Facts,
    pub saved: bool,
    pub faults: CounterFaults,
}

/// What may be changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    pub address: String,
    pub phone: String,
    pub abilities: Vec<Capability>,
    /// A mark of the facts that the form was made of.
    pub seen: String,
}

/// Offices that were looked for.
#[derive(Template, Debug)]
#[template(path = "counter/offices.html")]
pub struct OfficeList {
    pub frame: CounterFrame,
    pub sought: String,
    pub rows: Vec<(u32, String, String, usize)>,
    /// There are more than are shown.
    pub cut: bool,
}

/// Key of an ability's name, of what its absence costs, and the control's name in a form.
#[must_use]
pub const fn ability_keys(ability: Capability) -> (&'static str, &'static str, &'static str) {
    match ability {
        Capability::NoStairs => ("ops-ability-stairs", "ops-gap-stairs", "stairs"),
        Capability::Pupil => ("ops-ability-pupil", "ops-gap-pupil", "pupil"),
        Capability::Finger => ("ops-ability-finger", "ops-gap-finger", "finger"),
        Capability::HomeVisit => ("ops-ability-home", "ops-gap-home", "home"),
    }
}

impl OfficeFacts {
    fn abilities(&self) -> [Capability; 4] {
        Capability::ALL
    }

    fn ability(&self, ability: &Capability) -> (String, &'static str, bool) {
        let (key, _, name) = ability_keys(*ability);
        (self.frame.say(key).into_owned(), name, self.typed.abilities.contains(ability))
    }

    /// What a gap costs, with how many lists that is.
    fn cost(&self, gap: &Gap) -> String {
        let cost = gap.cost();
        let key = match gap {
            Gap::Address => "ops-gap-address",
            Gap::Phone => "ops-gap-phone",
            Gap::Ability(ability) => ability_keys(*ability).1,
        };
        let (left_out, lists) = (u64::from(cost.left_out), u64::from(cost.lists));
        self.frame.fill(key, &[("count", Value::count(left_out)), ("all", Value::count(lists))])
    }

    fn summary_of_cost(&self) -> String {
        let (left_out, lists) = (u64::from(self.left_out), u64::from(self.lists));
        let values = [("count", Value::count(left_out)), ("all", Value::count(lists))];
        self.frame.fill("ops-profile-cost", &values)
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let of = |gaps: Vec<Gap>, typed, faults| Self {
            frame: CounterFrame::sample(Role::Office(OfficeId(1))),
            action: address::PROFILE,
            id: 1,
            name: "دفتر پیشخوان".to_owned(),
            code: "۰۰۷۱۳".to_owned(),
            city: "تبریز".to_owned(),
            lists: 16,
            left_out: if gaps.is_empty() { 0 } else { 15 },
            gaps,
            typed,
            saved: false,
            faults,
        };
        let whole = Facts { abilities: Capability::ALL.into(), ..Facts::default() };
        let none = CounterFaults::default;
        vec![
            ("bare", of(Gap::ALL.into(), Facts::default(), none())),
            ("whole", of(vec![], whole, none())),
            (
                "faults",
                of(vec![], Facts::default(), CounterFaults::of("phone", "ops-profile-phone-wrong")),
            ),
        ]
    }
}

impl OfficeList {
    fn count(&self, gaps: &usize) -> String {
        self.frame.with("ops-office-list-gaps", "count", Value::count(*gaps as u64))
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let frame = || CounterFrame::sample(Role::Operator);
        let rows = vec![(1, "دفتر پیشخوان".to_owned(), "تبریز".to_owned(), 3)];
        vec![
            ("unasked", Self { frame: frame(), sought: String::new(), rows: vec![], cut: false }),
            ("found", Self { frame: frame(), sought: "پیشخوان".to_owned(), rows, cut: true }),
        ]
    }
}
