//! A refusal as programs read it: RFC 9457, with a `type` that stays, and sentences from the same
//! catalogues as the pages.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nobat_domain::request::{RequestState, Stage};
use nobat_domain::timestamp::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::idempotency::KEY_CHARS_MAX;
use crate::api::paging::LIMIT_MAX;
use crate::api::systems::refusal::Refusal;
use crate::extract::language::spoken;
use crate::pages::fault::{Fault, Field, KinField, KinPart};
use crate::pages::forms::Faults;
use crate::pages::system::SystemCase;
use crate::persian::gregorian::iso_moment;
use crate::persian::{Language, Value};

/// Under which the kinds of problems are told.
pub const TYPES: &str = "/api/problems/";
/// Of every refusal.
pub const MEDIA_TYPE: &str = "application/problem+json";
/// Seconds after which a busy server may be asked again.
const RETRY_AFTER_S: &str = "5";

/// One refusal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Which kind it is: an address under this server, the same for ever. Programs decide by it.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/api/problems/fields")]
    pub kind: String,
    /// The kind in words, in the language of `Accept-Language` (`fa` or `en`).
    pub title: String,
    /// The status of the answer once more.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened and what to do, for people.
    pub detail: String,
    /// From when on the same may be asked again, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub until: Option<String>,
    /// Where the request stands, where it does not stand where this belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The oldest place of the change feed that one can go on from, where another was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest: Option<String>,
    /// Leave to enter once more without another question, where only we are at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What is wrong in single fields, all of it at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
}

/// What is wrong in one field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field, by its name in the body.
    pub field: String,
    /// The fault, for programs.
    #[schema(example = "mobile-shape")]
    pub code: String,
    /// The fault and how to mend it, for people.
    pub detail: String,
}

/// What pages have no case for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Nowhere,
    Method,
    NoToken,
    NotJson,
    Malformed,
    Shape,
    Query,
    Fields,
    Stage,
    Power,
    /// Of people behind the counter.
    Tries,
    KeyShape,
    KeyReused,
    KeyRunning,
    Cursor,
}

impl Kind {
    pub const ALL: [Self; 15] = [
        Self::Nowhere,
        Self::Method,
        Self::NoToken,
        Self::NotJson,
        Self::Malformed,
        Self::Shape,
        Self::Query,
        Self::Fields,
        Self::Stage,
        Self::Power,
        Self::Tries,
        Self::KeyShape,
        Self::KeyReused,
        Self::KeyRunning,
        Self::Cursor,
    ];

    const fn status(self) -> StatusCode {
        match self {
            Self::Nowhere => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed | Self::Query | Self::KeyShape | Self::Cursor => {
                StatusCode::BAD_REQUEST
            }
            Self::Shape | Self::Fields | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stage | Self::KeyRunning => StatusCode::CONFLICT,
            Self::Power => StatusCode::FORBIDDEN,
            Self::Tries => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Nowhere => ("api-nowhere", "api-nowhere-about"),
            Self::Method => ("api-method", "api-method-about"),
            Self::NoToken => ("api-no-token", "api-no-token-about"),
            Self::NotJson => ("api-not-json", "api-not-json-about"),
            Self::Malformed => ("api-malformed", "api-malformed-about"),
            Self::Shape => ("api-shape", "api-shape-about"),
            Self::Query => ("api-query", "api-query-about"),
            Self::Fields => ("api-fields", "api-fields-about"),
            Self::Stage => ("api-stage", "api-stage-about"),
            Self::Power => ("api-power", "api-power-about"),
            Self::Tries => ("api-tries", "api-tries-about"),
            Self::KeyShape => ("api-key-shape", "api-key-shape-about"),
            Self::KeyReused => ("api-key-reused", "api-key-reused-about"),
            Self::KeyRunning => ("api-key-running", "api-key-running-about"),
            Self::Cursor => ("api-cursor", "api-cursor-about"),
        }
    }

    fn slug(self) -> &'static str {
        self.keys().0.trim_start_matches("api-")
    }

    /// What its sentence names, beside what only a case can name.
    fn values(self) -> Vec<(&'static str, Value)> {
        match self {
            Self::NotJson => vec![("kind", Value::Code("application/json".to_owned()))],
            Self::KeyShape => vec![("most", Value::count(KEY_CHARS_MAX as u64))],
            Self::Cursor => vec![("most", Value::count(u64::from(LIMIT_MAX)))],
            _ => Vec::new(),
        }
    }
}

/// A kind of problem, for whoever follows its `type`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemKind {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
}

