//! Offices, the production line and places of delivery, which tell of the steps after a booking.

use nobat_domain::ids::{OfficeId, RequestKey};
use nobat_domain::request::{OfficeAct, Reached, RequestCommand, RequestState, Step};

use super::life::World;
use super::machine::Caller;
use crate::coverage::Case;
use crate::random::Random;

/// So many of a thousand who look at their booking are at the counter by then.
const AT_THE_COUNTER: u64 = 60;
/// So many of a thousand whose completion has begun come a step further.
const GOES_ON: u64 = 700;
/// So many of a thousand steps are told at the wrong time, or by the wrong office.
const OUT_OF_TURN: u64 = 200;

/// So many of a thousand who look at a step that may be a slip have it undone.
const SLIPS: u64 = 60;
/// So many of a thousand who look at what has ended hear that an officer erred.
const MISTAKES: u64 = 200;
/// So many of a thousand who look while money of theirs is to be reversed hear that it has been.
const SENT_BACK: u64 = 300;

impl World {
    /// Somebody at an office, or elsewhere, tells of a step, some twice.
    pub(super) fn at_the_counter(&mut self, key: RequestKey, state: &RequestState) {
        if state.is_ended() && self.random.per_mille(MISTAKES) {
            self.ask(key, RequestCommand::FindMistake, Caller::Nobody);
        }
        if let Some(money) = state.to_reverse.first()
            && self.random.per_mille(SENT_BACK)
        {
            let (order, reference) = (money.order, money.reference.clone());
            self.ask(key, RequestCommand::Reverse { order, reference }, Caller::Nobody);
        }
        let Some(command) = said(state, &mut self.random) else { return };
        self.ask(key, command.clone(), Caller::Nobody);
        if self.random.per_mille(300) {
            self.meet(Case::StepTwice);
            self.ask(key, command, Caller::Nobody);
        }
    }
}

/// An office acts on its own list, by its rules; a system beside it only tells what was done.
fn said(state: &RequestState, random: &mut Random) -> Option<RequestCommand> {
    let office = state.booking.as_ref()?.choice.shift.office();
    let at_office = |act| Some(RequestCommand::AtOffice { office, act });
    if let Some(Reached { at, .. }) = state.reached
        && random.per_mille(SLIPS)
    {
        return at_office(OfficeAct::Undo { reached: at });
    }
    let step = elsewhere(state, random)?;
    let acts = random.per_mille(500);
    match step {
        Step::Missed if acts => at_office(OfficeAct::Miss),
        Step::Begun { office: begun } if acts && begun == office => at_office(OfficeAct::Begin),
        Step::Finished if acts => at_office(OfficeAct::Finish),
        step => Some(RequestCommand::Advance { step }),
    }
}

/// What somebody elsewhere says of this request by now.
fn elsewhere(state: &RequestState, random: &mut Random) -> Option<Step> {
    let booking = state.booking.as_ref()?;
    if !random.per_mille(if state.is_begun() { GOES_ON } else { AT_THE_COUNTER }) {
        return None;
    }
    let begun = Step::Begun { office: booking.choice.shift.office() };
    let ready = Step::Ready { place: OfficeId(u32::from(random.per_mille(500))) };
    if random.per_mille(OUT_OF_TURN) {
        let strange = Step::Begun { office: OfficeId(u32::MAX / 2) };
        let any = [Step::Missed, begun, strange, Step::Finished, Step::InProduction, ready];
        return Some(*random.pick(&any));
    }
    Some(match state.step() {
        None if random.per_mille(500) => Step::Missed,
        None | Some(Step::Missed) => begun,
        Some(Step::Begun { .. }) => Step::Finished,
        Some(Step::Finished) => Step::InProduction,
        Some(Step::InProduction) if random.per_mille(700) => ready,
        Some(Step::InProduction | Step::Ready { .. } | Step::Delivered) => Step::Delivered,
    })
}
