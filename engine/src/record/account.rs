//! An account: the value of a setting, sealed under the key of the staff.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 1 | version, 1 |
//! | 1 | 4 | number of the account |
//! | 5 | | sealed for that account: |
//! | | 4, 4 | version of the account, generation of its sessions |
//! | | 1 + n | name |
//! | | 5 | role, and its office or its scopes (0 where it has none) |
//! | | 1, 1 | state; state of the password |
//! | | 1 + n | mark of the password |
//! | | 1, or 29 | whether there is a second factor: its key, its last step |
//! | | 1 + 32n | marks of codes on paper |
//! | | 6 | made at |

use super::codes;
use super::error::RecordError;
use super::wire::{Read, Reader, Sink};
use crate::keyring::{StaffKeys, StaffSealed};
use nobat_domain::ids::OfficeId;
use nobat_domain::staff::{
    ACCOUNT_NAME_CHARS_MAX, Account, AccountName, AccountNo, PASSWORD_MARK_BYTES_MAX, PasswordMark,
    RECOVERY_CODES_MAX, Role, Scopes, SecondFactor,
};
use zeroize::Zeroizing;

/// What the names of all accounts' settings begin with.
pub const ACCOUNT_SETTINGS: &str = "account/";

const VERSION: u8 = 1;
/// Room for every account, so that no copy of the text is left behind by growing.
const ROOM_BYTES: usize = 768;

/// The name of the setting that an account stands in.
#[must_use]
pub fn account_setting(no: AccountNo) -> String {
    format!("{ACCOUNT_SETTINGS}{:010}", no.0)
}

/// The value of that setting.
///
/// # Errors
/// `Seal` if the operating system gives no randomness.
///
/// # Panics
/// On more codes on paper than the law allows.
pub fn seal_account(keys: &StaffKeys, account: &Account) -> Result<Vec<u8>, RecordError> {
    let mut out = vec![VERSION];
    out.put_u32(account.no.0);
    let place = StaffSealed::Account(account.no.0);
    keys.seal_into(place, &plain_account(account), &mut out).map_err(RecordError::Seal)?;
    Ok(out)
}

/// Opens what [`seal_account`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn open_account(keys: &StaffKeys, value: &[u8]) -> Result<Account, RecordError> {
    let mut reader = Reader::new(value);
    let (what, at) = ("version of an account", reader.at());
    let found = reader.u8(what)?;
    if found != VERSION {
        return Err(RecordError::Unlisted { what, at, found });
    }
    let no = AccountNo(reader.u32("number of an account")?);
    let text = keys.open(StaffSealed::Account(no.0), reader.rest()).map_err(RecordError::Seal)?;
    account_of(no, &text)
}

pub(super) fn plain_account(account: &Account) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(ROOM_BYTES));
    let Account { version, generation, name, role, state, password, password_state, .. } = account;
    out.put_u32(*version);
    out.put_u32(*generation);
    out.put_bytes(name.as_str().as_bytes(), ACCOUNT_NAME_CHARS_MAX);
    put_role(&mut *out, *role);
    codes::put_account_state(&mut *out, *state);
    codes::put_password_state(&mut *out, *password_state);
    out.put_bytes(password.as_str().as_bytes(), PASSWORD_MARK_BYTES_MAX);
    out.put_flag(account.second.is_some());
    if let Some(second) = &account.second {
        out.put(&second.key);
        out.put_u64(second.last_step);
    }
    assert!(account.recovery.len() <= RECOVERY_CODES_MAX, "the law bounds what it lets in");
    out.put_u8(u8::try_from(account.recovery.len()).expect("few"));
    for mark in &account.recovery {
        out.put(mark);
    }
    out.put_moment(account.made_at);
    debug_assert!(out.len() <= ROOM_BYTES, "the text has outgrown its room");
    out
}

