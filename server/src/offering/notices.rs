//! Where the word of an offer goes until there is a ledger of messages: a folder that can be read.
//!
//! A notice is named after its request and hold, so that telling again tells once. It names a
//! mobile; nothing of it is logged.

use std::path::Path;

use nobat_domain::timestamp::Timestamp;
use nobat_engine::{Offered, Snapshot};

use crate::citizen::views;
use crate::mail::outbox::Outbox;
use crate::metric_names;
use crate::persian::{Language, Value};

#[derive(Clone, Debug)]
pub struct Notices {
    outbox: Outbox,
}

impl Notices {
    /// The notices of a data directory.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self { outbox: Outbox::of_texts(data) }
    }

    /// Tells the citizen of the seat that is held, once.
    pub async fn seat_offered(&self, offered: &Offered, board: &Snapshot, now: Timestamp) {
        let Offered { request, state } = offered;
        let (Some(offer), Some(mobile)) = (state.offer(), state.reached_by()) else { return };
        let seat = views::seat(board, state, offer.choice);
        let words = Language::Persian;
        let values = [
            ("seat", Value::Plain(seat.when(words))),
            ("office", Value::Name(seat.office.name)),
            ("time", Value::Clock(offer.deadline)),
        ];
        let text = format!("{}\n\n{}\n", mobile.to_national(), words.fill("notice-offer", &values));
        let hex: String = request.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let (outbox, name) = (self.outbox.clone(), format!("offer-{hex}-{}", offer.no.0));
        let put = tokio::task::spawn_blocking(move || {
            outbox.put_once(&name, text.as_bytes(), now).map_err(|error| error.kind())
        });
        let outcome = match put.await {
            Ok(Ok(())) => "written",
            Ok(Err(kind)) => {
                tracing::error!(?kind, "a notice cannot be written");
                "unwritten"
            }
            Err(_) => "unknown",
        };
        metrics::counter!(metric_names::NOTICES, "outcome" => outcome).increment(1);
    }
}
