//! «اطلاعات من»: what is held of the citizen, shown and given as files.

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nobat_domain::ids::{BankId, OfficeId};
use nobat_domain::office::EnrolmentAnswers;
use nobat_domain::payment::Money;
use nobat_domain::person::{HomeAddress, PersonName};
use nobat_domain::request::{
    Booking, Details, EndReason, Issued, LongForm, Past, Relative, RequestState, Reversed, Scan,
    Step, Waiting,
};
use nobat_domain::staff::{Deed, Role, Who};
use nobat_domain::tariff::Service;
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::{AskError, AuditAbout, Snapshot, Staff};

use crate::app::App;
use crate::citizen::views;
use crate::citizen::visit::Visit;
use crate::extract::Typed;
use crate::pages::conditions::service_key;
use crate::pages::field::{
    BIRTH_DAY, BIRTH_MONTH, BIRTH_YEAR, Field, HOME_CODE, HOME_STREET, Kin, KinField, KinPart,
};
use crate::pages::own_data::{Datum, Dossier, Item, OwnData, OwnDataFile, Section};
use crate::pages::render;
use crate::pages::seat::Seat;
use crate::problem::{self, Download};

const JSON_NAME: &str = "nobat-my-data.json";
const HTML_NAME: &str = "nobat-my-data.html";
const MS_A_DAY: u64 = 24 * 60 * 60 * 1_000;

/// GET: the page.
pub async fn show(visit: Visit) -> Result<Response, Response> {
    let dossier = dossier(&visit).await?;
    let kept_days = visit.app.persons.kept_after_delivery().0 / MS_A_DAY;
    Ok(problem::private(OwnData { frame: visit.frame(), dossier, kept_days }))
}

/// GET: the file for machines.
pub async fn json(visit: Visit) -> Result<Response, Response> {
    let bytes = dossier(&visit).await?.json().into_bytes();
    Ok(file(&visit, JSON_NAME, "json", "application/json", bytes))
}

/// GET: the file for people.
pub async fn html(visit: Visit) -> Result<Response, Response> {
    let dossier = dossier(&visit).await?;
    let (language, made_at) = (visit.frame().language, visit.app.wall());
    let html = render(&OwnDataFile { language, dossier, made_at });
    Ok(file(&visit, HTML_NAME, "html", "text/html; charset=utf-8", html.into_bytes()))
}

fn file(visit: &Visit, ascii: &str, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let name = format!("{}.{ending}", visit.frame().say("data-file"));
    Download { ascii, name: &name, kind }.of(bytes)
}

async fn dossier(visit: &Visit) -> Result<Dossier, Response> {
    let Visit { app, session, state } = visit;
    let looked = looked_at(app, session.key(app)).await;
    let looked = looked.map_err(|error| problem::machine(app, error))?;
    let mut sections = sections(app, state, looked);
    if let Some(scan) = state.scan {
        let picture = match app.engine.scan(session.key(app)).await {
            Ok(picture) => picture,
            // It is told, and costs nothing else that is held.
            Err(AskError::Damaged) => None,
            Err(error) => return Err(problem::machine(app, error)),
        };
        sections.push(scanned(scan, picture.as_ref().map(|picture| &picture[..])));
    }
    Ok(Dossier { sections })
}

fn scanned(scan: Scan, picture: Option<&[u8]>) -> Section {
    let sent = Item::new("sent", "data-scans", Datum::Count(u64::from(scan.no)));
    let lost = Datum::Word("lost", "data-scan-lost");
    let picture = picture.map_or(lost, |picture| Datum::Picture(STANDARD.encode(picture)));
    let picture = Item::new("jpeg_base64", "scan-title", picture);
    Section { name: "scan", title: "scan-title", records: vec![vec![sent, picture]] }
}

/// What people behind the counter did about this request: which role, never who.
async fn looked_at(
    app: &App,
    key: nobat_domain::ids::RequestKey,
) -> Result<Vec<Vec<Item>>, AskError> {
    let about = app.engine.audit_about(key).await?;
    let staff = app.engine.staff().await?;
    Ok(about.iter().map(|entry| look(&staff, entry)).collect())
}

