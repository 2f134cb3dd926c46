//! What services cost is journaled like everything else.

use nobat_domain::ids::Day;
use nobat_domain::money::Rial;
use nobat_domain::tariff::{Fee, Service, TariffRefusal};

use crate::support::{config, must_be_sound, with_engine};

fn fee(service: Service, from: i32, fee: i64) -> Fee {
    Fee { service, from: Day(from), fee: Rial::new(fee).expect("an amount") }
}

#[test]
fn a_fee_that_was_put_is_there_after_a_restart_and_stays_what_it_was() {
    let dir = tempfile::tempdir().expect("a folder");
    let first = fee(Service::FirstIssue, 17_574, 1_000);
    let ahead = fee(Service::FirstIssue, i32::MAX, 600_000);
    with_engine(&config(dir.path()), async |engine| {
        assert_eq!(engine.tariff().rows().len(), 0, "nothing is asked by silence");
        for row in [first, ahead] {
            assert_eq!(engine.put_fee(row).await.expect("there is room"), Ok(()));
        }
    });
    with_engine(&config(dir.path()), async |engine| {
        let tariff = engine.tariff();
        assert_eq!(tariff.rows().collect::<Vec<_>>(), [first, ahead]);
        let late = fee(Service::FirstIssue, 17_574, 5);
        let refused = engine.put_fee(late).await.expect("there is room");
        assert_eq!(refused, Err(TariffRefusal::NotAhead));
        assert_eq!(engine.tariff(), tariff);
    });
    must_be_sound(dir.path());
}
