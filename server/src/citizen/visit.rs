//! Who stands before a page of a citizen and what was sent: read from the request, so that each
//! handler begins with what is its own.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::Response;
use nobat_domain::office::EnrolmentAnswers;
use nobat_domain::person::Mobile;
use nobat_domain::request::{Operation, RequestCommand, RequestState, Stage};
use nobat_engine::Answered;

use crate::app::App;
use crate::citizen::frame;
use crate::citizen::mobiles::ServesEnough;
use crate::extract::{Citizen, Session, Typed};
use crate::metric_names::HOLDS_LIMITED;
use crate::pages::fault::Fault;
use crate::pages::frame::Frame;
use crate::pages::system::SystemCase;
use crate::persian::clock::next_minute;
use crate::problem;

/// A citizen with a living session, and the request as its owner has just answered.
pub struct Visit {
    pub app: App,
    pub session: Session,
    pub state: Box<RequestState>,
}

/// A form of one of our own pages, sent in a living session. The request was not looked at.
pub struct Form {
    pub session: Session,
    pub typed: Typed,
}

/// The same with the request.
pub struct Sent {
    pub visit: Visit,
    pub typed: Typed,
}

impl Visit {
    /// The request as it is now.
    ///
    /// # Errors
    /// The page that answers instead.
    pub async fn look(app: App, session: Session) -> Result<Self, Response> {
        Self::begin(app, session, RequestCommand::View).await
    }

    /// Asks the owner of the session's request.
    ///
    /// # Errors
    /// The page that answers instead.
    pub async fn begin(
        app: App,
        session: Session,
        command: RequestCommand,
    ) -> Result<Self, Response> {
        let answered = app.engine.ask(session.key(&app), command).await;
        match answered.map_err(|error| problem::machine(&app, error))? {
            Answered::Is(state) => Ok(Self { app, session, state }),
            Answered::Nobody => Err(problem::nobody()),
            Answered::Refused(refusal, state) => {
                let frame = frame::known(&app, &session, state.as_deref());
                Err(problem::refusal(&app, frame, refusal))
            }
        }
    }

    /// Asks again; the visit goes on with the answer.
    ///
    /// # Errors
    /// The page that answers instead.
    pub async fn ask(self, command: RequestCommand) -> Result<Self, Response> {
        Self::begin(self.app, self.session, command).await
    }

    /// The same citizen with what the owner has answered elsewhere.
    #[must_use]
    pub fn with(self, state: Box<RequestState>) -> Self {
        Self { state, ..self }
    }

    #[must_use]
    pub fn stage(&self) -> Stage {
        Stage::of(&self.state)
    }

    /// The way to the page of the request's stage.
    #[must_use]
    pub fn onward(&self) -> Response {
        problem::elsewhere(&self.state)
    }

    /// What stands around a page of this citizen.
    #[must_use]
    pub fn frame(&self) -> Frame {
        frame::inside(&self.app, &self.session, &self.state)
    }

    /// Whether the mobile may serve this request too.
    ///
    /// # Errors
    /// What to say at the field of the mobile.
    pub fn admit(&self, mobile: Mobile) -> Result<(), Fault> {
        let Self { app, session, .. } = self;
        let now = app.engine.now();
        let admitted = app.mobiles.admit(&app.engine, mobile, session.key(app), now);
        admitted.map_err(|ServesEnough { requests, until }| {
            metrics::counter!(HOLDS_LIMITED, "limit" => "mobile").increment(1);
            Fault::MobileLimit { requests, until: next_minute(until) }
        })
    }

    /// The law's table decides who may; the button's absence is not the lock.
    ///
    /// # Errors
    /// The page that says that it is not allowed now.
    pub fn allowed(self, operation: Operation) -> Result<Self, Response> {
        match operation.ruling(&self.state) {
            Ok(()) => Ok(self),
            Err(denied) => Err(problem::denied(&self.app, self.frame(), denied)),
        }
    }

    /// The answers on file to the questions of special enrolment.
    #[must_use]
    pub fn answers(&self) -> Option<EnrolmentAnswers> {
        self.state.details.as_ref().map(|details| details.answers)
    }
}

/// Refuses a form that did not come from one of our pages.
///
/// # Errors
/// The page that says so.
pub fn guard(app: &App, session: &Session, typed: &Typed) -> Result<(), Response> {
    if typed.text("csrf") == session.csrf {
        return Ok(());
    }
    Err(problem::page(app, SystemCase::CsrfFault))
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Citizen(session) = Citizen::from_request_parts(parts, app).await?;
        Self::look(app.clone(), session).await
    }
}

impl FromRequest<App> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Citizen(session) = Citizen::from_request_parts(&mut parts, app).await?;
        let typed = Typed::from_request(Request::from_parts(parts, body), app).await?;
        guard(app, &session, &typed)?;
        Ok(Self { session, typed })
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let Form { session, typed } = Form::from_request(request, app).await?;
        Ok(Self { visit: Visit::look(app.clone(), session).await?, typed })
    }
}
