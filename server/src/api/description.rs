//! What OpenAPI says of the API beside what stands at each route: who may call, and which answers
//! every route may give.

use std::collections::HashSet;

use axum::http::{Method, header};
use axum::response::{IntoResponse, Response as HttpResponse};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, Ref,
    RefOr, Response, ResponseBuilder, Type,
};
use utoipa::{PartialSchema, ToSchema};

use crate::api::V1;
use crate::api::idempotency::{KEY, Route};
use crate::api::problem::{FieldProblem, MEDIA_TYPE, Problem};
use crate::api::systems::SYSTEM;

/// Of citizens' tokens in the description.
pub const CITIZEN: &str = "citizen";
/// Of those of people behind the counter.
pub const STAFF: &str = "staff";

/// The description before any route.
#[must_use]
pub fn frame() -> OpenApi {
    let info = InfoBuilder::new().title("Nobat").version(env!("CARGO_PKG_VERSION")).description(
        Some("What a citizen, an office and another system may do, by the rules of the pages."),
    );
    let servers = vec![ServerBuilder::new().url(V1).build()];
    OpenApiBuilder::new()
        .info(info)
        .servers(Some(servers))
        .components(Some(Components::new()))
        .build()
}

/// The description with what is true of every route.
#[must_use]
pub fn whole(mut description: OpenApi) -> String {
    let components = description.components.get_or_insert_with(Components::new);
    for name in [CITIZEN, STAFF, SYSTEM] {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme(name, scheme);
    }
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    components.schemas.insert(FieldProblem::name().into_owned(), FieldProblem::schema());
    for item in description.paths.paths.values_mut() {
        for (operation, changes) in operations(item) {
            complete(operation, changes);
        }
    }
    description.to_json().expect("our own description is always JSON")
}

/// The routes that change something.
#[must_use]
pub fn commands(description: &OpenApi) -> HashSet<Route> {
    let mut commands = HashSet::new();
    for (path, item) in &description.paths.paths {
        let PathItem { put, post, delete, .. } = item;
        for (operation, method) in
            [(put, Method::PUT), (post, Method::POST), (delete, Method::DELETE)]
        {
            if operation.as_ref().is_some_and(takes_name) {
                commands.insert((method, format!("{V1}{path}")));
            }
        }
    }
    commands
}

/// The description as an answer, which everybody may keep for a while.
#[must_use]
pub fn answer(text: String) -> HttpResponse {
    let kind = (header::CONTENT_TYPE, "application/json");
    ([kind, (header::CACHE_CONTROL, "public, max-age=300")], text).into_response()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    let PathItem { get, put, post, delete, .. } = item;
    let reads = get.iter_mut().map(|operation| (operation, false));
    reads.chain([put, post, delete].into_iter().flatten().map(|operation| (operation, true)))
}

/// Whether a command may have a name: a form with a file is not kept to be compared.
fn takes_name(operation: &Operation) -> bool {
    let content = operation.request_body.as_ref().map(|body| match body {
        RefOr::T(body) => body.content.contains_key("multipart/form-data"),
        RefOr::Ref(_) => false,
    });
    operation.security.is_some() && !content.unwrap_or_default()
}

/// The answers that come from what stands before every handler, and the header of every command.
fn complete(operation: &mut Operation, changes: bool) {
    let secured = operation.security.as_ref().is_some_and(|needs| !needs.is_empty());
    let mut answers =
        vec![(400, "It cannot be read."), (503, "Busy: try again after `Retry-After`.")];
    if secured {
        answers.push((401, "No token, or one that is over."));
    }
    if operation.request_body.is_some() {
        answers.extend([
            (408, "The body did not come to its end in time."),
            (413, "The body is too long."),
            (415, "The body is not `application/json`."),
            (422, "The body has another shape, or its fields are at fault: see `fields`."),
        ]);
    }
    if changes && secured {
        answers
            .push((409, "It does not fit how things stand, or this key's command is under way."));
        answers.push((422, "This key was used for another command, or fields are at fault."));
        if takes_name(operation) {
            operation.parameters.get_or_insert_with(Vec::new).push(RefOr::T(key()));
        }
    }
    let known = &mut operation.responses.responses;
    for (status, about) in answers {
        known.entry(status.to_string()).or_insert_with(|| RefOr::T(problem(about)));
    }
}

/// A refusal in the description.
#[must_use]
pub fn problem(about: &str) -> Response {
    let schema = RefOr::Ref(Ref::from_schema_name(Problem::name()));
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(about).content(MEDIA_TYPE, content).build()
}

fn key() -> Parameter {
    let text =
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(128));
    ParameterBuilder::new()
        .name(KEY)
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "A name of this command, yours and new: sent again, it is answered again.",
        ))
        .schema(Some(text.pattern(Some("^[!-~]+$"))))
        .build()
}
