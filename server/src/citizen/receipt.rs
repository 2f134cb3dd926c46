//! What a citizen takes away: the receipt on paper and in files, the appointment for a calendar.

use axum::response::Response;
use nobat_domain::request::{Operation, RequestState};
use nobat_domain::timestamp::Timestamp;

use crate::app::App;
use crate::citizen::views;
use crate::citizen::visit::Visit;
use crate::mail::letter::{APPOINTMENT_NAME, RECEIPT_NAME};
use crate::pages::frame::Frame;
use crate::pages::receipt::{Print, Receipt, Save, Saved};
use crate::pages::system::SystemCase;
use crate::persian::{Language, Value};
use crate::problem::{self, Download};
use crate::takeaway::calendar::{Entry, EntryState, booked_sequence, cancelled_sequence};
use crate::takeaway::press::PressFault;
use crate::takeaway::scanned;

const HTML_NAME: &str = "nobat-receipt.html";

/// GET: the receipt, one page of A4.
pub async fn print(visit: Visit) -> Result<Response, Response> {
    let receipt = receipt(&visit).ok_or_else(|| visit.onward())?;
    Ok(problem::private(Print { frame: visit.frame(), receipt }))
}

/// GET of «ذخیره‌ی رسید ثبت نام در فایل».
pub async fn save(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::SaveReceipt)?;
    Ok(problem::private(Save { frame: visit.frame() }))
}

/// GET: the receipt as PDF.
pub async fn pdf(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::SaveReceipt)?;
    let receipt = receipt(&visit).ok_or_else(|| visit.onward())?;
    let made = visit.app.press.print(receipt).await;
    let bytes = made.map_err(|fault| unmade(&visit, &fault))?;
    let name = visit.frame().say("receipt-file");
    let file =
        Download { ascii: RECEIPT_NAME, name: &format!("{name}.pdf"), kind: "application/pdf" };
    Ok(file.of(bytes))
}

/// GET: the receipt as a file of its own.
pub async fn html(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::SaveReceipt)?;
    let receipt = receipt(&visit).ok_or_else(|| visit.onward())?;
    let html = crate::pages::render(&Saved { receipt });
    let name = visit.frame().say("receipt-file");
    let name = format!("{name}.html");
    let file = Download { ascii: HTML_NAME, name: &name, kind: "text/html; charset=utf-8" };
    Ok(file.of(html.into_bytes()))
}

/// GET: the appointment, or its cancellation after the seat was given back.
pub async fn appointment(visit: Visit) -> Result<Response, Response> {
    let now = visit.app.wall();
    let entry = entry(&visit.app, visit.frame().language, &visit.state, now);
    let entry = entry.ok_or_else(|| visit.onward())?;
    let name = format!("{}.ics", visit.frame().say("appointment-file"));
    let file = Download { ascii: APPOINTMENT_NAME, name: &name, kind: entry.media_type() };
    Ok(file.of(entry.text().into_bytes()))
}

/// The page that stands for a PDF which was not made.
fn unmade(visit: &Visit, fault: &PressFault) -> Response {
    let case = match fault {
        PressFault::Busy => SystemCase::FileBusy,
        PressFault::Pdf(_) | PressFault::Stopping => problem::broken_case(fault),
    };
    problem::page_in(visit.frame(), case)
}

/// The receipt of whoever stands before the page, if a seat is booked.
pub fn receipt(visit: &Visit) -> Option<Receipt> {
    sheet(&visit.app, &visit.frame(), &visit.state)
}

/// The receipt of a booked request.
#[must_use]
pub fn sheet(app: &App, frame: &Frame, state: &RequestState) -> Option<Receipt> {
    let booking = views::booking(&app.engine.board(), state)?;
    let code = state.code?;
    let scanned = scanned::digits(code, app.engine.receipt_check(code));
    Some(Receipt::of(frame, &booking, scanned))
}

/// The calendar entry of a request that has, or had, a seat.
#[must_use]
pub fn entry(app: &App, language: Language, state: &RequestState, now: Timestamp) -> Option<Entry> {
    let tracking = format!("{:09}", state.code?.number());
    let entry = Entry {
        site: app.host().to_owned(),
        organizer: app.postman.sender(),
        title: language.say("appointment-title").into_owned(),
        sequence: cancelled_after(state),
        written_at: now,
        state: EntryState::Cancelled,
        tracking,
    };
    let Some(booking) = &state.booking else { return Some(entry) };
    let seat = views::seat(&app.engine.board(), state, booking.choice);
    let (begins, ends) = app.hours.of(seat.period).on(seat.day);
    let key = if seat.home.is_some() { "appointment-about-home" } else { "appointment-about" };
    let about = [
        ("office", Value::Plain(seat.office.name.clone())),
        ("code", Value::Plain(language.digits(&entry.tracking))),
        ("shift", Value::Plain(seat.shift_name(language).into_owned())),
        ("phone", Value::Plain(seat.office.phone(language))),
    ];
    let state = EntryState::Booked {
        begins,
        ends,
        place: match &seat.home {
            None => format!("{}، {}", seat.office.name, seat.office.whereabouts()),
            Some(home) => home.street.clone(),
        },
        about: language.fill(key, &about),
    };
    let sequence = booked_sequence(booking.hold.0);
    Some(Entry { sequence, written_at: booking.booked_at, state, ..entry })
}

/// A hold that is wanted now may still be booked: its own entry must come later than this one.
fn cancelled_after(state: &RequestState) -> u32 {
    let open = state.intent.is_some() || state.wanted_hold().is_some();
    cancelled_sequence(state.holds_used.saturating_sub(u32::from(open)))
}
