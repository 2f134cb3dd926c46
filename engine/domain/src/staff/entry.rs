//! What is written down of a deed behind the counter: who, what, on whom, and in which words.

use super::account::AccountNo;
use super::announcement::AnnouncementNo;
use crate::ids::{OfficeId, RequestKey};

/// Bytes of a reason, or of what was changed: a hundred words of Persian.
pub const ENTRY_WORDS_BYTES_MAX: usize = 1_024;

/// Who did it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Who {
    /// Whoever stands at the machine itself, with the rights of the server.
    Machine,
    Account(AccountNo),
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Deed {
    MadeAccount,
    ClosedAccount,
    /// A one-time password, and no second factor any more.
    ResetAccount,
    ChangedPassword,
    SetSecondFactor,
    CameIn,
    /// In place of the second factor.
    UsedRecoveryCode,
    WentOut,
    LookedUp,
    Announced,
    Withdrew,
    ChangedOffice,
    /// At an office's counter, as the next three: that it was asked for. Whether it came to be says
    /// the request's own history.
    BeganCompletion,
    FinishedCompletion,
    NotedAbsence,
    UndidStep,
    /// The list of a shift was put on paper.
    PrintedList,
    /// Wrote down that a citizen wants the data erased.
    ProposedErasure,
    /// Ordered what somebody else had written down.
    OrderedErasure,
    /// Fees from a day ahead on.
    SetTariff,
    /// An officer erred in a card: another one is free.
    FoundMistake,
    /// The switches of the service.
    Switched,
    /// Another system's word of a step after the booking.
    ReportedStep,
    /// A bank has sent a citizen's money back.
    Reversed,
}

impl Deed {
    pub const ALL: [Self; 24] = [
        Self::MadeAccount,
        Self::ClosedAccount,
        Self::ResetAccount,
        Self::ChangedPassword,
        Self::SetSecondFactor,
        Self::CameIn,
        Self::UsedRecoveryCode,
        Self::WentOut,
        Self::LookedUp,
        Self::Announced,
        Self::Withdrew,
        Self::ChangedOffice,
        Self::BeganCompletion,
        Self::FinishedCompletion,
        Self::NotedAbsence,
        Self::UndidStep,
        Self::PrintedList,
        Self::ProposedErasure,
        Self::OrderedErasure,
        Self::SetTariff,
        Self::FoundMistake,
        Self::Switched,
        Self::ReportedStep,
        Self::Reversed,
    ];
}

/// On whom, or on what.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    Nobody,
    Account(AccountNo),
    Office(OfficeId),
    Request(RequestKey),
    Announcement(AnnouncementNo),
}

/// One line of the audit, before its owner gives it a number and a place in the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub who: Who,
    pub deed: Deed,
    pub subject: Subject,
    /// At most [`ENTRY_WORDS_BYTES_MAX`]; sealed on disk.
    pub words: String,
}

impl Entry {
    #[must_use]
    pub fn fits(&self) -> bool {
        self.words.len() <= ENTRY_WORDS_BYTES_MAX
    }
}
