//! Who may pass: every page of a power stands behind one gate, which asks the law's table, takes
//! forms of our own pages alone, and hands on who came.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::ids::OfficeId;
use nobat_domain::staff::{Account, Deed, Entry, PasswordState, Power, Subject, Who};
use nobat_engine::Staff;

use super::session::{RENEW_AFTER, StaffSession, Step, forgotten};
use super::{enrol, home, login, own_password, second};
use crate::app::App;
use crate::extract::Typed;
use crate::ops::board::Admitted;
use crate::pages::counter::address;
use crate::pages::counter::door::Refused;
use crate::pages::counter::frame::{CounterFrame, Person};
use crate::pages::system::SystemCase;
use crate::pages::{self};
use crate::{problem, way};

/// Who has come through the gate, password and second factor and all.
#[derive(Clone, Debug)]
pub struct Inside {
    pub session: StaffSession,
    pub account: Arc<Account>,
    pub staff: Arc<Staff>,
}

/// Who has come at least past the password.
pub(super) struct Arrived {
    pub app: App,
    pub inside: Inside,
}

/// Where somebody with a living session belongs.
fn next_step(inside: &Inside) -> Option<&'static str> {
    let Inside { session, account, .. } = inside;
    if account.password_state == PasswordState::OneTime {
        Some(address::PASSWORD)
    } else if account.second.is_none() {
        Some(address::ENROL)
    } else if session.step == Step::Password {
        Some(address::SECOND)
    } else {
        None
    }
}

impl Inside {
    /// The account of a living session, if it is of its current generation.
    ///
    /// # Errors
    /// The answer where there is no word of the account.
    pub async fn of(app: &App, session: StaffSession) -> Result<Option<Self>, Response> {
        let staff = app.engine.staff().await.map_err(|error| problem::machine(app, error))?;
        let account = staff
            .book
            .by_no(session.account)
            .filter(|account| account.active() && account.generation == session.generation);
        let account = account.map(Arc::clone);
        Ok(account.map(|account| Self { session, account, staff }))
    }

    /// Whether nothing is left to do before the rooms open.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        next_step(self).is_none()
    }

    #[must_use]
    pub fn who(&self) -> Who {
        Who::Account(self.account.no)
    }

    /// A line of the audit about this person's deed.
    #[must_use]
    pub fn entry(&self, deed: Deed, subject: Subject, words: &str) -> Entry {
        Entry { who: self.who(), deed, subject, words: words.to_owned() }
    }

    /// The office that this person answers for.
    ///
    /// # Errors
    /// The page that says that this one is for another role.
    pub fn office(&self) -> Result<OfficeId, Response> {
        self.account.role.office().ok_or_else(|| self.of_another_role())
    }

    #[must_use]
    pub fn of_another_role(&self) -> Response {
        if let Some(told) = problem::powerless() {
            return told;
        }
        let page = Refused { frame: self.frame("") };
        (StatusCode::FORBIDDEN, problem::private(page)).into_response()
    }

    /// What stands around a page of this person.
    #[must_use]
    pub fn frame(&self, here: &'static str) -> CounterFrame {
        let person =
            Person { name: self.account.name.as_str().to_owned(), role: self.account.role };
        CounterFrame { csrf: self.session.csrf.clone(), person: Some(person), here }
    }
}

impl Arrived {
    /// On to the step that is next, unless this page is it.
    pub(super) fn belongs(&self, here: &'static str) -> Result<(), Response> {
        let next = next_step(&self.inside).unwrap_or(address::HOME);
        if next == here { Ok(()) } else { Err(way::to(next)) }
    }

    pub(super) fn is_inside(&self) -> bool {
        next_step(&self.inside).is_none()
    }

    pub(super) fn guard(&self, typed: &Typed) -> Result<(), Response> {
        guard(&self.app, &self.inside.session, typed)
    }

    /// A page before the last step knows no person.
    pub(super) fn frame(&self) -> CounterFrame {
        CounterFrame::before(self.inside.session.csrf.clone())
    }
}

impl FromRequestParts<App> for Arrived {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let inside = arrive(app, &parts.headers).await?;
        Ok(Self { app: app.clone(), inside })
    }
}

