//! The change feed in pages, and all requests as they are, for whoever begins anew.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::staff::{Scope, Scopes};
use nobat_engine::{FeedBatch, FeedRead, FeedSpan};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::System;
use super::position::{self, Misplaced};
use super::view::{self, Change, Request, Wanted};
use crate::api::json::{Answer, Asked};
use crate::api::problem::{Kind, Problem};
use crate::app::App;
use crate::persian::Value;
use crate::problem;

const LIMIT: u16 = 100;
pub const LIMIT_MAX: u16 = 500;

/// From where on, how much, and what.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct From {
    /// The `position` behind which to go on; from the oldest change that is kept where it is
    /// absent.
    pub after: Option<String>,
    /// How many changes at most; 100 where it is not said.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u16>,
    /// Kinds of changes, by their words or by what stands before the dot, with commas between.
    #[param(example = "seat.booked,stage")]
    pub types: Option<String>,
}

/// A piece of the feed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedChanges)]
pub struct Changes {
    /// In order.
    pub changes: Vec<Change>,
    /// The `after` of the next piece.
    pub position: String,
    /// There is more already.
    pub more: bool,
}

/// From which request on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Behind {
    /// The `id` of the last request of the piece before.
    #[param(pattern = "^[0-9a-f]{32}$")]
    pub behind: Option<String>,
    /// How many requests at most; 100 where it is not said.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u16>,
}

/// A piece of all requests.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedRequests)]
pub struct Requests {
    pub requests: Vec<Request>,
    /// A place of the feed that is not newer than any of these: keep that of the first piece, and
    /// follow the feed behind it when the last one is there.
    pub position: String,
    /// There is another piece.
    pub more: bool,
}

/// Where somebody stands, what they want, and as whom.
#[derive(Clone)]
pub struct Reading {
    pub scopes: Scopes,
    pub span: FeedSpan,
    pub after: Sequence,
    pub wanted: Wanted,
}

/// A piece of the change feed.
///
/// Every change of every request, in the order in which they happened. Whoever reads again what was
/// read before sees the same positions again.
#[utoipa::path(
    get,
    path = "/changes",
    tag = "systems",
    params(From),
    security(("system" = ["feed"])),
    responses(
        (status = 200, description = "The next changes.", body = Changes),
        (status = 403, description = "The key is for something else.", body = Problem,
            content_type = "application/problem+json"),
        (status = 410, description = "Not kept any more: begin again.", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong keys from this network.", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub async fn changes(
    State(app): State<App>,
    system: System,
    Asked(from): Asked<From>,
) -> Result<Answer<Changes>, Response> {
    let limit = limit(from.limit)?;
    let reading = open(&app, &system, from.after.as_deref(), from.types.as_deref()).await?;
    let (changes, batch) = match next(&app, &reading, limit).await? {
        Ok(read) => read,
        Err(misplaced) => return Err(misplaced.answer(&reading.span)),
    };
    let position = position::write(&reading.span, batch.reached);
    Ok(Answer(Changes { changes, position, more: !batch.whole }))
}

/// All requests as they are, in pieces.
///
/// For whoever begins, or was away for longer than the feed is kept.
#[utoipa::path(
    get,
    path = "/changes/requests",
    tag = "systems",
    params(Behind),
    security(("system" = ["feed"])),
    responses(
        (status = 200, description = "The next requests.", body = Requests),
        (status = 403, description = "The key is for something else.", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong keys from this network.", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub async fn requests(
    State(app): State<App>,
    system: System,
    Asked(asked): Asked<Behind>,
) -> Result<Answer<Requests>, Response> {
    system.must_have(Scope::Feed)?;
    let limit = limit(asked.limit)?;
    let behind = asked.behind.as_deref().map(key).unwrap_or(Some(RequestKey([0; 16])));
    let Some(behind) = behind else { return Err(unread("behind")) };
    let machine = |error| problem::machine(&app, error);
    // Before the rows: whatever changes meanwhile stands in the feed behind it.
    let span = app.engine.feed_span().await.map_err(machine)?;
    let _turn = app.streams.read().await;
    let mut listed = app.engine.requests_after(behind, limit + 1).await.map_err(machine)?;
    let more = listed.len() > limit;
    listed.truncate(limit);
    let board = app.engine.board();
    let seen = |(key, state): &(RequestKey, _)| -> Request {
        let state: &Option<Box<_>> = state;
        view::request(&board, system.scopes, *key, state.as_deref())
    };
    let requests = listed.iter().map(seen).collect();
    Ok(Answer(Requests { requests, position: position::write(&span, span.newest), more }))
}

/// Looks at what somebody asks for before anything is read.
///
/// # Errors
/// The problem that answers instead.
pub async fn open(
    app: &App,
    system: &System,
    after: Option<&str>,
    types: Option<&str>,
) -> Result<Reading, Response> {
    system.must_have(Scope::Feed)?;
    let wanted = Wanted::read(types).map_err(|word| unread(&format!("types: {word}")))?;
    let span = app.engine.feed_span().await.map_err(|error| problem::machine(app, error))?;
    let after = match after {
        None => span.oldest,
        Some(word) => position::read(&span, word).map_err(|why| why.answer(&span))?,
    };
    Ok(Reading { scopes: system.scopes, span, after, wanted })
}

/// The next changes of a reading, and how far it has come.
///
/// # Errors
/// The problem of a machine that cannot read; within, that the place is not kept any more.
pub async fn next(
    app: &App,
    reading: &Reading,
    limit: usize,
) -> Result<Result<(Vec<Change>, FeedBatch), Misplaced>, Response> {
    let _turn = app.streams.read().await;
    let Reading { scopes, span, after, wanted } = reading.clone();
    let machine = |error| problem::machine(app, error);
    let read = app.engine.changes_after(after, limit, move |kind| wanted.has(kind));
    let batch = match read.await.map_err(machine)? {
        FeedRead::Behind(_) => return Ok(Err(Misplaced::Behind)),
        FeedRead::Batch(batch) => batch,
    };
    let changes = view::changes(app, &span, scopes, &batch).await.map_err(machine)?;
    Ok(Ok((changes, batch)))
}

fn limit(asked: Option<u16>) -> Result<usize, Response> {
    let limit = asked.unwrap_or(LIMIT);
    if (1..=LIMIT_MAX).contains(&limit) { Ok(usize::from(limit)) } else { Err(unread("limit")) }
}

fn key(id: &str) -> Option<RequestKey> {
    let plain = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
    let number = u128::from_str_radix(id, 16).ok();
    let number = number.filter(|_| id.len() == 32 && id.bytes().all(plain))?;
    Some(RequestKey(number.to_be_bytes()))
}

/// A part of the address is not what it should be.
fn unread(what: &str) -> Response {
    Problem::because(Kind::Query, &[("why", Value::Code(what.to_owned()))]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requests_name_is_32_small_hex_digits() {
        let name = "6aa4c5651e88fe0754c961a5466e9ff8";
        assert_eq!(key(name).map(|key| crate::door::hex(&key.0)).as_deref(), Some(name));
        for wrong in ["", "6aa4", &name.to_uppercase(), &format!("+{}", &name[1..])] {
            assert_eq!(key(wrong), None, "{wrong}");
        }
    }
}