fn look(staff: &Staff, entry: &AuditAbout) -> Vec<Item> {
    let role = match entry.who {
        Who::Machine => None,
        Who::Account(no) => staff.book.by_no(no).map(|account| account.role),
    };
    let role = match role {
        None => Datum::Word("machine", "data-role-machine"),
        Some(role @ Role::Operator) => Datum::Word(role.name(), "data-role-operator"),
        Some(role @ Role::Support) => Datum::Word(role.name(), "data-role-support"),
        Some(role @ Role::Auditor) => Datum::Word(role.name(), "data-role-auditor"),
        Some(role @ Role::Office(_)) => Datum::Word(role.name(), "data-role-office"),
        Some(role @ Role::System(_)) => Datum::Word(role.name(), "data-role-system"),
    };
    let deed = match entry.deed {
        Deed::LookedUp => Datum::Word("looked_up", "data-deed-looked-up"),
        Deed::ProposedErasure => Datum::Word("proposed_erasure", "data-deed-proposed"),
        Deed::OrderedErasure => Datum::Word("ordered_erasure", "data-deed-ordered"),
        Deed::FoundMistake => Datum::Word("found_mistake", "data-deed-mistake"),
        Deed::Reversed => Datum::Word("reversed", "data-deed-reversed"),
        _ => Datum::Word("other", "data-deed-other"),
    };
    vec![
        Item::new("at", "data-looked-at", Datum::Moment(entry.at)),
        Item::new("role", "data-looked-who", role),
        Item::new("deed", "data-looked-what", deed),
    ]
}

/// Everything of the request. Taken apart by name, so that whatever is added to it must be shown
/// here too, or be left out on purpose.
fn sections(app: &App, state: &RequestState, looked: Vec<Vec<Item>>) -> Vec<Section> {
    let RequestState {
        national_id,
        serial,
        // Numbers of ours that say nothing of anybody.
        data_key: _,
        holds_used: _,
        attempts_used: _,
        entered_at,
        draft,
        details,
        // What is under way ends within minutes; what has come of it is the request's history.
        intent: _,
        holds: _,
        giving_back: _,
        attempts: _,
        purse: _,
        to_reverse: _,
        reversed: _,
        booking,
        code,
        moves,
        last: _,
        mobile,
        delivery,
        excused: _,
        unpaid: _,
        reached: _,
        waiting,
        offers,
        offered_at: _,
        service,
        issued,
        past,
        // A section of its own, with the picture that lies beside the journal.
        scan: _,
        scans_before: _,
    } = state;
    let board = app.engine.board();
    let mut request = vec![
        Item::new("national_id", "nid-label", Datum::Code(national_id.as_str().to_owned())),
        Item::new("serial", "serial-label", Datum::Code(serial.as_str().to_owned())),
        kind(*service),
        Item::new("entered_at", "data-entered", Datum::Moment(*entered_at)),
    ];
    request.extend(code.map(tracking));
    if let Some(mobile) = mobile {
        request.push(Item::new("mobile", "mobile-label", Datum::Code(mobile.to_national())));
    }
    if let Some(booking) = booking {
        request.extend(booked(views::seat(&board, state, booking.choice)));
    }
    request.extend(delivery.map(|office| brought_to(&board, office)));
    request.push(Item::new("moves", "data-moves", Datum::Count(u64::from(*moves))));
    request.extend(waiting.map(waits));
    request.push(Item::new("offers", "data-offers", Datum::Count(u64::from(*offers))));
    request.extend(given(*issued));
    let section = |name, title, records| Section { name, title, records };
    vec![
        section("request", "data-request", vec![request]),
        section("details", "personal-title", details.iter().map(personal).collect()),
        section("family", "family-title", details.iter().flat_map(family).collect()),
        section("draft", "data-draft", typed(draft)),
        section("earlier_requests", "data-past", all_ended(&board, state, past)),
        section("history", "data-history", history(app, &board, state)),
        section("payments", "data-payments", payments(app, state)),
        section("lookups", "data-lookups", looked),
    ]
}

fn brought_to(board: &Snapshot, office: OfficeId) -> Item {
    let office = Datum::Name(views::office_name(board, office));
    Item::new("delivery_office", "data-delivery", office)
}

const fn waits(waiting: Waiting) -> Item {
    Item::new("waiting_since", "data-waiting", Datum::Moment(waiting.since))
}

