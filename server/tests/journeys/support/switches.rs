//! An operator's switches, as a page of the counter sets them, and what the long form asks.

use nobat_domain::staff::{Deed, Entry, Subject, Who};

use super::shop::Shop;
use super::visitor::Visitor;

impl Shop {
    /// Switches the long form and the scan, at once.
    pub async fn switch(&self, long_form: bool, scan: bool) {
        let next = self.engine.switches().with(long_form, scan);
        let (deed, subject) = (Deed::Switched, Subject::Nobody);
        let entry = Entry { who: Who::Machine, deed, subject, words: String::new() };
        let switched = self.engine.switch(next, entry).await.expect("there is room");
        switched.expect("nobody was quicker");
    }
}

impl Visitor<'_> {
    /// Name, address and father, as the guide's citizen would fill them in.
    pub fn fill_in_at_length(&mut self) {
        self.fill(&[
            ("first", "زهرا"),
            ("family", "رعد"),
            ("booklet", "۱۲۳۴"),
            ("home_code", "۱۶۱۹۷-۳۵۷۴۴"),
            ("home_street", "مراغه، خيابان امام، پلاک ۱۲"),
            ("father", "منوچهر"),
        ]);
    }
}
