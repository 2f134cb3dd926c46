//! The small closed lists of the law, and the byte that stands for each word of them, for ever.

use super::error::RecordError;
use super::wire::{Read, Reader, Sink};
use nobat_domain::earlier::Scope;
use nobat_domain::office::OfficeKind;
use nobat_domain::payment::Closed;
use nobat_domain::person::{Gender, Religion};
use nobat_domain::shift::{Purpose, SeatChange};
use nobat_domain::staff::{AccountState, Deed, PasswordState};
use nobat_domain::tariff::Service;

/// Both directions from one list: a word without a byte does not compile, and a byte given twice
/// is an unreachable arm.
macro_rules! codes {
    ($put:ident, $read:ident, $of:ty, $what:literal,
     { $($byte:literal = $word:path),+ $(,)? }) => {
        pub(super) fn $put(out: &mut impl Sink, word: $of) {
            out.put_u8(match word {
                $($word => $byte,)+
            });
        }

        pub(super) fn $read(reader: &mut Reader<'_>) -> Read<$of> {
            let at = reader.at();
            match reader.u8($what)? {
                $($byte => Ok($word),)+
                found => Err(RecordError::Unlisted { what: $what, at, found }),
            }
        }
    };
}

codes!(put_purpose, read_purpose, Purpose, "purpose of a hold", {
    1 = Purpose::Pay,
    2 = Purpose::Move,
    3 = Purpose::Retake,
    4 = Purpose::Offer,
    5 = Purpose::Cooling,
});

codes!(put_change, read_change, SeatChange, "change of a seat", {
    1 = SeatChange::Held,
    2 = SeatChange::Extended,
    3 = SeatChange::Secured,
    4 = SeatChange::Booked,
    5 = SeatChange::Released,
    6 = SeatChange::Expired,
    7 = SeatChange::GivenBack,
});

codes!(put_closed, read_closed, Closed, "end of an attempt", {
    1 = Closed::NotShown,
    2 = Closed::Failed,
    3 = Closed::RunOut,
    4 = Closed::Returned,
    5 = Closed::LeftToBank,
    6 = Closed::Unanswered,
});

codes!(put_account_state, read_account_state, AccountState, "state of an account", {
    1 = AccountState::Active,
    2 = AccountState::Closed,
});

codes!(put_password_state, read_password_state, PasswordState, "state of a password", {
    1 = PasswordState::OneTime,
    2 = PasswordState::Own,
});

codes!(put_deed, read_deed, Deed, "deed", {
    1 = Deed::MadeAccount,
    2 = Deed::ClosedAccount,
    3 = Deed::ResetAccount,
    4 = Deed::ChangedPassword,
    5 = Deed::SetSecondFactor,
    6 = Deed::CameIn,
    7 = Deed::UsedRecoveryCode,
    8 = Deed::WentOut,
    9 = Deed::LookedUp,
    10 = Deed::Announced,
    11 = Deed::Withdrew,
    12 = Deed::ChangedOffice,
    13 = Deed::BeganCompletion,
    14 = Deed::FinishedCompletion,
    15 = Deed::NotedAbsence,
    16 = Deed::UndidStep,
    17 = Deed::PrintedList,
    18 = Deed::ProposedErasure,
    19 = Deed::OrderedErasure,
    23 = Deed::SetTariff,
    24 = Deed::FoundMistake,
    33 = Deed::Switched,
    41 = Deed::ReportedStep,
    80 = Deed::Reversed,
});

codes!(put_scope, read_scope, Scope, "where an earlier seat is wanted", {
    1 = Scope::Office,
    2 = Scope::Area,
});

codes!(put_gender, read_gender, Gender, "gender", {
    1 = Gender::Female,
    2 = Gender::Male,
});

codes!(put_religion, read_religion, Religion, "religion", {
    1 = Religion::Islam,
    2 = Religion::Christianity,
    3 = Religion::Judaism,
    4 = Religion::Zoroastrianism,
    5 = Religion::Other,
});

codes!(put_service, read_service, Service, "service", {
    1 = Service::FirstIssue,
    2 = Service::FirstLoss,
    3 = Service::SecondLoss,
    4 = Service::FurtherLoss,
    5 = Service::Replacement,
    6 = Service::OfficersMistake,
    7 = Service::Signature,
});

codes!(put_office_kind, read_office_kind, OfficeKind, "kind of office", {
    1 = OfficeKind::RegistryOffice,
    2 = OfficeKind::Counter,
});
