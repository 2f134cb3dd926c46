//! «پیگیری وضعیت»: the stage by a tracking code alone, date and place for whoever says a second
//! fact, and everything for whoever has entered.

use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::person::fold::{self, DigitsFault};
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::{TrackingCode, TrackingCodeFault};
use nobat_engine::AskError;

use crate::app::App;
use crate::citizen::sought::{self, Held, LAST_DIGITS, LastFour};
use crate::citizen::visit::Visit;
use crate::citizen::{frame, views};
use crate::extract::{Client, Session, Typed};
use crate::guessing::{Named, Who};
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::tracking::{SHOWN, ShownTo, Track, Tracked};
use crate::problem;

/// GET: the form; for somebody who has entered, also where the own request stands.
pub async fn show(State(app): State<App>, jar: PrivateCookieJar) -> Response {
    form(&app, &jar, &Typed::default()).await
}

async fn form(app: &App, jar: &PrivateCookieJar, typed: &Typed) -> Response {
    let session = Session::of(jar).filter(|session| session.alive(app, app.wall()));
    let visit = match session {
        Some(session) => Visit::look(app.clone(), session).await.ok(),
        None => None,
    };
    let Some(visit) = visit else {
        return problem::private(page(app, typed, Faults::none(), None));
    };
    let (stage, known) = views::standing(&app.engine.board(), &visit.state, app.engine.now());
    let makes_card = visit.state.makes_card();
    let found = Some(Tracked { stage, makes_card, shown_to: ShownTo::Citizen(known) });
    let shown = page(app, typed, Faults::none(), found);
    problem::private(Track { frame: visit.frame(), ..shown })
}

/// POST of a code, alone or with the second fact. Or of the other language, in which a request that
/// was found is found once more.
pub async fn find(
    State(app): State<App>,
    client: Client,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Result<Response, Response> {
    if typed.is_again() && !typed.has(SHOWN) {
        return Ok(form(&app, &jar, &typed).await);
    }
    let found = found(&app, client, &typed).await?;
    Ok(problem::private(page(&app, &typed, Faults::none(), Some(found))))
}

/// What is told to whoever says this code, and perhaps the second fact.
///
/// # Errors
/// The answer that says why nothing is.
pub async fn found(app: &App, client: Client, typed: &Typed) -> Result<Tracked, Response> {
    let refused =
        |faults: Faults| problem::at_fields(&faults, || page(app, typed, faults.clone(), None));
    let (code, last) = read(typed).map_err(refused)?;
    let named = if last.is_some() { Named::Owner(code) } else { Named::Code(code) };
    let who = Who { named, network: client.0 };
    let now = app.wall();
    let attempt = sought::leave(&app.sought, who, now);
    let attempt = attempt.map_err(|why| held(app, why, typed, now))?;
    match look(app, code, last).await {
        Err(error) => Err(problem::machine(app, error)),
        Ok(Some(found)) => {
            attempt.passed();
            Ok(found)
        }
        // A code that nobody has and a second fact that is not its own read the same.
        Ok(None) => Err(match attempt.failed() {
            Some(until) => held(app, sought::counted(Held::Locked { until }), typed, now),
            None => refused(Faults::new([(Field::Tracking, Fault::TrackNone)])),
        }),
    }
}

/// A code that is not looked up now.
fn held(app: &App, held: Held, typed: &Typed, now: Timestamp) -> Response {
    let fault = match held {
        Held::Locked { until } => Fault::TrackLocked { until },
        Held::Paced { until } => Fault::TrackPaced { seconds: Held::seconds(until, now) },
        Held::Crowded => return problem::page(app, problem::BUSY),
    };
    let faults = Faults::new([(Field::Tracking, fault)]);
    problem::spent_at(&faults, || page(app, typed, faults.clone(), None))
}

async fn look(
    app: &App,
    code: TrackingCode,
    last: Option<LastFour>,
) -> Result<Option<Tracked>, AskError> {
    let Some(state) = sought::by_code(app, code).await? else { return Ok(None) };
    let (stage, known, makes_card) =
        views::of_code(&app.engine.board(), &state, Some(code), app.engine.now());
    let tracked = |stage, shown_to| Some(Tracked { stage, makes_card, shown_to });
    Ok(match last {
        None => tracked(stage.without_the_day(), ShownTo::Anybody),
        Some(last) if sought::is_of(&state, last) => tracked(stage, ShownTo::Holder(known)),
        Some(_) => None,
    })
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
