//! What each place of the menu shows.

use nobat_domain::timestamp::Timestamp;

use super::screen::{BACK, Screen};
use crate::pages::seat::{Office, Seat};
use crate::pages::timeline::{Known, Stage, Way};
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
    /// Whether a card is made for it.
    pub makes_card: bool,
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
    let way = way(shown);
    let (place, title) = shown.stage.milestone(way);
    let figure = |number: usize| Value::Plain(language.digits(number));
    let values = [
        ("place", figure(place + 1)),
        ("of", figure(way.milestones())),
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
    let screen = match shown.stage.next_milestone(way(shown)) {
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
        (Stage::Delivered | Stage::Signed, _) => {
            let screen = screen.line(&language.say(shown.stage.key()));
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

fn way(shown: &Shown) -> Way {
    Way { at_home: at_home(shown), makes_card: shown.makes_card }
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

#[cfg(test)]
mod tests {
    use super::super::screen::{UNITS_MAX, units};
    use super::*;
    use crate::pages::home::Home;
    use nobat_domain::calendar::SolarDate;
    use nobat_domain::ids::{Day, Period};
    use nobat_domain::person::{HomeAddress, PostalCode, StreetAddress};
    use nobat_sandbox::country::Country;

    const STAGES: [Stage; 13] = [
        Stage::Form,
        Stage::Unpaid,
        Stage::Choosing,
        Stage::Booked,
        Stage::Ahead,
        Stage::Today,
        Stage::Missed,
        Stage::Begun,
        Stage::Completed,
        Stage::InProduction,
        Stage::Ready,
        Stage::Delivered,
        Stage::Signed,
    ];
    const ASKED: [Asked; 5] = [
        Asked::Code,
        Asked::NationalId,
        Asked::Serial,
        Asked::LastFour { own: false },
        Asked::LastFour { own: true },
    ];

    fn notes() -> Vec<Option<Note>> {
        let shapes = ASKED.map(|asked| Some(Note::Shape(asked)));
        [vec![None, Some(Note::NoChoice), Some(Note::NobodyFound)], shapes.to_vec()].concat()
    }

    #[track_caller]
    fn assert_fits(screen: &Screen) -> Vec<String> {
        let pages = screen.pages();
        for page in &pages {
            assert!(units(page) <= UNITS_MAX, "{} units:\n{page}", units(page));
            assert!(!page.trim().is_empty(), "an empty page: {pages:?}");
            let strange = page.chars().find(|it| ('\u{2066}'..='\u{2069}').contains(it));
            assert!(strange.is_none(), "a mark for directions: {page}");
        }
        pages
    }

    fn day(text: &str) -> Day {
        SolarDate::parse(text).expect("a day of the calendar").to_day()
    }

    /// A Wednesday of Ordibehesht: no day is longer in both languages.
    fn shown(stage: Stage, office: Office, home: Option<Home>) -> Shown {
        let day = day("1405/02/23");
        let seat = Seat { office: office.clone(), day, period: Period::Morning, home };
        let name = office.name.clone();
        let known = Known {
            registered: Some(day),
            paid: Some(day),
            seat: Some(seat),
            reached: Some(day),
            collected_at: Some(name),
        };
        let makes_card = stage != Stage::Signed;
        Shown { stage, makes_card, known: Some(known), collected_at: Some(office) }
    }

    fn home() -> Home {
        let street = StreetAddress::parse(&"خیابان ".repeat(28)).expect("an address");
        let postal_code = PostalCode::parse("5514736861").expect("a postal code");
        Home::of(&HomeAddress { postal_code, street })
    }

    fn of_data() -> Vec<Office> {
        let country = Country::of(1396);
        let phone = |number: String| format!("041{number}");
        let offices = country.offices().iter().map(|office| &office.facts);
        let shown = offices.map(|facts| Office {
            name: facts.name.clone(),
            phone: facts.phone.as_ref().map_or(String::new(), |it| phone(it.to_string())),
            city: facts.city.clone(),
            address: facts.address.clone(),
        });
        shown.collect()
    }

    #[test]
    fn every_sentence_fits_the_phone_in_both_languages_with_every_note() {
        for language in Language::ALL {
            for note in notes() {
                let first = assert_fits(&menu(language, note));
                assert_eq!(first.len() == 1, note.is_none(), "the menu is one page: {first:?}");
                assert_fits(&help(language, note, "registration.civil-registry.example.ir"));
                for asked in ASKED {
                    assert_fits(&ask(language, note, asked));
                }
                for stage_of in STAGES {
                    let makes_card = stage_of != Stage::Signed;
                    let bare =
                        Shown { stage: stage_of, makes_card, known: None, collected_at: None };
                    assert_fits(&stage(language, note, &bare));
                    assert_fits(&next(language, note, &bare));
                    let known = Known::default();
                    assert_fits(&seat(language, note, &bare, &known));
                }
            }
            for asked in ASKED {
                for note in [None, Some(Note::NobodyFound), Some(Note::Shape(asked))] {
                    let pages = ask(language, note, asked).pages();
                    assert_eq!(pages.len(), 1, "what is asked stands on one page: {pages:?}");
                }
            }
        }
    }

    #[test]
    fn a_session_ends_on_one_page() {
        let until = Timestamp(0);
        for language in Language::ALL {
            for why in [
                Ending::Locked { until },
                Ending::Paced { seconds: 600 },
                Ending::Busy,
                Ending::Broken,
                Ending::Over,
                Ending::OtherLine,
                Ending::TooManyGuesses,
                Ending::TooLong,
            ] {
                let pages = assert_fits(&ending(language, why));
                assert_eq!(pages.len(), 1, "{why:?}: {pages:?}");
            }
        }
    }

    #[test]
    fn the_longest_name_city_and_address_of_the_data_fit_at_every_stage() {
        let offices = of_data();
        assert!(offices.len() > 4_000);
        let long = |part: fn(&Office) -> &String| {
            let longest = offices.iter().max_by_key(|office| units(part(office)));
            longest.expect("there are offices").clone()
        };
        let mut worst = long(|office| &office.name);
        worst.city = long(|office| &office.city).city;
        worst.address = long(|office| &office.address).address;
        for language in Language::ALL {
            for stage_of in STAGES {
                for home in [None, Some(home())] {
                    let shown = shown(stage_of, worst.clone(), home);
                    let known = shown.known.as_ref().expect("it is known");
                    assert_fits(&stage(language, None, &shown));
                    assert_fits(&next(language, None, &shown));
                    let pages = assert_fits(&seat(language, None, &shown, known));
                    let whole = pages.join(" ");
                    let at_home = shown.known.as_ref().is_some_and(Known::at_home);
                    let has_place = !matches!(stage_of, Stage::Delivered | Stage::Signed);
                    for word in worst.name.split(' ').filter(|_| has_place) {
                        assert!(whole.contains(word), "{stage_of:?}: {word} of {whole}");
                    }
                    let house = "پلاک";
                    assert!(worst.address.contains(house));
                    let collects =
                        matches!(stage_of, Stage::Completed | Stage::InProduction | Stage::Ready);
                    let told = has_place && (collects || !at_home);
                    assert_eq!(whole.contains(house), told, "{stage_of:?} {at_home}: {whole}");
                }
            }
        }
    }

    #[test]
    fn every_office_of_the_data_fits() {
        for office in of_data() {
            for language in Language::ALL {
                for stage_of in [Stage::Ahead, Stage::Ready] {
                    let shown = shown(stage_of, office.clone(), None);
                    let known = shown.known.as_ref().expect("it is known");
                    assert_fits(&seat(language, None, &shown, known));
                }
            }
        }
    }
}
