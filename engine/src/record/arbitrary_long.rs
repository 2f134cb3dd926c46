//! Any long form and any scan, for tests.

use super::arbitrary::{names, national_ids};
use nobat_domain::limits::{CHILDREN_MAX, SPOUSES_MAX};
use nobat_domain::person::BookletNumber;
use nobat_domain::request::{LongForm, Relative, Scan};
use proptest::collection::vec;
use proptest::prelude::*;

fn relatives() -> impl Strategy<Value = Relative> {
    (names(), names(), national_ids()).prop_map(|(first, family, national_id)| Relative {
        first,
        family,
        national_id,
    })
}

pub(super) fn long_forms() -> impl Strategy<Value = LongForm> {
    let booklet =
        "[0-9]{1,10}".prop_map(|text| BookletNumber::parse(&text).expect("up to ten digits"));
    let family = (vec(relatives(), 0..=SPOUSES_MAX), vec(relatives(), 0..=CHILDREN_MAX));
    (names(), names(), booklet, names(), family).prop_map(
        |(first, family, booklet, father, (spouses, children))| LongForm {
            first,
            family,
            booklet,
            father,
            spouses,
            children,
        },
    )
}

pub(super) fn scans() -> impl Strategy<Value = Scan> {
    any::<(u8, u32)>().prop_map(|(no, bytes)| Scan { no, bytes })
}
