//! Every metric of the engine: one list of names, units and meanings.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

pub const SEATS_HELD: &str = "nobat_seats_held_total";
pub const SEATS_BOOKED: &str = "nobat_seats_booked_total";
pub const SEATS_RELEASED: &str = "nobat_seats_released_total";
pub const SEATS_EXPIRED: &str = "nobat_seats_expired_total";
pub const SEATS_GIVEN_BACK: &str = "nobat_seats_given_back_total";
pub const SHIFT_REFUSALS: &str = "nobat_shift_refusals_total";
pub const REQUEST_EVENTS: &str = "nobat_request_events_total";
pub const REQUESTS_IN_FLIGHT: &str = "nobat_requests_in_flight";
pub const BUSY: &str = "nobat_busy_total";
pub const ASK_SECONDS: &str = "nobat_ask_seconds";
pub const RELOADS: &str = "nobat_reloads_total";
pub const SEARCH_SECONDS: &str = "nobat_search_seconds";
pub const PROJECTOR_LAG: &str = "nobat_projector_lag_records";
pub const PROJECTOR_RECORDS: &str = "nobat_projector_records_total";
pub const PROJECTOR_FLUSH_SECONDS: &str = "nobat_projector_flush_seconds";
pub const JOURNAL_DURABLE: &str = "nobat_journal_durable_sequence";
pub const RECOVERY_SECONDS: &str = "nobat_recovery_seconds";
pub const OFFICES: &str = "nobat_offices";
pub const BACKUPS: &str = "nobat_backups_total";
pub const BACKUP_SECONDS: &str = "nobat_backup_last_seconds";
pub const BACKUP_POSITION: &str = "nobat_backup_position";
pub const BACKUP_AGE_SECONDS: &str = "nobat_backup_age_seconds";
pub const BACKUP_ALARMS: &str = "nobat_backup_alarms";
pub const ARCHIVE_BYTES: &str = "nobat_archive_bytes";
pub const ARCHIVE_UNCOVERED_BYTES: &str = "nobat_archive_uncovered_bytes";

/// Tells the recorder what each name means. Called once, after the recorder is installed.
pub fn describe() {
    describe_counter!(SEATS_HELD, "seats held, for any purpose");
    describe_counter!(SEATS_BOOKED, "seats booked");
    describe_counter!(SEATS_RELEASED, "holds let go by their desks");
    describe_counter!(SEATS_EXPIRED, "holds ended by the clock");
    describe_counter!(SEATS_GIVEN_BACK, "booked seats that came back");
    describe_counter!(SHIFT_REFUSALS, "refusals of shifts, by reason");
    describe_counter!(REQUEST_EVENTS, "events of requests, by kind");
    describe_gauge!(REQUESTS_IN_FLIGHT, "requests with something open");
    describe_counter!(BUSY, "work refused for want of room, by place");
    describe_histogram!(ASK_SECONDS, Unit::Seconds, "from a question to its durable answer");
    describe_counter!(RELOADS, "rows that had to be read again");
    describe_histogram!(SEARCH_SECONDS, Unit::Seconds, "one search of the board");
    describe_gauge!(PROJECTOR_LAG, "records that are durable and not yet in the tables");
    describe_counter!(PROJECTOR_RECORDS, "records put into the tables");
    describe_histogram!(PROJECTOR_FLUSH_SECONDS, Unit::Seconds, "one flush of the tables");
    describe_gauge!(JOURNAL_DURABLE, "the last durable sequence");
    describe_gauge!(RECOVERY_SECONDS, Unit::Seconds, "how long the last start took");
    describe_gauge!(OFFICES, "offices in the directory");
    describe_counter!(BACKUPS, "planned backups, by outcome");
    describe_gauge!(BACKUP_SECONDS, Unit::Seconds, "how long the last backup took, with its proof");
    describe_gauge!(BACKUP_POSITION, "the last record that a verified backup has");
    describe_gauge!(BACKUP_AGE_SECONDS, Unit::Seconds, "the age of the newest verified backup");
    describe_gauge!(BACKUP_ALARMS, "what is wrong with backups and archive; 0 is ordinary");
    describe_gauge!(ARCHIVE_BYTES, Unit::Bytes, "copies of full segments");
    describe_gauge!(ARCHIVE_UNCOVERED_BYTES, Unit::Bytes, "of these, what no backup covers");
}
