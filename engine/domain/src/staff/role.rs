//! Roles, and the one table of what each may do: links and refusals are both read from it.

use super::scopes::Scopes;
use crate::ids::OfficeId;

/// What somebody is here for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Runs the service: announcements, offices, accounts.
    Operator,
    /// Helps citizens who call: looks requests up, and changes nothing.
    Support,
    /// Reads what the others did, and does nothing else.
    Auditor,
    /// Sits in one office.
    Office(OfficeId),
    /// Nobody: another system, which shows a key and sees no page.
    System(Scopes),
}

/// Something that an account may be allowed to do. Each has a page of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Power {
    /// The live figures of the machine.
    SeeBoard,
    /// A citizen's request, for a reason that is written down.
    FindRequest,
    /// The end of a citizen's data, wished for on paper: two people, one after the other.
    EraseRequest,
    /// The strip at the top of every page.
    Announce,
    /// The facts of any office.
    KeepOffices,
    /// What the service asks of citizens.
    KeepSwitches,
    /// Who may come in.
    KeepAccounts,
    /// What services cost, have cost and will cost.
    SeeTariff,
    /// Fees from a day ahead on.
    SetTariff,
    /// An officer's mistake in a card, which makes another one free.
    FindMistake,
    /// The messages to citizens in figures, and what they cost.
    SeeMessages,
    /// What banks are to send back to citizens, and that they have.
    ReverseMoney,
    /// What everybody behind the counter has done.
    ReadAudit,
    /// The list of the day of one's own office, and the completions of whoever stands on it.
    SeeDay,
    /// The facts of one's own office.
    KeepOwnOffice,
}

impl Role {
    /// One of each kind of people.
    pub const SAMPLES: [Self; 4] =
        [Self::Operator, Self::Support, Self::Auditor, Self::Office(OfficeId(0))];

    /// The word that commands and reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Support => "support",
            Self::Auditor => "auditor",
            Self::Office(_) => "office",
            Self::System(_) => "system",
        }
    }

    /// The one table of who may do what.
    #[must_use]
    pub const fn may(self, power: Power) -> bool {
        use Power::{
            Announce, EraseRequest, FindMistake, FindRequest, KeepAccounts, KeepOffices,
            KeepOwnOffice, KeepSwitches, ReadAudit, ReverseMoney, SeeBoard, SeeDay, SeeMessages,
            SeeTariff, SetTariff,
        };
        match power {
            SeeBoard => matches!(self, Self::Operator | Self::Support | Self::Auditor),
            FindRequest => matches!(self, Self::Operator | Self::Support),
            EraseRequest | Announce | SetTariff | FindMistake | ReverseMoney | KeepOffices
            | KeepSwitches | KeepAccounts => {
                matches!(self, Self::Operator)
            }
            SeeTariff | SeeMessages | ReadAudit => matches!(self, Self::Operator | Self::Auditor),
            SeeDay | KeepOwnOffice => matches!(self, Self::Office(_)),
        }
    }

    /// What it may do, in the order of the pages.
    pub fn powers(self) -> impl Iterator<Item = Power> {
        Power::ALL.into_iter().filter(move |power| self.may(*power))
    }

    /// What another system may do; nothing for people.
    #[must_use]
    pub const fn scopes(self) -> Option<Scopes> {
        match self {
            Self::System(scopes) => Some(scopes),
            Self::Operator | Self::Support | Self::Auditor | Self::Office(_) => None,
        }
    }

    /// The office that somebody sits in.
    #[must_use]
    pub const fn office(self) -> Option<OfficeId> {
        match self {
            Self::Office(office) => Some(office),
            Self::Operator | Self::Support | Self::Auditor | Self::System(_) => None,
        }
    }
}

impl Power {
    pub const ALL: [Self; 15] = [
        Self::SeeBoard,
        Self::FindRequest,
        Self::EraseRequest,
        Self::Announce,
        Self::SeeTariff,
        Self::SetTariff,
        Self::FindMistake,
        Self::ReverseMoney,
        Self::KeepOffices,
        Self::KeepSwitches,
        Self::KeepAccounts,
        Self::SeeMessages,
        Self::ReadAudit,
        Self::SeeDay,
        Self::KeepOwnOffice,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use Power::{
        Announce, EraseRequest, FindMistake, FindRequest, KeepAccounts, KeepOffices, KeepOwnOffice,
        KeepSwitches, ReadAudit, ReverseMoney, SeeBoard, SeeDay, SeeMessages, SeeTariff, SetTariff,
    };

    #[test]
    fn each_role_has_its_powers_and_no_others() {
        let table: [(Role, &[Power]); 5] = [
            (
                Role::Operator,
                &[
                    SeeBoard,
                    FindRequest,
                    EraseRequest,
                    Announce,
                    SeeTariff,
                    SetTariff,
                    FindMistake,
                    ReverseMoney,
                    KeepOffices,
                    KeepSwitches,
                    KeepAccounts,
                    SeeMessages,
                    ReadAudit,
                ],
            ),
            (Role::Support, &[SeeBoard, FindRequest]),
            (Role::Auditor, &[SeeBoard, SeeTariff, SeeMessages, ReadAudit]),
            (Role::Office(OfficeId(7)), &[SeeDay, KeepOwnOffice]),
            (Role::System(Scopes::ALL), &[]),
        ];
        for (role, powers) in table {
            assert_eq!(role.powers().collect::<Vec<_>>(), powers, "{role:?}");
        }
    }

    #[test]
    fn nobody_who_may_change_anything_but_the_operator_reads_the_audit() {
        for role in Role::SAMPLES {
            let changes = [
                EraseRequest,
                Announce,
                SetTariff,
                FindMistake,
                ReverseMoney,
                KeepOffices,
                KeepSwitches,
                KeepAccounts,
                SeeDay,
                KeepOwnOffice,
            ];
            let changes = changes.into_iter().any(|power| role.may(power));
            assert!(!(changes && role.may(ReadAudit)) || role == Role::Operator, "{role:?}");
        }
    }
}
