//! Which mobile served whom: derived from the journal, so neither a stop nor a crash forgets it.

use nobat_domain::ids::RequestKey;
use nobat_domain::limits::MOBILE_SPAN;
use nobat_domain::person::Mobile;
use nobat_domain::request::{Choice, RequestCommand, mobile_span};
use nobat_engine::EngineHandle;
use nobat_engine::storage::ServedRow;

use crate::support::{Citizen, config, country, crashed, details, is, must_be_sound, with_engine};

const OTHER: &str = "09351234567";

/// The requests that a mobile served, in this span of time and the one before it.
fn served(engine: &EngineHandle, mobile: Mobile) -> Vec<RequestKey> {
    let number = engine.number_of(mobile);
    let rows = engine.served_lately().expect("the tables read");
    let mut keys: Vec<_> =
        rows.into_iter().filter(|row| row.mobile == number).map(|row| row.request).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// One holds a seat, the second changes to another mobile, the third only entered.
async fn three(engine: &EngineHandle) -> Vec<Choice> {
    let choices = country(engine, 9).await;
    for n in [1, 2] {
        Citizen::new(engine, n).hold(choices[0]).await.expect("there is room");
    }
    let mobile = Mobile::parse(OTHER).expect("a mobile");
    let changed = Citizen::new(engine, 2).ask(RequestCommand::ChangeMobile { mobile }).await;
    is(changed.expect("there is room"));
    Citizen::new(engine, 3).enter().await.expect("there is room");
    choices
}

fn must_be_known(engine: &EngineHandle) {
    let keys = |of: &[u32]| {
        let mut keys: Vec<_> = of.iter().map(|n| Citizen::new(engine, *n).key).collect();
        keys.sort_unstable();
        keys
    };
    assert_eq!(served(engine, details().mobile), keys(&[1, 2]));
    assert_eq!(served(engine, Mobile::parse(OTHER).expect("a mobile")), keys(&[2]));
}

#[test]
fn a_start_knows_which_mobile_served_whom_after_a_stop_and_after_a_crash() {
    let dir = tempfile::tempdir().expect("a folder");
    let left = crashed(dir.path(), async |engine| drop(three(&engine).await));
    for dir in [dir.path(), left.path()] {
        with_engine(&config(dir), async |engine| must_be_known(&engine));
        must_be_sound(dir);
    }
}

#[test]
fn a_day_or_so_later_it_is_forgotten_and_its_rows_are_gone() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choices = three(&engine).await;
        engine.skip(MOBILE_SPAN);
        Citizen::new(&engine, 4).hold(choices[1]).await.expect("there is room");
        while engine.positions().1 < engine.positions().0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(served(&engine, details().mobile).len(), 3, "the span before counts still");
        engine.skip(MOBILE_SPAN);
        Citizen::new(&engine, 5).hold(choices[1]).await.expect("there is room");
        while engine.positions().1 < engine.positions().0 {
            tokio::task::yield_now().await;
        }
        let rows: Vec<ServedRow> = engine.served_lately().expect("the tables read");
        let now = mobile_span(engine.now());
        let spans: Vec<_> = rows.iter().map(|row| (now - row.span, row.request)).collect();
        let key = |n| Citizen::new(&engine, n).key;
        assert_eq!(spans, [(1, key(4)), (0, key(5))]);
    });
    must_be_sound(dir.path());
}