impl ProblemKind {
    /// The kind of that name.
    #[must_use]
    pub fn find(slug: &str) -> Option<Self> {
        let language = spoken().language;
        let told = |status, title| Self { kind: format!("{TYPES}{slug}"), title, status };
        if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.slug() == slug) {
            let title = language.say(kind.keys().0).into_owned();
            return Some(told(kind.status().as_u16(), title));
        }
        if let Some(refusal) = Refusal::ALL.into_iter().find(|refusal| refusal.slug() == slug) {
            let title = language.say(refusal.keys().0).into_owned();
            return Some(told(refusal.status().as_u16(), title));
        }
        let mut cases = SystemCase::samples().into_iter().map(|(_, case)| case);
        let case = cases.find(|case| case.slug() == slug)?;
        Some(told(case.status(), case.title(language)))
    }
}

impl Problem {
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self::because(kind, &kind.values())
    }

    /// The same with what its sentence names.
    #[must_use]
    pub fn because(kind: Kind, values: &[(&'static str, Value)]) -> Self {
        let language = spoken().language;
        let (title, about) = kind.keys();
        let (title, detail) = (language.say(title).into_owned(), language.fill(about, values));
        Self::of(kind.slug(), kind.status().as_u16(), title, detail)
    }

    /// What a page of its own says.
    #[must_use]
    pub fn case(case: &SystemCase) -> Self {
        let language = spoken().language;
        let (title, detail) = (case.title(language), case.about(language));
        let mut problem = Self::of(case.slug(), case.status(), title, detail);
        problem.until = case.until().map(iso_moment);
        problem
    }

    /// What stands at the fields of a form.
    #[must_use]
    pub fn fields(faults: &Faults) -> Self {
        let language = spoken().language;
        let told = |(field, fault): &_| FieldProblem::of(*field, fault, language);
        Self { fields: faults.iter().map(told).collect(), ..Self::new(Kind::Fields) }
    }

    /// The request stands where this cannot be done.
    #[must_use]
    pub fn at_stage(state: &RequestState) -> Self {
        Self { stage: Some(stage(state).to_owned()), ..Self::new(Kind::Stage) }
    }

    #[must_use]
    pub fn from_when(self, until: Timestamp) -> Self {
        Self { until: Some(iso_moment(until)), ..self }
    }

    pub(super) fn of(slug: &str, status: u16, title: String, detail: String) -> Self {
        let kind = format!("{TYPES}{slug}");
        let (until, stage, oldest, question) = (None, None, None, None);
        let fields = Vec::new();
        Self { kind, title, status, detail, until, stage, oldest, question, fields }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).expect("texts and numbers are always JSON");
        let fixed = [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")];
        let mut response = (status, fixed, body).into_response();
        let headers = response.headers_mut();
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
            }
            _ => {}
        }
        response
    }
}

impl FieldProblem {
    /// The fault with the field's name in bodies, and its key without the prefix.
    #[must_use]
    pub fn of(field: Field, fault: &Fault, language: Language) -> Self {
        Self {
            field: named(field),
            code: fault.key().trim_start_matches("fault-").to_owned(),
            detail: fault.sentence(field, language),
        }
    }
}

impl FieldProblem {
    /// A fault that no page has, by the key of its sentence.
    #[must_use]
    pub fn told(field: &str, code: &str, key: &'static str) -> Self {
        let detail = spoken().language.say(key).into_owned();
        Self { field: field.to_owned(), code: code.to_owned(), detail }
    }
}

/// Where a request stands, in a word for programs.
#[must_use]
pub fn stage(state: &RequestState) -> &'static str {
    match Stage::of(state) {
        Stage::Booked => "booked",
        Stage::Booking | Stage::Asking | Stage::Deciding => "checking",
        Stage::Credit => "credit",
        Stage::Unpaid { .. } => "unpaid",
        Stage::NotPaid(_) => "not_paid",
        Stage::ChooseAgain(_) => "choose_again",
        Stage::Filled => "filled",
        Stage::Between => "between",
        Stage::Form => "form",
    }
}

/// A field as bodies name it; forms of pages have shorter names for some.
fn named(field: Field) -> String {
    if let Field::Kin(KinField { kin, place, part }) = field {
        let part = match part {
            KinPart::First => "first",
            KinPart::Family => "family",
            KinPart::Nid => "national_id",
        };
        return format!("long.{}[{place}].{part}", kin.count());
    }
    let name = match field {
        Field::Nid => "national_id",
        Field::Birth => "birth",
        Field::Lunar => "birth_lunar",
        Field::Leaving => "can_leave_home",
        Field::Stairs => "can_climb_stairs",
        Field::Pupils => "pupils_visible",
        Field::Fingers => "fingers_sound",
        Field::First => "long.first",
        Field::Family => "long.family",
        Field::Booklet => "long.booklet",
        Field::Father => "long.father",
        Field::HomeCode => "home.postal_code",
        Field::HomeStreet => "home.street",
        Field::Gateway => "bank",
        Field::Area => "area_code",
        Field::Tracking => "tracking_code",
        Field::LastFour => "mobile_last_four",
        Field::DeliveryOffice => "office",
        other => other.name(),
    };
    name.to_owned()
}
