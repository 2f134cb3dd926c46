//! The phone on a page, which works without a script: one form, and what the phone shows above it.

use askama::Template;
use axum::extract::{DefaultBodyLimit, Form, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Router, http::header};
use serde::Deserialize;

use super::STYLES;
use super::network::{Network, Sent, Shown};
use crate::persian::persian;

const BODY_BYTES_MAX: usize = 8 * 1024;
/// Whose phone it is until somebody says another number: the one of the guide.
pub(super) const PHONE: &str = "09145128136";
/// What the server keeps a page within.
const UNITS_MAX: usize = 70;

/// What the page sends.
#[derive(Deserialize, Default)]
struct Pressed {
    #[serde(default)]
    phone: String,
    #[serde(default)]
    style: String,
    #[serde(default)]
    session: String,
    /// Everything typed before, joined by stars.
    #[serde(default)]
    text: String,
    #[serde(default)]
    input: String,
    #[serde(default)]
    key: String,
}

#[derive(Template)]
#[template(path = "phone.html")]
struct PhonePage {
    pressed: Pressed,
    shown: Option<Shown>,
}

impl PhonePage {
    fn styles(&self) -> Vec<(&'static str, bool)> {
        STYLES.into_iter().map(|style| (style, style == self.pressed.style)).collect()
    }

    /// The text on the display, and whether the phone waits for an answer.
    fn display(&self) -> Option<(&str, bool)> {
        match self.shown.as_ref()? {
            Shown::Waits(text) => Some((text, true)),
            Shown::Ended(text) => Some((text, false)),
            Shown::Failed(_) => None,
        }
    }

    fn failed(&self) -> Option<String> {
        match self.shown.as_ref()? {
            Shown::Failed(why) => Some(persian(why)),
            Shown::Waits(_) | Shown::Ended(_) => None,
        }
    }

    fn waits(&self) -> bool {
        self.display().is_some_and(|(_, waits)| waits)
    }

    /// How much of a page the text takes.
    fn units(&self) -> Option<String> {
        let (text, _) = self.display()?;
        let units = text.encode_utf16().count();
        Some(persian(&format!("{units} از {UNITS_MAX}")))
    }
}

/// The phone's page.
pub fn router(network: Network) -> Router {
    Router::new()
        .route("/phone", get(idle).post(press))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(network)
}

async fn idle() -> Response {
    let (phone, style) = (PHONE.to_owned(), STYLES[0].to_owned());
    answer(PhonePage { pressed: Pressed { phone, style, ..Pressed::default() }, shown: None })
}

async fn press(State(network): State<Network>, Form(pressed): Form<Pressed>) -> Response {
    let mut pressed = pressed;
    match pressed.key.as_str() {
        "dial" => {
            let Ok(number) = getrandom::u64() else {
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            };
            (pressed.session, pressed.text) = (format!("{number:016x}"), String::new());
        }
        "send" if pressed.text.is_empty() => pressed.text.clone_from(&pressed.input),
        "send" => pressed.text = format!("{}*{}", pressed.text, pressed.input),
        _ => {
            network.ended(&sent(&pressed), "Incomplete").await;
            return answer(PhonePage { pressed, shown: None });
        }
    }
    let shown = network.call(&sent(&pressed)).await;
    match shown {
        Shown::Waits(_) => {}
        Shown::Ended(_) => network.ended(&sent(&pressed), "Success").await,
        Shown::Failed(_) => network.ended(&sent(&pressed), "Failed").await,
    }
    answer(PhonePage { pressed, shown: Some(shown) })
}

fn sent(pressed: &Pressed) -> Sent<'_> {
    let Pressed { phone, style, session, text, .. } = pressed;
    Sent { style, session, phone, text }
}

fn answer(page: PhonePage) -> Response {
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    match page.render() {
        Ok(html) => (no_store, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(shown: Option<Shown>) -> String {
        let pressed = Pressed { phone: PHONE.to_owned(), ..Pressed::default() };
        PhonePage { pressed, shown }.render().expect("the template is filled")
    }

    #[test]
    fn the_phone_shows_what_came_and_asks_only_where_the_session_waits() {
        let menu = page(Some(Shown::Waits("کارت\n۱ <با شماره پیگیری>".to_owned())));
        assert!(menu.contains("&#60;با شماره پیگیری") && menu.contains("name=\"input\""));
        assert!(menu.contains("۲۴ از ۷۰"), "{menu}");
        for over in [None, Some(Shown::Ended("پایان".to_owned()))] {
            assert!(!page(over).contains("name=\"input\""));
        }
        assert!(page(Some(Shown::Failed("503".to_owned()))).contains("۵۰۳"));
    }
}