pub(super) fn account_of(no: AccountNo, text: &[u8]) -> Result<Account, RecordError> {
    let mut reader = Reader::new(text);
    let (version, generation) = (reader.u32("version")?, reader.u32("generation")?);
    let name = read_name(&mut reader)?;
    let role = read_role(&mut reader)?;
    let state = codes::read_account_state(&mut reader)?;
    let password_state = codes::read_password_state(&mut reader)?;
    let password = read_password(&mut reader)?;
    let second = match reader.flag("whether there is a second factor")? {
        true => Some(SecondFactor {
            key: reader.array("key of the second factor")?,
            last_step: reader.u64("last step of the second factor")?,
        }),
        false => None,
    };
    let (what, at) = ("codes on paper", reader.at());
    let count = usize::from(reader.u8(what)?);
    if count > RECOVERY_CODES_MAX {
        return Err(RecordError::Refused { what, at });
    }
    let recovery = (0..count).map(|_| reader.array(what)).collect::<Read<Vec<_>>>()?;
    let made_at = reader.moment("time of the making")?;
    reader.end()?;
    Ok(Account {
        no,
        version,
        name,
        role,
        state,
        password,
        password_state,
        second,
        recovery,
        generation,
        made_at,
    })
}

fn read_name(reader: &mut Reader<'_>) -> Read<AccountName> {
    let (what, at) = ("name of an account", reader.at());
    let text = reader.text(ACCOUNT_NAME_CHARS_MAX, what)?;
    let name = AccountName::parse(text).filter(|name| name.as_str() == text);
    name.ok_or(RecordError::Refused { what, at })
}

fn read_password(reader: &mut Reader<'_>) -> Read<PasswordMark> {
    let (what, at) = ("mark of a password", reader.at());
    let mark = reader.text(PASSWORD_MARK_BYTES_MAX, what)?;
    PasswordMark::new(mark).ok_or(RecordError::Refused { what, at })
}

const OPERATOR: u8 = 1;
const SUPPORT: u8 = 2;
const AUDITOR: u8 = 3;
const OFFICE: u8 = 4;
const SYSTEM: u8 = 5;

fn put_role(out: &mut impl Sink, role: Role) {
    let (word, of) = match role {
        Role::Operator => (OPERATOR, 0),
        Role::Support => (SUPPORT, 0),
        Role::Auditor => (AUDITOR, 0),
        Role::Office(office) => (OFFICE, office.0),
        Role::System(scopes) => (SYSTEM, scopes.bits().into()),
    };
    out.put_u8(word);
    out.put_u32(of);
}

fn read_role(reader: &mut Reader<'_>) -> Read<Role> {
    let (what, at) = ("role", reader.at());
    let (word, of) = (reader.u8(what)?, reader.u32("office or scopes of a role")?);
    match (word, of) {
        (OPERATOR, 0) => Ok(Role::Operator),
        (SUPPORT, 0) => Ok(Role::Support),
        (AUDITOR, 0) => Ok(Role::Auditor),
        (OFFICE, office) => Ok(Role::Office(OfficeId(office))),
        (SYSTEM, bits) => {
            let scopes = u8::try_from(bits).ok().and_then(Scopes::from_bits);
            scopes.map(Role::System).ok_or(RecordError::Refused { what, at })
        }
        (OPERATOR | SUPPORT | AUDITOR, _) => Err(RecordError::Refused { what, at }),
        (found, _) => Err(RecordError::Unlisted { what, at, found }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn an_account_comes_back_and_opens_under_no_other_number() {
        let keys = StaffKeys::of_known_secret([5; 32]);
        let account = samples::account();
        let value = seal_account(&keys, &account).expect("chance is there");
        assert_eq!(open_account(&keys, &value).expect("our own bytes"), account);
        let mut other = value.clone();
        other[1] ^= 1;
        assert!(matches!(open_account(&keys, &other), Err(RecordError::Seal(_))));
        let mut newer = value;
        newer[0] = 2;
        assert!(matches!(open_account(&keys, &newer), Err(RecordError::Unlisted { .. })));
    }

    #[test]
    fn a_system_keeps_its_byte_and_its_scopes() {
        for bits in 1..=Scopes::ALL.bits() {
            let role = Role::System(Scopes::from_bits(bits).expect("some scopes"));
            let mut bytes = Vec::new();
            put_role(&mut bytes, role);
            assert_eq!(bytes, [5, bits, 0, 0, 0]);
            assert_eq!(read_role(&mut Reader::new(&bytes)).expect("our own bytes"), role);
        }
        for wrong in [[5, 0, 0, 0, 0], [5, 32, 0, 0, 0], [5, 1, 1, 0, 0]] {
            assert!(read_role(&mut Reader::new(&wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_text_that_was_cut_is_refused() {
        let text = plain_account(&samples::account());
        for cut in 1..text.len() {
            assert!(account_of(AccountNo(1), &text[..text.len() - cut]).is_err(), "{cut}");
        }
    }
}
