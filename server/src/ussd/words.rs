//! What each place of the menu shows.

use nobat_domain::timestamp::Timestamp;

use super::screen::{BACK, Screen};
use crate::pages::seat::{Office, Seat};
use crate::pages::timeline::{Known, MILESTONES, Stage};
use crate::persian::{Language, Value};

/// The choices of the menu.
pub const BY_CODE: u8 = 1;
pub const BY_ID: u8 = 2;
pub const HELP: u8 = 3;
pub const LANGUAGE: u8 = 4;
/// The choices where a request was found.
pub const NEXT: u8 = 1;
pub const SEAT: u8 = 2;
/// In place of the digits of the mobile.
pub const THIS_PHONE: u8 = 1;

/// What is typed now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    Code,
    NationalId,
    Serial,
    /// The mobile's last digits; or this phone's own, if it has such a number.
    LastFour {
        own: bool,
    },
}

/// Why what was typed leads no further.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Note {
    NoChoice,
    Shape(Asked),
    NobodyFound,
}

/// A request that was found, as far as it may be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    pub stage: Stage,
    /// For whoever has said a second fact.
    pub known: Option<Known>,
    /// The office at which the card is collected, beside it.
    pub collected_at: Option<Office>,
}

/// Why a session ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    Locked { until: Timestamp },
    Paced { seconds: u64 },
    Busy,
    Broken,
    Over,
    OtherLine,
    TooManyGuesses,
    TooLong,
}

#[must_use]
pub fn menu(language: Language, note: Option<Note>) -> Screen {
    let other = language.other().say("language-name");
    noted(language, note)
        .line(&language.say("ussd-title"))
        .key(BY_CODE, &language.say("track-by-code"))
        .key(BY_ID, &language.say("track-by-id"))
        .key(HELP, &language.say("ussd-help"))
        .key(LANGUAGE, &other)
}

#[must_use]
pub fn help(language: Language, note: Option<Note>, site: &str) -> Screen {
    let site = [("site", Value::Plain(site.to_owned()))];
    back(noted(language, note).line(&language.fill("ussd-help-about", &site)), language)
}

#[must_use]
pub fn ask(language: Language, note: Option<Note>, asked: Asked) -> Screen {
    let screen = noted(language, note).line(&language.say(match asked {
        Asked::Code => "ussd-ask-code",
        Asked::NationalId => "ussd-ask-id",
        Asked::Serial => "ussd-ask-serial",
        Asked::LastFour { .. } => "ussd-ask-last",
    }));
    let screen = match asked {
        Asked::LastFour { own: true } => screen.key(THIS_PHONE, &language.say("ussd-this-phone")),
        _ => screen,
    };
    back(screen, language)
}

/// Where the request stands among the milestones.
#[must_use]
pub fn stage(language: Language, note: Option<Note>, shown: &Shown) -> Screen {
    let (place, title) = shown.stage.milestone(at_home(shown));
    let figure = |number: usize| Value::Plain(language.digits(number));
    let values = [
        ("place", figure(place + 1)),
        ("of", figure(MILESTONES)),
        ("title", Value::Plain(language.say(title).into_owned())),
    ];
    let screen = noted(language, note)
        .line(&language.fill("ussd-stage", &values))
        .key(NEXT, &language.say("ussd-next"))
        .key(SEAT, &language.say("ussd-seat"));
    back(screen, language)
}

/// What to know and to do now, and what comes then.
#[must_use]
pub fn next(language: Language, note: Option<Note>, shown: &Shown) -> Screen {
    let at_home = at_home(shown);
    let screen = noted(language, note).line(&language.say(shown.stage.key_at(at_home)));
    let screen = match shown.stage.next_milestone(at_home) {
        Some(title) => {
            let title = [("title", Value::Plain(language.say(title).into_owned()))];
            screen.line(&language.fill("ussd-then", &title))
        }
        None => screen,
    };
    back(screen, language)
}

