//! A citizen's request: what it is, and everything that may be done with it.

use std::collections::BTreeMap;

use axum::response::Response;
use nobat_domain::ids::BankId;
use nobat_domain::request::{RequestCommand, Stage};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::bearer::Caller;
use crate::api::form::{Form, Long};
use crate::api::json::{Answer, Sent};
use crate::api::problem::{Kind, Problem};
use crate::api::wire::Request;
use crate::app::App;
use crate::citizen::kept::Kept;
use crate::citizen::pay::Begun;
use crate::citizen::visit::Visit;
use crate::citizen::{change, choose, delivery, give_back, opening, pay, register};
use crate::extract::{Client, Typed};
use crate::gateway::connector::RedirectMethod;
use crate::pages::fault::Field;
use crate::pages::opening::{WhyShut, kind_value, reason_key};
use crate::pages::payment::ASKED;
use crate::persian::Value;
use axum::response::IntoResponse;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(look))
        .routes(routes!(draft, keep_draft, clear_draft))
        .routes(routes!(choose))
        .routes(routes!(pay_for))
        .routes(routes!(move_to))
        .routes(routes!(release))
        .routes(routes!(edit))
        .routes(routes!(reach))
        .routes(routes!(deliver))
        .routes(routes!(open_kind))
        .routes(routes!(kinds))
}

/// The request as it stands.
#[utoipa::path(get, path = "/request", tag = "request", security(("citizen" = [])),
    responses((status = 200, body = Request)))]
async fn look(Caller(visit): Caller) -> Answer<Request> {
    Answer(Request::of(&visit))
}

/// What was typed and not sent, here or on a page.
#[utoipa::path(get, path = "/request/draft", tag = "request", security(("citizen" = [])),
    responses((status = 200, body = Form)))]
async fn draft(Caller(visit): Caller) -> Answer<Form> {
    Answer(Form::read(&Typed::read(&visit.state.draft)))
}

/// Keep what was typed so far, sealed; nothing of it is judged.
#[utoipa::path(put, path = "/request/draft", tag = "request", security(("citizen" = [])),
    request_body = Form, responses((status = 200, body = Form)))]
async fn keep_draft(
    Caller(visit): Caller,
    Sent(form): Sent<Form>,
) -> Result<Answer<Form>, Response> {
    let kept = Kept::keep(visit, stated(&form)?, false).await?;
    if !kept.saved {
        return Err(kept.visit.onward());
    }
    Ok(Answer(Form::read(&Typed::read(&kept.visit.state.draft))))
}

/// Forget what was typed.
#[utoipa::path(delete, path = "/request/draft", tag = "request", security(("citizen" = [])),
    responses((status = 200, body = Form)))]
async fn clear_draft(Caller(visit): Caller) -> Result<Answer<Form>, Response> {
    let visit = visit.ask(RequestCommand::SaveDraft { draft: Vec::new() }).await?;
    Ok(Answer(Form::read(&Typed::read(&visit.state.draft))))
}

/// A seat, and what is agreed to be paid for it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The form, whole; left out where it is on file and stays as it is.
    pub details: Option<Form>,
    /// As `/request/offices` names it.
    #[schema(example = "84-20789")]
    pub seat: String,
    /// One of the banks; only where there is a fee.
    pub bank: Option<u8>,
    /// The fee in rials, as it was said.
    pub fee: Option<i64>,
}

/// What `due` of the request has said, agreed to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// One of the banks; only where there is a fee.
    pub bank: Option<u8>,
    /// The fee in rials, as it was said.
    pub fee: Option<i64>,
}

impl Agreed {
    fn put(&self, typed: &mut Typed) {
        let text = |number: Option<i64>| number.map_or(String::new(), |number| number.to_string());
        typed.put(Field::Gateway.name(), text(self.bank.map(i64::from)));
        typed.put(ASKED, text(self.fee));
    }
}

/// The bank's page: where the citizen's browser goes, by its method and with its fields as a form.
/// It comes back to this site; how it ended is then said by `GET /request`, also if it never came
/// back.
#[derive(Debug, Serialize, ToSchema)]
pub struct Payment {
    pub method: Method,
    #[schema(format = "uri")]
    pub url: String,
    pub fields: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Post,
}

