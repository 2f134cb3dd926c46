//! «ارسال رسید ثبت نام به ایمیل»: one field, one letter, three a day.

use axum::extract::RawQuery;
use axum::response::Response;
use lettre::Address;
use nobat_domain::calendar::tehran::day_begins;
use nobat_domain::request::Operation;
use nobat_engine::day_of;

use crate::citizen::visit::{Sent, Visit};
use crate::messages::{First, NotTaken};
use crate::pages::address;
use crate::pages::email::{EmailReceipt, EmailState};
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::persian::digits;
use crate::{problem, way};

/// GET of the form, also after a letter has gone.
pub async fn show(RawQuery(query): RawQuery, visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::EmailReceipt)?;
    let is_sent = query.as_deref() == Some(address::SENT);
    let state = if is_sent { EmailState::Sent } else { EmailState::Asked };
    Ok(problem::private(page(&visit, "", Faults::none(), state).await?))
}

/// POST of the address: the letter is handed over while the browser waits. Or of the other
/// language.
pub async fn send(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::EmailReceipt)?;
    let text = typed.text(Field::Email.name()).trim();
    if typed.is_again() {
        let state = EmailState::Asked;
        return Ok(problem::private(page(&visit, text, Faults::none(), state).await?));
    }
    match sent(&visit, text).await? {
        Gone::Taken => Ok(way::to(address::EMAIL_SENT)),
        Gone::Underway => {
            Ok(problem::private(page(&visit, "", Faults::none(), EmailState::Underway).await?))
        }
    }
}

/// How a letter went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gone {
    /// A mail server has it.
    Taken,
    /// It may have gone; it is sent again by its rule.
    Underway,
}

/// Sends a letter with the receipt while its citizen waits.
///
/// # Errors
/// The answer that says why there is none.
pub async fn sent(visit: &Visit, text: &str) -> Result<Gone, Response> {
    let to = match parse(text) {
        Ok(to) => to,
        Err(fault) => return Err(at_fault(visit, text, fault).await),
    };
    let (key, language) = (visit.session.key(&visit.app), visit.frame().language);
    let messages = &visit.app.messages;
    match messages.send_receipt(&visit.app, key, &visit.state, &to, language).await {
        Ok(First::Sent) => Ok(Gone::Taken),
        Ok(First::Unknown) => Ok(Gone::Underway),
        Ok(First::AddressRefused) => Err(at_fault(visit, text, Fault::EmailRefused).await),
        Ok(First::Stayed) => {
            let page = page(visit, text, Faults::none(), EmailState::Undelivered).await?;
            Err(problem::undelivered(&visit.app, page))
        }
        Err(NotTaken::Spent) => {
            let page = page(visit, text, Faults::none(), EmailState::Asked).await?;
            let tomorrow = day_begins(day_of(visit.app.wall()).plus(1));
            Err(problem::from_then_on(tomorrow).unwrap_or_else(|| problem::spent(page)))
        }
        Err(NotTaken::Ask(error)) => Err(problem::machine(&visit.app, error)),
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

async fn at_fault(visit: &Visit, typed: &str, fault: Fault) -> Response {
    let faults = Faults::new([(Field::Email, fault)]);
    match page(visit, typed, faults.clone(), EmailState::Asked).await {
        Ok(page) => problem::at_fields(&faults, || page),
        Err(answer) => answer,
    }
}

async fn page(
    visit: &Visit,
    typed: &str,
    faults: Faults,
    state: EmailState,
) -> Result<EmailReceipt, Response> {
    let today = day_of(visit.app.wall());
    let left = visit.app.messages.letters_left(visit.session.key(&visit.app)).await;
    let left = left.map_err(|error| problem::machine(&visit.app, error))?;
    let (frame, typed, renewed) = (visit.frame(), typed.to_owned(), today.plus(1));
    Ok(EmailReceipt { frame, typed, faults, state, left, renewed })
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
