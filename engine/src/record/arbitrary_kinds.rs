//! What one request after another adds to the values that tests write and read.

use super::arbitrary::{bookings, codes, moments, moneys, references};
use super::arbitrary_long::scans;
use nobat_domain::earlier::Scope;
use nobat_domain::person::AreaCode;
use nobat_domain::request::{Issued, Past, Reversed, Scan};
use nobat_domain::tariff::Service;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub(super) fn services() -> impl Strategy<Value = Service> {
    select(Service::ALL.to_vec())
}

pub(super) fn all_issued() -> impl Strategy<Value = Issued> {
    let all = any::<(u8, u8, bool, bool)>();
    all.prop_map(|(cards, losses, signed, mistaken)| Issued { cards, losses, signed, mistaken })
}

pub(super) fn past_requests() -> impl Strategy<Value = Past> {
    (services(), codes(), bookings(), moments())
        .prop_map(|(service, code, booking, ended_at)| Past { service, code, booking, ended_at })
}

pub(super) fn reversals() -> impl Strategy<Value = Reversed> {
    (moneys(), moments(), references()).prop_map(|(money, at, reference)| Reversed {
        money,
        at,
        reference,
    })
}

pub(super) fn sent_scans() -> impl Strategy<Value = (Option<Scan>, u8)> {
    (option::of(scans()), any::<u8>())
}

pub(super) fn wishes() -> impl Strategy<Value = (AreaCode, Scope)> {
    let area = |number: u8| AreaCode::parse(&number.to_string()).expect("two digits");
    ((10_u8..=99).prop_map(area), select(vec![Scope::Office, Scope::Area]))
}
