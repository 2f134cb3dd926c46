//! The language of each answer: what the link or button in the header asks for now, or what it was
//! asked for last time, or Persian. It is kept in a cookie of its own, so that addresses on
//! receipts, in messages and at the banks are the same in every language.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;

use crate::api;
use crate::app::App;
use crate::extract::language::{Reader, Spoken, speaking};
use crate::pages::address::LANGUAGE;
use crate::persian::Language;
use crate::way;

/// Longer than a request takes from the first page to the card.
const KEPT_FOR_S: u32 = 365 * 24 * 60 * 60;

/// Answers in the language chosen. A page that was only asked for is sent for anew under its own
/// address, so that the choice never stands in a bookmark; a form is answered at once.
pub async fn choose(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(api::ROOT) {
        let language = accepted(request.headers());
        let spoken = Spoken { language, here: String::new(), reader: Reader::Program };
        return speaking(spoken, next.run(request)).await;
    }
    let (asked, here) = read(request.uri());
    if let Some(language) = asked
        && matches!(*request.method(), Method::GET | Method::HEAD)
    {
        return keep(&app, language, way::to(&here));
    }
    let language = asked.or_else(|| kept(request.headers())).unwrap_or_default();
    let mut response =
        speaking(Spoken { language, here, reader: Reader::Person }, next.run(request)).await;
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

/// The language that a program asks for by `Accept-Language`: of those that the catalogues know,
/// the one wanted most, and of two the one that was named first.
fn accepted(headers: &HeaderMap) -> Language {
    let text = headers.get(header::ACCEPT_LANGUAGE).and_then(|text| text.to_str().ok());
    let mut best = (Language::default(), 0);
    for wish in text.unwrap_or_default().split(',') {
        let (tag, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
        let code = tag.trim().split('-').next().unwrap_or_default();
        if let Some(language) = Language::of(code)
            && thousandths(weight) > best.1
        {
            best = (language, thousandths(weight));
        }
    }
    best.0
}

/// `q=0.8` as 800; what cannot be read wishes nothing.
fn thousandths(weight: &str) -> u32 {
    let text = weight.trim().strip_prefix("q=").unwrap_or_default();
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || rest.len() > 3 || !figures(rest) {
        return 0;
    }
    format!("{whole}{rest:0<3}").parse().unwrap_or_default()
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
    fn a_program_is_answered_in_the_language_it_wants_most() {
        let known = [
            (None, Language::Persian),
            (Some("en"), Language::English),
            (Some("en-GB, fa;q=0.5"), Language::English),
            (Some("fr, fa-IR;q=0.7, en;q=0.8"), Language::English),
            (Some("en;q=0.5, fa;q=0.5"), Language::English),
            (Some("en;q=0, *"), Language::Persian),
            (Some("en;q=much"), Language::Persian),
        ];
        for (text, language) in known {
            let mut headers = HeaderMap::new();
            if let Some(text) = text {
                headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text));
            }
            assert_eq!(accepted(&headers), language, "{text:?}");
        }
    }

    #[test]
    fn the_way_back_never_names_another_host() {
        assert_eq!(read_of("//evil.example/?language=en").1, "/evil.example/");
    }
}
