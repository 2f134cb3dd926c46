//! Reports that came before it was written down under which number a provider has the message.

use std::collections::VecDeque;

use super::outcome::Report;

/// So many are kept: what a carrier answers and reports within the same moment. One that is lost is
/// asked for later.
const KEPT: usize = 1_024;

#[derive(Default)]
pub(super) struct Early(VecDeque<(u64, Report)>);

impl Early {
    pub(super) fn keep(&mut self, number: u64, report: Report) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back((number, report));
    }

    /// The last report under this number, which is forgotten.
    pub(super) fn take(&mut self, number: u64) -> Option<Report> {
        let report = self.0.iter().rev().find(|(known, _)| *known == number).map(|it| it.1);
        self.0.retain(|(known, _)| *known != number);
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_report_of_a_number_is_taken_once_and_few_are_kept() {
        let mut early = Early::default();
        early.keep(7, Report::Undelivered);
        early.keep(7, Report::Delivered);
        early.keep(8, Report::Undelivered);
        assert_eq!(early.take(7), Some(Report::Delivered));
        assert_eq!(early.take(7), None);
        for number in 100..100 + KEPT as u64 {
            early.keep(number, Report::Delivered);
        }
        assert_eq!(early.take(8), None, "the oldest went");
        assert_eq!(early.0.len(), KEPT);
    }
}
