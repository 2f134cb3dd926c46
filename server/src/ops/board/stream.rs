//! The figures as server-sent events: every browser is sent the same bytes.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use futures_util::stream;
use nobat_domain::timestamp::Timestamp;
use tokio::sync::watch;

use super::door::{Admitted, Board, form};
use super::sampler::Published;
use super::viewers::Place;

/// A line that proxies see even if nothing is measured.
const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(15);
/// Seconds after which a browser may ask for a place again.
const RETRY_AFTER_S: &str = "10";

/// One browser that follows.
pub(super) struct Following {
    board: Board,
    views: watch::Receiver<Arc<Published>>,
    place: Place,
    ends_at: Timestamp,
    /// Number and step of the view that it has.
    has: Option<(u64, u64)>,
}

/// GET: the whole view at once, then what changes, until the session ends.
pub async fn events(
    State(board): State<Board>,
    admitted: Option<Extension<Admitted>>,
    jar: PrivateCookieJar,
) -> Response {
    let Some(operator) = board.visitor(admitted, &jar) else {
        return form(&board, jar, StatusCode::UNAUTHORIZED, None);
    };
    let Some(following) = Following::new(&board, operator.ends_at) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER_S)])
            .into_response();
    };
    let events = stream::unfold(following, |mut following| async {
        let data = following.next().await?;
        Some((Ok::<_, Infallible>(Event::default().data(data)), following))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE_EVERY)).into_response()
}

impl Following {
    pub(super) fn new(board: &Board, ends_at: Timestamp) -> Option<Self> {
        let views = board.views();
        let now = views.borrow().view.number;
        let place = board.viewers().enter(now)?;
        Some(Self { board: board.clone(), views, place, ends_at, has: None })
    }

    /// What is sent next; nothing once the session is over, nobody measures any more, or this
    /// browser has fallen behind.
    pub(super) async fn next(&mut self) -> Option<String> {
        if self.has.is_some() || self.views.borrow().view.number == 0 {
            self.views.changed().await.ok()?;
        }
        let published = Arc::clone(&self.views.borrow_and_update());
        let (number, step) = (published.view.number, published.view.step);
        let over = number == 0 || self.board.wall() >= self.ends_at;
        if over || !self.place.keeps_up(number) {
            return None;
        }
        let follows = self.has == Some((number.saturating_sub(1), step));
        self.has = Some((number, step));
        Some(if follows { published.tick.clone() } else { published.whole.clone() })
    }
}
