//! The two pages: the form that asks for the password, and the board.

use std::borrow::{Borrow, Cow};
use std::sync::Arc;

use askama::Template;
use nobat_domain::timestamp::{Millis, Timestamp};

use super::address;
use super::door::STALE_AFTER;
use super::figure::Figure;
use super::numbers::clock;
use super::plot::{COLUMNS, HEIGHT};
use super::reading::Outcome;
use super::sampler::Published;
use super::view::State;
use crate::pages::assets;
use crate::persian::{Language, Value};

const LANGUAGE: Language = Language::Persian;

/// What is wrong with a login.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LoginFault {
    Empty,
    Wrong,
    /// The form is not of this browser's page.
    Stale,
    Limited {
        until: Timestamp,
    },
}

#[derive(Template, Debug)]
#[template(path = "ops/login.html")]
pub struct LoginPage {
    pub csrf: String,
    pub fault: Option<LoginFault>,
}

impl LoginPage {
    fn say(&self, key: &'static str) -> Cow<'static, str> {
        LANGUAGE.say(key)
    }

    fn fault_sentence(&self) -> Option<String> {
        let plain = |key| LANGUAGE.say(key).into_owned();
        Some(match self.fault? {
            LoginFault::Empty => plain("ops-password-empty"),
            LoginFault::Wrong => plain("ops-password-wrong"),
            LoginFault::Stale => plain("ops-form-stale"),
            LoginFault::Limited { until } => {
                LANGUAGE.fill("ops-limited", &[("time", Value::Plain(clock(until)))])
            }
        })
    }
}

/// Whether a browser without script loads the page anew by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reloading {
    WithoutScript,
    Never,
}

#[derive(Template, Debug)]
#[template(path = "ops/board.html")]
pub struct BoardPage {
    pub csrf: String,
    /// Where the way out is sent to.
    pub leave: &'static str,
    pub published: Arc<Published>,
    /// How old the figures are.
    pub age: Millis,
    pub reloading: Reloading,
}

impl BoardPage {
    fn say(&self, key: &'static str) -> Cow<'static, str> {
        LANGUAGE.say(key)
    }

    fn text(&self, name: &str) -> &str {
        self.published.view.text(name)
    }

    /// The text that hangs on a figure: its change, an edge of its plot, its note.
    fn part(&self, figure: impl Borrow<Figure>, part: &str) -> &str {
        self.text(&format!("{}-{part}", figure.borrow().key()))
    }

    fn verdicts(&self, outcome: &Outcome, span: &str) -> &str {
        self.text(&format!("{}-{span}", outcome.label()))
    }

    fn path(&self, figure: impl Borrow<Figure>) -> &str {
        self.published.view.path(*figure.borrow())
    }

    fn is_stale(&self) -> bool {
        self.published.view.state != State::Starting && self.age > STALE_AFTER
    }

    fn state(&self) -> &'static str {
        if self.is_stale() { "stale" } else { self.published.view.state.key() }
    }

    fn health(&self) -> Cow<'_, str> {
        match self.published.view.state {
            _ if self.is_stale() => self.say("ops-stale"),
            State::Starting => self.say("ops-starting"),
            State::Calm | State::Trouble => Cow::Borrowed(self.text("health")),
        }
    }

    fn reloads(&self) -> bool {
        self.reloading == Reloading::WithoutScript
    }

    fn about_plot(&self, figure: impl Borrow<Figure>) -> String {
        let name = Value::Plain(self.say(figure.borrow().words().0).into_owned());
        LANGUAGE.fill("ops-plot-about", &[("name", name)])
    }
}
