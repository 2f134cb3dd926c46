//! What can be wrong in a field, as citizens are told. A fault starts with the field's own name and
//! says how to mend it; what cannot be mended in a field has a page of its own (`system`).

pub use super::field::{Field, Kin, KinField, KinPart};
use super::long_form;
use crate::persian::clock::day_of;
use crate::persian::{Language, Value};
use nobat_domain::ids::Day;
use nobat_domain::money::Rial;
use nobat_domain::timestamp::Timestamp;

/// Megabytes of a scan that is sent; a camera of today makes less of a page.
pub const SCAN_MEGABYTES_MAX: u64 = 5;

/// A fault in one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    NidEmpty,
    NidLength {
        digits: u32,
    },
    NidChars,
    NidCheck,
    SerialEmpty,
    SerialLength,
    SerialChars,
    /// Also of an unknown national ID, so that no answer tells a stranger who is registered.
    PairMismatch,
    AnswerEmpty,
    AnswerWrong,
    QuestionExpired,
    QuestionUsed,
    /// After wrong entries of this pair, or of its network.
    QuestionHarder,
    /// A wait or a device's work for another national ID.
    ProofOfAnother,
    /// Who waits in place of an answer has come too early.
    WaitOn {
        seconds: u64,
    },
    /// Too many wait in this network.
    WaitFull {
        until: Timestamp,
    },
    BirthEmpty,
    BirthDayEmpty,
    BirthMonthEmpty,
    BirthYearEmpty,
    /// 30 Esfand of a year that had none.
    BirthCommonYear {
        year: u16,
    },
    /// A month that has no such day.
    BirthNoSuchDay,
    BirthMismatch,
    BirthYoung {
        from: Day,
    },
    LunarEmpty,
    /// The solar date was changed after the lunar ones had been offered.
    LunarStale,
    GenderEmpty,
    GenderMismatch,
    ReligionEmpty,
    MotherEmpty,
    MotherChars,
    MobileEmpty,
    MobileShape,
    MobileLimit {
        requests: u32,
        until: Timestamp,
    },
    MobileSame,
    FirstEmpty,
    FirstChars,
    FamilyEmpty,
    FamilyChars,
    BookletEmpty,
    BookletShape,
    FatherEmpty,
    FatherChars,
    KinFirst,
    KinFamily,
    KinNid,
    /// The citizen's own national ID, or one that stands twice.
    KinTwice,
    ScanEmpty,
    ScanLarge,
    ScanKind,
    ScanBroken,
    /// More pixels than any page needs.
    ScanPixels,
    /// A PDF in which no photograph lies.
    ScanBare,
    YesNoEmpty,
    HomeCodeEmpty,
    HomeCodeChars,
    HomeCodeLength {
        digits: u32,
    },
    /// Ten digits that name no zone of the post.
    HomeCodeZone,
    HomeStreetEmpty,
    HomeStreetChars,
    HomeStreetShort,
    HomeStreetLong {
        chars: u32,
    },
    DateEmpty,
    DateShape,
    DatePast {
        from: Day,
    },
    DateClosed {
        date: Day,
    },
    DateNotOpen {
        date: Day,
        opens_at: Timestamp,
    },
    AreaEmpty,
    AreaUnknown,
    PhoneShort,
    SeatEmpty,
    SeatGone,
    /// The new seat was not taken, and the old one stands.
    MoveFailed,
    CityEmpty,
    OfficeEmpty,
    GatewayEmpty,
    /// Nobody has said what the service costs.
    FeeUnset,
    /// The form has said another amount.
    FeeChanged {
        fee: Rial,
    },
    KindEmpty,
    KindNoFee,
    GatewayDown {
        /// Key of the bank's name.
        bank: &'static str,
        held_until: Timestamp,
    },
    EmailEmpty,
    EmailShape,
    /// The mail server will not take anything for this address.
    EmailRefused,
    CodeEmpty,
    CodeChars,
    CodeShape {
        digits: u32,
    },
    LastShape,
    /// Also of a second fact that is another's, so that a guesser learns nothing from which it was.
    TrackNone,
    /// Not the serial of this session.
    EraseSerial,
    /// This code was guessed at too often.
    TrackLocked {
        until: Timestamp,
    },
    /// This network walks over codes.
    TrackPaced {
        seconds: u64,
    },
}