const fn kind(service: Service) -> Item {
    let name = match service {
        Service::FirstIssue => "first_issue",
        Service::FirstLoss => "first_loss",
        Service::SecondLoss => "second_loss",
        Service::FurtherLoss => "further_loss",
        Service::Replacement => "replacement",
        Service::OfficersMistake => "officers_mistake",
        Service::Signature => "signature",
    };
    Item::new("service", "details-kind", Datum::Word(name, service_key(service)))
}

fn tracking(code: TrackingCode) -> Item {
    Item::new("tracking_code", "result-tracking", Datum::Code(format!("{:09}", code.number())))
}

/// What was given so far: it decides what may be asked for, and what that costs.
fn given(issued: Issued) -> [Item; 4] {
    let Issued { cards, losses, signed, mistaken } = issued;
    let count = |name, label, count: u8| Item::new(name, label, Datum::Count(count.into()));
    [
        count("cards", "data-cards", cards),
        count("losses", "data-losses", losses),
        whether("signature_active", "data-signed", signed),
        whether("officers_mistake", "data-mistaken", mistaken),
    ]
}

/// Requests that have ended.
fn all_ended(board: &Snapshot, state: &RequestState, past: &[Past]) -> Vec<Vec<Item>> {
    let ended = |Past { service, code, booking, ended_at }: &Past| {
        let mut items = vec![kind(*service), tracking(*code)];
        items.extend(booked(views::seat(board, state, booking.choice)));
        items.push(Item::new("ended_at", "data-ended", Datum::Moment(*ended_at)));
        items
    };
    past.iter().map(ended).collect()
}

const fn whether(name: &'static str, label: &'static str, is_so: bool) -> Item {
    let (word, key) = if is_so { ("yes", "data-yes") } else { ("no", "data-no") };
    Item::new(name, label, Datum::Word(word, key))
}

fn booked(seat: Seat) -> [Item; 3] {
    [
        Item::new("office", "data-office", Datum::Name(seat.office.name)),
        Item::new("date", "details-date", Datum::Day(seat.day)),
        Item::new("shift", "details-shift", shift(seat.period)),
    ]
}

const fn shift(period: nobat_domain::ids::Period) -> Datum {
    match period {
        nobat_domain::ids::Period::Morning => Datum::Word("morning", "shift-morning"),
        nobat_domain::ids::Period::Evening => Datum::Word("evening", "shift-evening"),
    }
}

fn personal(details: &Details) -> Vec<Item> {
    let Details { birth, birth_lunar, gender, religion, mother, mobile, answers, home, long } =
        details;
    let EnrolmentAnswers { can_leave_home, can_climb_stairs, pupils_visible, fingers_sound } =
        *answers;
    let answer = whether;
    let (gender, religion) = (views::gender(*gender), views::religion(*religion));
    let mut items = vec![
        Item::new("birth", "birth-legend", Datum::Solar(*birth)),
        Item::new("birth_lunar", "lunar-legend", Datum::Lunar(*birth_lunar)),
        Item::new("gender", "gender-legend", Datum::Word(gender.wire(), gender.key())),
        Item::new("religion", "religion-label", Datum::Word(religion.wire(), religion.key())),
        Item::new("mother", "mother-label", Datum::Name(mother.as_str().to_owned())),
        Item::new("mobile", "mobile-label", Datum::Code(mobile.to_national())),
        answer("can_leave_home", "question-leaving", can_leave_home),
        answer("can_climb_stairs", "question-stairs", can_climb_stairs),
        answer("pupils_visible", "question-pupils", pupils_visible),
        answer("fingers_sound", "question-fingers", fingers_sound),
    ];
    if let Some(HomeAddress { postal_code, street }) = home {
        let code = Datum::Code(postal_code.as_str().to_owned());
        items.push(Item::new("home_postal_code", "details-home-code", code));
        items.push(Item::new("home", "details-home", Datum::Name(street.as_str().to_owned())));
    }
    if let Some(LongForm { first, family, booklet, father, spouses: _, children: _ }) =
        long.as_deref()
    {
        let name = |name, label, text: &PersonName| {
            Item::new(name, label, Datum::Name(text.as_str().to_owned()))
        };
        let booklet = Datum::Code(booklet.as_str().to_owned());
        items.extend([
            name("first_name", "first-label", first),
            name("family_name", "family-label", family),
            Item::new("booklet_number", "booklet-label", booklet),
            name("father", "father-label", father),
        ]);
    }
    items
}

