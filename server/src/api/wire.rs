//! What the API says of requests, seats, money and time. Dates are solar, as everybody's papers
//! have them, with the civil day beside; moments are RFC 3339, at the hour of Tehran.

use nobat_domain::ids::{Day, OfficeId, Period};
use nobat_domain::office::Office as Facts;
use nobat_domain::request::{Choice, MoveCost, Operation, RequestState, Stage};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::form::Form;
use crate::api::problem::stage;
use crate::app::App;
use crate::citizen::visit::Visit;
use crate::citizen::{frame, views};
use crate::pages::details::PaymentState;
use crate::pages::payment::Due as PageDue;
use crate::pages::seat::{Office as PageOffice, Seat as PageSeat, SeatChoice};
use crate::pages::timeline::{Known, Stage as Progress};
use crate::persian::dates;
use crate::persian::gregorian::{iso, iso_moment};

/// A day in both calendars.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Date {
    #[schema(example = "1405/09/10")]
    pub solar: String,
    #[schema(format = Date)]
    pub iso: String,
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        Self { solar: dates::wire(day), iso: iso(day) }
    }
}

/// An office as its citizens know it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Office {
    pub id: u32,
    pub name: String,
    /// With its area code; empty until the office has filled it in.
    pub phone: String,
    pub city: String,
    pub address: String,
}

impl Office {
    #[must_use]
    pub fn new(id: OfficeId, office: PageOffice) -> Self {
        let PageOffice { name, phone, city, address } = office;
        Self { id: id.0, name, phone, city, address }
    }

    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        Self::new(facts.id, views::office(facts))
    }
}

/// The morning or the evening of an office.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    Morning,
    Evening,
}

impl From<Period> for Shift {
    fn from(period: Period) -> Self {
        match period {
            Period::Morning => Self::Morning,
            Period::Evening => Self::Evening,
        }
    }
}

/// A seat: an office, a day and a shift.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Seat {
    /// What names it in a choice or a move.
    #[schema(example = "84-20789")]
    pub seat: String,
    pub office: Office,
    pub date: Date,
    pub shift: Shift,
    #[schema(format = DateTime)]
    pub begins: String,
    #[schema(format = DateTime)]
    pub ends: String,
    /// Whether a team of the office comes to the stated address.
    pub at_home: bool,
}

impl Seat {
    /// As it is shown to its citizen.
    #[must_use]
    pub fn of(app: &App, state: &RequestState, choice: Choice) -> Self {
        let shown = views::seat(&app.engine.board(), state, choice);
        let office = Office::new(choice.shift.office(), shown.office);
        Self { at_home: shown.home.is_some(), ..Self::new(app, views::seat_choice(choice), office) }
    }

    #[must_use]
    pub fn new(app: &App, choice: SeatChoice, office: Office) -> Self {
        let period = choice.shift.period();
        let (begins, ends) = app.hours.of(period).on(choice.day);
        Self {
            seat: choice.wire(),
            office,
            date: choice.day.into(),
            shift: period.into(),
            begins: iso_moment(begins),
            ends: iso_moment(ends),
            at_home: false,
        }
    }
}

/// What may be done now. The law's own table says so; what is not named is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// `POST /request/choice`
    Choose,
    /// `POST /request/payment`
    Pay,
    /// `PUT /request/details`
    EditDetails,
    /// `PUT /request/mobile`
    ChangeMobile,
    /// `POST /request/move`
    Move,
    /// `PUT /request/delivery`
    ChangeDelivery,
    /// `POST /request/release`
    GiveSeatBack,
    /// `GET /request/receipt` and its files
    Receipt,
    /// `GET`, `POST` and `DELETE /request/earlier`
    AwaitEarlier,
    /// `POST /request/receipt/email`
    EmailReceipt,
    /// `POST /request/scan`, where the operator asks for it
    SendScan,
    /// `POST /request/kind`
    OpenRequest,
}

impl Act {
    /// Of the law's operations; nothing for what the API has no route for.
    const fn of(operation: Operation) -> Option<Self> {
        match operation {
            Operation::SaveReceipt => Some(Self::Receipt),
            Operation::EditDetails => Some(Self::EditDetails),
            Operation::ChangeMobile => Some(Self::ChangeMobile),
            Operation::ChangePlaceAndTime => Some(Self::Move),
            Operation::ChangeDeliveryPlace => Some(Self::ChangeDelivery),
            Operation::GiveSeatBack => Some(Self::GiveSeatBack),
            Operation::OpenRequest => Some(Self::OpenRequest),
            Operation::AwaitEarlierSeat => Some(Self::AwaitEarlier),
            Operation::EmailReceipt => Some(Self::EmailReceipt),
            Operation::SendScan => Some(Self::SendScan),
            Operation::PrintReceipt => None,
        }
    }

    fn allowed(app: &App, state: &RequestState) -> Vec<Self> {
        let mut acts = match Stage::of(state) {
            Stage::Unpaid { .. } | Stage::NotPaid(_) => vec![Self::Choose, Self::Pay],
            Stage::Form | Stage::Filled | Stage::Credit | Stage::ChooseAgain(_) => {
                vec![Self::Choose]
            }
            _ => Vec::new(),
        };
        acts.extend(frame::allowed(app, state).filter_map(Self::of));
        acts
    }
}