/// The date and the place that matter at this stage.
#[must_use]
pub fn seat(language: Language, note: Option<Note>, shown: &Shown, known: &Known) -> Screen {
    let screen = noted(language, note);
    let screen = match (shown.stage, &known.seat) {
        (Stage::Completed | Stage::InProduction | Stage::Ready, _) => {
            collected(screen, language, shown, known)
        }
        (Stage::Delivered, _) => {
            let screen = screen.line(&language.say(Stage::Delivered.key()));
            dated(screen, language, known)
        }
        (_, Some(seat)) => booked(screen, language, seat),
        (_, None) => screen.line(&language.say("ussd-no-seat")),
    };
    back(screen, language)
}

#[must_use]
pub fn ending(language: Language, ending: Ending) -> Screen {
    let said = match ending {
        Ending::Locked { until } => language.fill("ussd-locked", &[("time", Value::Clock(until))]),
        Ending::Paced { seconds } => {
            language.fill("ussd-paced", &[("count", Value::count(seconds))])
        }
        Ending::Busy => language.say("ussd-busy").into_owned(),
        Ending::Broken => language.say("ussd-broken").into_owned(),
        Ending::Over => language.say("ussd-over").into_owned(),
        Ending::OtherLine => language.say("ussd-other-line").into_owned(),
        Ending::TooManyGuesses => language.say("ussd-too-many").into_owned(),
        Ending::TooLong => language.say("ussd-too-long").into_owned(),
    };
    Screen::new(language).line(&said)
}

fn noted(language: Language, note: Option<Note>) -> Screen {
    let screen = Screen::new(language);
    let Some(note) = note else { return screen };
    screen.line(&language.say(match note {
        Note::NoChoice => "ussd-no-choice",
        Note::Shape(Asked::Code) => "ussd-shape-code",
        Note::Shape(Asked::NationalId) => "ussd-shape-id",
        Note::Shape(Asked::Serial) => "ussd-shape-serial",
        Note::Shape(Asked::LastFour { .. }) => "ussd-shape-last",
        Note::NobodyFound => "ussd-nobody",
    }))
}

fn back(screen: Screen, language: Language) -> Screen {
    screen.key(BACK, &language.say("ussd-back"))
}

fn at_home(shown: &Shown) -> bool {
    shown.known.as_ref().is_some_and(Known::at_home)
}

fn booked(screen: Screen, language: Language, seat: &Seat) -> Screen {
    let screen = screen.line(&seat.when(language));
    if seat.home.is_some() {
        // Where that is, its citizen knows.
        return screen.line(&seat.team_text(language));
    }
    let named = [("office", Value::Plain(seat.office.name.clone()))];
    placed(screen.line(&language.fill("milestone-office", &named)), language, &seat.office)
}

fn collected(screen: Screen, language: Language, shown: &Shown, known: &Known) -> Screen {
    let Some(office) = &shown.collected_at else { return dated(screen, language, known) };
    let named = [("office", Value::Plain(office.name.clone()))];
    let screen = screen.line(&language.fill("result-collect", &named));
    let screen = placed(screen, language, office);
    // A card that is not ready yet has no day.
    if shown.stage == Stage::Ready { dated(screen, language, known) } else { screen }
}

fn dated(screen: Screen, language: Language, known: &Known) -> Screen {
    match known.reached {
        Some(day) => screen.line(&language.fill("ussd-since", &[("day", Value::Day(day))])),
        None => screen,
    }
}

fn placed(screen: Screen, language: Language, office: &Office) -> Screen {
    let address = Value::Plain(office.whereabouts());
    let screen = screen.line(&language.fill("ussd-address", &[("address", address)]));
    if office.phone.is_empty() {
        return screen;
    }
    let phone = Value::Plain(office.phone(language));
    screen.line(&language.fill("ussd-phone", &[("phone", phone)]))
}
