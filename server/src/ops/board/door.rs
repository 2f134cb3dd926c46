//! The way to the board: the password, the session, and the pages on both sides of it.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{FromRef, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::Key;
use nobat_domain::timestamp::{Millis, Timestamp};
use tokio::sync::watch;

use super::address;
use super::attempts::Attempts;
use super::board_page::{BoardPage, LoginFault, LoginPage, Reloading};
use super::operator::{self, Operator, SESSION_LASTS, Transport};
use super::password::Password;
use super::sampler::{Published, Sampler, since_start};
use super::stream::events;
use super::viewers::Viewers;
use crate::app::Wall;
use crate::extract::{Session, Typed};
use crate::pages::counter::address as counter;
use crate::pages::{self};

/// Figures older than this are said to be old.
pub const STALE_AFTER: Millis = Millis::seconds(10);

/// What the board's handlers borrow; cheap to clone.
#[derive(Clone)]
pub struct Board(Arc<Inner>);

struct Inner {
    key: Key,
    over: Transport,
    wall: Wall,
    password: Password,
    attempts: Mutex<Attempts>,
    views: Arc<watch::Sender<Arc<Published>>>,
    viewers: Arc<Viewers>,
}

/// Who has come through the gate of the counter and needs no password here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Admitted {
    pub csrf: String,
    pub ends_at: Timestamp,
}

/// The board's pages; everything else of the site stands elsewhere.
pub fn routes() -> Router<Board> {
    Router::new()
        .route(address::OPS, get(show))
        .route(address::EVENTS, get(events))
        .route(address::LOGIN, post(login).get(elsewhere))
        .route(address::LEAVE, post(leave).get(elsewhere))
}

impl FromRef<Board> for Key {
    fn from_ref(board: &Board) -> Self {
        board.0.key.clone()
    }
}

impl Board {
    /// A board that shows nothing until its sampler runs. The password and the key that seals
    /// sessions are the configuration's; `public_url` says whether browsers come over TLS.
    #[must_use]
    pub fn new(password: &str, key: Key, public_url: &str, wall: Wall) -> Self {
        let tls = public_url.starts_with("https://");
        Self(Arc::new(Inner {
            password: Password::new(password, key.clone()),
            key,
            over: if tls { Transport::Tls } else { Transport::Plain },
            wall,
            attempts: Mutex::default(),
            views: Arc::new(watch::Sender::new(Arc::default())),
            viewers: Arc::default(),
        }))
    }

    /// What moves this board. There should be one.
    #[must_use]
    pub fn sampler(&self) -> Sampler {
        Sampler::new(Arc::clone(&self.0.views))
    }

    /// Who has given the password in this browser.
    #[must_use]
    pub fn operator(&self, jar: &PrivateCookieJar) -> Option<Operator> {
        Operator::of(jar, &self.0.password.session_mark(), self.wall())
    }

    /// The same, or who has come through the gate.
    #[must_use]
    pub fn visitor(
        &self,
        admitted: Option<Extension<Admitted>>,
        jar: &PrivateCookieJar,
    ) -> Option<Operator> {
        match admitted {
            Some(Extension(Admitted { csrf, ends_at })) => Some(Operator { csrf, ends_at }),
            None => self.operator(jar),
        }
    }

    #[must_use]
    pub fn views(&self) -> watch::Receiver<Arc<Published>> {
        self.0.views.subscribe()
    }

    #[must_use]
    pub fn wall(&self) -> Timestamp {
        (self.0.wall)()
    }

    #[must_use]
    pub fn viewers(&self) -> &Arc<Viewers> {
        &self.0.viewers
    }

    /// Whether one more password may be tried now.
    ///
    /// # Errors
    /// How long to wait.
    pub fn may_try(&self, now: Millis) -> Result<(), Millis> {
        self.0.attempts.lock().unwrap_or_else(PoisonError::into_inner).take(now)
    }
}

/// GET: the board, or the form where there is no session.
async fn show(
    State(board): State<Board>,
    RawQuery(query): RawQuery,
    admitted: Option<Extension<Admitted>>,
    jar: PrivateCookieJar,
) -> Response {
    let leave = if admitted.is_some() { counter::LEAVE } else { address::LEAVE };
    let Some(operator) = board.visitor(admitted, &jar) else {
        return form(&board, jar, StatusCode::UNAUTHORIZED, None);
    };
    let published = Arc::clone(&board.0.views.borrow());
    let age = Millis(since_start().0.saturating_sub(published.view.at.since_start.0));
    let still = query.as_deref() == Some(address::STILL_QUERY);
    let page = BoardPage {
        csrf: operator.csrf,
        leave,
        published,
        age,
        reloading: if still { Reloading::Never } else { Reloading::WithoutScript },
    };
    answer(StatusCode::OK, page)
}

/// POST of «ورود».
async fn login(State(board): State<Board>, jar: PrivateCookieJar, typed: Typed) -> Response {
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let token = operator::form_token(&jar);
    if token.is_none_or(|token| typed.text("csrf") != token) {
        return form(&board, jar, StatusCode::FORBIDDEN, Some(LoginFault::Stale));
    }
    if !typed.has("password") {
        return form(&board, jar, refused, Some(LoginFault::Empty));
    }
    if let Err(wait) = board.may_try(since_start()) {
        return limited(&board, jar, wait);
    }
    if !board.0.password.is(typed.text("password")) {
        tracing::warn!("a wrong password was given at the operators' door");
        return form(&board, jar, refused, Some(LoginFault::Wrong));
    }
    let Ok(csrf) = Session::fresh_csrf() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let operator = Operator { csrf, ends_at: board.wall().plus(SESSION_LASTS) };
    let cookie = operator.cookie(&board.0.password.session_mark(), board.0.over);
    tracing::info!("an operator has come in");
    (jar.add(cookie), Redirect::to(address::OPS)).into_response()
}

/// POST of «خروج».
async fn leave(State(board): State<Board>, jar: PrivateCookieJar, typed: Typed) -> Response {
    match board.operator(&jar) {
        Some(operator) if operator.csrf == typed.text("csrf") => {
            (jar.remove(operator::forgotten()), Redirect::to(address::OPS)).into_response()
        }
        // A form of another session ends nothing.
        _ => Redirect::to(address::OPS).into_response(),
    }
}

async fn elsewhere() -> Redirect {
    Redirect::to(address::OPS)
}

fn limited(board: &Board, jar: PrivateCookieJar, wait: Millis) -> Response {
    let seconds = wait.0.div_ceil(1_000);
    let until = board.wall().plus(Millis::seconds(seconds));
    let fault = Some(LoginFault::Limited { until });
    let mut response = form(board, jar, StatusCode::TOO_MANY_REQUESTS, fault);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// The form that asks for the password, with a token that its cookie knows.
pub(super) fn form(
    board: &Board,
    jar: PrivateCookieJar,
    status: StatusCode,
    fault: Option<LoginFault>,
) -> Response {
    let (jar, csrf) = match operator::form_token(&jar) {
        Some(token) => (jar, token),
        None => {
            let Ok(token) = Session::fresh_csrf() else {
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            };
            (jar.add(operator::form_cookie(&token, board.0.over)), token)
        }
    };
    (jar, answer(status, LoginPage { csrf, fault })).into_response()
}

fn answer(status: StatusCode, page: impl askama::Template) -> Response {
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    (status, no_store, axum::response::Html(pages::render(&page))).into_response()
}
