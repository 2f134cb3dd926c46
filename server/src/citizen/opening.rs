//! «درخواست تازه»: another request after the card of the one before was delivered.

use axum::response::Response;
use nobat_domain::request::{Kind, Operation, RequestCommand};

use crate::citizen::visit::{Sent, Visit};
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
    let visit = visit.allowed(Operation::OpenRequest)?;
    let sent = typed.text(Field::Kind.name());
    let Some(kind) = Kind::ALL.into_iter().find(|kind| kind_value(*kind) == sent) else {
        let faults = Faults::new([(Field::Kind, Fault::KindEmpty)]);
        return Err(problem::refused(page(&visit, None, faults)));
    };
    if visit.app.fee_of(kind.service(visit.state.issued)).is_none() {
        let faults = Faults::new([(Field::Kind, Fault::KindNoFee)]);
        return Err(problem::refused(page(&visit, Some(kind), faults)));
    }
    Ok(visit.ask(RequestCommand::Open { kind }).await?.onward())
}

fn page(visit: &Visit, chosen: Option<Kind>, faults: Faults) -> Opening {
    let Visit { app, state, .. } = visit;
    let (mut open, mut shut) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        match (kind.ruling(state), app.fee_of(kind.service(state.issued))) {
            (Ok(service), Some(fee)) => open.push(OpenKind { kind, service, fee }),
            (Ok(service), None) => shut.push((service, WhyShut::NoFee)),
            (Err(why), _) => shut.push((kind.service(state.issued), WhyShut::Law(why))),
        }
    }
    Opening { frame: visit.frame(), open, shut, chosen, faults }
}
