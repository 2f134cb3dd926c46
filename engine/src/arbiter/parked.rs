//! Answers that wait until what they rest on is on disk.

use std::collections::VecDeque;

use nobat_domain::ids::Sequence;
use nobat_domain::keeper::{AskBank, Outcome};
use nobat_domain::shift::{Answer, Refusal};
use nobat_domain::tariff::TariffRefusal;
use tokio::sync::oneshot;

use crate::desk::EraseOutcome;
use crate::registrar::StaffAnswer;

/// One answer with the caller who waits for it. A caller who has gone is no error.
pub enum Parked {
    Desk(oneshot::Sender<Outcome>, Outcome),
    Shift(oneshot::Sender<Result<Answer, Refusal>>, Result<Answer, Refusal>),
    Asks(oneshot::Sender<Vec<AskBank>>, Vec<AskBank>),
    Erased(oneshot::Sender<EraseOutcome>, EraseOutcome),
    Staff(oneshot::Sender<StaffAnswer>, StaffAnswer),
    Fee(oneshot::Sender<Result<(), TariffRefusal>>),
    Done(oneshot::Sender<()>),
}

impl Parked {
    fn leave(self) {
        // The caller may have given up; the answer is the truth all the same.
        match self {
            Self::Desk(caller, answer) => drop(caller.send(answer)),
            Self::Shift(caller, answer) => drop(caller.send(answer)),
            Self::Asks(caller, asks) => drop(caller.send(asks)),
            Self::Erased(caller, outcome) => drop(caller.send(outcome)),
            Self::Staff(caller, answer) => drop(caller.send(answer)),
            Self::Fee(caller) => drop(caller.send(Ok(()))),
            Self::Done(caller) => drop(caller.send(())),
        }
    }
}

/// Parked answers of one thread, by the sequence that each rests on.
#[derive(Default)]
pub struct Parking {
    /// In order: nearly every answer rests on the record that was decided last.
    answers: VecDeque<(Sequence, Parked)>,
}

impl Parking {
    pub fn park(&mut self, rests_on: Sequence, answer: Parked) {
        if self.answers.back().is_none_or(|(last, _)| *last <= rests_on) {
            self.answers.push_back((rests_on, answer));
        } else {
            let at = self.answers.partition_point(|(other, _)| *other <= rests_on);
            self.answers.insert(at, (rests_on, answer));
        }
    }

    #[must_use]
    pub fn first(&self) -> Option<Sequence> {
        self.answers.front().map(|(rests_on, _)| *rests_on)
    }

    /// Lets every answer leave that rests on nothing beyond `durable`.
    pub fn leave_up_to(&mut self, durable: Sequence) {
        while self.first().is_some_and(|rests_on| rests_on <= durable) {
            if let Some((_, answer)) = self.answers.pop_front() {
                answer.leave();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_leaves_only_when_what_it_rests_on_is_durable() {
        let mut parking = Parking::default();
        let (early, mut early_came) = oneshot::channel();
        let (late, mut late_came) = oneshot::channel();
        parking.park(Sequence(7), Parked::Done(late));
        parking.park(Sequence(3), Parked::Done(early));
        assert_eq!(parking.first(), Some(Sequence(3)));
        parking.leave_up_to(Sequence(6));
        assert!(early_came.try_recv().is_ok());
        assert!(late_came.try_recv().is_err());
        parking.leave_up_to(Sequence(7));
        assert!(late_came.try_recv().is_ok());
        assert_eq!(parking.first(), None);
    }
}
