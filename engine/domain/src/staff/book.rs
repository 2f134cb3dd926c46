//! All accounts as their owner keeps them, and what may become of one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::account::{Account, AccountName, AccountNo, AccountState, RECOVERY_CODES_MAX};
use super::role::Role;

/// Four for each office of the country, and the operators.
pub const ACCOUNTS_MAX: usize = 20_000;

/// Why something of the counter is not done. Nothing has changed then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StaffRefusal {
    /// Somebody else was quicker: look again.
    Stale,
    /// Making an account whose name another has.
    NameTaken,
    /// Making one account more than there may be.
    TooMany,
    /// Leaving nobody who keeps the accounts.
    LastOperator,
    /// Naming an office that does not exist.
    NoSuchOffice,
    /// Keeping what is longer than its bound.
    TooLong,
}

/// Accounts by number and by name.
#[derive(Clone, Debug, Default)]
pub struct Book {
    accounts: BTreeMap<AccountNo, Arc<Account>>,
    names: BTreeMap<AccountName, AccountNo>,
}

impl Book {
    /// Puts back what was kept before; returns whether it fits with the rest.
    #[must_use]
    pub fn restore(&mut self, account: Account) -> bool {
        let of_name = self.names.get(&account.name).copied();
        let fits = of_name.is_none_or(|no| no == account.no) && account.no.0 > 0;
        if fits {
            self.keep(account);
        }
        fits
    }

    /// The number of the next account to be made.
    #[must_use]
    pub fn next_no(&self) -> AccountNo {
        AccountNo(self.accounts.last_key_value().map_or(0, |(no, _)| no.0) + 1)
    }

    /// Whether this may become of it. A new account is version 1 of [`Self::next_no`]; any other
    /// is the next version of the one that is kept.
    ///
    /// # Errors
    /// The first thing against it.
    pub fn may_put(&self, account: &Account) -> Result<(), StaffRefusal> {
        if account.recovery.len() > RECOVERY_CODES_MAX {
            return Err(StaffRefusal::TooLong);
        }
        let Some(kept) = self.accounts.get(&account.no) else {
            return self.may_make(account);
        };
        let same = (&kept.name, kept.role) == (&account.name, account.role);
        if !same || kept.version.checked_add(1) != Some(account.version) {
            return Err(StaffRefusal::Stale);
        }
        let goes = kept.active() && account.state == AccountState::Closed;
        if goes && kept.role == Role::Operator && self.operators() == 1 {
            return Err(StaffRefusal::LastOperator);
        }
        Ok(())
    }

    fn may_make(&self, account: &Account) -> Result<(), StaffRefusal> {
        if self.names.contains_key(&account.name) {
            return Err(StaffRefusal::NameTaken);
        }
        if self.accounts.len() >= ACCOUNTS_MAX {
            return Err(StaffRefusal::TooMany);
        }
        if account.no != self.next_no() || account.version != 1 {
            return Err(StaffRefusal::Stale);
        }
        Ok(())
    }

    /// Keeps what [`Self::may_put`] has allowed.
    pub fn put(&mut self, account: Account) {
        debug_assert_eq!(self.may_put(&account), Ok(()), "asked before it was journaled");
        self.keep(account);
    }

    fn keep(&mut self, account: Account) {
        self.names.insert(account.name.clone(), account.no);
        self.accounts.insert(account.no, Arc::new(account));
    }

    #[must_use]
    pub fn by_no(&self, no: AccountNo) -> Option<&Arc<Account>> {
        self.accounts.get(&no)
    }

    #[must_use]
    pub fn by_name(&self, name: &AccountName) -> Option<&Arc<Account>> {
        self.by_no(*self.names.get(name)?)
    }

    /// By number.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.accounts.values()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// Active operators.
    #[must_use]
    pub fn operators(&self) -> usize {
        self.all().filter(|it| it.active() && it.role == Role::Operator).count()
    }
}

#[cfg(test)]
mod tests {
    use super::super::account::{PasswordMark, PasswordState};
    use super::*;
    use crate::ids::OfficeId;
    use crate::timestamp::Timestamp;

    fn account(no: u32, name: &str, role: Role) -> Account {
        Account {
            no: AccountNo(no),
            version: 1,
            name: AccountName::parse(name).expect("a name"),
            role,
            state: AccountState::Active,
            password: PasswordMark::new("mark").expect("short"),
            password_state: PasswordState::OneTime,
            second: None,
            recovery: Vec::new(),
            generation: 0,
            made_at: Timestamp(1),
        }
    }

    fn put(book: &mut Book, account: Account) -> Result<(), StaffRefusal> {
        book.may_put(&account)?;
        book.put(account);
        Ok(())
    }

    #[test]
    fn a_name_is_given_once_and_numbers_follow_each_other() {
        let mut book = Book::default();
        assert_eq!(put(&mut book, account(1, "zahra", Role::Operator)), Ok(()));
        let twice = account(2, "Zahra", Role::Support);
        assert_eq!(put(&mut book, twice), Err(StaffRefusal::NameTaken));
        assert_eq!(put(&mut book, account(3, "reza", Role::Auditor)), Err(StaffRefusal::Stale));
        assert_eq!(put(&mut book, account(2, "reza", Role::Office(OfficeId(4)))), Ok(()));
        assert_eq!(
            book.by_name(&AccountName::parse("reza").expect("a name")).map(|it| it.no.0),
            Some(2)
        );
        assert_eq!((book.len(), book.operators(), book.next_no()), (2, 1, AccountNo(3)));
    }

    #[test]
    fn of_two_changes_of_one_version_one_is_made() {
        let mut book = Book::default();
        put(&mut book, account(1, "zahra", Role::Operator)).expect("it is new");
        let seen = Arc::clone(book.by_no(AccountNo(1)).expect("it is there"));
        assert_eq!(put(&mut book, seen.with_sessions_ended()), Ok(()));
        assert_eq!(put(&mut book, seen.changed()), Err(StaffRefusal::Stale));
        let kept = book.by_no(AccountNo(1)).expect("it is there");
        assert_eq!((kept.version, kept.generation), (2, 1));
    }

    #[test]
    fn neither_name_nor_role_ever_changes_and_the_last_operator_stays() {
        let mut book = Book::default();
        let first = account(1, "zahra", Role::Operator);
        put(&mut book, first.clone()).expect("it is new");
        let other = Account { role: Role::Support, ..first.changed() };
        assert_eq!(put(&mut book, other), Err(StaffRefusal::Stale));
        let closed = |it: &Account| Account { state: AccountState::Closed, ..it.changed() };
        assert_eq!(put(&mut book, closed(&first)), Err(StaffRefusal::LastOperator));
        put(&mut book, account(2, "reza", Role::Operator)).expect("it is new");
        assert_eq!(put(&mut book, closed(&first)), Ok(()));
        assert_eq!(book.operators(), 1);
    }

    #[test]
    fn what_was_kept_twice_under_one_name_is_not_put_back() {
        let mut book = Book::default();
        assert!(book.restore(account(1, "zahra", Role::Operator)));
        assert!(book.restore(account(1, "zahra", Role::Operator)));
        assert!(!book.restore(account(2, "zahra", Role::Operator)));
        assert!(!book.restore(account(0, "reza", Role::Operator)));
    }
}