/// A request whose seat was just taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct Taken {
    pub request: Request,
    /// Absent where nothing is to be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
}

async fn taken(visit: Visit, bank: BankId) -> Result<Answer<Taken>, Response> {
    let (visit, payment) = match pay::begun(visit, bank).await? {
        Begun::Elsewhere(visit) => (visit, None),
        Begun::AtBank(visit, redirect) => {
            let fields = redirect.fields.iter().map(|(name, text)| ((*name).into(), text.clone()));
            let method = match redirect.method {
                RedirectMethod::Get => Method::Get,
                RedirectMethod::Post => Method::Post,
            };
            (visit, Some(Payment { method, fields: fields.collect(), url: redirect.url.clone() }))
        }
    };
    Ok(Answer(Taken { request: Request::of(&visit), payment }))
}

/// Take a seat: it is held, and then paid for; or booked at once where nothing is to be paid. The
/// first choice brings the form with it.
#[utoipa::path(post, path = "/request/choice", tag = "request", security(("citizen" = [])),
    request_body = Choice, responses(
    (status = 200, body = Taken),
    (status = 429, body = Problem, content_type = "application/problem+json",
        description = "As many unpaid seats as may be: see `until`.")))]
async fn choose(
    client: Client,
    Caller(visit): Caller,
    Sent(choice): Sent<Choice>,
) -> Result<Answer<Taken>, Response> {
    let mut typed = match &choice.details {
        Some(form) => stated(form)?,
        None => Typed::default(),
    };
    typed.put(Field::Seat.name(), &choice.seat);
    Agreed { bank: choice.bank, fee: choice.fee }.put(&mut typed);
    let fills_in = matches!(visit.stage(), Stage::Form | Stage::Filled);
    let (visit, bank) = if fills_in {
        let kept = Kept { visit, typed, elsewhere: false, saved: false };
        register::taken(client, kept).await?
    } else if choice.details.is_some() {
        // Details that are on file are edited by their own route.
        return Err(visit.onward());
    } else {
        choose::taken(client, visit, &typed).await?
    };
    taken(visit, bank).await
}

/// Pay for the seat that is held, or for the same one again.
#[utoipa::path(post, path = "/request/payment", tag = "request", security(("citizen" = [])),
    request_body = Agreed, responses(
    (status = 200, body = Taken),
    (status = 429, body = Problem, content_type = "application/problem+json",
        description = "As many unpaid seats as may be: see `until`.")))]
async fn pay_for(
    client: Client,
    Caller(visit): Caller,
    Sent(agreed): Sent<Agreed>,
) -> Result<Answer<Taken>, Response> {
    let mut typed = Typed::default();
    agreed.put(&mut typed);
    let (visit, bank) = pay::taken(client, visit, &typed).await?;
    taken(visit, bank).await
}

/// Another seat for a booked one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    #[schema(example = "84-20789")]
    pub seat: String,
}

/// Move to another seat: it is taken before the old one is given back.
#[utoipa::path(post, path = "/request/move", tag = "request", security(("citizen" = [])),
    request_body = Move, responses(
    (status = 200, body = Request),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked."),
    (status = 429, body = Problem, content_type = "application/problem+json",
        description = "The free moves are used up: see `until`.")))]
async fn move_to(Caller(visit): Caller, Sent(to): Sent<Move>) -> Result<Answer<Request>, Response> {
    let typed = field(Field::Seat, &to.seat);
    Ok(Answer(Request::of(&change::seated(visit, &typed).await?)))
}

/// Give the booked seat back; what was paid pays for the next one.
#[utoipa::path(post, path = "/request/release", tag = "request", security(("citizen" = [])),
    responses(
    (status = 200, body = Request),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked.")))]
async fn release(Caller(visit): Caller) -> Result<Answer<Request>, Response> {
    Ok(Answer(Request::of(&give_back::given_back(visit).await?)))
}

/// Change the details, all of them at once.
#[utoipa::path(put, path = "/request/details", tag = "request", security(("citizen" = [])),
    request_body = Form, responses(
    (status = 200, body = Request),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "The form was never sent.")))]
