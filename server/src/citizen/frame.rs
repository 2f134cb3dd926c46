//! What stands around a page, from the configuration and from where the request stands.

use nobat_domain::request::{Operation as Lawful, RequestState};

use crate::app::App;
use crate::extract::Session;
use crate::extract::language::{Spoken, spoken};
use crate::pages::frame::{Citizen, Foot, Frame, Operation, QuestionCheck};
use crate::persian::Language;

/// The operations of the law that the shop has a page for.
const fn shown(operation: Lawful) -> Option<Operation> {
    match operation {
        Lawful::PrintReceipt => Some(Operation::PrintReceipt),
        Lawful::EditDetails => Some(Operation::EditDetails),
        Lawful::ChangeMobile => Some(Operation::ChangeMobile),
        Lawful::ChangePlaceAndTime => Some(Operation::ChangeSeat),
        Lawful::ChangeDeliveryPlace => Some(Operation::ChangeDelivery),
        Lawful::GiveSeatBack => Some(Operation::GiveSeatBack),
        Lawful::AwaitEarlierSeat => Some(Operation::AwaitEarlier),
        Lawful::SaveReceipt => Some(Operation::SaveReceipt),
        Lawful::EmailReceipt => Some(Operation::EmailReceipt),
        Lawful::OpenRequest => Some(Operation::OpenRequest),
        Lawful::SendScan => Some(Operation::SendScan),
    }
}

/// The frame of a page that knows no citizen.
#[must_use]
pub fn outside(app: &App) -> Frame {
    let Spoken { language, here, .. } = spoken();
    around(app, language, here)
}

/// What a letter takes from the frame of a page, away from any page.
#[must_use]
pub fn of_letters(app: &App, language: Language) -> Frame {
    around(app, language, String::new())
}

fn around(app: &App, language: Language, here: String) -> Frame {
    Frame {
        language,
        here,
        csrf: String::new(),
        citizen: Citizen::Unknown,
        announcements: announced(app, language),
        foot: Foot::default(),
        ussd: app.ussd.clone(),
        site: app.host().to_owned(),
        question: if app.questions.skipped() {
            QuestionCheck::Skipped
        } else {
            QuestionCheck::Asked
        },
    }
}

/// What operators announce at this moment.
fn announced(app: &App, language: Language) -> Vec<String> {
    let all = app.engine.announcements();
    all.shown(app.wall()).map(|it| it.text(language.code()).to_owned()).collect()
}

/// The frame for a citizen of whose request nothing is known here: no operation is offered.
#[must_use]
pub fn entered(app: &App, session: &Session) -> Frame {
    Frame { csrf: session.csrf.clone(), citizen: Citizen::Entered, ..outside(app) }
}

/// The frame for a citizen whose request may be known here.
#[must_use]
pub fn known(app: &App, session: &Session, state: Option<&RequestState>) -> Frame {
    state.map_or_else(|| entered(app, session), |state| inside(app, session, state))
}

/// The frame of a citizen's page, with the buttons of what the law allows now and no others.
#[must_use]
pub fn inside(app: &App, session: &Session, state: &RequestState) -> Frame {
    Frame { foot: Foot::new(allowed(app, state).filter_map(shown)), ..entered(app, session) }
}

/// What the law's table allows now, where it is asked for at all.
pub fn allowed(app: &App, state: &RequestState) -> impl Iterator<Item = Lawful> {
    let asks_scan = app.engine.switches().scan;
    let asked = move |operation: &Lawful| *operation != Lawful::SendScan || asks_scan;
    Lawful::ALL.into_iter().filter(asked).filter(|it| it.allowed(state))
}
