//! What services cost: in force, announced and before; and the form that announces more, which
//! shows every amount once more before it holds.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use nobat_domain::calendar::SolarDate;
use nobat_domain::ids::Day;
use nobat_domain::money::Rial;
use nobat_domain::person::fold::fold_digits;
use nobat_domain::staff::{Deed, StaffRefusal, Subject};
use nobat_domain::tariff::{Fee, Service, Tariff};
use nobat_engine::{day_of, tariff_stamp};

use crate::app::App;
use crate::extract::Typed;
use crate::pages::conditions::service_key;
use crate::pages::counter::address;
use crate::pages::counter::frame::CounterFaults;
use crate::pages::counter::tariff::{
    Amount, BACK, Change, Doubt, NewTariff, SERVICES, SURE, TariffPage, TariffRow, field_of,
};
use crate::persian::amounts::{grouped, rials};
use crate::persian::{Language, dates};
use crate::staff::{self, Inside};
use crate::{problem, way};

/// A fee so many times the one before, or less than that part of it, is more likely toman for rial.
const FAR: i128 = 10;

/// GET: what is asked today, what will be, and what has been.
pub async fn show(State(app): State<App>, Extension(inside): Extension<Inside>) -> Response {
    let tariff = app.engine.tariff();
    let today = day_of(app.engine.now());
    let written = |row: Fee| (dates::in_words(row.from), rials(row.fee));
    let rows = SERVICES.map(|service| TariffRow {
        service,
        now: tariff.valid(service, today).map(written),
        configured: app.fee_of(service).map(rials),
        ahead: tariff
            .rows()
            .filter(|row| row.service == service && row.from > today)
            .map(written)
            .collect(),
        before: before(&tariff, service, today).into_iter().map(written).collect(),
    });
    problem::private(TariffPage { frame: inside.frame(address::TARIFF), rows: rows.to_vec() })
}

/// What was asked before the fee of today, the newest first.
fn before(tariff: &Tariff, service: Service, today: Day) -> Vec<Fee> {
    let mut past: Vec<Fee> =
        tariff.rows().filter(|row| row.service == service && row.from <= today).collect();
    past.pop();
    past.reverse();
    past
}

/// GET: the form, with nothing in it.
pub async fn form(State(app): State<App>, Extension(inside): Extension<Inside>) -> Response {
    problem::private(page(&app, &inside, &Typed::default(), CounterFaults::default()))
}

/// POST: fees from a day ahead on; all that were typed, or none. First they are shown as they would
/// be asked; only the second word, from that page, lets them hold.
pub async fn announce(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    if typed.has(BACK) {
        return problem::private(page(&app, &inside, &typed, CounterFaults::default()));
    }
    let seen = app.engine.tariff();
    if typed.text("seen") != tariff_stamp(&seen) {
        // Somebody else was quicker: what was typed stays, and the page shows what holds now.
        let faults = CounterFaults::of("from", "ops-tariff-stale");
        return problem::refused(page(&app, &inside, &typed, faults));
    }
    let today = day_of(app.engine.now());
    let mut faults = CounterFaults::default();
    let fees = read(&typed, today, &mut faults);
    if !faults.is_empty() {
        return problem::refused(page(&app, &inside, &typed, faults));
    }
    let next = match seen.with(&fees, today) {
        Ok(next) => Arc::new(next),
        Err(refusal) => {
            tracing::warn!(?refusal, "fees that the page had let pass");
            let faults = CounterFaults::of("from", "ops-tariff-refused");
            return problem::refused(page(&app, &inside, &typed, faults));
        }
    };
    if !typed.has(SURE) {
        let now = |fee: &Fee| app.fee_of(fee.service);
        let check = fees.iter().map(|fee| change(&seen, *fee, now(fee))).collect();
        let page = page(&app, &inside, &typed, CounterFaults::default());
        return problem::private(NewTariff { check, ..page });
    }
    let entry = inside.entry(Deed::SetTariff, Subject::Nobody, &words(&fees));
    match app.engine.set_tariff(seen, next, entry).await {
        Ok(Ok(())) => way::to(address::TARIFF),
        Ok(Err(StaffRefusal::Stale)) => {
            let faults = CounterFaults::of("from", "ops-tariff-stale");
            problem::refused(page(&app, &inside, &typed, faults))
        }
        Ok(Err(refusal)) => staff::refused(&app, refusal),
        Err(error) => problem::machine(&app, error),
    }
}

