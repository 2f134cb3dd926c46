//! Security headers on every answer, and the refusal of forms that another site sends.

use axum::extract::{Request, State};
use axum::http::header::InvalidHeaderValue;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::api;
use crate::app::{App, Bank};
use crate::pages::address;
use crate::pages::system::SystemCase;
use crate::problem;

/// Refuses what another site sends, and puts the headers on what leaves.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let returns = request.uri().path().starts_with(address::PAY_RETURN);
    // A program is known by its token, which no other site's page can send.
    let program = request.uri().path().starts_with(api::ROOT);
    let foreign = request.method() == Method::POST
        && !returns
        && !program
        && !same_origin(&app.public_url, request.headers());
    let mut response =
        if foreign { problem::page(&app, SystemCase::CsrfFault) } else { next.run(request).await };
    secure(&app, response.headers_mut());
    response
}

/// A browser names the origin of every form it sends; a client that is no browser names none.
fn same_origin(public_url: &str, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) else {
        return !headers.contains_key(header::ORIGIN);
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let named = origin.split_once("://").map(|(_, host)| host);
    origin == public_url || (named.is_some() && named == host)
}

/// What our pages may load and where their forms may lead. A form of ours ends at a bank by a
/// redirect, which browsers hold against `form-action`. The same for every answer, so made once.
///
/// # Errors
/// If a bank's origin cannot stand in a header.
pub fn policy(banks: &[Bank]) -> Result<HeaderValue, InvalidHeaderValue> {
    let banks: Vec<&str> = banks.iter().map(|bank| bank.origin.as_str()).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self' data:; connect-src 'self'; manifest-src 'self'; \
         form-action 'self' {}; base-uri 'none'; frame-ancestors 'none'",
        banks.join(" ")
    );
    HeaderValue::from_str(&policy)
}

fn secure(app: &App, headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, app.policy.clone());
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.public_url.starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("card.example"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_str(origin).expect("plain text"));
        }
        headers
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        let ours = "https://card.example";
        assert!(same_origin(ours, &sent(None)));
        assert!(same_origin(ours, &sent(Some("https://card.example"))));
        assert!(!same_origin(ours, &sent(Some("https://evil.example"))));
        assert!(!same_origin(ours, &sent(Some("null"))));
    }
}
