//! The menu: from everything typed so far to what the phone shows now.
//!
//! Every callback walks the whole way anew, so that a session needs no state and each page says
//! what is so now. What can be a guess is weighed once, however often it comes back.

use nobat_domain::person::{BookletSerial, NationalId, fold};
use nobat_domain::request::RequestState;
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::{TrackingCode, TrackingCodeFault};
use nobat_engine::AskError;

use super::gateway::Reply;
use super::line::Line;
use super::screen::{BACK, MORE, Screen};
use super::sessions::{Met, Sessions, Weighed};
use super::words::{self, Asked, Ending, Note, Shown};
use crate::app::App;
use crate::citizen::sought::{self, Held, LAST_DIGITS, LastFour};
use crate::citizen::views;
use crate::guessing::{Attempt, Guesses, Named, Who};
use crate::persian::Language;

/// Inputs of one session: far more than anybody types in three minutes.
pub const INPUTS_MAX: usize = 40;
/// Guesses of one session that may be wrong.
const WRONG_MAX: u8 = 3;

/// Who asks, and in which session.
pub struct Asker<'a> {
    pub app: &'a App,
    pub sessions: &'a Sessions,
    pub session: Met,
    pub line: Line,
    pub now: Timestamp,
}

impl Asker<'_> {
    /// What the phone shows after these inputs.
    pub async fn answer(&self, inputs: &[&str]) -> Reply {
        let mut walk = Walk::new(self);
        if inputs.len() > INPUTS_MAX {
            return walk.end(Ending::TooLong);
        }
        for typed in 1..=inputs.len() {
            if let Err(ending) = walk.step(&inputs[..typed]).await {
                return walk.end(ending);
            }
        }
        walk.show()
    }
}

/// The last page of a screen that says why a session ends.
#[must_use]
pub fn end(language: Language, ending: Ending) -> Reply {
    let mut pages = words::ending(language, ending).pages();
    Reply::End(pages.swap_remove(0))
}

/// Where in the menu somebody is.
enum Place {
    Menu,
    Help,
    Code,
    NationalId,
    Serial(NationalId),
    LastFour(Found),
    Stage(Found),
    Next(Found),
    Seat(Found),
}

/// A request, and what was shown to be known of it.
struct Found {
    state: Box<RequestState>,
    code: Option<TrackingCode>,
    /// Whether a second fact was right.
    is_holder: bool,
}

struct Walk<'a> {
    asker: &'a Asker<'a>,
    language: Language,
    place: Place,
    note: Option<Note>,
    page: usize,
    wrong: u8,
}

impl<'a> Walk<'a> {
    const fn new(asker: &'a Asker<'a>) -> Self {
        let language = Language::Persian;
        Self { asker, language, place: Place::Menu, note: None, page: 0, wrong: 0 }
    }

    fn end(&self, ending: Ending) -> Reply {
        end(self.language, ending)
    }

    fn show(&self) -> Reply {
        let mut pages = self.screen().pages();
        // A text may have become shorter since its page was turned.
        let page = self.page.min(pages.len() - 1);
        Reply::Go(pages.swap_remove(page))
    }

    fn screen(&self) -> Screen {
        let (language, note) = (self.language, self.note);
        match &self.place {
            Place::Menu => words::menu(language, note),
            Place::Help => words::help(language, note, self.asker.app.host()),
            Place::Code => words::ask(language, note, Asked::Code),
            Place::NationalId => words::ask(language, note, Asked::NationalId),
            Place::Serial(_) => words::ask(language, note, Asked::Serial),
            Place::LastFour(_) => words::ask(language, note, self.last_four()),
            Place::Stage(found) => words::stage(language, note, &self.shown(found)),
            Place::Next(found) => words::next(language, note, &self.shown(found)),
            Place::Seat(found) => {
                let shown = self.shown(found);
                match &shown.known {
                    Some(known) => words::seat(language, note, &shown, known),
                    None => words::stage(language, note, &shown),
                }
            }
        }
    }

    fn last_four(&self) -> Asked {
        Asked::LastFour { own: self.asker.line.last_four().is_some() }
    }

