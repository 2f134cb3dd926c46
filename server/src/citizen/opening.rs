//! «درخواست تازه»: another request after the card of the one before was delivered.

use axum::response::Response;
use nobat_domain::request::{Kind, Operation, RequestCommand};
use nobat_domain::tariff::Service;

use crate::citizen::visit::{Sent, Visit};
use crate::extract::Typed;
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::opening::{OpenKind, Opening, WhyShut, kind_value};
use crate::problem;

/// GET: every kind, with its fee or with the reason why it cannot be opened.
pub async fn show(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::OpenRequest)?;
    Ok(problem::private(page(&visit, None, Faults::none())))
}

/// POST: the chosen kind is opened, and the way leads to its form. The law decides; the page's list
/// is not the lock.
pub async fn open(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    Ok(opened(visit, &typed).await?.onward())
}

/// Another request, of the kind that was chosen.
///
/// # Errors
/// The answer that says why there is none.
pub async fn opened(visit: Visit, typed: &Typed) -> Result<Visit, Response> {
    let visit = visit.allowed(Operation::OpenRequest)?;
    let refused = |chosen, fault| {
        let faults = Faults::new([(Field::Kind, fault)]);
        problem::at_fields(&faults, || page(&visit, chosen, faults.clone()))
    };
    let sent = typed.text(Field::Kind.name());
    let Some(kind) = Kind::ALL.into_iter().find(|kind| kind_value(*kind) == sent) else {
        return Err(refused(None, Fault::KindEmpty));
    };
    if visit.app.fee_of(kind.service(visit.state.issued)).is_none() {
        return Err(refused(Some(kind), Fault::KindNoFee));
    }
    visit.ask(RequestCommand::Open { kind }).await
}

/// Every kind: those that may be opened with their fees, and why the others may not.
#[must_use]
pub fn kinds(Visit { app, state, .. }: &Visit) -> (Vec<OpenKind>, Vec<(Service, WhyShut)>) {
    let (mut open, mut shut) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        match (kind.ruling(state), app.fee_of(kind.service(state.issued))) {
            (Ok(service), Some(fee)) => open.push(OpenKind { kind, service, fee }),
            (Ok(service), None) => shut.push((service, WhyShut::NoFee)),
            (Err(why), _) => shut.push((kind.service(state.issued), WhyShut::Law(why))),
        }
    }
    (open, shut)
}

fn page(visit: &Visit, chosen: Option<Kind>, faults: Faults) -> Opening {
    let (open, shut) = kinds(visit);
    Opening { frame: visit.frame(), open, shut, chosen, faults }
}