/// What the next seat costs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Due {
    pub kind: DueKind,
    /// Sent back as `fee`: nobody pays what was not said before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rials: Option<i64>,
    /// Where it may be paid.
    pub banks: Vec<Bank>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    Fee,
    /// It was paid before.
    Credit,
    Free,
    /// Nobody has said what it costs: nothing can be chosen.
    Unset,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Bank {
    pub id: u8,
    pub name: String,
}

impl Due {
    fn of(app: &App, state: &RequestState) -> Self {
        let due = match Stage::of(state) {
            Stage::Unpaid { .. } => views::due_again(app, state),
            _ => views::due(app, state),
        };
        let (kind, rials) = match due {
            PageDue::Fee(fee) => (DueKind::Fee, Some(fee.amount())),
            PageDue::Credit => (DueKind::Credit, None),
            PageDue::Free => (DueKind::Free, None),
            PageDue::Unset => (DueKind::Unset, None),
        };
        let language = crate::extract::language::spoken().language;
        let bank = |bank: &crate::app::Bank| Bank {
            id: bank.id.0,
            name: language.say(bank.name).into_owned(),
        };
        let asks = kind == DueKind::Fee;
        Self { kind, rials, banks: app.banks.list.iter().filter(|_| asks).map(bank).collect() }
    }
}

/// A seat that is kept until then and is not paid.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Held {
    pub seat: Seat,
    #[schema(format = DateTime)]
    pub until: String,
}

/// A booked seat.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Booking {
    /// Nine digits.
    pub tracking_code: String,
    pub seat: Seat,
    /// Whether money was paid for it; it was free otherwise.
    pub paid: bool,
}

/// What a move of the booked seat costs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Moves {
    pub kind: MovesKind,
    /// Of `free`: how many are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<u8>,
    /// Of `waits`: from when on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub from: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MovesKind {
    /// The day has passed, or its office has closed it.
    NotCounted,
    Free,
    /// The one after this waits again.
    Waited,
    Waits,
}

impl From<MoveCost> for Moves {
    fn from(cost: MoveCost) -> Self {
        let moves = |kind| Self { kind, left: None, from: None };
        match cost {
            MoveCost::NotCounted => moves(MovesKind::NotCounted),
            MoveCost::Free(left) => Self { left: Some(left), ..moves(MovesKind::Free) },
            MoveCost::Waited => moves(MovesKind::Waited),
            MoveCost::Waits(from) => {
                Self { from: Some(iso_moment(from)), ..moves(MovesKind::Waits) }
            }
        }
    }
}

/// A citizen's request as it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Request {
    /// Where it stands: `form`, `filled`, `unpaid`, `not_paid`, `choose_again`, `credit`,
    /// `checking` (ask again in a moment), `booked`, `between`.
    pub stage: String,
    /// The same on the way to the card, as everybody is told who may know the day: `form`,
    /// `unpaid`, `choosing`, `ahead`, `today`, `missed`, `begun`, `completed`, `in_production`,
    /// `ready`, `delivered`, `signed`.
    pub progress: String,
    pub allowed: Vec<Act>,
    pub due: Due,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking: Option<Booking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moves: Option<Moves>,
    /// Where messages go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// What is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Form>,
    /// Where the card will lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collected_at: Option<String>,
}

impl Request {
    #[must_use]
    pub fn of(Visit { app, state, .. }: &Visit) -> Self {
        let (progress, known) = views::standing(&app.engine.board(), state, app.engine.now());
        let held = state.wanted_hold().filter(|_| matches!(Stage::of(state), Stage::Unpaid { .. }));
        let booking = state.booking.as_ref().zip(state.code).map(|(booking, code)| Booking {
            tracking_code: code.to_string(),
            seat: Seat::of(app, state, booking.choice),
            paid: views::paid(state) == PaymentState::Paid,
        });
        Self {
            stage: stage(state).to_owned(),
            progress: progressed(progress),
            allowed: Act::allowed(app, state),
            due: Due::of(app, state),
            held: held.map(|hold| Held {
                seat: Seat::of(app, state, hold.choice),
                until: iso_moment(hold.deadline),
            }),
            booking,
            moves: state.move_cost(&app.terms, app.engine.now()).map(Moves::from),
            mobile: state.reached_by().map(|mobile| mobile.to_national()),
            details: state.details.as_ref().map(Form::of),
            collected_at: known.collected_at,
        }
    }
}

/// A stage of the way to the card, by its name in the catalogue.
#[must_use]
pub fn progressed(stage: Progress) -> String {
    stage.key().trim_start_matches("stage-").replace('-', "_")
}

/// What is told to somebody who looks a request up, beyond its stage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<ToldSeat>,
    /// When the last step after the booking was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collected_at: Option<String>,
}

/// A seat as it is told without its citizen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ToldSeat {
    pub office: String,
    pub city: String,
    pub address: String,
    pub phone: String,
    pub date: Date,
    pub shift: Shift,
    pub at_home: bool,
}

impl From<&PageSeat> for ToldSeat {
    fn from(seat: &PageSeat) -> Self {
        Self {
            office: seat.office.name.clone(),
            city: seat.office.city.clone(),
            address: seat.office.address.clone(),
            phone: seat.office.phone.clone(),
            date: seat.day.into(),
            shift: seat.period.into(),
            at_home: seat.home.is_some(),
        }
    }
}

impl From<&Known> for Told {
    fn from(known: &Known) -> Self {
        Self {
            registered: known.registered.map(Date::from),
            paid: known.paid.map(Date::from),
            seat: known.seat.as_ref().map(ToldSeat::from),
            reached: known.reached.map(Date::from),
            collected_at: known.collected_at.clone(),
        }
    }
}
