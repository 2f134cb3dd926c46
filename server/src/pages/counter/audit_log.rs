//! The audit: who did what, the newest first, and whether its chain holds.

use askama::Template;
use nobat_domain::staff::{Deed, Role};

use super::address;
use super::frame::CounterFrame;
use crate::pages::assets;

#[derive(Template, Debug)]
#[template(path = "counter/audit.html")]
pub struct AuditLog {
    pub frame: CounterFrame,
    pub rows: Vec<AuditRow>,
    /// In words: the first broken link of this page, or that all hold.
    pub chain: String,
    pub holds: bool,
    /// Where older entries are, if there are any.
    pub older: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditRow {
    pub number: String,
    pub at: String,
    pub who: String,
    pub deed: Deed,
    /// On whom, in words; empty where there is nobody.
    pub subject: String,
    pub words: String,
    pub holds: bool,
}

/// Key of the words for a deed.
#[must_use]
pub const fn deed_key(deed: Deed) -> &'static str {
    match deed {
        Deed::MadeAccount => "ops-deed-made-account",
        Deed::ClosedAccount => "ops-deed-closed-account",
        Deed::ResetAccount => "ops-deed-reset-account",
        Deed::ChangedPassword => "ops-deed-changed-password",
        Deed::SetSecondFactor => "ops-deed-set-second",
        Deed::SetTariff => "ops-deed-set-tariff",
        Deed::FoundMistake => "ops-deed-found-mistake",
        Deed::Reversed => "ops-deed-reversed",
        Deed::CameIn => "ops-deed-came-in",
        Deed::UsedRecoveryCode => "ops-deed-used-paper",
        Deed::WentOut => "ops-deed-went-out",
        Deed::LookedUp => "ops-deed-looked-up",
        Deed::Announced => "ops-deed-announced",
        Deed::Withdrew => "ops-deed-withdrew",
        Deed::ChangedOffice => "ops-deed-changed-office",
        Deed::BeganCompletion => "ops-deed-began",
        Deed::FinishedCompletion => "ops-deed-finished",
        Deed::NotedAbsence => "ops-deed-absent",
        Deed::UndidStep => "ops-deed-undid",
        Deed::PrintedList => "ops-deed-printed",
        Deed::ProposedErasure => "ops-deed-proposed-erasure",
        Deed::OrderedErasure => "ops-deed-ordered-erasure",
        Deed::Switched => "ops-deed-switched",
        Deed::ReportedStep => "ops-deed-reported-step",
    }
}

impl AuditRow {
    const fn deed_key(&self) -> &'static str {
        deed_key(self.deed)
    }
}

impl AuditLog {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |deed, holds| AuditRow {
            number: "۷".to_owned(),
            at: "شنبه ۲۸ بهمن ۱۳۹۶، ۰۸:۰۰".to_owned(),
            who: "zahra.k".to_owned(),
            deed,
            subject: "دفتر مراغه".to_owned(),
            words: "شکایت تلفنی".to_owned(),
            holds,
        };
        let log = |holds: bool| Self {
            frame: CounterFrame::sample(Role::Auditor),
            rows: Deed::ALL.map(|deed| row(deed, holds)).into(),
            chain: "زنجیره درست است.".to_owned(),
            holds,
            older: Some(format!("{}?before=7", address::AUDIT)),
        };
        vec![("whole", log(true)), ("broken", log(false))]
    }
}