/// A record for each relative whom the long form names.
fn family(details: &Details) -> Vec<Vec<Item>> {
    let Some(long) = &details.long else { return Vec::new() };
    let record = |kin, Relative { first, family, national_id }: &Relative| {
        vec![
            relation(kin),
            Item::new("first_name", "first-label", Datum::Name(first.as_str().to_owned())),
            Item::new("family_name", "family-label", Datum::Name(family.as_str().to_owned())),
            Item::new("national_id", "nid-label", Datum::Code(national_id.as_str().to_owned())),
        ]
    };
    let spouses = long.spouses.iter().map(|it| record(Kin::Spouse, it));
    spouses.chain(long.children.iter().map(|it| record(Kin::Child, it))).collect()
}

fn relation(kin: Kin) -> Item {
    let word = match kin {
        Kin::Spouse => Datum::Word("spouse", "kin-spouse"),
        Kin::Child => Datum::Word("child", "data-child"),
    };
    Item::new("relation", "data-relation", word)
}

/// Fields of a draft and the labels that they have in the form.
const DRAFTED: [(&str, &str); 22] = [
    (BIRTH_DAY, "birth-day"),
    (BIRTH_MONTH, "birth-month"),
    (BIRTH_YEAR, "birth-year"),
    ("lunar", "lunar-legend"),
    ("gender", "gender-legend"),
    ("religion", "religion-label"),
    ("mother", "mother-label"),
    ("mobile", "mobile-label"),
    ("q1", "question-leaving"),
    ("q2", "question-stairs"),
    ("q3", "question-pupils"),
    ("q4", "question-fingers"),
    (HOME_CODE, "details-home-code"),
    (HOME_STREET, "details-home"),
    (Field::First.name(), "first-label"),
    (Field::Family.name(), "family-label"),
    (Field::Booklet.name(), "booklet-label"),
    (Field::Father.name(), "father-label"),
    ("date", "date-label"),
    ("area", "area-label"),
    ("seat", "seat-chosen"),
    ("gateway", "gateway-legend"),
];

fn typed(draft: &[u8]) -> Vec<Vec<Item>> {
    let typed = Typed::read(draft);
    let of = |(name, label): (&'static str, &'static str)| {
        let text = typed.text(name);
        (!text.is_empty()).then(|| Item::new(name, label, Datum::Typed(text.to_owned())))
    };
    let own: Vec<Item> = DRAFTED.into_iter().filter_map(of).collect();
    let kin = Kin::ALL.into_iter().flat_map(|kin| typed_kin(&typed, kin));
    std::iter::once(own).chain(kin).filter(|items| !items.is_empty()).collect()
}

/// A record for each row of the family in which something was typed.
fn typed_kin(typed: &Typed, kin: Kin) -> Vec<Vec<Item>> {
    let mut rows: Vec<Vec<Item>> = vec![Vec::new(); kin.most()];
    for field in KinField::all(kin) {
        let text = typed.text(Field::Kin(field).name());
        if text.is_empty() {
            continue;
        }
        let (name, label) = match field.part {
            KinPart::First => ("first_name", "first-label"),
            KinPart::Family => ("family_name", "family-label"),
            KinPart::Nid => ("national_id", "nid-label"),
        };
        let row = &mut rows[usize::from(field.place)];
        if row.is_empty() {
            row.push(relation(kin));
        }
        row.push(Item::new(name, label, Datum::Typed(text.to_owned())));
    }
    rows
}

