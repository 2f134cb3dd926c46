//! A letter with a receipt in it, as the mail of the world reads it.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use nobat_domain::timestamp::Timestamp;

/// The name of an attachment, in letters that every mail program shows.
pub const RECEIPT_NAME: &str = "nobat-receipt.pdf";
pub const APPOINTMENT_NAME: &str = "nobat-appointment.ics";

/// Everything that a letter says.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: Address,
    /// The same for the same letter: whoever gets it twice may show it once.
    pub name: u64,
    pub subject: String,
    pub text: String,
    pub receipt: Vec<u8>,
    /// The calendar entry and what it is.
    pub appointment: (String, &'static str),
    pub written_at: Timestamp,
}

/// Why a letter could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum LetterFault {
    #[error("putting a letter together: {0}")]
    Build(#[from] lettre::error::Error),
}

/// Tells holiday answers and lists not to write back (RFC 3834 §5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Letter {
    /// The message, from this sender.
    ///
    /// # Errors
    /// [`LetterFault`] if it cannot be put together.
    pub fn message(self, from: &Mailbox) -> Result<Message, LetterFault> {
        let id = format!("<{:016x}@{}>", self.name, from.email.domain());
        let date = SystemTime::UNIX_EPOCH + Duration::from_millis(self.written_at.0);
        let (appointment, kind) = self.appointment;
        let kind = ContentType::parse(kind).expect("the kinds are written in this program");
        let pdf = ContentType::parse("application/pdf").expect("a kind of file");
        let parts = MultiPart::mixed()
            .singlepart(SinglePart::plain(self.text))
            .singlepart(Attachment::new(RECEIPT_NAME.to_owned()).body(self.receipt, pdf))
            .singlepart(Attachment::new(APPOINTMENT_NAME.to_owned()).body(appointment, kind));
        let message = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, self.to))
            .subject(self.subject)
            .date(date)
            .message_id(Some(id))
            .header(AutoSubmitted);
        Ok(message.multipart(parts)?)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn sample() -> Letter {
        Letter {
            to: "somebody@example.ir".parse().expect("an address"),
            name: 7,
            subject: "رسید ثبت نام کارت هوشمند ملی".to_owned(),
            text: "رسید ثبت نام شما پیوست این نامه است.\n".to_owned(),
            receipt: b"%PDF-1.7 sample".to_vec(),
            appointment: ("BEGIN:VCALENDAR\r\n".to_owned(), "text/calendar; charset=utf-8"),
            written_at: Timestamp(1_518_000_000_000),
        }
    }

    pub fn sender() -> Mailbox {
        "nobat@ncr.ir".parse().expect("an address")
    }

    #[test]
    fn a_letter_carries_receipt_and_appointment_and_asks_for_no_answer() {
        let message = sample().message(&sender()).expect("it is put together");
        let text = String::from_utf8(message.formatted()).expect("mail is plain text");
        assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 998));
        for wanted in [
            "To: somebody@example.ir\r\n",
            "From: nobat@ncr.ir\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Date: Wed, 07 Feb 2018 10:40:00 +0000\r\n",
            "filename=\"nobat-receipt.pdf\"",
            "filename=\"nobat-appointment.ics\"",
            "Content-Type: application/pdf",
            "Content-Type: text/calendar; charset=utf-8",
        ] {
            assert!(text.contains(wanted), "{wanted:?} in\n{text}");
        }
    }

    #[test]
    fn the_same_letter_has_the_same_name_and_another_has_another() {
        let id = |name| {
            let letter = Letter { name, ..sample() };
            let message = letter.message(&sender()).expect("it is put together");
            let text = String::from_utf8(message.formatted()).expect("mail is plain text");
            let line = text.lines().find(|line| line.starts_with("Message-ID: "));
            line.expect("a name").to_owned()
        };
        assert_eq!(id(7), id(7));
        assert_ne!(id(7), id(8));
        assert!(id(7).ends_with("@ncr.ir>"));
    }
}
