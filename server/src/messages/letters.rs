//! The receipt as a letter, made when it leaves, from the request as it is then.

use lettre::Address;
use nobat_domain::request::RequestState;
use nobat_domain::timestamp::Timestamp;

use crate::app::App;
use crate::citizen::{frame, receipt};
use crate::mail::letter::Letter;
use crate::persian::{Language, Value};

/// A letter; nothing while the press is full, or where there is no receipt.
pub async fn letter(
    app: &App,
    state: &RequestState,
    language: Language,
    to: Address,
    name: u64,
    now: Timestamp,
) -> Option<Letter> {
    let frame = frame::of_letters(app, language);
    let sheet = receipt::sheet(app, &frame, state)?;
    let entry = receipt::entry(app, language, state, now)?;
    let lines = [
        frame.say("letter-greeting").into_owned(),
        String::new(),
        frame.with("letter-when", "when", Value::Plain(sheet.when.clone())),
        sheet.team.clone().unwrap_or_else(|| {
            frame.with("letter-office", "office", Value::Name(sheet.office.clone()))
        }),
        frame.with("letter-tracking", "code", Value::Code(language.digits(&sheet.tracking))),
        String::new(),
        sheet.note.clone(),
        frame.say_ussd("frame-ussd"),
        frame.say("letter-why").into_owned(),
        String::new(),
    ];
    let made = app.press.print(sheet).await;
    let made = made.inspect_err(|error| tracing::warn!(%error, "a letter has no receipt"));
    Some(Letter {
        to,
        name,
        subject: frame.say("letter-subject").into_owned(),
        text: lines.join("\n"),
        receipt: made.ok()?,
        appointment: (entry.text(), entry.media_type()),
        written_at: now,
    })
}