    /// What may be shown of a request: without a second fact nothing that would tell the day.
    fn shown(&self, found: &Found) -> Shown {
        let app = self.asker.app;
        let board = app.engine.board();
        let (stage, known, makes_card) =
            views::of_code(&board, &found.state, found.code, app.engine.now());
        if !found.is_holder {
            let stage = stage.without_the_day();
            return Shown { stage, makes_card, known: None, collected_at: None };
        }
        let office = found.state.collected_at();
        let collected_at = office.map(|office| views::office_of(&board, office));
        Shown { stage, makes_card, known: Some(known), collected_at }
    }

    /// Takes the last of these inputs.
    async fn step(&mut self, typed: &[&str]) -> Result<(), Ending> {
        let input = typed.last().copied().unwrap_or_default();
        let choice = fold::exact_digits::<1>(input).ok().map(|[digit]| digit - b'0');
        if choice == Some(MORE) && self.page + 1 < self.screen().pages().len() {
            self.page += 1;
            return Ok(());
        }
        (self.note, self.page) = (None, 0);
        let guess = Guess { input, hash: self.asker.sessions.guess(typed) };
        self.place = match std::mem::replace(&mut self.place, Place::Menu) {
            Place::Menu => self.menu(choice),
            Place::Code | Place::NationalId | Place::Help if choice == Some(BACK) => Place::Menu,
            Place::Serial(_) if choice == Some(BACK) => Place::NationalId,
            Place::LastFour(found) | Place::Next(found) | Place::Seat(found)
                if choice == Some(BACK) =>
            {
                Place::Stage(found)
            }
            Place::Code => self.code(guess).await?,
            Place::NationalId => self.national_id(input),
            Place::Serial(id) => self.serial(id, guess).await?,
            Place::LastFour(found) => self.second_fact(found, choice, guess)?,
            Place::Stage(found) => self.stage(found, choice),
            other @ (Place::Help | Place::Next(_) | Place::Seat(_)) => {
                self.note = Some(Note::NoChoice);
                other
            }
        };
        Ok(())
    }

    fn menu(&mut self, choice: Option<u8>) -> Place {
        match choice {
            Some(words::BY_CODE) => return Place::Code,
            Some(words::BY_ID) => return Place::NationalId,
            Some(words::HELP) => return Place::Help,
            Some(words::LANGUAGE) => self.language = self.language.other(),
            _ => self.note = Some(Note::NoChoice),
        }
        Place::Menu
    }

    fn stage(&mut self, found: Found, choice: Option<u8>) -> Place {
        match choice {
            Some(BACK) => Place::Menu,
            Some(words::NEXT) => Place::Next(found),
            Some(words::SEAT) if found.is_holder => Place::Seat(found),
            Some(words::SEAT) => Place::LastFour(found),
            _ => {
                self.note = Some(Note::NoChoice);
                Place::Stage(found)
            }
        }
    }

    async fn code(&mut self, guess: Guess<'_>) -> Result<Place, Ending> {
        let code = match TrackingCode::parse(guess.input) {
            Ok(code) => code,
            Err(TrackingCodeFault::LeadingZero) => return Ok(self.nobody(Place::Code)),
            Err(_) => return Ok(self.misshapen(Place::Code, Asked::Code)),
        };
        let app = self.asker.app;
        let weighing = self.weighing(&app.sought, Named::Code(code), guess)?;
        let state = sought::by_code(app, code).await.map_err(machine)?;
        self.weigh(weighing, guess, state.is_some())?;
        match state {
            Some(state) => Ok(Place::Stage(Found { state, code: Some(code), is_holder: false })),
            None => self.wrong(Place::Code),
        }
    }

    fn national_id(&mut self, input: &str) -> Place {
        match NationalId::parse(input) {
            Ok(id) => Place::Serial(id),
            Err(_) => self.misshapen(Place::NationalId, Asked::NationalId),
        }
    }

