//! The fields of all forms: the name that a form sends, the id on the page, the order shown.

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
    Leaving,
    HomeCode,
    HomeStreet,
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
}

impl Field {
    pub const PERSONAL: [Self; 6] =
        [Self::Birth, Self::Lunar, Self::Gender, Self::Religion, Self::Mother, Self::Mobile];
    /// The four questions, in the guide's order.
    pub const QUESTIONS: [Self; 4] = [Self::Leaving, Self::Stairs, Self::Pupils, Self::Fingers];
    /// Where a home-visit team comes to.
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
