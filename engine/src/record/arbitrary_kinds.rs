//! What one request after another adds to the values that tests write and read.

use super::arbitrary::{bookings, codes, moments};
use nobat_domain::request::{Issued, Past};
use nobat_domain::tariff::Service;
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
