//! What no field can mend gets a page of its own, with a next step.

use super::address;
use super::frame::{Citizen, Frame};
use super::marked::{Marked, marked};
use super::opening::reason_key;
use crate::persian::clock::day_of;
use crate::persian::{Language, Value};
use askama::Template;
use nobat_domain::ids::Day;
use nobat_domain::request::NotOpen;
use nobat_domain::timestamp::Timestamp;

#[derive(Template, Debug)]
#[template(path = "citizen/system.html")]
pub struct System {
    pub frame: Frame,
    pub case: SystemCase,
    /// Where the same may simply be tried again: nothing is typed or answered twice.
    pub again: Option<EntryAgain>,
}

/// An entry that failed without any fault of the citizen's, ready to be sent once more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryAgain {
    pub nid: String,
    pub serial: String,
    /// Leave to enter without another question.
    pub token: String,
}

/// Everything that can stand in the way, each with what the citizen should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SystemCase {
    SessionOver,
    /// Entry with this national ID from this network is closed until then.
    LockedUntil {
        until: Timestamp,
    },
    NetworkLocked {
        until: Timestamp,
    },
    Deceased,
    Minor {
        from: Day,
    },
    Foreign,
    /// The new booklet is not known yet (48 working hours).
    SerialTooNew {
        from: Timestamp,
    },
    /// The card was in production before the booklet was changed.
    SerialProduction {
        office: String,
    },
    /// The booklet's lunar date is not among those offered.
    LunarMissing {
        kept_days: u32,
    },
    RegistryDown,
    BankDown,
    /// Too many receipts are being made at this moment.
    FileBusy,
    /// Too many people: between so many minutes.
    Busy {
        minutes_min: u32,
        minutes_max: u32,
    },
    HoldCooldown {
        until: Timestamp,
    },
    /// As many seats are held and unpaid from this network as may be.
    NetworkHolds {
        until: Timestamp,
    },
    /// The free moves are used up; the next one is possible from then on.
    MovesFrom {
        from: Timestamp,
    },
    CompletionBegun {
        office: String,
    },
    ProductionBegun {
        office: String,
    },
    /// The form has never been filled in.
    FormFirst,
    /// No seat is booked.
    SeatFirst,
    /// The completion is begun and not finished.
    HalfDone {
        office: String,
    },
    CardDelivered,
    /// An electronic signature has no place of delivery.
    NoCardMade,
    /// Another request cannot be opened, or not this one.
    NotOpen(NotOpen),
    FormTwice,
    FormStale,
    /// Another tab has an intent that is not finished.
    OneAtATime,
    CsrfFault,
    MethodFault,
    /// Nothing of it was read; what the draft had before stands.
    FormTooLong,
    /// It did not come to its end in time.
    FormLate,
    /// What the browser sent is no request that a page of ours would make.
    Unreadable,
    NotFound,
    /// Kept on the device and shown there while the server cannot be reached.
    Offline {
        ussd: String,
    },
    /// It did not work and nothing was changed; the reference leads to the log.
    Broken {
        reference: String,
    },
}

/// Where the one link of the page leads.
#[derive(Clone, Copy, Debug)]
struct NextStep {
    key: &'static str,
    address: &'static str,
}

const ENTER: NextStep = NextStep { key: "next-enter", address: address::ENTRY };
const GO_ON: NextStep = NextStep { key: "next-go-on", address: address::REGISTER };
const RESULT: NextStep = NextStep { key: "next-result", address: address::RESULT };
const OPEN: NextStep = NextStep { key: "opening-title", address: address::NEW_REQUEST };
const CONDITIONS: NextStep = NextStep { key: "next-conditions", address: address::CONDITIONS };

