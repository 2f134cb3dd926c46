//! The tariff as the conditions page shows it.

use nobat_domain::ids::Day;
use nobat_domain::tariff::{Fee, Service};
use nobat_engine::day_of;

use crate::app::App;
use crate::pages::conditions::{FeeKind, FeeRow};

/// What services cost today, and since when all of it does. A service without a fee is not listed;
/// the first issue costs what this server asks for.
#[must_use]
pub fn fees(app: &App) -> (Day, Vec<FeeRow>) {
    let today = day_of(app.engine.now());
    let tariff = app.engine.tariff();
    let valid: Vec<Fee> =
        Service::ALL.into_iter().filter_map(|service| tariff.valid(service, today)).collect();
    let since = valid.iter().map(|row| row.from).max().unwrap_or(today);
    let first = FeeRow { kind: FeeKind::FirstIssue, fee: app.fee_today() };
    let row = |row: &Fee| Some(FeeRow { kind: shown(row.service)?, fee: row.fee });
    (since, std::iter::once(first).chain(valid.iter().filter_map(row)).collect())
}

const fn shown(service: Service) -> Option<FeeKind> {
    match service {
        // It stands first, whether or not the tariff has it.
        Service::FirstIssue => None,
        Service::FirstLoss => Some(FeeKind::FirstLoss),
        Service::SecondLoss => Some(FeeKind::SecondLoss),
        Service::FurtherLoss => Some(FeeKind::FurtherLoss),
        Service::Replacement => Some(FeeKind::Replacement),
        // The line of the replacement says it.
        Service::OfficersMistake => None,
        Service::Signature => Some(FeeKind::Signature),
    }
}
