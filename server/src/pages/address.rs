//! Where every page and action stands. Templates link through these names, the router binds them.

/// The parameter of any address that asks for a language, and the cookie that keeps it.
pub const LANGUAGE: &str = "language";

/// GET shows the entry form, POST sends it.
pub const ENTRY: &str = "/";
/// POST: the entry page again with a new question and everything typed.
pub const QUESTION: &str = "/question";
/// POST: the entry page again, with a wait or the device's work in place of the question.
pub const WITHOUT_QUESTION: &str = "/question/without";
pub const PROCESS: &str = "/process";
pub const CONDITIONS: &str = "/conditions";
/// GET shows the form, and where the request of this session stands; POST looks a code up.
pub const TRACK: &str = "/track";
/// POST: forget this session.
pub const LEAVE: &str = "/leave";

/// Under which the manifests stand, one for each language.
pub const APP: &str = "/app";
/// Under which the page stands that is shown without a connection, one for each language.
pub const OFFLINE: &str = "/app/offline";
/// Stands at the root, so that it may answer for every page.
pub const WORKER: &str = "/worker.js";

/// GET shows the registration form, POST holds the seat and goes to the bank.
pub const REGISTER: &str = "/register";
/// POST: the whole form again, with the lunar dates for the solar one.
pub const REGISTER_LUNAR: &str = "/register/lunar";
/// POST: the whole form again, with one more row of the family.
pub const REGISTER_FAMILY: &str = "/register/family";
/// POST: the whole form again, with the offices found.
pub const REGISTER_OFFICES: &str = "/register/offices";
/// POST by the script only: stores what is typed, answers with the time in words.
pub const REGISTER_DRAFT: &str = "/register/draft";
/// POST: stores what is typed and asks whether it should really go.
pub const REGISTER_CLEAR: &str = "/register/clear";
/// POST: empties the draft.
pub const REGISTER_CLEARED: &str = "/register/cleared";

/// POST: pay for the seat of an unpaid request.
pub const PAY: &str = "/pay";
/// POST by a bank: `/pay/return/{bank}`.
pub const PAY_RETURN: &str = "/pay/return";
pub const PAY_LEAVING: &str = "/pay/leaving";
pub const PAY_CHECKING: &str = "/pay/checking";
pub const PAY_FAILED: &str = "/pay/failed";
/// The same page, for somebody who cancelled at the bank.
pub const PAY_GIVEN_UP: &str = "/pay/failed?given-up";
/// The query of [`PAY_GIVEN_UP`].
pub const GIVEN_UP: &str = "given-up";
/// The same page, for somebody whose time ran out at the bank.
pub const PAY_RAN_OUT: &str = "/pay/failed?ran-out";
/// The query of [`PAY_RAN_OUT`].
pub const RAN_OUT: &str = "ran-out";

/// GET shows everything once more, POST accepts it.
pub const CONFIRM: &str = "/confirm";
/// GET shows the form, POST takes the seat.
pub const CHOOSE: &str = "/choose";
/// POST: the whole page again, with the offices found.
pub const CHOOSE_OFFICES: &str = "/choose/offices";

/// GET shows the wish for an earlier seat or the offer of one, POST waits for one.
pub const EARLIER: &str = "/earlier";
/// POST: wait no more.
pub const EARLIER_LEAVE: &str = "/earlier/leave";
/// POST: take the offered seat.
pub const EARLIER_ACCEPT: &str = "/earlier/accept";
/// POST: keep the booked seat.
pub const EARLIER_DECLINE: &str = "/earlier/decline";

pub const RESULT: &str = "/result";
pub const PRINT: &str = "/result/print";
/// GET: which file.
pub const SAVE: &str = "/result/file";
pub const RECEIPT_PDF: &str = "/result/receipt.pdf";
pub const RECEIPT_HTML: &str = "/result/receipt.html";
/// GET: the appointment for a calendar; a cancelled one where the seat was given back.
pub const APPOINTMENT: &str = "/result/appointment.ics";
/// GET shows the form, POST sends the receipt.
pub const EMAIL: &str = "/result/email";
/// The same page, for somebody whose receipt has just been sent.
pub const EMAIL_SENT: &str = "/result/email?sent";
/// The query of [`EMAIL_SENT`].
pub const SENT: &str = "sent";

/// GET shows the form, POST stores the changes.
pub const EDIT: &str = "/edit";
/// POST: the whole form again, with the lunar dates for the solar one.
pub const EDIT_LUNAR: &str = "/edit/lunar";
/// POST: the whole form again, with one more row of the family.
pub const EDIT_FAMILY: &str = "/edit/family";
/// GET shows the form, POST stores the number.
pub const MOBILE: &str = "/mobile";
/// GET shows the form, POST takes the new seat.
pub const MOVE: &str = "/move";
/// POST: the whole page again, with the offices found.
pub const MOVE_OFFICES: &str = "/move/offices";
/// GET shows the form, POST takes the office.
pub const DELIVERY: &str = "/delivery";
/// POST: the whole page again, with the offices of the city.
pub const DELIVERY_OFFICES: &str = "/delivery/offices";
/// GET: everything that is held of the citizen.
pub const DATA: &str = "/data";
/// GET: the same as a file for machines, and as one for people.
pub const DATA_JSON: &str = "/data/file.json";
pub const DATA_HTML: &str = "/data/file.html";
/// GET says what goes and what stays, POST takes the serial and then the last word.
pub const ERASE: &str = "/data/erase";
/// GET shows the form, POST keeps a scan of the booklet.
pub const DOCUMENTS: &str = "/documents";
/// GET: the picture that is kept, as the office will see it.
pub const PICTURE: &str = "/documents/picture";
/// GET says what follows, POST gives the seat back.
pub const GIVE_BACK: &str = "/give-back";
/// GET shows what may be opened after a delivered card, POST opens it.
pub const NEW_REQUEST: &str = "/request/new";