impl SystemCase {
    /// The status that the page is answered with.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::SessionOver => 401,
            Self::LockedUntil { .. }
            | Self::NetworkLocked { .. }
            | Self::HoldCooldown { .. }
            | Self::NetworkHolds { .. }
            | Self::MovesFrom { .. } => 429,
            Self::Deceased
            | Self::Minor { .. }
            | Self::Foreign
            | Self::SerialTooNew { .. }
            | Self::SerialProduction { .. }
            | Self::LunarMissing { .. } => 422,
            Self::RegistryDown | Self::BankDown | Self::FileBusy | Self::Busy { .. } => 503,
            Self::FormFirst | Self::SeatFirst | Self::CsrfFault => 403,
            Self::CompletionBegun { .. }
            | Self::HalfDone { .. }
            | Self::CardDelivered
            | Self::NoCardMade
            | Self::NotOpen(_)
            | Self::ProductionBegun { .. }
            | Self::FormTwice
            | Self::FormStale
            | Self::OneAtATime => 409,
            Self::MethodFault => 405,
            Self::FormTooLong => 413,
            Self::FormLate => 408,
            Self::Unreadable => 400,
            Self::NotFound => 404,
            Self::Offline { .. } => 200,
            Self::Broken { .. } => 500,
        }
    }

    const fn keys(&self) -> (&'static str, &'static str) {
        match self {
            Self::SessionOver => ("system-session-over", "system-session-over-about"),
            Self::LockedUntil { .. } => ("system-locked", "system-locked-about"),
            Self::NetworkLocked { .. } => ("system-network", "system-network-about"),
            Self::Deceased => ("system-deceased", "system-deceased-about"),
            Self::Minor { .. } => ("system-minor", "system-minor-about"),
            Self::Foreign => ("system-foreign", "system-foreign-about"),
            Self::SerialTooNew { .. } => ("system-serial-new", "system-serial-new-about"),
            Self::SerialProduction { .. } => ("system-serial-made", "system-serial-made-about"),
            Self::LunarMissing { .. } => ("system-lunar", "system-lunar-about"),
            Self::RegistryDown => ("system-registry", "system-registry-about"),
            Self::BankDown => ("system-bank", "system-bank-about"),
            Self::FileBusy => ("save-busy", "save-busy-about"),
            Self::Busy { .. } => ("system-busy", "system-busy-about"),
            Self::HoldCooldown { .. } => ("system-cooldown", "system-cooldown-about"),
            Self::NetworkHolds { .. } => ("system-network-holds", "system-network-holds-about"),
            Self::MovesFrom { .. } => ("system-moves", "moves-from"),
            Self::CompletionBegun { .. } => ("system-begun", "system-begun-about"),
            Self::ProductionBegun { .. } => ("system-production", "system-production-about"),
            Self::FormFirst => ("system-form-first", "system-form-first-about"),
            Self::SeatFirst => ("system-seat-first", "system-seat-first-about"),
            Self::HalfDone { .. } => ("system-half-done", "system-half-done-about"),
            Self::CardDelivered => ("system-delivered", "system-delivered-about"),
            Self::NoCardMade => ("system-no-card", "system-no-card-about"),
            Self::NotOpen(why) => ("system-not-open", reason_key(*why)),
            Self::FormTwice => ("system-twice", "system-twice-about"),
            Self::FormStale => ("system-stale", "system-stale-about"),
            Self::OneAtATime => ("system-one", "system-one-about"),
            Self::CsrfFault => ("system-csrf", "system-csrf-about"),
            Self::MethodFault => ("system-method", "system-method-about"),
            Self::FormTooLong => ("system-long", "system-long-about"),
            Self::FormLate => ("system-late", "system-late-about"),
            Self::Unreadable => ("system-unreadable", "system-unreadable-about"),
            Self::NotFound => ("system-not-found", "system-not-found-about"),
            Self::Offline { .. } => ("system-offline", "system-offline-about"),
            Self::Broken { .. } => ("system-broken", "system-broken-about"),
        }
    }

    /// Its name for programs, which stays.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        self.keys().0.trim_start_matches("system-")
    }

    #[must_use]
    pub fn title(&self, language: Language) -> String {
        language.fill(self.keys().0, &self.values())
    }

    /// What happened and what to do.
    #[must_use]
    pub fn about(&self, language: Language) -> String {
        language.fill(self.keys().1, &self.values())
    }

    /// From when on it stands in the way no longer.
    #[must_use]
    pub const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::LockedUntil { until }
            | Self::NetworkLocked { until }
            | Self::SerialTooNew { from: until }
            | Self::HoldCooldown { until }
            | Self::NetworkHolds { until }
            | Self::MovesFrom { from: until } => Some(*until),
            _ => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let time = |at: &Timestamp| ("time", Value::Clock(*at));
        let office = |name: &str| vec![("office", Value::Name(name.to_owned()))];
        match self {
            Self::LockedUntil { until } => vec![("date", Value::Day(day_of(*until))), time(until)],
            Self::NetworkLocked { until }
            | Self::HoldCooldown { until }
            | Self::NetworkHolds { until } => vec![time(until)],
            Self::Minor { from } => vec![("date", Value::Date(*from))],
            Self::SerialTooNew { from } | Self::MovesFrom { from } => {
                vec![("date", Value::Day(day_of(*from))), time(from)]
            }
            Self::SerialProduction { office: name }
            | Self::CompletionBegun { office: name }
            | Self::HalfDone { office: name }
            | Self::ProductionBegun { office: name } => office(name),
            Self::LunarMissing { kept_days } => {
                vec![("days", Value::count(u64::from(*kept_days)))]
            }
            Self::Busy { minutes_min, minutes_max } => vec![
                ("least", Value::count(u64::from(*minutes_min))),
                ("most", Value::count(u64::from(*minutes_max))),
            ],
            Self::Offline { ussd } => vec![("ussd", Value::Code(ussd.clone()))],
            Self::Broken { reference } => vec![("reference", Value::Code(reference.clone()))],
            _ => Vec::new(),
        }
    }

    const fn next(&self) -> NextStep {
        match self {
            Self::NotOpen(NotOpen::HasCard) => OPEN,
            Self::Minor { .. } | Self::Foreign => CONDITIONS,
            Self::BankDown
            | Self::FormFirst
            | Self::NetworkHolds { .. }
            | Self::SeatFirst
            | Self::NotOpen(NotOpen::NoCard)
            | Self::FormStale
            | Self::FormTooLong
            | Self::FormLate
            | Self::Unreadable => GO_ON,
            Self::FileBusy
            | Self::FormTwice
            | Self::OneAtATime
            | Self::MovesFrom { .. }
            | Self::HoldCooldown { .. }
            | Self::HalfDone { .. }
            | Self::CardDelivered
            | Self::NoCardMade
            | Self::NotOpen(_)
            | Self::CompletionBegun { .. }
            | Self::ProductionBegun { .. } => RESULT,
            _ => ENTER,
        }
    }

    /// One of each, with a name for it.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let until = super::seat::sample_now();
        let office = || super::seat::Office::sample().name;
        vec![
            ("session-over", Self::SessionOver),
            ("locked", Self::LockedUntil { until }),
            ("network", Self::NetworkLocked { until }),
            ("deceased", Self::Deceased),
            ("minor", Self::Minor { from: super::seat::sample_day(400) }),
            ("foreign", Self::Foreign),
            ("serial-new", Self::SerialTooNew { from: until }),
            ("serial-made", Self::SerialProduction { office: office() }),
            ("lunar", Self::LunarMissing { kept_days: 30 }),
            ("registry", Self::RegistryDown),
            ("bank", Self::BankDown),
            ("file-busy", Self::FileBusy),
            ("busy", Self::Busy { minutes_min: 8, minutes_max: 12 }),
            ("cooldown", Self::HoldCooldown { until }),
            ("network-holds", Self::NetworkHolds { until }),
            ("moves", Self::MovesFrom { from: until }),
            ("begun", Self::CompletionBegun { office: office() }),
            ("production", Self::ProductionBegun { office: office() }),
            ("form-first", Self::FormFirst),
            ("seat-first", Self::SeatFirst),
            ("half-done", Self::HalfDone { office: office() }),
            ("delivered", Self::CardDelivered),
            ("no-card", Self::NoCardMade),
            ("not-open", Self::NotOpen(NotOpen::UnderWay)),
            ("has-card", Self::NotOpen(NotOpen::HasCard)),
            ("twice", Self::FormTwice),
            ("stale", Self::FormStale),
            ("one", Self::OneAtATime),
            ("csrf", Self::CsrfFault),
            ("method", Self::MethodFault),
            ("form-long", Self::FormTooLong),
            ("form-late", Self::FormLate),
            ("unreadable", Self::Unreadable),
            ("not-found", Self::NotFound),
            ("offline", Self::Offline { ussd: "*6090*4#".to_owned() }),
            ("broken", Self::Broken { reference: "7F3A-21C0".to_owned() }),
        ]
    }
}

impl System {
    fn title(&self) -> String {
        self.case.title(self.frame.language)
    }

    fn about(&self) -> Marked {
        marked(self.case.about(self.frame.language))
    }

    fn next(&self) -> NextStep {
        // Nobody who has not entered can be led past the entry page.
        let inside = self.frame.citizen == Citizen::Entered;
        let next = self.case.next();
        if inside || next.address == address::CONDITIONS { next } else { ENTER }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |(name, case): (&'static str, SystemCase)| {
            let inside = matches!(case.next().address, address::REGISTER | address::RESULT);
            let frame = if inside { Frame::sample() } else { Frame::sample_outside() };
            let again = (case == SystemCase::RegistryDown).then(|| EntryAgain {
                nid: "2580200606".to_owned(),
                serial: "883810".to_owned(),
                token: "t0ken".to_owned(),
            });
            (name, Self { frame, case, again })
        };
        SystemCase::samples().into_iter().map(page).collect()
    }
}
