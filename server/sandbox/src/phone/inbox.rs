//! The texts that a phone got: from the carrier, and from the outbox of a server without one.

use std::path::PathBuf;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use super::page::PHONE;
use crate::kavenegar::Carrier;
use crate::persian::persian;

/// Texts that are shown, the newest first.
const SHOWN: usize = 50;

/// Where texts come from.
#[derive(Clone)]
pub struct Inbox {
    pub carrier: Carrier,
    /// The folder in which a server puts texts as files: the number, an empty line, the words.
    pub outbox: Option<PathBuf>,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    phone: String,
    texts: Vec<TextRow>,
}

struct TextRow {
    text: String,
    units: String,
}

/// The inbox's page.
pub fn router(inbox: Inbox) -> Router {
    Router::new().route("/phone/inbox", get(show)).with_state(inbox)
}

async fn show(State(inbox): State<Inbox>, RawQuery(query): RawQuery) -> Response {
    let address = format!("http://inbox/?{}", query.unwrap_or_default());
    let url = reqwest::Url::parse(&address).ok();
    let typed = url.and_then(|url| {
        let mut pairs = url.query_pairs();
        pairs.find(|(name, _)| name == "phone").map(|(_, value)| value.into_owned())
    });
    let phone = typed.unwrap_or_else(|| PHONE.to_owned());
    let read = {
        let phone = phone.clone();
        tokio::task::spawn_blocking(move || inbox.texts(&phone))
    };
    let texts = read.await.unwrap_or_default();
    let page = InboxPage { phone, texts: texts.iter().map(|text| row(text)).collect() };
    match page.render() {
        Ok(html) => ([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn row(text: &str) -> TextRow {
    let units = text.encode_utf16().count();
    let parts = if units <= 70 { 1 } else { units.div_ceil(67) };
    TextRow { text: text.to_owned(), units: persian(&format!("{units} واحد، {parts} بخش")) }
}

impl Inbox {
    /// Texts to a number, the newest first.
    fn texts(&self, phone: &str) -> Vec<String> {
        let mut texts = self.carrier.with(|books| {
            let to = books.texts().iter().rev().filter(|text| text.receptor == phone);
            to.take(SHOWN).map(|text| text.message.clone()).collect::<Vec<_>>()
        });
        let Some(folder) = self.outbox.as_ref().and_then(|it| std::fs::read_dir(it).ok()) else {
            return texts;
        };
        let mut files: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
        files.sort_unstable_by(|a, b| b.cmp(a));
        let is_text = |file: &&PathBuf| file.extension().is_some_and(|it| it == "txt");
        let read = files.iter().filter(is_text).filter_map(|it| std::fs::read_to_string(it).ok());
        let mine = read.filter_map(|text| {
            let (to, words) = text.split_once("\n\n")?;
            (to == phone).then(|| words.trim_end().to_owned())
        });
        texts.extend(mine.take(SHOWN));
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_shows_its_own_texts_the_newest_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).expect("it is written");
        };
        put("0001-a.txt", "09121234567\n\nیک\n");
        put("0002-b.txt", "09121234567\n\nدو\n");
        put("0003-c.txt", "09120000000\n\nسه\n");
        put(".0004-d", "09121234567\n\nنیمه\n");
        let carrier = Carrier::new("a key of a carrier", None).expect("a client");
        carrier.with(|books| books.take("09121234567", "چهار", "1000", "7"));
        let inbox = Inbox { carrier, outbox: Some(folder.path().to_owned()) };
        assert_eq!(inbox.texts("09121234567"), ["چهار", "دو", "یک"]);
        assert_eq!(inbox.texts("09129999999"), Vec::<String>::new());
    }
}
