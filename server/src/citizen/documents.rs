//! The scan of the booklet, where the operator asks for it. Nothing else waits for it.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nobat_domain::limits::SCANS_MAX;
use nobat_domain::request::Operation;
use nobat_engine::Answered;

use crate::app::App;
use crate::booklet::picture::PictureFault;
use crate::booklet::upload::{self, Upload, UploadFault};
use crate::citizen::visit::Visit;
use crate::extract::{Citizen, Session};
use crate::pages::documents::Documents;
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::{address, system::SystemCase};
use crate::{problem, way};

/// GET: the form, and what is kept.
pub async fn show(visit: Visit) -> Result<Response, Response> {
    let visit = asked(visit)?;
    Ok(problem::private(page(&visit, Faults::none())))
}

/// POST of the file: it is durable when the page says so.
pub async fn send(State(app): State<App>, request: Request) -> Result<Response, Response> {
    let (mut parts, body) = request.into_parts();
    let entered = Citizen::from_request_parts(&mut parts, &app).await;
    let session = entered.map(|Citizen(session)| session);
    let csrf = session.as_ref().map(|session| session.csrf.clone()).ok();
    sent(&app, session, csrf, Request::from_parts(parts, body)).await?;
    Ok(way::to(address::DOCUMENTS))
}

/// The request with a scan, sent as a form that says this token where a browser sends it. Who has
/// no session costs neither a place nor a byte of memory.
///
/// # Errors
/// The answer that says why there is none.
pub async fn sent(
    app: &App,
    session: Result<Session, Response>,
    csrf: Option<String>,
    request: Request,
) -> Result<Visit, Response> {
    let session = match session {
        Ok(session) => session,
        Err(refusal) => {
            upload::spill(request.into_body(), app.upload_deadline).await;
            return Err(refusal);
        }
    };
    // Kept until the picture is made: so many files are in memory, and no more.
    let Some(_place) = app.studio.admit() else {
        upload::spill(request.into_body(), app.upload_deadline).await;
        return Err(problem::page(app, SystemCase::FileBusy));
    };
    let uploaded = match upload::read(request, app.upload_deadline).await {
        Ok(uploaded) => Ok(uploaded),
        Err(UploadFault::Large) => Err(Fault::ScanLarge),
        Err(UploadFault::Late) => return Err(StatusCode::REQUEST_TIMEOUT.into_response()),
        Err(UploadFault::Unreadable) => return Err(StatusCode::BAD_REQUEST.into_response()),
    };
    let is_ours = |it: &Upload| csrf.as_ref().is_none_or(|csrf| it.csrf == *csrf);
    if uploaded.as_ref().is_ok_and(|it| !is_ours(it)) {
        return Err(problem::page(app, SystemCase::CsrfFault));
    }
    let visit = asked(Visit::look(app.clone(), session).await?)?;
    let picture = match uploaded {
        Ok(uploaded) if uploaded.file.is_empty() => Err(Fault::ScanEmpty),
        Ok(uploaded) => match app.studio.make(uploaded.file).await {
            Some(made) => made.map_err(fault),
            None => return Err(problem::page(app, problem::BUSY)),
        },
        Err(fault) => Err(fault),
    };
    let picture = picture.map_err(|fault| refused(&visit, fault))?;
    let key = visit.session.key(app);
    match app.engine.keep_scan(key, picture).await {
        Ok(Answered::Is(state)) => Ok(visit.with(state)),
        Ok(Answered::Nobody) => Err(problem::nobody()),
        Ok(Answered::Refused(refusal, _)) => Err(problem::refusal(app, visit.frame(), refusal)),
        Err(error) => Err(problem::machine(app, error)),
    }
}

/// GET: the picture, for the citizen's own page.
pub async fn picture(visit: Visit) -> Result<Response, Response> {
    let key = visit.session.key(&visit.app);
    match visit.app.engine.scan(key).await {
        Ok(Some(picture)) => {
            let jpeg = HeaderValue::from_static("image/jpeg");
            let no_store = HeaderValue::from_static("no-store");
            let headers = [(header::CONTENT_TYPE, jpeg), (header::CACHE_CONTROL, no_store)];
            Ok((headers, picture.to_vec()).into_response())
        }
        Ok(None) => Err(StatusCode::NOT_FOUND.into_response()),
        Err(error) => Err(problem::machine(&visit.app, error)),
    }
}

/// Where nobody asks for it there is no such page.
fn asked(visit: Visit) -> Result<Visit, Response> {
    if !visit.app.engine.switches().scan {
        return Err(visit.onward());
    }
    visit.allowed(Operation::SendScan)
}

const fn fault(fault: PictureFault) -> Fault {
    match fault {
        PictureFault::Kind => Fault::ScanKind,
        PictureFault::Broken => Fault::ScanBroken,
        PictureFault::Pixels => Fault::ScanPixels,
        PictureFault::Bare => Fault::ScanBare,
    }
}

fn refused(visit: &Visit, fault: Fault) -> Response {
    let faults = Faults::new([(Field::Scan, fault)]);
    problem::at_fields(&faults, || page(visit, faults.clone()))
}

fn page(visit: &Visit, faults: Faults) -> Documents {
    Documents {
        frame: visit.frame(),
        kept: visit.state.scan.is_some(),
        left: u64::from(SCANS_MAX.saturating_sub(visit.state.scans_sent())),
        faults,
        onward: way::on(&visit.state),
    }
}
