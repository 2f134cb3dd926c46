//! The fees of the demo: for a first issue what the guide's own page asks, and for all else the
//! fees of the law as the citizens' article of 1403 lists them.

use nobat_domain::ids::Day;
use nobat_domain::money::Rial;
use nobat_domain::tariff::{Fee, Service};

/// 23 Bahman 1396, the day of the guide.
const GUIDE: Day = Day(17_574);
/// 1 Farvardin 1403.
const ARTICLE: Day = Day(19_802);

const FEES: [(Service, Day, i64); 6] = [
    (Service::FirstIssue, GUIDE, 1_000),
    (Service::FirstLoss, ARTICLE, 720_000),
    (Service::SecondLoss, ARTICLE, 120_000),
    (Service::FurtherLoss, ARTICLE, 180_000),
    (Service::Replacement, ARTICLE, 50_000),
    (Service::Signature, ARTICLE, 40_000),
];

/// Every row.
#[must_use]
pub fn fees() -> Vec<Fee> {
    let row = |(service, from, fee)| Fee {
        service,
        from,
        fee: Rial::new(fee).expect("the listed fees are amounts"),
    };
    FEES.into_iter().map(row).collect()
}
