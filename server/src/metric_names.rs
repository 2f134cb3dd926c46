//! Every metric of the shop: one list of names, units and meanings, beside the engine's own.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

pub const HTTP_SECONDS: &str = "nobat_http_seconds";
pub const PROBLEMS: &str = "nobat_shop_problems_total";
pub const BANK_SECONDS: &str = "nobat_bank_seconds";
pub const BANK_VERDICTS: &str = "nobat_bank_verdicts_total";
pub const BANK_FOR_PERSON: &str = "nobat_bank_for_person_total";
pub const BANK_RETURNS_REFUSED: &str = "nobat_bank_returns_refused_total";
pub const LETTERS: &str = "nobat_letters_total";
pub const OFFERS: &str = "nobat_offers_total";
pub const MESSAGE_TRIES: &str = "nobat_message_tries_total";
pub const MESSAGE_COST: &str = "nobat_message_cost_rial_total";
pub const MESSAGE_REPORTS: &str = "nobat_message_reports_total";
pub const MESSAGES_OPEN: &str = "nobat_messages_open";
pub const REGISTRY_SECONDS: &str = "nobat_registry_seconds";
pub const GUESSES: &str = "nobat_guesses_total";
pub const HOLDS_LIMITED: &str = "nobat_holds_limited_total";
pub const USSD_ANSWERS: &str = "nobat_ussd_answers_total";
pub const USSD_ENDED: &str = "nobat_ussd_sessions_ended_total";
pub const USSD_REFUSED: &str = "nobat_ussd_refused_total";
pub const SYSTEMS_REFUSED: &str = "nobat_systems_refused_total";
pub const STEPS_REPORTED: &str = "nobat_steps_reported_total";
pub const FEED_STREAMS: &str = "nobat_feed_streams";
pub const FEED_ENDED: &str = "nobat_feed_streams_ended_total";
pub const WEBHOOK_CALLS: &str = "nobat_webhook_calls_total";
pub const WEBHOOK_LAG: &str = "nobat_webhook_lag";
pub const ERASED_OVER: &str = "nobat_erased_over_total";

/// Tells the recorder what each name means. Called once, after the recorder is installed.
pub fn describe() {
    describe_histogram!(HTTP_SECONDS, Unit::Seconds, "one page, by route and status");
    describe_counter!(PROBLEMS, "pages that the engine could not answer, by kind");
    describe_histogram!(BANK_SECONDS, Unit::Seconds, "one question to a bank, by bank and kind");
    describe_counter!(BANK_VERDICTS, "what banks said of payments, by bank and outcome");
    describe_counter!(BANK_FOR_PERSON, "answers of banks that only a person can settle, by bank");
    describe_counter!(BANK_RETURNS_REFUSED, "returns of browsers that fit no record of ours");
    describe_counter!(LETTERS, "letters by e-mail, by outcome");
    describe_counter!(OFFERS, "earlier seats that were offered to those who wait for one");
    describe_counter!(MESSAGE_TRIES, "tries to send a message, by channel and outcome");
    describe_counter!(MESSAGE_COST, "what texts have cost since the start, in rials");
    describe_counter!(MESSAGE_REPORTS, "reports that carriers of texts brought, by outcome");
    describe_gauge!(MESSAGES_OPEN, "messages that are not over, by kind and standing");
    describe_histogram!(REGISTRY_SECONDS, Unit::Seconds, "one look-up in the civil registry");
    describe_counter!(HOLDS_LIMITED, "seats that a limit kept from being asked for, by limit");
    describe_counter!(ERASED_OVER, "requests that were erased long after their card was delivered");
    describe_counter!(
        USSD_ANSWERS,
        "pages shown on phones by USSD, by whether the session goes on"
    );
    describe_counter!(USSD_ENDED, "USSD sessions that a gateway says have ended, by how");
    describe_counter!(USSD_REFUSED, "USSD callbacks that were not answered, by why");
    describe_counter!(SYSTEMS_REFUSED, "calls of other systems that were refused, by why");
    describe_counter!(STEPS_REPORTED, "steps that other systems told, by stage and novelty");
    describe_gauge!(FEED_STREAMS, "streams of the change feed at this moment");
    describe_counter!(FEED_ENDED, "streams of the change feed that have ended, by why");
    describe_counter!(WEBHOOK_CALLS, "calls of webhooks, by endpoint and outcome");
    describe_gauge!(WEBHOOK_LAG, "records that a webhook is behind, by endpoint");
    describe_counter!(GUESSES, "entries that were held up because of wrong ones, by how");
}
