//! Who takes letters away: an outbox on the disk, or a mail server. One enum is the whole door, so
//! that another way of sending is another arm.

use std::path::Path;

use lettre::Address;
use lettre::message::Mailbox;
use nobat_domain::timestamp::Timestamp;
use tokio::sync::Semaphore;

use super::letter::{Letter, LetterFault};
use super::outbox::Outbox;
use super::smtp::{Relay, RelayUnfit};
use crate::config::MailSettings;
use crate::metric_names;

/// Letters on their way at the same moment.
const AT_ONCE: usize = 8;
/// Who writes where nobody said so: nothing leaves the machine then.
const DEMO_SENDER: &str = "nobat@localhost";

/// Why a letter has not gone. Nothing of the letter or its address is in here.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    #[error("sending a letter: its address was refused")]
    AddressRefused,
    #[error("sending a letter: nobody took it")]
    NotTaken,
    /// It may have gone.
    #[error("sending a letter: no answer in time")]
    Unknown,
    #[error(transparent)]
    Unwritten(#[from] LetterFault),
}

impl NotSent {
    /// Whether the letter surely stayed here.
    #[must_use]
    pub const fn is_certain(&self) -> bool {
        !matches!(self, Self::Unknown)
    }

    const fn outcome(&self) -> &'static str {
        match self {
            Self::AddressRefused => "address refused",
            Self::NotTaken => "not taken",
            Self::Unknown => "unknown",
            Self::Unwritten(_) => "unwritten",
        }
    }
}

/// Why there is no postman.
#[derive(Debug, thiserror::Error)]
pub enum PostmanUnfit {
    #[error("configuring mail.from: it is no address of mail")]
    Sender,
    #[error(transparent)]
    Relay(#[from] RelayUnfit),
}

enum Way {
    Outbox(Outbox),
    Relay(Box<Relay>),
}

pub struct Postman {
    from: Mailbox,
    way: Way,
    turns: Semaphore,
}

impl Postman {
    /// By configuration: a mail server where one is named, else the outbox.
    ///
    /// # Errors
    /// [`PostmanUnfit`] names what cannot be used.
    pub fn open(settings: &MailSettings, data: &Path) -> Result<Self, PostmanUnfit> {
        let from = settings.from.as_deref().unwrap_or(DEMO_SENDER);
        let from: Address = from.parse().map_err(|_| PostmanUnfit::Sender)?;
        let way = match &settings.smtp {
            Some(smtp) => Way::Relay(Box::new(Relay::new(smtp, from.domain())?)),
            None => Way::Outbox(Outbox::of(data)),
        };
        let from = Mailbox::new(None, from);
        Ok(Self { from, way, turns: Semaphore::new(AT_ONCE) })
    }

    /// The address that letters come from.
    #[must_use]
    pub fn sender(&self) -> String {
        self.from.email.to_string()
    }

    /// Hands a letter over, once. It waits no longer than a mail server may take.
    ///
    /// # Errors
    /// [`NotSent`] says whether it surely stayed here.
    pub async fn send(&self, letter: Letter) -> Result<(), NotSent> {
        let sent = self.hand_over(letter).await;
        let outcome = sent.as_ref().map_or_else(NotSent::outcome, |()| "sent");
        metrics::counter!(metric_names::LETTERS, "outcome" => outcome).increment(1);
        if let Err(error) = &sent {
            tracing::warn!(%error, "a letter has not gone");
        }
        sent
    }

    async fn hand_over(&self, letter: Letter) -> Result<(), NotSent> {
        let _turn = self.turns.try_acquire().map_err(|_| NotSent::NotTaken)?;
        let now = letter.written_at;
        let message = letter.message(&self.from)?;
        match &self.way {
            Way::Outbox(outbox) => put(outbox.clone(), message.formatted(), now).await,
            Way::Relay(relay) => relay.send(message.envelope(), &message.formatted()).await,
        }
    }
}

async fn put(outbox: Outbox, letter: Vec<u8>, now: Timestamp) -> Result<(), NotSent> {
    let written = tokio::task::spawn_blocking(move || outbox.put(&letter, now));
    let written = written.await.map_err(|_| NotSent::Unknown)?;
    written.map_err(|error| {
        tracing::error!(%error, "the outbox of letters cannot be written");
        NotSent::NotTaken
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::letter::tests::sample;

    #[tokio::test]
    async fn without_a_mail_server_letters_lie_in_the_outbox() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = MailSettings::default();
        let postman = Postman::open(&settings, folder.path()).expect("nothing is needed");
        postman.send(sample()).await.expect("it is written");
        let letters = std::fs::read_dir(folder.path().join("outbox/mail")).expect("a folder");
        assert_eq!(letters.count(), 1);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_keeps_the_letter_here() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("outbox"), "a file").expect("it can be written");
        let postman = Postman::open(&MailSettings::default(), folder.path()).expect("it opens");
        let sent = postman.send(sample()).await.expect_err("there is no folder");
        assert!(matches!(sent, NotSent::NotTaken) && sent.is_certain());
    }

    #[test]
    fn a_sender_that_is_no_address_is_refused() {
        let settings = MailSettings { from: Some("nobody".to_owned()), smtp: None };
        let opened = Postman::open(&settings, Path::new("data"));
        assert!(matches!(opened, Err(PostmanUnfit::Sender)));
    }
}
