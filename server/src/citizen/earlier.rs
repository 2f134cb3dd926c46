//! «خبر از نوبت زودتر»: waiting for a seat before the booked one, and the answer to an offer.

use axum::response::Response;
use nobat_domain::earlier::Scope;
use nobat_domain::ids::HoldNo;
use nobat_domain::limits::OFFERS_MAX;
use nobat_domain::office::Needs;
use nobat_domain::request::{Operation, Phase, RequestCommand, RequestRefusal};
use nobat_engine::Answered;

use crate::citizen::views;
use crate::citizen::visit::{Sent, Visit};
use crate::extract::Typed;
use crate::pages::address;
use crate::pages::earlier::{Earlier, Offer, Wish};
use crate::pages::system::SystemCase;
use crate::{problem, way};

/// What the form calls the hold that it answers.
pub const OFFER: &str = "offer";
/// What it calls the places in which a seat is wanted.
pub const SCOPE: &str = "scope";

/// GET: the wish, or the offer.
pub async fn show(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::AwaitEarlierSeat)?;
    let wish = wish(&visit)?;
    Ok(problem::private(page(&visit, wish)?))
}

/// POST of «خبرم کن».
pub async fn wait(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = waits(visit, &typed).await?;
    if visit.state.waiting.is_none() {
        return Ok(problem::private(page(&visit, Wish::Near)?));
    }
    Ok(way::to(address::EARLIER))
}

/// The request with a wish for an earlier seat; without one where there can be none.
///
/// # Errors
/// The answer that says why not.
pub async fn waits(visit: Visit, typed: &Typed) -> Result<Visit, Response> {
    let visit = visit.allowed(Operation::AwaitEarlierSeat)?;
    let scope = match typed.text(SCOPE) {
        "area" => Scope::Area,
        "office" => Scope::Office,
        _ => return Err(problem::page(&visit.app, SystemCase::FormStale)),
    };
    let board = visit.app.engine.board();
    let office = visit.state.booking.as_ref().map(|booking| booking.choice.shift.office());
    let area = office.and_then(|office| board.directory().office(office)).map(|facts| facts.area);
    // An office that has left the directory has no area, and no earlier seat.
    let Some(area) = area else { return Ok(visit) };
    visit.ask(RequestCommand::AwaitEarlier { area, scope }).await
}

/// POST: wait no more.
pub async fn leave(Sent { visit, .. }: Sent) -> Result<Response, Response> {
    waits_no_more(visit).await?;
    Ok(way::to(address::EARLIER))
}

/// The request without the wish.
///
/// # Errors
/// The answer that says why not.
pub async fn waits_no_more(visit: Visit) -> Result<Visit, Response> {
    visit.allowed(Operation::AwaitEarlierSeat)?.ask(RequestCommand::StopWaiting).await
}

/// POST of «این نوبت را می‌خواهم».
pub async fn accept(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    accepts(visit, &typed).await?;
    Ok(way::to(address::RESULT))
}

/// The request with the seat that was offered.
///
/// # Errors
/// The answer that says why it keeps its own.
pub async fn accepts(visit: Visit, typed: &Typed) -> Result<Visit, Response> {
    let (visit, hold) = answers(visit, typed)?;
    if !still_serves(&visit, hold) {
        return Err(over(&visit.ask(RequestCommand::DeclineOffer { hold }).await?));
    }
    let Visit { app, session, .. } = &visit;
    let asked = app.engine.ask(session.key(app), RequestCommand::AcceptOffer { hold }).await;
    match asked.map_err(|error| problem::machine(app, error))? {
        Answered::Is(state) => {
            let visit = visit.with(state);
            let taken = visit.state.booking.as_ref().is_some_and(|booking| booking.hold == hold);
            // Else the hold had run out before it could be booked.
            if taken { Ok(visit) } else { Err(over(&visit)) }
        }
        Answered::Refused(RequestRefusal::OfferOver, _) => Err(over(&visit)),
        Answered::Refused(refusal, _) => Err(problem::refusal(app, visit.frame(), refusal)),
        Answered::Nobody => Err(problem::nobody()),
    }
}

/// POST of «نوبت فعلی را نگه می‌دارم».
pub async fn decline(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    declines(visit, &typed).await?;
    Ok(way::to(address::EARLIER))
}

/// The request with its own seat, which is kept.
///
/// # Errors
/// The answer that says why not.
pub async fn declines(visit: Visit, typed: &Typed) -> Result<Visit, Response> {
    let (visit, hold) = answers(visit, typed)?;
    visit.ask(RequestCommand::DeclineOffer { hold }).await
}

/// Which offer is answered.
fn answers(visit: Visit, typed: &Typed) -> Result<(Visit, HoldNo), Response> {
    let visit = visit.allowed(Operation::AwaitEarlierSeat)?;
    match typed.text(OFFER).parse().ok().map(HoldNo) {
        Some(hold) => Ok((visit, hold)),
        None => Err(problem::page(&visit.app, SystemCase::FormStale)),
    }
}

/// The offer that was answered had ended.
fn over(visit: &Visit) -> Response {
    match page(visit, Wish::Over) {
        Ok(page) => problem::too_late(&visit.app, page),
        Err(answer) => answer,
    }
}

/// Whether the offered day is open and its office can serve, as lists show them now: since the
/// offer the office may have closed the day, or may be able to do less.
fn still_serves(visit: &Visit, hold: HoldNo) -> bool {
    let Some(offer) = visit.state.offer().filter(|offer| offer.no == hold) else {
        return true; // The law has its own word for one that is over.
    };
    let board = visit.app.engine.board();
    let choice = offer.choice;
    let standing = board.standing(choice.shift, choice.day);
    let open = standing.is_some_and(|standing| standing.is_open());
    let facts = board.directory().office(choice.shift.office());
    let needs = visit.answers().map(Needs::of);
    open && needs.is_some_and(|needs| facts.is_some_and(|facts| facts.can_serve(needs)))
}

/// How the wish for an earlier seat stands.
///
/// # Errors
/// The answer where there can be none.
pub fn wish(visit: &Visit) -> Result<Wish, Response> {
    let Visit { app, state, .. } = visit;
    let Some(booking) = &state.booking else { return Err(visit.onward()) };
    let now = app.engine.now();
    let left = u64::from(OFFERS_MAX.saturating_sub(state.offers));
    if let Some(offer) = state.offer() {
        if offer.phase != Phase::Live {
            return Err(problem::page_in(visit.frame(), SystemCase::OneAtATime));
        }
        if now < offer.deadline {
            return Ok(Wish::Offered(Offer {
                hold: offer.no.0,
                seat: views::seat(&app.engine.board(), state, offer.choice),
                until: offer.deadline,
                left,
            }));
        }
    }
    Ok(match state.waits() {
        Some(waiting) => Wish::Waits { own_office: waiting.scope == Scope::Office, left },
        None if left == 0 => Wish::UsedUp,
        None if booking.choice.day <= app.terms.offers.first_day(now) => Wish::Near,
        None => Wish::None { left },
    })
}

fn page(visit: &Visit, wish: Wish) -> Result<Earlier, Response> {
    let Visit { app, state, .. } = visit;
    let Some(booking) = &state.booking else { return Err(visit.onward()) };
    let current = views::seat(&app.engine.board(), state, booking.choice);
    Ok(Earlier { frame: visit.frame(), current, wish })
}
