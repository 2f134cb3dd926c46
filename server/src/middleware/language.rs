//! The language of each answer: what the link or button in the header asks for now, or what it was
//! asked for last time, or Persian. It is kept in a cookie of its own, so that addresses on
//! receipts, in messages and at the banks are the same in every language.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;

use crate::app::App;
use crate::extract::language::{Spoken, speaking};
use crate::pages::address::LANGUAGE;
use crate::persian::Language;
use crate::way;

/// Longer than a request takes from the first page to the card.
const KEPT_FOR_S: u32 = 365 * 24 * 60 * 60;

/// Answers in the language chosen. A page that was only asked for is sent for anew under its own
/// address, so that the choice never stands in a bookmark; a form is answered at once.
pub async fn choose(State(app): State<App>, request: Request, next: Next) -> Response {
    let (asked, here) = read(request.uri());
    if let Some(language) = asked
        && matches!(*request.method(), Method::GET | Method::HEAD)
    {
        return keep(&app, language, way::to(&here));
    }
    let language = asked.or_else(|| kept(request.headers())).unwrap_or_default();
    let mut response = speaking(Spoken { language, here }, next.run(request)).await;
    if is_page(&response) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
        headers.append(header::VARY, HeaderValue::from_static("cookie"));
    }
    match asked {
        Some(language) => keep(&app, language, response),
        None => response,
    }
}

/// The language that the address asks for, and the address without it.
fn read(uri: &Uri) -> (Option<Language>, String) {
    let mut asked = None;
    let mut here = uri.path().to_owned();
    for part in uri.query().unwrap_or_default().split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((LANGUAGE, code)) => asked = Language::of(code),
            _ => {
                here.push(if here.contains('?') { '&' } else { '?' });
                here.push_str(part);
            }
        }
    }
    // Two slashes would name another host.
    let here = format!("/{}", here.trim_start_matches('/'));
    (asked, here)
}

fn kept(headers: &HeaderMap) -> Option<Language> {
    Language::of(CookieJar::from_headers(headers).get(LANGUAGE)?.value())
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

fn keep(app: &App, language: Language, mut response: Response) -> Response {
    let secure = if app.public_url.starts_with("https://") { "; Secure" } else { "" };
    let code = language.code();
    let cookie =
        format!("{LANGUAGE}={code}; Max-Age={KEPT_FOR_S}; Path=/; SameSite=Lax; HttpOnly{secure}");
    let cookie = HeaderValue::from_str(&cookie).expect("a code of two letters between plain words");
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_of(address: &str) -> (Option<Language>, String) {
        read(&address.parse().expect("an address"))
    }

    #[test]
    fn the_choice_is_taken_out_of_the_address_and_the_rest_stays() {
        let known = [
            ("/", None, "/"),
            ("/?language=en", Some(Language::English), "/"),
            ("/pay/failed?given-up", None, "/pay/failed?given-up"),
            ("/pay/failed?given-up&language=fa", Some(Language::Persian), "/pay/failed?given-up"),
            ("/a?x=1&language=en&y", Some(Language::English), "/a?x=1&y"),
            ("/?language=", None, "/"),
            ("/?language=xx", None, "/"),
        ];
        for (address, asked, here) in known {
            assert_eq!(read_of(address), (asked, here.to_owned()), "{address}");
        }
    }

    #[test]
    fn the_way_back_never_names_another_host() {
        assert_eq!(read_of("//evil.example/?language=en").1, "/evil.example/");
    }
}
