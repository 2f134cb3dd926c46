//! The tariff as the conditions page shows it, until operators edit one.

use nobat_domain::ids::Day;
use nobat_domain::money::Rial;

use crate::pages::conditions::{FeeKind, FeeRow};

/// 1 Farvardin 1403, the year of the article that lists these fees.
pub const TARIFF_SINCE: Day = Day(19_802);

/// The fees of the law; the first issue costs what this server asks for.
#[must_use]
pub fn fees(first_issue: Rial) -> Vec<FeeRow> {
    let listed = [
        (FeeKind::FirstLoss, 720_000),
        (FeeKind::SecondLoss, 120_000),
        (FeeKind::FurtherLoss, 180_000),
        (FeeKind::Replacement, 50_000),
        (FeeKind::Signature, 40_000),
    ];
    let row = |(kind, amount)| FeeRow {
        kind,
        fee: Rial::new(amount).expect("the listed fees are amounts"),
    };
    std::iter::once(FeeRow { kind: FeeKind::FirstIssue, fee: first_issue })
        .chain(listed.map(row))
        .collect()
}
