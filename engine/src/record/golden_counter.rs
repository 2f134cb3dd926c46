//! Bytes of what the counter keeps, written out once: a change of them is a change of format.

use super::account;
use super::golden::hex;
use super::samples::{self, REQUEST, moment};
use super::*;
use crate::keyring::StaffKeys;
use nobat_domain::staff::{AccountNo, Deed, Entry, Subject, Who};

/// Behind the clear part of an account: as it is before sealing.
const ACCOUNT_HEAD: &str = "01 04030201";
const ACCOUNT: &str = "14131211 24232221 05 7a61687261 04 53525100 02 02 05 246d61726b
    01 6161616161616161616161616161616161616161 0807060504030201
    02 7171717171717171717171717171717171717171717171717171717171717171
       7272727272727272727272727272727272727272727272727272727272727272 090000009001";
const ANNOUNCEMENTS: &str = "01 04030201 14131211 01 08070605 150000009001 160000009001
    0800 d981d8b1d8afd8a7 0800 746f6d6f72726f77";
/// An entry up to its link, and behind it up to its sealed words.
const AUDIT_HEAD: &str = "0b 01 9000 080000009001 0d0c0b0a0000
    4141414141414141414141414141414141414141414141414141414141414141";
const AUDIT_TAIL: &str = "04030201 09 03 72657175 6573742d 6f662d73 69787465 2100";

#[test]
fn accounts_and_announcements_keep_their_bytes() {
    let account = samples::account();
    assert_eq!(*account::plain_account(&account), hex(ACCOUNT));
    assert_eq!(account::account_of(account.no, &hex(ACCOUNT)).expect("golden"), account);
    let keys = StaffKeys::of_known_secret([1; 32]);
    let sealed = seal_account(&keys, &account).expect("chance is there");
    assert_eq!(sealed[..5], hex(ACCOUNT_HEAD));
    assert_eq!(account_setting(account.no), "account/0016909060");

    let announcements = samples::announcements();
    assert_eq!(announcements_bytes(&announcements), hex(ANNOUNCEMENTS));
    assert_eq!(announcements_of(&hex(ANNOUNCEMENTS)).expect("golden"), announcements);
}

#[test]
fn an_entry_of_the_audit_keeps_its_bytes() {
    let keys = StaffKeys::of_known_secret([1; 32]);
    let end = ChainEnd { number: 0x0a0b_0c0c, link: [0x41; 32] };
    let entry = Entry {
        who: Who::Account(AccountNo(0x0102_0304)),
        deed: Deed::LookedUp,
        subject: Subject::Request(REQUEST),
        words: "fraud".to_owned(),
    };
    let mut out = Vec::new();
    let next = write_audit(&keys, &end, moment(8), &entry, &mut out).expect("short");
    assert_eq!(out[..48], hex(AUDIT_HEAD));
    assert_eq!(out[80..80 + hex(AUDIT_TAIL).len()], hex(AUDIT_TAIL));
    let read = audit_of(&out).expect("our own bytes");
    assert!(read.follows(&end) && read.is_linked(&keys) && read.end() == next);
    assert_eq!(read.words(&keys).expect("our own key"), "fraud");
}