    /// The pair of the entry, with the same wrong ones against it.
    async fn serial(&mut self, id: NationalId, guess: Guess<'_>) -> Result<Place, Ending> {
        let Ok(serial) = BookletSerial::parse(guess.input) else {
            return Ok(self.misshapen(Place::Serial(id), Asked::Serial));
        };
        let app = self.asker.app;
        let weighing = self.weighing(&app.guesses, Named::Citizen(id), guess)?;
        let state = sought::by_pair(app, &id, serial).await.map_err(machine)?;
        self.weigh(weighing, guess, state.is_some())?;
        match state {
            Some(state) => Ok(Place::Stage(Found { state, code: None, is_holder: true })),
            // Whether it is the ID or the serial, nobody is told.
            None => self.wrong(Place::NationalId),
        }
    }

    fn second_fact(
        &mut self,
        found: Found,
        choice: Option<u8>,
        guess: Guess<'_>,
    ) -> Result<Place, Ending> {
        let own = self.asker.line.last_four().filter(|_| choice == Some(words::THIS_PHONE));
        let typed = || fold::exact_digits::<LAST_DIGITS>(guess.input).ok();
        let last: Option<LastFour> = own.or_else(typed);
        let (Some(last), Some(code)) = (last, found.code) else {
            let asked = self.last_four();
            return Ok(self.misshapen(Place::LastFour(found), asked));
        };
        let weighing = self.weighing(&self.asker.app.sought, Named::Owner(code), guess)?;
        let is_holder = sought::is_of(&found.state, last);
        self.weigh(weighing, guess, is_holder)?;
        if is_holder {
            return Ok(Place::Seat(Found { is_holder, ..found }));
        }
        self.wrong(Place::LastFour(found))
    }

    fn misshapen(&mut self, place: Place, asked: Asked) -> Place {
        self.note = Some(Note::Shape(asked));
        place
    }

    fn nobody(&mut self, place: Place) -> Place {
        self.note = Some(Note::NobodyFound);
        place
    }

    fn wrong(&mut self, place: Place) -> Result<Place, Ending> {
        self.wrong += 1;
        if self.wrong < WRONG_MAX {
            return Ok(self.nobody(place));
        }
        Err(Ending::TooManyGuesses)
    }

    /// Leave to look something up. A guess that was weighed before needs no new one.
    fn weighing(
        &self,
        guesses: &'a Guesses,
        named: Named,
        guess: Guess<'_>,
    ) -> Result<Option<Attempt<'a>>, Ending> {
        let Asker { sessions, session, line, now, .. } = *self.asker;
        let who = Who { named, network: line.network() };
        let held = |held| match held {
            Held::Locked { until } => Ending::Locked { until },
            Held::Paced { until } => Ending::Paced { seconds: Held::seconds(until, now) },
            Held::Crowded => Ending::Busy,
        };
        match sessions.weighed(session, guess.hash) {
            Weighed::Never => sought::leave(guesses, who, now).map(Some).map_err(held),
            Weighed::Before => sought::once_more(guesses, who, now).map(|()| None).map_err(held),
            Weighed::TooMany => Err(Ending::TooManyGuesses),
        }
    }

    /// Counts what became of a guess, if it is the first time that it came.
    fn weigh(
        &self,
        weighing: Option<Attempt<'_>>,
        guess: Guess<'_>,
        is_right: bool,
    ) -> Result<(), Ending> {
        let Some(attempt) = weighing else { return Ok(()) };
        if !self.asker.sessions.weigh(self.asker.session, guess.hash) {
            return Ok(());
        }
        if is_right {
            attempt.passed();
        } else if let Some(until) = attempt.failed() {
            sought::counted(Held::Locked { until });
            return Err(Ending::Locked { until });
        }
        Ok(())
    }
}

/// Something typed that is looked up.
#[derive(Clone, Copy)]
struct Guess<'a> {
    input: &'a str,
    /// Of everything typed up to it.
    hash: u64,
}

fn machine(error: AskError) -> Ending {
    match error {
        AskError::Busy | AskError::Unanswered => Ending::Busy,
        AskError::Stopped | AskError::Damaged => Ending::Broken,
    }
}
