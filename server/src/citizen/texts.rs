//! The tariff as the conditions page shows it.

use nobat_domain::ids::Day;
use nobat_domain::tariff::{Fee, Service};
use nobat_engine::day_of;

use crate::app::App;
use crate::pages::conditions::FeeRow;

/// What services cost today, since when all of it does, and what is announced. A service without a
/// fee is not listed; the first issue costs what this server asks for.
#[must_use]
pub fn fees(app: &App) -> (Day, Vec<FeeRow>, Vec<Fee>) {
    let today = day_of(app.engine.now());
    let tariff = app.engine.tariff();
    // The line of the replacement says what an officer's mistake costs.
    let listed = || Service::ALL.into_iter().filter(|it| *it != Service::OfficersMistake);
    let valid = listed().filter_map(|service| tariff.valid(service, today));
    let since = valid.map(|row| row.from).max().unwrap_or(today);
    let row = |service| Some(FeeRow { service, fee: app.fee_of(service)? });
    let ahead = listed().filter_map(|service| tariff.ahead(service, today));
    (since, listed().filter_map(row).collect(), ahead.collect())
}
