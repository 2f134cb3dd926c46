//! Every address of the bank.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};

use super::state::SadadState;
use super::{control, purchase_page, result_page, token_call, verify_call};

const BODY_BYTES_MAX: usize = 16 * 1024;

const CSS: &str = include_str!("../../templates/sadad/sadad.css");
const JS: &str = include_str!("../../templates/sadad/sadad.js");
/// The same font as the shop's, so that a machine without Persian fonts shows the page right.
const FONT: &[u8] = include_bytes!("../../../static/vazirmatn.woff2");

/// Only its own style, script and font; forms and beacons may go to any merchant.
const CONTENT_SECURITY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     font-src 'self'; connect-src http: https:; frame-ancestors 'none'; base-uri 'none'";

/// The whole bank, with absolute paths and no state left to give.
pub fn router(bank: SadadState) -> Router {
    let pages = Router::new()
        .route("/VPG/Purchase", get(purchase_page::show).post(purchase_page::submit))
        .route("/VPG/Purchase/Result", get(result_page::show))
        .layer(middleware::from_fn(page_headers));
    let services = Router::new()
        .route("/VPG/api/v0/Request/PaymentRequest", post(token_call::handle))
        .route("/VPG/api/v0/Advice/Verify", post(verify_call::handle));
    let control = Router::new()
        .route("/control/sadad/faults", get(control::faults).put(control::set_faults))
        .route("/control/sadad/reset", post(control::reset))
        .route("/control/sadad/clock", put(control::set_clock))
        .route("/control/sadad/ledger", get(control::ledger))
        .route("/control/sadad/pay", post(control::pay));
    let assets = Router::new()
        .route("/VPG/assets/sadad.css", get(async || asset("text/css; charset=utf-8", CSS)))
        .route("/VPG/assets/sadad.js", get(async || asset("text/javascript; charset=utf-8", JS)))
        .route("/VPG/assets/vazirmatn.woff2", get(async || asset("font/woff2", FONT)));
    pages
        .merge(services)
        .merge(control)
        .merge(assets)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(bank)
}

fn asset(content_type: &'static str, content: impl IntoResponse) -> Response {
    let cache = (header::CACHE_CONTROL, "public, max-age=3600");
    ([(header::CONTENT_TYPE, content_type), cache], content).into_response()
}

/// A page with card fields is kept by no cache and framed by nobody.
async fn page_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