async fn edit(Caller(visit): Caller, Sent(form): Sent<Form>) -> Result<Answer<Request>, Response> {
    let typed = stated(&form)?;
    let visit = visit.allowed(nobat_domain::request::Operation::EditDetails)?;
    Ok(Answer(Request::of(&change::changed(visit, &typed).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMobile {
    pub mobile: String,
}

/// Change where messages go.
#[utoipa::path(put, path = "/request/mobile", tag = "request", security(("citizen" = [])),
    request_body = NewMobile, responses(
    (status = 200, body = Request),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "Not at this stage.")))]
async fn reach(
    Caller(visit): Caller,
    Sent(new): Sent<NewMobile>,
) -> Result<Answer<Request>, Response> {
    let visit = visit.allowed(nobat_domain::request::Operation::ChangeMobile)?;
    Ok(Answer(Request::of(&change::reached_at(visit, &new.mobile).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// A registry office: `/offices` with `delivers`.
    pub office: u32,
}

/// Change where the card will lie.
#[utoipa::path(put, path = "/request/delivery", tag = "request", security(("citizen" = [])),
    request_body = Delivery, responses(
    (status = 200, body = Request),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked.")))]
async fn deliver(
    Caller(visit): Caller,
    Sent(to): Sent<Delivery>,
) -> Result<Answer<Request>, Response> {
    let typed = field(Field::DeliveryOffice, &to.office.to_string());
    Ok(Answer(Request::of(&delivery::lies_at(visit, &typed).await?)))
}

/// A kind of request that may follow.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenKind {
    /// `first`, `loss`, `replacement`, `mistake` or `signature`; absent where it cannot be opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// What it is called.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rials: Option<i64>,
    /// Why it cannot be opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Which requests may follow one that has ended, and why others may not.
#[utoipa::path(get, path = "/request/kinds", tag = "request", security(("citizen" = [])),
    responses((status = 200, body = Vec<OpenKind>)))]
async fn kinds(Caller(visit): Caller) -> Answer<Vec<OpenKind>> {
    let language = crate::extract::language::spoken().language;
    let name = |service| language.say(crate::pages::conditions::service_key(service)).into_owned();
    let (open, shut) = opening::kinds(&visit);
    let open = open.into_iter().map(|it| OpenKind {
        kind: Some(kind_value(it.kind)),
        name: name(it.service),
        rials: Some(it.fee.amount()),
        reason: None,
    });
    let shut = shut.into_iter().map(|(service, why)| {
        let reason = match why {
            WhyShut::Law(why) => language.say(reason_key(why)),
            WhyShut::NoFee => language.say("kind-no-fee"),
        };
        OpenKind { kind: None, name: name(service), rials: None, reason: Some(reason.into_owned()) }
    });
    Answer(open.chain(shut).collect())
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKind {
    /// `first`, `loss`, `replacement`, `mistake` or `signature`.
    pub kind: String,
}

/// Open another request after one that has ended.
#[utoipa::path(post, path = "/request/kind", tag = "request", security(("citizen" = [])),
    request_body = NewKind, responses(
    (status = 200, body = Request),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "Not at this stage.")))]
async fn open_kind(
    Caller(visit): Caller,
    Sent(new): Sent<NewKind>,
) -> Result<Answer<Request>, Response> {
    let typed = field(Field::Kind, &new.kind);
    Ok(Answer(Request::of(&opening::opened(visit, &typed).await?)))
}

fn field(field: Field, text: &str) -> Typed {
    let mut typed = Typed::default();
    typed.put(field.name(), text);
    typed
}

/// The fields of a form, if it has no more rows than a page.
fn stated(form: &Form) -> Result<Typed, Response> {
    if form.long.as_ref().is_some_and(Long::too_many) {
        let why = [("why", Value::Code("long.spouses, long.children".to_owned()))];
        return Err(Problem::because(Kind::Shape, &why).into_response());
    }
    Ok(form.typed())
}
