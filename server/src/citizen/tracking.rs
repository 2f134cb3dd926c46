//! «پیگیری وضعیت»: the stage by a tracking code alone, date and place for whoever says a second
//! fact, and everything for whoever has entered.

use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::person::fold::{self, DigitsFault};
use nobat_domain::request::{RequestCommand, RequestState};
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::{TrackingCode, TrackingCodeFault};
use nobat_engine::{Answered, AskError};

use crate::app::App;
use crate::citizen::visit::Visit;
use crate::citizen::{frame, views};
use crate::extract::{Client, Session, Typed};
use crate::guessing::{Leave, Named, NoTurn, Who};
use crate::metric_names::GUESSES;
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::timeline::Stage;
use crate::pages::tracking::{SHOWN, ShownTo, Track, Tracked};
use crate::problem;
use crate::question::Level;

/// So many of the mobile's last digits are the second fact.
const LAST_DIGITS: usize = 4;

type LastFour = [u8; LAST_DIGITS];

/// GET: the form; for somebody who has entered, also where the own request stands.
pub async fn show(State(app): State<App>, jar: PrivateCookieJar) -> Response {
    let now = app.wall();
    let session = Session::of(&jar).filter(|session| session.alive(&app, now));
    let visit = match session {
        Some(session) => Visit::look(app.clone(), session).await.ok(),
        None => None,
    };
    let Some(visit) = visit else {
        return problem::private(page(&app, &Typed::default(), Faults::none(), None));
    };
    let (stage, known) = views::standing(&app.engine.board(), &visit.state, app.engine.now());
    let makes_card = visit.state.makes_card();
    let found = Some(Tracked { stage, makes_card, shown_to: ShownTo::Citizen(known) });
    let shown = page(&app, &Typed::default(), Faults::none(), found);
    problem::private(Track { frame: visit.frame(), ..shown })
}

/// POST of a code, alone or with the second fact. Or of the other language, in which a request that
/// was found is found once more.
pub async fn find(
    State(app): State<App>,
    client: Client,
    typed: Typed,
) -> Result<Response, Response> {
    if typed.is_again() && !typed.has(SHOWN) {
        return Ok(problem::private(page(&app, &typed, Faults::none(), None)));
    }
    let refused = |faults| problem::refused(page(&app, &typed, faults, None));
    let (code, last) = read(&typed).map_err(refused)?;
    let named = if last.is_some() { Named::Owner(code) } else { Named::Code(code) };
    let who = Who { named, network: client.0 };
    let now = app.wall();
    let attempt = leave(&app, who, now).map_err(|held| held.page(&app, &typed, now))?;
    match look(&app, code, last).await {
        Err(error) => Err(problem::machine(&app, error)),
        Ok(Some(found)) => {
            attempt.passed();
            Ok(problem::private(page(&app, &typed, Faults::none(), Some(found))))
        }
        // A code that nobody has and a second fact that is not its own read the same.
        Ok(None) => Err(match attempt.failed() {
            Some(until) => Held::Locked { until }.page(&app, &typed, now),
            None => refused(Faults::new([(Field::Tracking, Fault::TrackNone)])),
        }),
    }
}

/// Why a code is not looked up now.
enum Held {
    Locked { until: Timestamp },
    Paced { until: Timestamp },
    Crowded,
}

impl Held {
    fn page(self, app: &App, typed: &Typed, now: Timestamp) -> Response {
        let (how, fault) = match self {
            Self::Locked { until } => ("track-locked", Fault::TrackLocked { until }),
            Self::Paced { until } => {
                let seconds = until.since(now).0.div_ceil(1_000).max(1);
                ("track-paced", Fault::TrackPaced { seconds })
            }
            Self::Crowded => return problem::page(app, problem::BUSY),
        };
        metrics::counter!(GUESSES, "how" => how).increment(1);
        let faults = Faults::new([(Field::Tracking, fault)]);
        problem::spent(page(app, typed, faults, None))
    }
}

fn leave(app: &App, who: Who, now: Timestamp) -> Result<crate::guessing::Attempt<'_>, Held> {
    let guesses = &app.sought;
    guesses.pace(who.network, now).map_err(|NoTurn { until }| Held::Paced { until })?;
    if let (Named::Owner(_), Some(until)) = (who.named, guesses.besieged(who.named, now)) {
        return Err(Held::Locked { until });
    }
    // There is no question on this page that could be harder: who walks over codes waits instead.
    match guesses.admit(who, Level::Harder, now) {
        Leave::Given(attempt) => Ok(attempt),
        Leave::Locked { until } => Err(Held::Locked { until }),
        Leave::Harder | Leave::Crowded => Err(Held::Crowded),
    }
}

async fn look(
    app: &App,
    code: TrackingCode,
    last: Option<LastFour>,
) -> Result<Option<Tracked>, AskError> {
    let Some(key) = app.engine.find_code(code).await? else { return Ok(None) };
    let Answered::Is(state) = app.engine.ask(key, RequestCommand::View).await? else {
        return Ok(None);
    };
    let board = app.engine.board();
    // The code of a request that has ended says how it ended, whatever was asked for since.
    let past = state.past.iter().find(|past| past.code == code);
    let (stage, known, makes_card) = if let Some(past) = past {
        let (stage, known) = views::ended(&board, &state, past);
        (stage, known, stage != Stage::Signed)
    } else {
        let (stage, known) = views::standing(&board, &state, app.engine.now());
        (stage, known, state.makes_card())
    };
    let tracked = |stage, shown_to| Some(Tracked { stage, makes_card, shown_to });
    Ok(match last {
        None => tracked(stage.without_the_day(), ShownTo::Anybody),
        Some(last) if is_of(&state, last) => tracked(stage, ShownTo::Holder(known)),
        Some(_) => None,
    })
}

fn is_of(state: &RequestState, last: LastFour) -> bool {
    let mobile = state.reached_by().map(|mobile| mobile.to_national());
    mobile.is_some_and(|mobile| mobile.as_bytes().ends_with(&last))
}

fn read(typed: &Typed) -> Result<(TrackingCode, Option<LastFour>), Faults> {
    let code =
        TrackingCode::parse(typed.text(Field::Tracking.name())).map_err(|fault| match fault {
            TrackingCodeFault::Empty => Fault::CodeEmpty,
            TrackingCodeFault::Length { digits } => Fault::CodeShape { digits },
            TrackingCodeFault::Chars => Fault::CodeChars,
            TrackingCodeFault::LeadingZero => Fault::TrackNone,
        });
    let last = match fold::exact_digits::<LAST_DIGITS>(typed.text(Field::LastFour.name())) {
        Ok(last) => Ok(Some(last)),
        Err(DigitsFault::Empty) => Ok(None),
        Err(DigitsFault::Chars | DigitsFault::Length { .. }) => Err(Fault::LastShape),
    };
    match (code, last) {
        (Ok(code), Ok(last)) => Ok((code, last)),
        (code, last) => {
            let code = code.err().map(|fault| (Field::Tracking, fault));
            let last = last.err().map(|fault| (Field::LastFour, fault));
            Err(Faults::new(code.into_iter().chain(last)))
        }
    }
}

fn page(app: &App, typed: &Typed, faults: Faults, found: Option<Tracked>) -> Track {
    Track {
        frame: frame::outside(app),
        code: typed.text(Field::Tracking.name()).to_owned(),
        last: typed.text(Field::LastFour.name()).to_owned(),
        faults,
        found,
    }
}
