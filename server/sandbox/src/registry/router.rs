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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::{Method, Request};
    use nobat_domain::timestamp::Timestamp;
    use serde_json::{Value, json};
    use tower::ServiceExt;

    /// 1405/09/02, a Monday, at noon in Tehran.
    const TODAY: Timestamp = Timestamp(1_795_422_600_000);
    const KEY: &str = "key of the tests";
    const GUIDE: &str = r#"{"national_id":"2580200606","serial":"883810"}"#;

    fn registry() -> Router {
        let world = Arc::new(World::new(1, TODAY));
        router(RegistryState::new(world, Arc::new(|| TODAY), KEY.to_owned()))
    }

    async fn send(
        router: &Router,
        method: Method,
        path: &str,
        key: &str,
        body: &str,
    ) -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(KEY_HEADER, key)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()))
            .expect("a well-formed request");
        let response = router.clone().oneshot(request).await.expect("it always answers");
        let status = response.status();
        let bytes = to_bytes(response.into_body(), BODY_BYTES_MAX).await.expect("short");
        (status, String::from_utf8(bytes.to_vec()).expect("text"))
    }

    async fn ask(router: &Router, body: &str) -> (StatusCode, Value) {
        let (status, body) = send(router, Method::POST, LOOKUP_PATH, KEY, body).await;
        (status, serde_json::from_str(&body).expect("answers are JSON"))
    }

    #[tokio::test]
    async fn the_guide_s_person_is_described_whole() {
        let (status, reply) = ask(&registry(), GUIDE).await;
        assert_eq!(status, StatusCode::OK);
        let expected = json!({
            "found": true,
            "serial": "match",
            "person": {
                "alive": true,
                "iranian": true,
                "birth": {"year": 1369, "month": 3, "day": 19},
                "gender": "female",
                "first_name": "مریم",
                "last_name": "مراغی",
                "mother_name": "شهرزاد",
            },
        });
        assert_eq!(reply, expected);
    }

    #[tokio::test]
    async fn a_question_that_is_none_is_refused_by_its_field() {
        let router = registry();
        for (body, error) in [
            ("", "body"),
            ("{}", "body"),
            (r#"{"national_id":2580200606,"serial":"883810"}"#, "body"),
            (r#"{"national_id":"2580200606","serial":"883810","more":1}"#, "body"),
            (r#"{"national_id":"2580200607","serial":"883810"}"#, "national_id"),
            (r#"{"national_id":"2580200606","serial":"88381"}"#, "serial"),
        ] {
            let expected = (StatusCode::BAD_REQUEST, json!({"error": error}));
            assert_eq!(ask(&router, body).await, expected, "{body}");
        }
    }

    #[tokio::test]
    async fn nobody_without_the_key_is_answered() {
        for key in ["", "another key"] {
            let (status, body) = send(&registry(), Method::POST, LOOKUP_PATH, key, GUIDE).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
            assert!(!body.contains("found"), "{body}");
        }
    }

    #[tokio::test]
    async fn a_test_breaks_and_mends_it_over_http() {
        let router = registry();
        let behaviour = "/control/registry/behaviour";
        let put = |body| send(&router, Method::PUT, behaviour, "", body);
        let (status, _) = put(r#"{"mode":"down"}"#).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(ask(&router, GUIDE).await.0, StatusCode::SERVICE_UNAVAILABLE);
        put(r#"{"mode":"nonsense","kind":"broken-json"}"#).await;
        let (status, body) = send(&router, Method::POST, LOOKUP_PATH, KEY, GUIDE).await;
        assert_eq!(status, StatusCode::OK);
        assert!(serde_json::from_str::<Value>(&body).is_err());
        let (_, shown) = put(r#"{"mode":"slow","delay_ms":0}"#).await;
        assert_eq!(shown, r#"{"mode":"slow","delay_ms":0}"#);
        assert_eq!(ask(&router, GUIDE).await.0, StatusCode::OK);
        let (status, _) = put(r#"{"mode":"strange"}"#).await;
        assert!(status.is_client_error());
        send(&router, Method::POST, "/control/registry/reset", "", "").await;
        let (_, shown) = send(&router, Method::GET, behaviour, "", "").await;
        assert_eq!(shown, r#"{"mode":"normal"}"#);
    }

    #[tokio::test]
    async fn a_test_makes_the_person_that_it_needs() {
        let router = registry();
        let put = |body| send(&router, Method::PUT, "/control/registry/person", "", body);
        let asked = r#"{"national_id":"0123456789","serial":"000281"}"#;
        assert_eq!(ask(&router, asked).await.1, json!({"found": false}));
        let made = r#"{"national_id":"0123456789","serial":"000281","birth":"1390/12/29"}"#;
        assert_eq!(put(made).await.0, StatusCode::NO_CONTENT);
        let born = json!({"year": 1390, "month": 12, "day": 29});
        assert_eq!(ask(&router, asked).await.1["person"]["birth"], born);
        let impossible = r#"{"national_id":"0123456789","birth":"1390/12/30"}"#;
        assert_eq!(put(impossible).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        send(&router, Method::POST, "/control/registry/reset", "", "").await;
        assert_eq!(ask(&router, asked).await.1, json!({"found": false}));
    }
}
