//! The people behind the counter: who they are, what each role may do, what is written down of it.
//! This room never knows a password, a cookie or a page: it sees marks, and says yes or no.
//! Read `role` first, which holds the one table of who may do what, then `book`.

mod account;
mod announcement;
mod book;
mod entry;
mod role;
mod scopes;
mod switches;

pub use account::{
    ACCOUNT_NAME_CHARS_MAX, ACCOUNT_NAME_CHARS_MIN, Account, AccountName, AccountNo, AccountState,
    PASSWORD_MARK_BYTES_MAX, PasswordMark, PasswordState, RECOVERY_CODES_MAX, RecoveryMark,
    SECOND_KEY_BYTES, SecondFactor,
};
pub use announcement::{
    ANNOUNCEMENT_BYTES_MAX, ANNOUNCEMENTS_MAX, Announcement, AnnouncementNo, Announcements,
};
pub use book::{ACCOUNTS_MAX, Book, StaffRefusal};
pub use entry::{Deed, ENTRY_WORDS_BYTES_MAX, Entry, Subject, Who};
pub use role::{Power, Role};
pub use scopes::{Scope, Scopes};
pub use switches::Switches;