impl Fault {
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NidEmpty => "fault-nid-empty",
            Self::NidLength { .. } => "fault-nid-length",
            Self::NidChars => "fault-nid-chars",
            Self::NidCheck => "fault-nid-check",
            Self::SerialEmpty => "fault-serial-empty",
            Self::SerialLength => "fault-serial-length",
            Self::SerialChars => "fault-serial-chars",
            Self::PairMismatch => "fault-pair-mismatch",
            Self::AnswerEmpty => "fault-answer-empty",
            Self::AnswerWrong => "fault-answer-wrong",
            Self::QuestionExpired => "fault-question-expired",
            Self::QuestionUsed => "fault-question-used",
            Self::QuestionHarder => "fault-question-harder",
            Self::ProofOfAnother => "fault-proof-of-another",
            Self::WaitOn { .. } => "fault-wait-on",
            Self::WaitFull { .. } => "fault-wait-full",
            Self::BirthEmpty => "fault-birth-empty",
            Self::BirthDayEmpty => "fault-birth-day-empty",
            Self::BirthMonthEmpty => "fault-birth-month-empty",
            Self::BirthYearEmpty => "fault-birth-year-empty",
            Self::BirthCommonYear { .. } => "fault-birth-common-year",
            Self::BirthNoSuchDay => "fault-birth-no-such-day",
            Self::BirthMismatch => "fault-birth-mismatch",
            Self::BirthYoung { .. } => "fault-birth-young",
            Self::LunarEmpty => "fault-lunar-empty",
            Self::LunarStale => "fault-lunar-stale",
            Self::GenderEmpty => "fault-gender-empty",
            Self::GenderMismatch => "fault-gender-mismatch",
            Self::ReligionEmpty => "fault-religion-empty",
            Self::MotherEmpty => "fault-mother-empty",
            Self::MotherChars => "fault-mother-chars",
            Self::MobileEmpty => "fault-mobile-empty",
            Self::MobileShape => "fault-mobile-shape",
            Self::MobileLimit { .. } => "fault-mobile-limit",
            Self::MobileSame => "fault-mobile-same",
            Self::YesNoEmpty => "fault-yes-no-empty",
            Self::DateEmpty => "fault-date-empty",
            Self::DateShape => "fault-date-shape",
            Self::DatePast { .. } => "fault-date-past",
            Self::DateClosed { .. } => "fault-date-closed",
            Self::DateNotOpen { .. } => "fault-date-not-open",
            Self::AreaEmpty => "fault-area-empty",
            Self::AreaUnknown => "fault-area-unknown",
            Self::PhoneShort => "fault-phone-short",
            Self::SeatEmpty => "fault-seat-empty",
            Self::SeatGone => "fault-seat-gone",
            Self::MoveFailed => "fault-move-failed",
            Self::CityEmpty => "fault-city-empty",
            Self::OfficeEmpty => "fault-office-empty",
            Self::GatewayEmpty => "fault-gateway-empty",
            Self::GatewayDown { .. } => "fault-gateway-down",
            Self::EmailEmpty => "fault-email-empty",
            Self::EmailShape => "fault-email-shape",
            Self::EmailRefused => "fault-email-refused",
            _ => self.key_of_few(),
        }
    }

    /// Of those that only some citizens meet: who is visited at home, who asks for another card or
    /// at the turn of a tariff, who tracks a request.
    const fn key_of_few(&self) -> &'static str {
        match self {
            Self::HomeCodeEmpty => "fault-home-code-empty",
            Self::HomeCodeChars => "fault-home-code-chars",
            Self::HomeCodeLength { .. } => "fault-home-code-length",
            Self::HomeCodeZone => "fault-home-code-zone",
            Self::HomeStreetEmpty => "fault-home-street-empty",
            Self::HomeStreetChars => "fault-home-street-chars",
            Self::HomeStreetShort => "fault-home-street-short",
            Self::HomeStreetLong { .. } => "fault-home-street-long",
            Self::FeeUnset => "payment-unset",
            Self::FeeChanged { .. } => "fault-fee-changed",
            Self::KindEmpty => "fault-kind-empty",
            Self::KindNoFee => "kind-no-fee",
            Self::CodeEmpty => "fault-code-empty",
            Self::CodeChars => "fault-code-chars",
            Self::CodeShape { .. } => "fault-code-shape",
            Self::LastShape => "fault-last-shape",
            Self::TrackNone => "fault-track-none",
            Self::EraseSerial => "fault-erase-serial",
            Self::TrackLocked { .. } => "fault-track-locked",
            Self::TrackPaced { .. } => "fault-track-paced",
            _ => self.key_of_the_long_form(),
        }
    }

    /// The same of what the long form and the scan add.
    const fn key_of_the_long_form(&self) -> &'static str {
        match self {
            Self::FirstEmpty => "fault-first-empty",
            Self::FirstChars => "fault-first-chars",
            Self::FamilyEmpty => "fault-family-empty",
            Self::FamilyChars => "fault-family-chars",
            Self::BookletEmpty => "fault-booklet-empty",
            Self::BookletShape => "fault-booklet-shape",
            Self::FatherEmpty => "fault-father-empty",
            Self::FatherChars => "fault-father-chars",
            Self::KinFirst => "fault-kin-first",
            Self::KinFamily => "fault-kin-family",
            Self::KinNid => "fault-kin-nid",
            Self::KinTwice => "fault-kin-twice",
            Self::ScanEmpty => "fault-scan-empty",
            Self::ScanLarge => "fault-scan-large",
            Self::ScanKind => "fault-scan-kind",
            Self::ScanBroken => "fault-scan-broken",
            Self::ScanPixels => "fault-scan-pixels",
            Self::ScanBare => "fault-scan-bare",
            _ => panic!("it stands in the lists above"),
        }
    }

    /// The whole sentence, the same at the field and in the summary.
    #[must_use]
    pub fn sentence(&self, field: Field, language: Language) -> String {
        let mut values = self.values(language);
        if let Some(question) = field.question_key() {
            values.push(("question", Value::Plain(language.say(question).into_owned())));
        }
        if let Field::Kin(KinField { kin, place, .. }) = field {
            values.push(("who", Value::Plain(long_form::who(kin, place, language))));
        }
        language.fill(self.key(), &values)
    }

    fn values(&self, language: Language) -> Vec<(&'static str, Value)> {
        let day = Value::Day;
        match self {
            Self::NidLength { digits }
            | Self::CodeShape { digits }
            | Self::HomeCodeLength { digits } => {
                vec![("count", Value::count(u64::from(*digits)))]
            }
            Self::FeeChanged { fee } => vec![("fee", Value::Fee(*fee))],
            Self::HomeStreetLong { chars } => vec![("count", Value::count(u64::from(*chars)))],
            Self::WaitOn { seconds } | Self::TrackPaced { seconds } => {
                vec![("count", Value::count(*seconds))]
            }
            Self::TrackLocked { until } => vec![("time", Value::Clock(*until))],
            Self::WaitFull { until } => vec![("time", Value::Clock(*until))],
            Self::ScanLarge => vec![("megabytes", Value::count(SCAN_MEGABYTES_MAX))],
            Self::MobileLimit { requests, until } => vec![
                ("count", Value::count(u64::from(*requests))),
                ("date", day(day_of(*until))),
                ("time", Value::Clock(*until)),
            ],
            Self::BirthCommonYear { year } => vec![("year", Value::count(u64::from(*year)))],
            Self::BirthYoung { from } => vec![("date", Value::Date(*from))],
            Self::DatePast { from } => vec![("date", day(*from))],
            Self::DateClosed { date } => vec![("date", day(*date))],
            Self::DateNotOpen { date, opens_at } => vec![
                ("date", day(*date)),
                ("opening", day(day_of(*opens_at))),
                ("time", Value::Clock(*opens_at)),
            ],
            Self::GatewayDown { bank, held_until } => {
                vec![
                    ("bank", Value::Plain(language.say(bank).into_owned())),
                    ("time", Value::Clock(*held_until)),
                ]
            }
            _ => Vec::new(),
        }
    }
}
