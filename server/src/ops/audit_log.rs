//! The audit, read by people.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use nobat_domain::ids::Sequence;
use nobat_domain::staff::{Subject, Who};
use nobat_engine::{AUDIT_PAGE, AuditEntry};

use super::announcing::moment;
use crate::app::App;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::audit_log::{AuditLog, AuditRow};
use crate::persian::digits::persian;
use crate::persian::{Language, Value};
use crate::problem;
use crate::staff::Inside;

/// Bytes of a request's key that are shown: enough to see which entries are about one request.
const KEY_BYTES_SHOWN: usize = 4;

/// GET: a page, the newest first.
pub async fn show(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = Typed::read(query.unwrap_or_default().as_bytes());
    let before = query.text("before").parse().ok().map(Sequence);
    let entries = match app.engine.audit(before).await {
        Ok(entries) => entries,
        Err(error) => return problem::machine(&app, error),
    };
    // The last one named is the first that broke.
    let broken = entries.iter().rev().find(|entry| !entry.holds);
    let chain = match broken {
        None => Language::Persian.say("ops-audit-holds").into_owned(),
        Some(entry) => {
            let number = Value::count(entry.number);
            Language::Persian.fill("ops-audit-broken", &[("number", number)])
        }
    };
    let more = entries.len() == AUDIT_PAGE;
    let older = entries.last().filter(|_| more);
    problem::private(AuditLog {
        frame: inside.frame(address::AUDIT),
        holds: broken.is_none(),
        chain,
        older: older.map(|entry| format!("{}?before={}", address::AUDIT, entry.sequence.0)),
        rows: entries.iter().map(|entry| row(&app, &inside, entry)).collect(),
    })
}

fn row(app: &App, inside: &Inside, entry: &AuditEntry) -> AuditRow {
    let named = |no| inside.staff.book.by_no(no).map(|account| account.name.as_str().to_owned());
    let by_number = |number: u32| persian(number);
    AuditRow {
        number: persian(entry.number),
        at: moment(entry.at),
        who: match entry.who {
            Who::Machine => Language::Persian.say("ops-audit-machine").into_owned(),
            Who::Account(no) => named(no).unwrap_or_else(|| by_number(no.0)),
        },
        deed: entry.deed,
        subject: match entry.subject {
            Subject::Nobody => String::new(),
            Subject::Account(no) => named(no).unwrap_or_else(|| by_number(no.0)),
            Subject::Announcement(no) => by_number(no.0),
            Subject::Office(office) => {
                let board = app.engine.board();
                let facts = board.directory().office(office);
                facts.map_or_else(|| by_number(office.0), |facts| facts.name.clone())
            }
            Subject::Request(key) => {
                let shown = key.0.iter().take(KEY_BYTES_SHOWN);
                shown.map(|byte| format!("{byte:02x}")).collect()
            }
        },
        words: entry.words.clone(),
        holds: entry.holds,
    }
}
