//! No bare answer reaches a browser: what has only a status gets a page that says what happened.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::PrivateCookieJar;

use crate::app::App;
use crate::citizen::frame;
use crate::extract::Session;
use crate::extract::language::{Reader, spoken};
use crate::pages::system::SystemCase;
use crate::problem;

/// Puts a page in the place of every refusal that has none, whoever refused: the router, an
/// extractor, a limit. Its status and the headers that belong to it stay.
pub async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let cookies = cookies(request.headers());
    let bare = next.run(request).await;
    if !is_bare(&bare) {
        return bare;
    }
    let status = bare.status();
    if spoken().reader == Reader::Program {
        return with_its_headers(problem::page(&app, case(status)), &bare, status);
    }
    let jar = PrivateCookieJar::from_headers(&cookies, app.cookie_key.clone());
    let session = Session::of(&jar).filter(|session| session.alive(&app, app.wall()));
    let around = match &session {
        Some(session) => frame::entered(&app, session),
        None => frame::outside(&app),
    };
    with_its_headers(problem::page_in(around, case(status)), &bare, status)
}

fn with_its_headers(mut page: Response, bare: &Response, status: StatusCode) -> Response {
    *page.status_mut() = status;
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = bare.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

fn cookies(headers: &HeaderMap) -> HeaderMap {
    headers.get_all(header::COOKIE).iter().map(|one| (header::COOKIE, one.clone())).collect()
}

/// Refusals that are pages say so; whatever a program would read is not plain text either.
fn is_bare(response: &Response) -> bool {
    let refuses = response.status().is_client_error() || response.status().is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    refuses && kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

fn case(status: StatusCode) -> SystemCase {
    match status {
        StatusCode::NOT_FOUND => SystemCase::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => SystemCase::MethodFault,
        StatusCode::REQUEST_TIMEOUT => SystemCase::FormLate,
        StatusCode::PAYLOAD_TOO_LARGE => SystemCase::FormTooLong,
        StatusCode::UNAUTHORIZED => SystemCase::SessionOver,
        StatusCode::SERVICE_UNAVAILABLE => problem::BUSY,
        status if status.is_client_error() => SystemCase::Unreadable,
        status => problem::broken_case(&status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::response::{Html, IntoResponse};

    fn answer(status: StatusCode, kind: &'static str) -> Response {
        (status, [(header::CONTENT_TYPE, kind)], Body::empty()).into_response()
    }

    #[test]
    fn a_refusal_without_a_page_is_bare_and_nothing_else_is() {
        assert!(is_bare(&StatusCode::PAYLOAD_TOO_LARGE.into_response()));
        assert!(is_bare(&answer(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8")));
        assert!(is_bare(&StatusCode::INTERNAL_SERVER_ERROR.into_response()));
        assert!(!is_bare(&answer(StatusCode::OK, "text/plain; charset=utf-8")));
        assert!(!is_bare(&answer(StatusCode::CONFLICT, "application/problem+json")));
        assert!(!is_bare(&StatusCode::SEE_OTHER.into_response()));
        assert!(!is_bare(&(StatusCode::NOT_FOUND, Html("<h1>")).into_response()));
    }

    #[test]
    fn every_refusal_has_a_case_whose_page_says_what_it_is() {
        assert_eq!(case(StatusCode::PAYLOAD_TOO_LARGE), SystemCase::FormTooLong);
        assert_eq!(case(StatusCode::REQUEST_TIMEOUT), SystemCase::FormLate);
        for status in [StatusCode::BAD_REQUEST, StatusCode::UNSUPPORTED_MEDIA_TYPE] {
            assert_eq!(case(status), SystemCase::Unreadable);
        }
        for status in [StatusCode::INTERNAL_SERVER_ERROR, StatusCode::NOT_IMPLEMENTED] {
            assert!(matches!(case(status), SystemCase::Broken { .. }));
        }
    }
}
