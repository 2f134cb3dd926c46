//! The map of the site, on one screen.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use nobat_domain::staff::Power;

use crate::api;
use crate::app::App;
use crate::callback::bank_return;
use crate::citizen::{
    change, choose, confirm, delivery, documents, earlier, email, entry, erasing, give_back,
    installed, leave, opening, own_data, pay, receipt, register, result, tracking,
};
use crate::messages::callback as reports;
use crate::middleware::{body, dress, figures, guard, language, session, shrink};
use crate::office::{completion, day, facts, finding as office_finding, scan};
use crate::ops::{
    accounts, announcing, audit_log, board, erasing as ops_erasing, finding, health, messages,
    mistake, offices, reversing, switching, tariff,
};
use crate::pages::system::SystemCase;
use crate::pages::{self, address, assets};
use crate::ussd::callback as ussd;
use crate::{problem, staff};

/// Everything that this server answers.
pub fn router(app: App) -> Router {
    let returns = format!("{}/{{bank}}", address::PAY_RETURN);
    let manifests = format!("{}/{{name}}", address::APP);
    let offline = format!("{}/{{code}}", address::OFFLINE);
    Router::new()
        .merge(citizens(&app))
        .route(&manifests, get(installed::manifest))
        .route(&offline, get(installed::offline))
        .route(address::WORKER, get(installed::worker))
        .merge(counter(&app))
        .merge(api::router(&app))
        .merge(
            board::routes()
                .with_state(app.board.clone())
                .route_layer(from_fn_with_state(app.clone(), staff::board_gate)),
        )
        .route(&returns, post(bank_return::back).get(bank_return::reloaded))
        .route(ussd::CALL, get(ussd::call).post(ussd::call))
        .route(ussd::ENDED, get(ussd::ended).post(ussd::ended))
        .route(reports::REPORT, get(reports::reported))
        .route("/static/{name}", get(asset))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(app.clone(), body::whole))
        .layer(from_fn_with_state(app.clone(), dress::dress))
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .layer(from_fn_with_state(app.clone(), language::choose))
        .layer(from_fn(shrink::shrink))
        .layer(from_fn(figures::measure))
        .with_state(app)
}

/// The pages of citizens, each of which prolongs the session.
fn citizens(app: &App) -> Router<App> {
    Router::new()
        .route(address::ENTRY, get(entry::show).post(entry::enter))
        .route(address::QUESTION, post(entry::swap).get(entry::elsewhere))
        .route(address::WITHOUT_QUESTION, post(entry::without).get(entry::elsewhere))
        .route(address::PROCESS, get(entry::process))
        .route(address::CONDITIONS, get(entry::conditions))
        .route(address::TRACK, get(tracking::show).post(tracking::find))
        .route(address::LEAVE, post(leave::leave))
        .route(address::REGISTER, get(register::show).post(register::submit))
        .route(address::REGISTER_LUNAR, post(register::lunar).get(register::show))
        .route(address::REGISTER_FAMILY, post(register::family).get(register::show))
        .route(address::REGISTER_OFFICES, post(register::find).get(register::show))
        .route(address::REGISTER_DRAFT, post(register::draft))
        .route(address::REGISTER_CLEAR, post(register::clear).get(register::show))
        .route(address::REGISTER_CLEARED, post(register::cleared).get(register::show))
        .route(address::PAY, post(pay::again).get(confirm::show))
        .route(address::PAY_CHECKING, get(pay::checking))
        .route(address::PAY_FAILED, get(pay::failed))
        .route(address::CONFIRM, get(confirm::show).post(confirm::accept))
        .route(address::CHOOSE, get(choose::show).post(choose::submit))
        .route(address::CHOOSE_OFFICES, post(choose::find).get(choose::show))
        .route(address::RESULT, get(result::show))
        .route(address::PRINT, get(receipt::print))
        .route(address::SAVE, get(receipt::save))
        .route(address::RECEIPT_PDF, get(receipt::pdf))
        .route(address::RECEIPT_HTML, get(receipt::html))
        .route(address::APPOINTMENT, get(receipt::appointment))
        .route(address::EMAIL, get(email::show).post(email::send))
        .route(address::EDIT, get(change::edit).post(change::edited))
        .route(address::EDIT_LUNAR, post(change::edit_again).get(change::edit))
        .route(address::EDIT_FAMILY, post(change::edit_again).get(change::edit))
        .route(address::MOBILE, get(change::mobile).post(change::mobile_changed))
        .route(address::MOVE, get(change::moving).post(change::moved))
        .route(address::DELIVERY, get(delivery::show).post(delivery::change))
        .route(address::DELIVERY_OFFICES, post(delivery::find).get(delivery::show))
        .route(address::DATA, get(own_data::show))
        .route(address::DATA_JSON, get(own_data::json))
        .route(address::DATA_HTML, get(own_data::html))
        .route(address::ERASE, get(erasing::show).post(erasing::erase))
        .route(address::NEW_REQUEST, get(opening::show).post(opening::open))
        .route(address::DOCUMENTS, get(documents::show).post(documents::send))
        .route(address::PICTURE, get(documents::picture))
        .route(address::GIVE_BACK, get(give_back::show).post(give_back::give_back))
        .route(address::EARLIER, get(earlier::show).post(earlier::wait))
        .route(address::EARLIER_LEAVE, post(earlier::leave).get(earlier::show))
        .route(address::EARLIER_ACCEPT, post(earlier::accept).get(earlier::show))
        .route(address::EARLIER_DECLINE, post(earlier::decline).get(earlier::show))
        .route(address::MOVE_OFFICES, post(change::moving_find).get(change::moving))
        .layer(from_fn_with_state(app.clone(), session::slide))
}