/// What has happened to the request, as far as it is remembered, the oldest first.
fn history(app: &App, board: &Snapshot, state: &RequestState) -> Vec<Vec<Item>> {
    let mut happened = vec![(state.entered_at, "entered", "data-happened-entered", None)];
    for attempt in &state.attempts {
        let bank = bank(app, attempt.bank);
        happened.push((attempt.opened_at, "payment_opened", "data-happened-opened", Some(bank)));
    }
    for money in state.money() {
        let at = money.verified_at;
        happened.push((at, "paid", "data-happened-paid", Some(bank(app, money.bank))));
    }
    for Reversed { money, at, reference: _ } in &state.reversed {
        let bank = bank(app, money.bank);
        happened.push((*at, "sent_back", "data-happened-sent-back", Some(bank)));
    }
    let office = |choice: nobat_domain::request::Choice| {
        let name = views::office_name(board, choice.shift.office());
        Item::new("office", "data-office", Datum::Name(name))
    };
    if let Some(last) = state.last {
        let (what, key) = match last.why {
            EndReason::GivenBack => ("given_back", "data-happened-given-back"),
            EndReason::Refused(_)
            | EndReason::RanOut
            | EndReason::NotPaid
            | EndReason::Declined
            | EndReason::Replaced => ("ended", "data-happened-ended"),
        };
        happened.push((last.at, what, key, Some(office(last.choice))));
    }
    for past in &state.past {
        happened.push((past.ended_at, "ended_well", "data-happened-over", None));
    }
    for booking in state.bookings() {
        let office = Some(office(booking.choice));
        happened.push((booking.booked_at, "booked", "data-happened-booked", office));
    }
    if let Some(reached) = state.reached {
        let (what, key) = step(reached.step);
        happened.push((reached.at, what, key, None));
    }
    happened.sort_by_key(|(at, ..)| *at);
    happened.into_iter().map(record).collect()
}

fn record(
    (at, what, key, more): (Timestamp, &'static str, &'static str, Option<Item>),
) -> Vec<Item> {
    let mut items = vec![
        Item::new("at", "data-looked-at", Datum::Moment(at)),
        Item::new("what", "data-happened", Datum::Word(what, key)),
    ];
    items.extend(more);
    items
}

const fn step(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Missed => ("missed", "data-happened-missed"),
        Step::Begun { .. } => ("begun", "data-happened-begun"),
        Step::Finished => ("finished", "data-happened-finished"),
        Step::InProduction => ("in_production", "data-happened-production"),
        Step::Ready { .. } => ("ready", "data-happened-ready"),
        Step::Delivered => ("delivered", "data-happened-delivered"),
    }
}

fn payments(app: &App, state: &RequestState) -> Vec<Vec<Item>> {
    let paid = |money: &Money| {
        let of = |booking: &Booking| booking.paid.as_ref() == Some(money);
        let sent_back = state.reversed.iter().find(|done| done.money == *money);
        let (word, key) = if state.booking.as_ref().is_some_and(of) {
            ("seat", "data-for-seat")
        } else if state.past.iter().any(|past| of(&past.booking)) {
            ("earlier_request", "data-for-past")
        } else if state.purse.contains(money) {
            ("next_seat", "data-for-next")
        } else if sent_back.is_some() {
            ("returned", "data-for-returned")
        } else {
            ("return", "data-for-return")
        };
        let Money { bank: id, order, amount, reference, trace, verified_at } = money;
        let mut items = vec![
            bank(app, *id),
            Item::new("amount_rial", "data-amount", Datum::Money(*amount)),
            Item::new("order", "data-order", Datum::Code(order.0.to_string())),
            Item::new("reference", "data-reference", Datum::Code(reference.as_str().to_owned())),
            Item::new("trace", "data-trace", Datum::Code(trace.as_str().to_owned())),
            Item::new("verified_at", "data-verified", Datum::Moment(*verified_at)),
            Item::new("for", "data-standing", Datum::Word(word, key)),
        ];
        if let Some(Reversed { money: _, at, reference }) = sent_back {
            let reference = Datum::Code(reference.as_str().to_owned());
            items.push(Item::new("returned_at", "data-returned-at", Datum::Moment(*at)));
            items.push(Item::new("return_reference", "data-return-reference", reference));
        }
        items
    };
    state.money().map(paid).collect()
}

fn bank(app: &App, id: BankId) -> Item {
    let datum = match app.banks.find(id) {
        Some(bank) => Datum::Word(bank.path, bank.name),
        None => Datum::Code(id.0.to_string()),
    };
    Item::new("bank", "data-bank", datum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::citizen::drafts;

    #[test]
    fn whatever_a_draft_keeps_is_shown() {
        // Numbers of ours: how many rows stood on the page, and which form it was.
        let ours = ["form_no", Kin::Spouse.count(), Kin::Child.count()];
        for name in drafts::fields().filter(|name| !ours.contains(name)) {
            let mut form = Typed::default();
            form.put(name, "x");
            let shown = typed(&form.keep([name]));
            let last = shown.last().and_then(|items| items.last());
            let last = last.map(|item| format!("{:?}", item.datum));
            assert_eq!(last.as_deref(), Some("Typed(\"x\")"), "{name}");
        }
    }
}
