//! Which interesting things have happened: a wind tunnel without wind proves nothing.

/// Something that a good run of many seeds must have met.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Case {
    Booked,
    BookedForFree,
    BookedByCredit,
    BookedByRetake,
    RefusedFull,
    RefusedEarly,
    RefusedClosed,
    RefusedPast,
    RefusedLate,
    HoldRanOut,
    HoldReplaced,
    SecuredByClock,
    SecuredRanOut,
    Retake,
    CreditLeft,
    LateMoney,
    MoneyAfterAClosedAttempt,
    SurplusLeftToBank,
    SurplusCredit,
    ReturnedByBank,
    BankSilent,
    WrongAmount,
    TokenRefused,
    NoToken,
    SecondTab,
    RepeatedReturn,
    ForgedReturn,
    Moved,
    MoveRefused,
    GaveBack,
    Cooled,
    CutBelowTaken,
    RowTooOld,
    MailboxFull,
    SentAgain,
    Echo,
    Crash,
    TornSuffix,
    KeptUnacknowledged,
    CrashInIntent,
    CrashAtTheBank,
    CrashWhileAsking,
    CrashBetweenVerifiedAndBooked,
    CrashWhileGivingBack,
    CrashWhileReleasing,
    TokenOutlivedDowntime,
    AskedOnceMore,
    PaidAfterCancelling,
    CancelledPageLeftToBank,
    PagesHoarded,
    PurseFull,
    OwnSeatRetaken,
    DayDropped,
    BookedDayDropped,
    GivenBackAfterItsDay,
    CrashBeforeTheLastQuestion,
}

impl Case {
    pub const ALL: [Self; 56] = [
        Self::Booked,
        Self::BookedForFree,
        Self::BookedByCredit,
        Self::BookedByRetake,
        Self::RefusedFull,
        Self::RefusedEarly,
        Self::RefusedClosed,
        Self::RefusedPast,
        Self::RefusedLate,
        Self::HoldRanOut,
        Self::HoldReplaced,
        Self::SecuredByClock,
        Self::SecuredRanOut,
        Self::Retake,
        Self::CreditLeft,
        Self::LateMoney,
        Self::MoneyAfterAClosedAttempt,
        Self::SurplusLeftToBank,
        Self::SurplusCredit,
        Self::ReturnedByBank,
        Self::BankSilent,
        Self::WrongAmount,
        Self::TokenRefused,
        Self::NoToken,
        Self::SecondTab,
        Self::RepeatedReturn,
        Self::ForgedReturn,
        Self::Moved,
        Self::MoveRefused,
        Self::GaveBack,
        Self::Cooled,
        Self::CutBelowTaken,
        Self::RowTooOld,
        Self::MailboxFull,
        Self::SentAgain,
        Self::Echo,
        Self::Crash,
        Self::TornSuffix,
        Self::KeptUnacknowledged,
        Self::CrashInIntent,
        Self::CrashAtTheBank,
        Self::CrashWhileAsking,
        Self::CrashBetweenVerifiedAndBooked,
        Self::CrashWhileGivingBack,
        Self::CrashWhileReleasing,
        Self::TokenOutlivedDowntime,
        Self::AskedOnceMore,
        Self::PaidAfterCancelling,
        Self::CancelledPageLeftToBank,
        Self::PagesHoarded,
        Self::PurseFull,
        Self::OwnSeatRetaken,
        Self::DayDropped,
        Self::BookedDayDropped,
        Self::GivenBackAfterItsDay,
        Self::CrashBeforeTheLastQuestion,
    ];
}

/// How often each case was met.
#[derive(Clone, Debug)]
pub struct Coverage {
    counts: [u64; Case::ALL.len()],
}

impl Default for Coverage {
    fn default() -> Self {
        Self { counts: [0; Case::ALL.len()] }
    }
}

impl Coverage {
    pub const fn meet(&mut self, case: Case) {
        self.counts[case as usize] += 1;
    }

    #[must_use]
    pub const fn of(&self, case: Case) -> u64 {
        self.counts[case as usize]
    }

    pub fn add(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
    }

    /// The cases that no world has met.
    #[must_use]
    pub fn missing(&self) -> Vec<Case> {
        Case::ALL.into_iter().filter(|case| self.of(*case) == 0).collect()
    }
}
