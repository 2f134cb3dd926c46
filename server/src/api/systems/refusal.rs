//! What other systems are refused, each with an address that stays.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nobat_domain::timestamp::Millis;

use crate::api::problem::Problem;
use crate::extract::language::spoken;
use crate::persian::Value;

/// Why a system is refused something, beside what anybody may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    NoKey,
    WrongKeys,
    Scope,
    Streams,
    Position,
    PositionAhead,
    PositionLost,
    PositionBehind,
    NoBooking,
    StepBehind,
    StepSkips,
    StepElsewhere,
    DayNotOver,
    NoCard,
    Moving,
}

impl Refusal {
    pub const ALL: [Self; 15] = [
        Self::NoKey,
        Self::WrongKeys,
        Self::Scope,
        Self::Streams,
        Self::Position,
        Self::PositionAhead,
        Self::PositionLost,
        Self::PositionBehind,
        Self::NoBooking,
        Self::StepBehind,
        Self::StepSkips,
        Self::StepElsewhere,
        Self::DayNotOver,
        Self::NoCard,
        Self::Moving,
    ];

    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NoKey => StatusCode::UNAUTHORIZED,
            Self::WrongKeys | Self::Streams => StatusCode::TOO_MANY_REQUESTS,
            Self::Scope => StatusCode::FORBIDDEN,
            Self::Position | Self::PositionAhead => StatusCode::BAD_REQUEST,
            Self::PositionLost | Self::PositionBehind => StatusCode::GONE,
            Self::NoBooking => StatusCode::NOT_FOUND,
            Self::StepBehind
            | Self::StepSkips
            | Self::StepElsewhere
            | Self::DayNotOver
            | Self::NoCard
            | Self::Moving => StatusCode::CONFLICT,
        }
    }

    /// Keys of its title and of what to do.
    #[must_use]
    pub const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::NoKey => ("api-no-key", "api-no-key-about"),
            Self::WrongKeys => ("api-wrong-keys", "api-wrong-keys-about"),
            Self::Scope => ("api-scope", "api-scope-about"),
            Self::Streams => ("api-streams", "api-streams-about"),
            Self::Position => ("api-position", "api-position-about"),
            Self::PositionAhead => ("api-position-ahead", "api-position-ahead-about"),
            Self::PositionLost => ("api-position-lost", "api-position-lost-about"),
            Self::PositionBehind => ("api-position-behind", "api-position-behind-about"),
            Self::NoBooking => ("api-no-booking", "api-no-booking-about"),
            Self::StepBehind => ("api-step-behind", "api-step-behind-about"),
            Self::StepSkips => ("api-step-skips", "api-step-skips-about"),
            Self::StepElsewhere => ("api-step-elsewhere", "api-step-elsewhere-about"),
            Self::DayNotOver => ("api-day-not-over", "api-day-not-over-about"),
            Self::NoCard => ("api-no-card", "api-no-card-about"),
            Self::Moving => ("api-moving", "api-moving-about"),
        }
    }

    #[must_use]
    pub fn slug(self) -> &'static str {
        self.keys().0.trim_start_matches("api-")
    }

    #[must_use]
    pub fn problem(self) -> Problem {
        self.naming(&[])
    }

    /// The same with what its sentence names.
    #[must_use]
    pub fn naming(self, values: &[(&'static str, Value)]) -> Problem {
        let language = spoken().language;
        let (title, about) = self.keys();
        let (title, detail) = (language.say(title).into_owned(), language.fill(about, values));
        Problem::of(self.slug(), self.status().as_u16(), title, detail)
    }

    /// The answer, which may be asked for again after a while.
    #[must_use]
    pub fn for_now(self, wait: Millis) -> Response {
        let mut response = self.problem().into_response();
        let seconds = HeaderValue::from(wait.0.div_ceil(1_000).max(1));
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
        response
    }
}