/// How a fee differs from the one that it follows.
fn change(tariff: &Tariff, fee: Fee, now: Option<Rial>) -> Change {
    let was = tariff.fee(fee.service, fee.from.plus(-1)).or(now);
    let amount = fee.fee.amount();
    let far = |was: Rial| {
        let (was, new) = (i128::from(was.amount()), i128::from(amount));
        new > was * FAR || new * FAR < was
    };
    Change {
        service: fee.service,
        now: now.map(rials),
        new: (dates::in_words(fee.from), rials(fee.fee)),
        toman: (amount % 10 == 0).then(|| grouped((amount / 10).unsigned_abs())),
        doubt: match was {
            _ if amount == 0 => Some(Doubt::Free),
            Some(was) if far(was) => Some(Doubt::Far),
            _ => None,
        },
    }
}

/// What the audit says of it.
fn words(fees: &[Fee]) -> String {
    let one = |fee: &Fee| {
        let name = Language::Persian.say(service_key(fee.service)).into_owned();
        format!("{}: {name}: {}", dates::in_words(fee.from), rials(fee.fee))
    };
    fees.iter().map(one).collect::<Vec<_>>().join("؛ ")
}

fn read(typed: &Typed, today: Day, faults: &mut CounterFaults) -> Vec<Fee> {
    let from = match SolarDate::parse(typed.text("from")).map(|day| day.to_day()) {
        Ok(from) if from > today => Some(from),
        Ok(_) => {
            faults.add("from", "ops-tariff-from-past");
            None
        }
        Err(_) => {
            faults.add("from", "ops-tariff-from-wrong");
            None
        }
    };
    let mut fees = Vec::new();
    for service in SERVICES {
        let text = typed.text(field_of(service)).trim();
        if text.is_empty() {
            continue;
        }
        match amount(text) {
            Some(fee) => fees.extend(from.map(|from| Fee { service, from, fee })),
            None => faults.add(field_of(service), "ops-tariff-amount-wrong"),
        }
    }
    if SERVICES.iter().all(|service| typed.text(field_of(*service)).trim().is_empty()) {
        faults.add(field_of(SERVICES[0]), "ops-tariff-empty");
    }
    fees
}

/// Whole rials in any digits, with or without separators of thousands.
fn amount(text: &str) -> Option<Rial> {
    let apart = |sign: &char| matches!(sign, ',' | '٬' | '،' | ' ' | '\u{a0}' | '\u{200c}');
    let plain: String = text.chars().filter(|sign| !apart(sign)).collect();
    let digits = fold_digits(&plain);
    // A sign before it would be folded away like a dash within.
    let whole = !plain.is_empty() && digits.len() == plain.chars().count();
    let whole = whole && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| whole).and_then(Rial::new)
}

fn page(app: &App, inside: &Inside, typed: &Typed, faults: CounterFaults) -> NewTariff {
    let tariff = app.engine.tariff();
    let today = day_of(app.engine.now());
    let amounts = SERVICES.map(|service| {
        let ahead = tariff.ahead(service, today);
        let now = app.fee_of(service).map(rials);
        let ahead = ahead.map(|row| (dates::in_words(row.from), rials(row.fee)));
        Amount { service, typed: typed.text(field_of(service)).to_owned(), now, ahead }
    });
    NewTariff {
        frame: inside.frame(address::NEW_TARIFF),
        seen: tariff_stamp(&tariff),
        from: typed.text("from").to_owned(),
        amounts: amounts.to_vec(),
        check: Vec::new(),
        faults,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_whole_rials_in_any_digits() {
        let read = |text| amount(text).map(Rial::amount);
        assert_eq!(read("۶۰۰٬۰۰۰"), Some(600_000));
        assert_eq!(read("600,000"), Some(600_000));
        assert_eq!(read("٠"), Some(0));
        for wrong in ["", "-5", "1.5", "۵ تومان", "999999999999999", "+5"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_amount_that_is_far_from_the_one_before_is_doubted() {
        let service = Service::FirstIssue;
        let row = |from, fee| Fee { service, from: Day(from), fee: Rial::new(fee).expect("sound") };
        let tariff: Tariff = [row(10, 600_000), row(25, 700_000)].into_iter().collect();
        let now = tariff.fee(service, Day(20));
        let doubt = |from, fee| change(&tariff, row(from, fee), now).doubt;
        assert_eq!([doubt(21, 6_000_000), doubt(21, 60_000)], [None, None]);
        assert_eq!([doubt(21, 6_000_001), doubt(21, 59_999)], [Some(Doubt::Far); 2]);
        assert_eq!(doubt(26, 7_000_000), None, "it follows what is announced");
        assert_eq!(doubt(21, 0), Some(Doubt::Free));
        let first = Fee { service: Service::Signature, ..row(21, 40_000) };
        assert_eq!(change(&tariff, first, None).doubt, None, "nothing was asked before");
        assert_eq!(change(&tariff, row(21, 600_005), now).toman, None, "no whole toman");
        let bare = change(&Tariff::default(), row(21, 60_000), Rial::new(600_001));
        assert_eq!(bare.doubt, Some(Doubt::Far), "beside the fee of the configuration");
    }
}
