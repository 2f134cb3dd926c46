//! Everything of this room that lives as long as the process: the ledger, and who carries texts.

use std::path::Path;
use std::sync::Arc;

use lettre::Address;
use nobat_domain::ids::RequestKey;
use nobat_domain::message::Kind;
use nobat_domain::request::RequestState;
use nobat_engine::messages::{Asked, Job, Ledger, LedgerError, MessageId, NotAsked, Outcome, Post};
use nobat_engine::{AskError, EngineHandle};

use super::fate::Fate;
use super::kavenegar::{Kavenegar, KavenegarUnfit, secret};
use super::pace::Pace;
use super::run;
use crate::app::App;
use crate::config::MessageSettings;
use crate::mail::outbox::Outbox;
use crate::persian::Language;

/// Texts on their way at once to an outbox: each sync of the ledger is for so many.
const AT_ONCE_TO_OUTBOX: usize = 32;

/// Who carries texts.
pub(super) enum Texts {
    /// A folder on the disk, for demos and tests.
    Outbox(Outbox),
    Kavenegar(Box<Kavenegar>),
}

pub struct Messenger {
    pub(super) ledger: Arc<Ledger>,
    pub(super) texts: Texts,
    pub(super) language: Language,
    pub(super) at_once: usize,
    pub(super) text_pace: Pace,
    pub(super) letter_pace: Pace,
    /// What a carrier shows in the address of its reports.
    pub(super) report_secret: Option<String>,
}

/// Why there is no messenger.
#[derive(Debug, thiserror::Error)]
pub enum MessengerUnfit {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Kavenegar(#[from] KavenegarUnfit),
    #[error("configuring messages.language: fa or en")]
    Language,
}

/// What became of a letter while its citizen waited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum First {
    Sent,
    AddressRefused,
    /// Nobody took it, and nobody will try again.
    Stayed,
    /// It may have gone; it is sent again by its rule.
    Unknown,
}

/// Why a letter was not even tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotTaken {
    /// The day's letters of this citizen are sent.
    Spent,
    Ask(AskError),
}

impl Messenger {
    /// # Errors
    /// [`MessengerUnfit`] names the ledger, or the setting that cannot be used.
    pub fn open(
        settings: &MessageSettings,
        engine: &EngineHandle,
        data: &Path,
    ) -> Result<Self, MessengerUnfit> {
        let ledger = engine.open_messages(&data.join("messages"), settings.terms())?;
        let language = Language::of(&settings.language).ok_or(MessengerUnfit::Language)?;
        let mut messenger = Self {
            ledger: Arc::new(ledger),
            texts: Texts::Outbox(Outbox::of_texts(data)),
            language,
            at_once: AT_ONCE_TO_OUTBOX,
            text_pace: Pace::default(),
            letter_pace: Pace::default(),
            report_secret: None,
        };
        if let Some(settings) = &settings.kavenegar {
            messenger.at_once = settings.at_once;
            messenger.texts = Texts::Kavenegar(Box::new(Kavenegar::open(settings)?));
            let file = settings.report_secret_file.as_deref();
            messenger.report_secret =
                file.map(|file| secret("report_secret_file", file)).transpose()?;
        }
        Ok(messenger)
    }

    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Asks the ledger off the callers' threads: it waits for the disk.
    ///
    /// # Errors
    /// [`AskError`] if it has no answer; what it could not do has not happened.
    pub(super) async fn with<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Ledger) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, AskError> {
        let ledger = Arc::clone(&self.ledger);
        let asked = tokio::task::spawn_blocking(move || ask(&ledger));
        asked.await.map_err(|_| AskError::Stopped)?.map_err(|error| {
            tracing::error!(%error, "the ledger of messages has no answer");
            AskError::Damaged
        })
    }

    /// How many receipts a citizen may still send by mail today.
    ///
    /// # Errors
    /// As the ledger.
    pub async fn letters_left(&self, request: RequestKey) -> Result<u32, AskError> {
        self.with(move |ledger| ledger.left(request, Kind::Receipt).map(u32::from)).await
    }

    /// Sends a receipt while its citizen waits: written down first, then tried once. Where nobody
    /// knows what became of it, its rule decides later.
    ///
    /// # Errors
    /// [`NotTaken`] if nothing was tried.
    pub async fn send_receipt(
        &self,
        app: &App,
        request: RequestKey,
        state: &RequestState,
        to: &Address,
        language: Language,
    ) -> Result<First, NotTaken> {
        let about = getrandom::u32().map_err(|_| NotTaken::Ask(AskError::Busy))?;
        let id = MessageId { request, kind: Kind::Receipt, about };
        let (to, data_key, language) = (to.to_string(), state.data_key.0, number_of(language));
        let asked = self.with(move |ledger| {
            let asked = Asked { id, to: &to, data_key, language };
            if let Err(NotAsked::Spent) = ledger.ask(asked)? {
                return Ok(Err(NotTaken::Spent));
            }
            ledger.take_one(&id).map(Ok)
        });
        let Some(Job::Send(post)) = asked.await.map_err(NotTaken::Ask)?? else {
            return Ok(First::Stayed);
        };
        let (fate, is_address) = run::send_letter(app, &post).await;
        let (first, outcome) = match fate {
            Fate::Taken(taken) => (First::Sent, run::taken(&taken)),
            Fate::Unknown => (First::Unknown, Outcome::Unknown { ask: run::ASK_AFTER }),
            Fate::Refused if is_address => (First::AddressRefused, Outcome::Refused),
            // Whoever waits is told, and asks again.
            Fate::Refused | Fate::Stayed | Fate::Shut => (First::Stayed, Outcome::Refused),
        };
        let settled = self.with(move |ledger| ledger.settle(&[(id, outcome)])).await;
        settled.map_err(NotTaken::Ask)?;
        Ok(first)
    }

    /// The language of a message: what it was asked for in, or that of all texts.
    pub(super) fn language_of(&self, post: &Post) -> Language {
        let asked = Language::ALL.into_iter().find(|it| number_of(*it) == post.language);
        asked.unwrap_or(self.language)
    }
}

/// On disk, so it never changes; 0 stands for none.
const fn number_of(language: Language) -> u8 {
    match language {
        Language::Persian => 1,
        Language::English => 2,
    }
}