/// The pages behind the counter: each room with the power that opens it.
fn counter(app: &App) -> Router<App> {
    use pages::counter::address as at;
    let announcing = get(announcing::show).post(announcing::publish);
    let announcing = Router::new()
        .route(at::ANNOUNCEMENTS, announcing)
        .route(at::WITHDRAW, post(announcing::withdraw).get(announcing::show));
    let seen = Router::new().route(at::TARIFF, get(tariff::show));
    let set = Router::new().route(at::NEW_TARIFF, get(tariff::form).post(tariff::announce));
    let mistakes = Router::new().route(at::MISTAKE, get(mistake::show).post(mistake::mark));
    let reversals = Router::new()
        .route(at::REVERSALS, get(reversing::list))
        .route(at::REVERSAL, get(reversing::show).post(reversing::reverse));
    let offices = Router::new().route(at::OFFICES, get(offices::show).post(offices::save));
    let switches = Router::new().route(at::SWITCHES, get(switching::show).post(switching::switch));
    let accounts = Router::new()
        .route(at::ACCOUNTS, get(accounts::show).post(accounts::make))
        .route(at::RESET, post(accounts::reset).get(accounts::show))
        .route(at::CLOSE, post(accounts::close).get(accounts::show));
    let finding = Router::new().route(at::SEARCH, get(finding::show).post(finding::find));
    let erasure = Router::new().route(at::ERASURE, get(ops_erasing::show).post(ops_erasing::erase));
    let told = Router::new().route(at::MESSAGES, get(messages::show));
    let audit = Router::new().route(at::AUDIT, get(audit_log::show));
    let day = Router::new()
        .route(at::OFFICE, get(day::show))
        .route(at::OFFICE_FIND, post(office_finding::find).get(day::show))
        .route(at::OFFICE_STEP, post(completion::act).get(day::show))
        .route(at::OFFICE_PAPER, post(day::paper).get(day::show))
        .route(at::OFFICE_SCAN, post(scan::show).get(day::show))
        .route(at::OFFICE_SETTLE, post(completion::settle).get(day::show));
    let own = Router::new().route(at::PROFILE, get(facts::own).post(facts::save_own));
    let rooms = [
        (Power::Announce, announcing),
        (Power::SeeTariff, seen),
        (Power::SetTariff, set),
        (Power::FindMistake, mistakes),
        (Power::ReverseMoney, reversals),
        (Power::KeepOffices, offices),
        (Power::KeepSwitches, switches),
        (Power::KeepAccounts, accounts),
        (Power::FindRequest, finding),
        (Power::EraseRequest, erasure),
        (Power::SeeMessages, told),
        (Power::ReadAudit, audit),
        (Power::SeeDay, day),
        (Power::KeepOwnOffice, own),
    ];
    let opened = rooms.into_iter().map(|(power, routes)| staff::room(app, power, routes));
    opened.fold(staff::steps(), Router::merge)
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = assets::find(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let fixed = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    match asset.packed(|encoding| shrink::accepts(&headers, encoding)) {
        Some((encoding, bytes)) => {
            (fixed, [(header::CONTENT_ENCODING, encoding)], bytes).into_response()
        }
        None => (fixed, asset.bytes).into_response(),
    }
}

async fn not_found(State(app): State<App>) -> Response {
    problem::page(&app, SystemCase::NotFound)
}

async fn wrong_method(State(app): State<App>) -> Response {
    problem::page(&app, SystemCase::MethodFault)
}
