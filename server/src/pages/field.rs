//! The fields of all forms: the name that a form sends, the id on the page, the order shown.

use nobat_domain::limits::{CHILDREN_MAX, SPOUSES_MAX};

/// A place on a form where a fault can stand. Declared in the order of the pages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    Nid,
    Serial,
    Answer,
    Birth,
    Lunar,
    Gender,
    Religion,
    Mother,
    Mobile,
    First,
    Family,
    Booklet,
    HomeCode,
    HomeStreet,
    Father,
    Kin(KinField),
    Leaving,
    Stairs,
    Pupils,
    Fingers,
    Date,
    Area,
    Phone,
    Seat,
    Gateway,
    City,
    DeliveryOffice,
    Kind,
    Email,
    Tracking,
    LastFour,
    Scan,
}

impl Field {
    pub const PERSONAL: [Self; 6] =
        [Self::Birth, Self::Lunar, Self::Gender, Self::Religion, Self::Mother, Self::Mobile];
    /// What the long form asks of the citizen alone.
    pub const OWN: [Self; 5] =
        [Self::First, Self::Family, Self::Booklet, Self::HomeCode, Self::HomeStreet];
    /// The four questions, in the guide's order.
    pub const QUESTIONS: [Self; 4] = [Self::Leaving, Self::Stairs, Self::Pupils, Self::Fingers];
    /// Where a home-visit team comes to; the long form asks for it in any case.
    pub const HOME: [Self; 2] = [Self::HomeCode, Self::HomeStreet];
    pub const SEARCH: [Self; 4] = [Self::Date, Self::Area, Self::Phone, Self::Seat];

    /// What the form sends it as. A date of birth is three: [`BIRTH_DAY`] and its neighbours.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nid => "nid",
            Self::Serial => "serial",
            Self::Answer => "answer",
            Self::Birth => BIRTH_DAY,
            Self::Lunar => "lunar",
            Self::Gender => "gender",
            Self::Religion => "religion",
            Self::Mother => "mother",
            Self::Mobile => "mobile",
            Self::First => "first",
            Self::Family => "family",
            Self::Booklet => "booklet",
            Self::Father => "father",
            Self::Kin(field) => field.name(),
            Self::Leaving => "q1",
            Self::HomeCode => HOME_CODE,
            Self::HomeStreet => HOME_STREET,
            Self::Stairs => "q2",
            Self::Pupils => "q3",
            Self::Fingers => "q4",
            Self::Date => "date",
            Self::Area => "area",
            Self::Phone => "phone",
            Self::Seat => "seat",
            Self::Gateway => "gateway",
            Self::City => "city",
            Self::DeliveryOffice => "office",
            Self::Kind => "kind",
            Self::Email => "email",
            Self::Tracking => "code",
            Self::LastFour => "last",
            Self::Scan => "scan",
        }
    }

    /// Key of the question that a yes or no answers.
    #[must_use]
    pub const fn question_key(self) -> Option<&'static str> {
        match self {
            Self::Leaving => Some("question-leaving"),
            Self::Stairs => Some("question-stairs"),
            Self::Pupils => Some("question-pupils"),
            Self::Fingers => Some("question-fingers"),
            _ => None,
        }
    }

    /// Id of the control, or of the group's first control: where the summary's link leads.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.name()
    }
}

pub const HOME_CODE: &str = "home_code";
pub const HOME_STREET: &str = "home_street";

/// Whom the long form asks about, each in rows of their own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kin {
    Spouse,
    Child,
}

/// What it asks of each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum KinPart {
    First,
    Family,
    Nid,
}

/// A field of one row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KinField {
    pub kin: Kin,
    /// From 0.
    pub place: u8,
    pub part: KinPart,
}

type Names = [&'static str; 3];

macro_rules! names {
    ($kin:literal: $($place:literal)+) => {
        [$([
            concat!($kin, $place, "_first"),
            concat!($kin, $place, "_family"),
            concat!($kin, $place, "_nid"),
        ]),+]
    };
}

const SPOUSES: [Names; SPOUSES_MAX] = names!("spouse": 1 2 3 4);
const CHILDREN: [Names; CHILDREN_MAX] =
    names!("child": 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20);

impl Kin {
    pub const ALL: [Self; 2] = [Self::Spouse, Self::Child];

    /// How many rows there may be.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Spouse => SPOUSES_MAX,
            Self::Child => CHILDREN_MAX,
        }
    }

    /// The hidden field that says how many rows stand on the page.
    #[must_use]
    pub const fn count(self) -> &'static str {
        match self {
            Self::Spouse => "spouses",
            Self::Child => "children",
        }
    }

    /// What the button for one more row sends as [`TAKE`].
    #[must_use]
    pub const fn more(self) -> &'static str {
        match self {
            Self::Spouse => "spouse",
            Self::Child => "child",
        }
    }
}

impl KinPart {
    pub const ALL: [Self; 3] = [Self::First, Self::Family, Self::Nid];
}

impl KinField {
    const fn name(self) -> &'static str {
        let rows: &[Names] = match self.kin {
            Kin::Spouse => &SPOUSES,
            Kin::Child => &CHILDREN,
        };
        rows[self.place as usize][self.part as usize]
    }

    /// All rows of somebody that there may be.
    pub fn all(kin: Kin) -> impl Iterator<Item = Self> {
        let rows = 0..u8::try_from(kin.most()).unwrap_or(u8::MAX);
        rows.flat_map(move |place| KinPart::ALL.map(|part| Self { kin, place, part }))
    }
}

/// The mark of the draft that a page was made of: another tab may have typed meanwhile.
pub const DRAFT_MARK: &str = "draft_mark";
pub const BIRTH_DAY: &str = "birth_day";
pub const BIRTH_MONTH: &str = "birth_month";
pub const BIRTH_YEAR: &str = "birth_year";
/// What `lunar` holds when the booklet's date is not among those offered.
pub const LUNAR_MISSING: &str = "missing";
/// What a button that shows the form again wants of it.
pub const TAKE: &str = "take";
/// Nothing but the same in another language.
pub const AGAIN: &str = "again";
pub const YES: &str = "yes";
pub const NO: &str = "no";
