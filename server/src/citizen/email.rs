//! «ارسال رسید ثبت نام به ایمیل»: one field, one letter, three a day.

use axum::extract::RawQuery;
use axum::response::Response;
use lettre::Address;
use nobat_domain::calendar::tehran::day_begins;
use nobat_domain::request::Operation;
use nobat_engine::day_of;

use crate::citizen::receipt;
use crate::citizen::visit::{Sent, Visit};
use crate::mail::allowance::NotAllowed;
use crate::mail::letter::Letter;
use crate::mail::postman::NotSent;
use crate::pages::address;
use crate::pages::email::{EmailReceipt, EmailState};
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::persian::{Value, digits};
use crate::{problem, way};

/// GET of the form, also after a letter has gone.
pub async fn show(RawQuery(query): RawQuery, visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::EmailReceipt)?;
    let is_sent = query.as_deref() == Some(address::SENT);
    let state = if is_sent { EmailState::Sent } else { EmailState::Asked };
    Ok(problem::private(page(&visit, "", Faults::none(), state)))
}

/// POST of the address: the letter is handed over while the browser waits. Or of the other
/// language.
pub async fn send(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::EmailReceipt)?;
    let text = typed.text(Field::Email.name()).trim();
    if typed.is_again() {
        return Ok(problem::private(page(&visit, text, Faults::none(), EmailState::Asked)));
    }
    sent(&visit, text).await?;
    Ok(way::to(address::EMAIL_SENT))
}

/// A letter with the receipt, taken by a mail server.
///
/// # Errors
/// The answer that says why there is none.
pub async fn sent(visit: &Visit, text: &str) -> Result<(), Response> {
    let to = parse(text).map_err(|fault| at_fault(visit, text, fault))?;
    let (key, day) = (visit.session.key(&visit.app), day_of(visit.app.wall()));
    match visit.app.allowance.take(key, day) {
        Ok(()) => {}
        Err(NotAllowed::Spent) => {
            let page = || problem::spent(page(visit, text, Faults::none(), EmailState::Asked));
            return Err(problem::from_then_on(day_begins(day.plus(1))).unwrap_or_else(page));
        }
        Err(NotAllowed::Crowded) => return Err(undelivered(visit, text)),
    }
    let letter = match letter(visit, to).await {
        Ok(letter) => letter,
        Err(page) => {
            visit.app.allowance.give_back(key, day);
            return Err(page);
        }
    };
    let Err(fault) = visit.app.postman.send(letter).await else { return Ok(()) };
    if fault.is_certain() {
        visit.app.allowance.give_back(key, day);
    }
    match fault {
        NotSent::AddressRefused => Err(at_fault(visit, text, Fault::EmailRefused)),
        _ => Err(undelivered(visit, text)),
    }
}

/// An address as people type it: in whatever digits, with marks of direction about it. Signs stay
/// as they are: a dash is a part of an address.
fn parse(typed: &str) -> Result<Address, Fault> {
    let is_mark =
        |letter: &char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}');
    let plain: String = typed.chars().filter(|letter| !is_mark(letter)).collect();
    let plain = digits::latin(plain);
    if plain.is_empty() {
        return Err(Fault::EmailEmpty);
    }
    // Mail beyond ASCII needs an extension that many servers lack.
    let parsed = plain.is_ascii().then(|| plain.parse::<Address>().ok()).flatten();
    parsed.filter(|address| address.domain().contains('.')).ok_or(Fault::EmailShape)
}

async fn letter(visit: &Visit, to: Address) -> Result<Letter, Response> {
    let frame = visit.frame();
    let now = visit.app.wall();
    let sheet = receipt::receipt(visit).ok_or_else(|| visit.onward())?;
    let entry = receipt::entry(&visit.app, frame.language, &visit.state, now);
    let entry = entry.ok_or_else(|| visit.onward())?;
    let lines = [
        frame.say("letter-greeting").into_owned(),
        String::new(),
        frame.with("letter-when", "when", Value::Plain(sheet.when.clone())),
        sheet.team.clone().unwrap_or_else(|| {
            frame.with("letter-office", "office", Value::Name(sheet.office.clone()))
        }),
        frame.with("letter-tracking", "code", Value::Code(frame.language.digits(&sheet.tracking))),
        String::new(),
        sheet.note.clone(),
        frame.say_ussd("frame-ussd"),
        frame.say("letter-why").into_owned(),
        String::new(),
    ];
    let made = visit.app.press.print(sheet).await;
    let made = made.map_err(|fault| receipt::unmade(visit, &fault))?;
    Ok(Letter {
        to,
        subject: frame.say("letter-subject").into_owned(),
        text: lines.join("\n"),
        receipt: made,
        appointment: (entry.text(), entry.media_type()),
        written_at: now,
    })
}

fn at_fault(visit: &Visit, typed: &str, fault: Fault) -> Response {
    let faults = Faults::new([(Field::Email, fault)]);
    problem::at_fields(&faults, || page(visit, typed, faults.clone(), EmailState::Asked))
}

fn undelivered(visit: &Visit, typed: &str) -> Response {
    problem::undelivered(&visit.app, page(visit, typed, Faults::none(), EmailState::Undelivered))
}

fn page(visit: &Visit, typed: &str, faults: Faults, state: EmailState) -> EmailReceipt {
    let today = day_of(visit.app.wall());
    EmailReceipt {
        frame: visit.frame(),
        typed: typed.to_owned(),
        faults,
        state,
        left: visit.app.allowance.left(visit.session.key(&visit.app), today),
        renewed: today.plus(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        let dashed = parse("n.a-m+e@mail-1.example.ir").map(|address| address.to_string());
        assert_eq!(dashed, Ok("n.a-m+e@mail-1.example.ir".to_owned()));
        for typed in
            ["name@example.ir", "\u{2066}name@example.ir\u{2069}", "n.a-m+e@mail.example.ir"]
        {
            assert!(parse(typed).is_ok(), "{typed:?}");
        }
        let folded = parse("name۱۲@example.ir").map(|address| address.to_string());
        assert_eq!(folded, Ok("name12@example.ir".to_owned()));
    }

    #[test]
    fn what_could_add_a_line_or_another_reader_is_no_address() {
        assert_eq!(parse(""), Err(Fault::EmailEmpty));
        for typed in [
            "name",
            "name@",
            "@example.ir",
            "name@example",
            "a@b.ir, c@d.ir",
            "a@b.ir\r\nBcc: c@d.ir",
            "Name <a@b.ir>",
            "نام@example.ir",
            "a b@example.ir",
        ] {
            assert_eq!(parse(typed), Err(Fault::EmailShape), "{typed:?}");
        }
    }
}
