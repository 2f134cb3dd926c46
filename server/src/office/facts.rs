//! The facts of an office, shown with what their gaps cost, and saved through their owner.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use nobat_domain::ids::OfficeId;
use nobat_domain::office::{Capability, Office, OfficePhone};
use nobat_domain::person::fold::fold_digits;
use nobat_domain::staff::{Deed, StaffRefusal, Subject};
use nobat_engine::Snapshot;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::frame::CounterFaults;
use crate::pages::counter::office_facts::{Facts, OfficeFacts, ability_keys};
use crate::pages::system::SystemCase;
use crate::persian::digits::persian;
use crate::staff::{self, Inside};
use crate::{problem, way};

/// In the query of a page whose form was just taken.
pub const SAVED: &str = "saved";
/// Longest address; a record holds three times as many bytes.
const ADDRESS_CHARS_MAX: usize = 300;
const MARK_BYTES: usize = 8;

/// GET: one's own office.
pub async fn own(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    RawQuery(query): RawQuery,
) -> Response {
    let saved = Typed::read(query.unwrap_or_default().as_bytes()).has(SAVED);
    match inside.office() {
        Ok(office) => show(&app, &inside, office, address::PROFILE, saved),
        Err(refused) => refused,
    }
}

/// POST: saves one's own office, whichever the form names.
pub async fn save_own(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    match inside.office() {
        Ok(office) => save(&app, &inside, office, address::PROFILE, &typed).await,
        Err(refused) => refused,
    }
}

/// The office with this number on paper, digits of any script.
#[must_use]
pub fn by_code(board: &Snapshot, code: &str) -> Option<Arc<Office>> {
    let code = fold_digits(code.trim());
    let mut offices = board.directory().offices().iter();
    offices.find(|office| fold_digits(&office.code) == code).cloned()
}

/// The page of one office.
#[must_use]
pub fn show(
    app: &App,
    inside: &Inside,
    id: OfficeId,
    action: &'static str,
    saved: bool,
) -> Response {
    let board = app.engine.board();
    match board.directory().office(id) {
        Some(office) => {
            let page = page(inside, office, action, typed_of(office), CounterFaults::default());
            problem::private(OfficeFacts { saved, ..page })
        }
        None => problem::page(app, SystemCase::NotFound),
    }
}

/// Saves what was typed, if nobody else has changed the office since the form was made.
pub async fn save(
    app: &App,
    inside: &Inside,
    id: OfficeId,
    action: &'static str,
    typed: &Typed,
) -> Response {
    let facts = Facts {
        address: typed.text("address").trim().to_owned(),
        phone: typed.text("phone").trim().to_owned(),
        abilities: Capability::ALL
            .into_iter()
            .filter(|ability| typed.has(ability_keys(*ability).2))
            .collect(),
        seen: typed.text("seen").to_owned(),
    };
    match keep(app, inside, id, &facts).await {
        Ok(()) if action == address::PROFILE => way::to(&format!("{action}?{SAVED}=1")),
        Ok(()) => way::to(&format!("{action}?id={}&{SAVED}=1", id.0)),
        Err(Unsaved::Faulty(seen, faults)) => {
            problem::refused(page(inside, &seen, action, facts, faults))
        }
        Err(Unsaved::Answered(response)) => *response,
    }
}

/// Why the facts of an office stay as they were.
pub enum Unsaved {
    /// With the facts as they are.
    Faulty(Arc<Office>, CounterFaults),
    Answered(Box<Response>),
}

/// Other facts of an office, if nobody else has changed it since these were made of it.
///
/// # Errors
/// [`Unsaved`] says why not.
pub async fn keep(app: &App, inside: &Inside, id: OfficeId, facts: &Facts) -> Result<(), Unsaved> {
    let answered = |response| Unsaved::Answered(Box::new(response));
    let board = app.engine.board();
    let Some(seen) = board.directory().office(id) else {
        return Err(answered(problem::page(app, SystemCase::NotFound)));
    };
    if facts.seen != mark(seen) {
        return Err(answered(staff::refused(app, StaffRefusal::Stale)));
    }
    let mut faults = CounterFaults::default();
    let new = changed(seen, facts, &mut faults);
    if !faults.is_empty() {
        return Err(Unsaved::Faulty(Arc::clone(seen), faults));
    }
    let entry = inside.entry(Deed::ChangedOffice, Subject::Office(id), &difference(seen, &new));
    match app.engine.change_office(Office::clone(seen), new, entry).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(refusal)) => Err(answered(staff::refused(app, refusal))),
        Err(error) => Err(answered(problem::machine(app, error))),
    }
}

fn changed(seen: &Office, facts: &Facts, faults: &mut CounterFaults) -> Office {
    if facts.address.chars().count() > ADDRESS_CHARS_MAX {
        faults.add("address", "ops-profile-address-long");
    }
    let phone = match facts.phone.as_str() {
        "" => None,
        typed => {
            let phone = OfficePhone::parse(&fold_digits(typed));
            if phone.is_none() {
                faults.add("phone", "ops-profile-phone-wrong");
            }
            phone
        }
    };
    Office {
        address: facts.address.clone(),
        phone,
        capabilities: facts.abilities.iter().copied().collect(),
        ..seen.clone()
    }
}

/// What was changed, for the audit.
fn difference(seen: &Office, new: &Office) -> String {
    let mut words = Vec::new();
    if seen.address != new.address {
        words.push("address".to_owned());
    }
    if seen.phone != new.phone {
        words.push("phone".to_owned());
    }
    for ability in Capability::ALL {
        match (seen.capabilities.has(ability), new.capabilities.has(ability)) {
            (false, true) => words.push(format!("+{}", ability.name())),
            (true, false) => words.push(format!("-{}", ability.name())),
            _ => {}
        }
    }
    words.join(" ")
}

/// The same for the same facts.
#[must_use]
pub fn mark(office: &Office) -> String {
    let digest = Sha256::digest(format!("{office:?}").as_bytes());
    digest.iter().take(MARK_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

fn typed_of(office: &Office) -> Facts {
    Facts {
        address: office.address.clone(),
        phone: office.phone.as_ref().map_or_else(String::new, |it| persian(it.as_str())),
        abilities: office.capabilities.iter().collect(),
        seen: mark(office),
    }
}

fn page(
    inside: &Inside,
    office: &Office,
    action: &'static str,
    typed: Facts,
    faults: CounterFaults,
) -> OfficeFacts {
    let cost = office.cost_of_gaps();
    OfficeFacts {
        frame: inside.frame(action),
        action,
        id: office.id.0,
        name: office.name.clone(),
        code: persian(&office.code),
        city: office.city.clone(),
        gaps: office.gaps().collect(),
        lists: cost.lists,
        left_out: cost.left_out,
        typed,
        saved: false,
        faults,
    }
}
