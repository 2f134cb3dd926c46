//! The registry's addresses: one for its users, and a few for tests.

use super::behaviour::{Behaviour, DELAY_MS_MAX, Nonsense};
use super::lookup::lookup;
use super::marks::{BadMark, Mark, Marks};
use super::wire::{ErrorReply, LookupRequest};
use crate::clock::Wall;
use crate::world::World;
use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use nobat_domain::person::{BookletSerial, NationalId};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub const LOOKUP_PATH: &str = "/registry/v1/lookup";
/// The header that carries the caller's secret.
pub const KEY_HEADER: &str = "x-registry-key";

/// A question has two short fields.
const BODY_BYTES_MAX: usize = 4_096;

/// What the registry stands on. Cheap to clone.
#[derive(Clone)]
pub struct RegistryState(Arc<Inner>);

struct Inner {
    world: Arc<World>,
    wall: Wall,
    key: String,
    behaviour: Mutex<Behaviour>,
    marks: Mutex<Marks>,
}

impl RegistryState {
    /// A registry that answers callers who know the key.
    #[must_use]
    pub fn new(world: Arc<World>, wall: Wall, key: String) -> Self {
        let (behaviour, marks) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Inner { world, wall, key, behaviour, marks }))
    }

    /// Misbehaves from now on, or no longer.
    pub fn behave(&self, behaviour: Behaviour) {
        *lock(&self.0.behaviour) = behaviour;
    }

    #[must_use]
    pub fn behaviour(&self) -> Behaviour {
        *lock(&self.0.behaviour)
    }

    /// Changes a person from now on.
    ///
    /// # Errors
    /// As [`Marks::set`].
    pub fn mark(&self, mark: &Mark) -> Result<(), BadMark> {
        lock(&self.0.marks).set(&self.0.world.people, mark)
    }

    /// Behaves again, and forgets all marks.
    pub fn reset(&self) {
        self.behave(Behaviour::Normal);
        lock(&self.0.marks).clear();
    }
}

/// The registry with its control addresses; they take absolute paths, so that it can be merged.
pub fn router(state: RegistryState) -> Router {
    Router::new()
        .route(LOOKUP_PATH, post(answer))
        .route("/control/registry/behaviour", get(show_behaviour).put(set_behaviour))
        .route("/control/registry/person", put(set_mark))
        .route("/control/registry/reset", post(reset))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(state)
}

async fn answer(
    State(RegistryState(registry)): State<RegistryState>,
    headers: HeaderMap,
    body: Result<Json<LookupRequest>, JsonRejection>,
) -> Response {
    let behaviour = *lock(&registry.behaviour);
    match behaviour {
        Behaviour::Normal => {}
        Behaviour::Slow { delay_ms } => {
            tokio::time::sleep(Duration::from_millis(delay_ms.min(DELAY_MS_MAX))).await;
        }
        Behaviour::Down => return refuse(StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        Behaviour::Nonsense { kind } => return babble(kind),
    }
    let key = headers.get(KEY_HEADER).map(|key| key.as_bytes());
    if key != Some(registry.key.as_bytes()) {
        return refuse(StatusCode::UNAUTHORIZED, "key");
    }
    let Ok(Json(asked)) = body else { return refuse(StatusCode::BAD_REQUEST, "body") };
    let Ok(id) = NationalId::parse(&asked.national_id) else {
        return refuse(StatusCode::BAD_REQUEST, "national_id");
    };
    let Ok(serial) = BookletSerial::parse(&asked.serial) else {
        return refuse(StatusCode::BAD_REQUEST, "serial");
    };
    let marked = lock(&registry.marks).get(&id);
    let now = (registry.wall)();
    Json(lookup(&registry.world, marked.as_ref(), &id, &serial, now)).into_response()
}

async fn show_behaviour(State(registry): State<RegistryState>) -> Json<Behaviour> {
    Json(registry.behaviour())
}

async fn set_behaviour(
    State(registry): State<RegistryState>,
    Json(behaviour): Json<Behaviour>,
) -> Json<Behaviour> {
    registry.behave(behaviour);
    Json(behaviour)
}

async fn set_mark(State(registry): State<RegistryState>, Json(mark): Json<Mark>) -> Response {
    match registry.mark(&mark) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(BadMark(field)) => refuse(StatusCode::UNPROCESSABLE_ENTITY, field),
    }
}

async fn reset(State(registry): State<RegistryState>) -> StatusCode {
    registry.reset();
    StatusCode::NO_CONTENT
}

fn refuse(status: StatusCode, error: &'static str) -> Response {
    (status, Json(ErrorReply { error })).into_response()
}

fn babble(kind: Nonsense) -> Response {
    ([(header::CONTENT_TYPE, kind.content_type())], kind.body()).into_response()
}

/// A panic while a lock is held ends the request that panicked, not the sandbox.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