/// The account behind a living session of its current generation.
async fn arrive(app: &App, headers: &HeaderMap) -> Result<Inside, Response> {
    let jar = PrivateCookieJar::from_headers(headers, app.cookie_key.clone());
    let Some(session) = StaffSession::of(&jar, app.wall()) else {
        return Err((jar.remove(forgotten()), way::to(address::LOGIN)).into_response());
    };
    match Inside::of(app, session).await? {
        Some(inside) => Ok(inside),
        None => Err((jar.remove(forgotten()), way::to(address::LOGIN)).into_response()),
    }
}

fn guard(app: &App, session: &StaffSession, typed: &Typed) -> Result<(), Response> {
    if typed.text("csrf") == session.csrf {
        return Ok(());
    }
    Err(problem::page(app, SystemCase::CsrfFault))
}

/// Pages that a power opens: nobody else reaches their handlers, which are handed [`Inside`] and,
/// of a form, [`Typed`].
pub fn room(app: &App, power: Power, routes: Router<App>) -> Router<App> {
    routes.route_layer(from_fn_with_state((app.clone(), power), gate))
}

async fn gate(State((app, power)): State<(App, Power)>, request: Request, next: Next) -> Response {
    let inside = match pass(&app, power, request.headers()).await {
        Ok(inside) => inside,
        Err(response) => return response,
    };
    let session = inside.session.clone();
    let mut request = match opened(&app, &session, request).await {
        Ok(request) => request,
        Err(response) => return response,
    };
    request.extensions_mut().insert(inside);
    slide(&app, session, next.run(request).await)
}

async fn pass(app: &App, power: Power, headers: &HeaderMap) -> Result<Inside, Response> {
    let inside = arrive(app, headers).await?;
    if let Some(step) = next_step(&inside) {
        return Err(way::to(step));
    }
    if inside.account.role.may(power) {
        return Ok(inside);
    }
    Err(inside.of_another_role())
}

/// A form is read here, once for all handlers, and only if one of our pages has sent it.
async fn opened(app: &App, session: &StaffSession, request: Request) -> Result<Request, Response> {
    if request.method() != Method::POST {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let typed = Typed::from_request(Request::new(body), app).await?;
    guard(app, session, &typed)?;
    let mut request = Request::from_parts(parts, axum::body::Body::empty());
    request.extensions_mut().insert(typed);
    Ok(request)
}

/// Every answered page gives a session another while.
pub(super) fn slide(app: &App, mut session: StaffSession, response: Response) -> Response {
    let now = app.wall();
    let renewed = response.headers().contains_key(axum::http::header::SET_COOKIE);
    if renewed || now < session.seen_at.plus(RENEW_AFTER) {
        return response;
    }
    session.seen_at = now;
    let jar = PrivateCookieJar::new(app.cookie_key.clone());
    (jar.add(session.cookie(app)), response).into_response()
}

/// The live board: for whoever may see it; and, as long as no operator has come in with a second
/// factor, for the configuration's password too.
pub async fn board_gate(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match pass(&app, Power::SeeBoard, request.headers()).await {
        Ok(inside) => {
            let (csrf, ends_at) = (inside.session.csrf.clone(), inside.session.ends_at());
            request.extensions_mut().insert(Admitted { csrf, ends_at });
            slide(&app, inside.session, next.run(request).await)
        }
        Err(elsewhere) => match app.engine.staff().await {
            Ok(staff) if is_bootstrapped(&staff) => elsewhere,
            Ok(_) => next.run(request).await,
            Err(error) => problem::machine(&app, error),
        },
    }
}

fn is_bootstrapped(staff: &Staff) -> bool {
    let operators = staff.book.all().filter(|it| it.active() && it.role.may(Power::KeepAccounts));
    operators.into_iter().any(|it| it.second.is_some())
}

/// The steps on the way in, and out.
pub fn steps() -> Router<App> {
    Router::new()
        .route(address::HOME, get(home::show))
        .route(address::LOGIN, get(login::show).post(login::enter))
        .route(address::SECOND, get(second::show).post(second::give))
        .route(address::ENROL, get(enrol::show).post(enrol::prove))
        .route(address::PASSWORD, get(own_password::show).post(own_password::change))
        .route(address::LEAVE, post(home::leave).get(home::show))
}

/// A page of the way in whose form was refused.
pub(super) fn refused(page: impl askama::Template) -> Response {
    let no_store = [(axum::http::header::CACHE_CONTROL, "no-store")];
    let html = axum::response::Html(pages::render(&page));
    (StatusCode::UNPROCESSABLE_ENTITY, no_store, html).into_response()
}
