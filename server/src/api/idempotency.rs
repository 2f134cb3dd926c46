//! `Idempotency-Key`: a command that is sent again is answered again and not done again.
//!
//! The keys live in memory, for as long as [`KEPT`] and as many answers as fit: this spares a
//! client whose line broke the guess whether it was heard. What must never happen twice is not left
//! to it: the law takes no second seat, no second payment and no second step, also after a restart
//! and without any key.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use nobat_domain::ids::RequestKey;
use nobat_domain::timestamp::{Millis, Timestamp};
use sha2::{Digest, Sha256};

use crate::api::bearer;
use crate::api::problem::{Kind, Problem};
use crate::app::App;
use crate::middleware::body::FORM_BYTES_MAX;

/// The header that names the command.
pub const KEY: &str = "idempotency-key";
/// Of an answer that was given before.
pub const REPLAYED: &str = "idempotency-replayed";
/// So long an answer is given again.
pub const KEPT: Millis = Millis::hours(1);
pub const KEY_CHARS_MAX: usize = 128;
/// Of all answers that are kept.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// A longer answer is no command's.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// What an entry costs beside its answer, roughly.
const ENTRY_BYTES: usize = 512;

/// A method at an address.
pub type Route = (Method, String);

/// Whose command it is, and which.
type Name = [u8; 32];

/// The commands of the last hour.
#[derive(Default)]
pub struct Commands {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    known: HashMap<Name, Command>,
    /// Answered ones, oldest first, with when.
    answered: VecDeque<(Timestamp, Name)>,
    bytes: usize,
}

struct Command {
    /// Whose it is, so that nobody's answers outlive their erasure.
    caller: Name,
    /// Of method, address and body.
    print: [u8; 32],
    /// Nothing while it is under way.
    answer: Option<Answer>,
}

#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

enum Begun {
    First,
    Again(Answer),
    Running,
    Other,
}

/// Does each named command of a caller once.
pub async fn once(
    State((app, commands)): State<(App, Arc<HashSet<Route>>)>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let route = path.map(|path| (request.method().clone(), path.as_str().to_owned()));
    let changes = route.is_some_and(|route| commands.contains(&route));
    let Some(key) = request.headers().get(KEY).filter(|_| changes).cloned() else {
        return next.run(request).await;
    };
    if !is_key(&key) {
        return Problem::new(Kind::KeyShape).into_response();
    }
    // A key means nothing without somebody whose it is: nobody is answered what another was told.
    let Some(caller) = bearer::caller(&app, request.headers()) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, FORM_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let name = digest(&[&caller, key.as_bytes()]);
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    let print = digest(&[parts.method.as_str().as_bytes(), address.as_bytes(), &body]);
    match app.commands.begin(digest(&[&caller]), name, print, app.wall()) {
        Begun::Again(answer) => return answer.again(),
        Begun::Running => return Problem::new(Kind::KeyRunning).into_response(),
        Begun::Other => return Problem::new(Kind::KeyReused).into_response(),
        Begun::First => {}
    }
    let mut under_way = UnderWay { app: &app, name, answer: None };
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let (response, answer) = taken_down(response).await;
    under_way.answer = answer;
    response
}

/// A command under way: however it ends, also by a line that broke, it is not under way for ever.
struct UnderWay<'a> {
    app: &'a App,
    name: Name,
    answer: Option<Answer>,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.app.commands.end(self.name, self.answer.take(), self.app.wall());
    }
}

/// What is said again, if it is an answer to the command: who was only asked to come later, or
/// met a fault of ours, may send it again and have it done.
async fn taken_down(response: Response) -> (Response, Option<Answer>) {
    let status = response.status();
    let is_final = !status.is_server_error()
        && !matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::UNAUTHORIZED
        );
    if !is_final {
        return (response, None);
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, ANSWER_BYTES_MAX).await else {
        return (StatusCode::INTERNAL_SERVER_ERROR.into_response(), None);
    };
    let answer = Answer { status, headers: parts.headers.clone(), body: body.clone() };
    (Response::from_parts(parts, Body::from(body)), Some(answer))
}

impl Answer {
    fn again(self) -> Response {
        let mut response = (self.status, self.body).into_response();
        *response.headers_mut() = self.headers;
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        response
    }
}

impl Commands {
    /// Answers to this citizen are given again no more: everything of them is erased.
    pub fn forget(&self, citizen: RequestKey) {
        let caller = digest(&[&bearer::mark(citizen)]);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { known, bytes, .. } = &mut *kept;
        known.retain(|_, command| match &command.answer {
            Some(answer) if command.caller == caller => {
                *bytes -= ENTRY_BYTES + answer.body.len();
                false
            }
            _ => true,
        });
    }

    fn begin(&self, caller: Name, name: Name, print: [u8; 32], now: Timestamp) -> Begun {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.forget(now);
        match kept.known.get(&name) {
            Some(command) if command.print != print => Begun::Other,
            Some(Command { answer: Some(answer), .. }) => Begun::Again(answer.clone()),
            Some(_) => Begun::Running,
            None => {
                kept.known.insert(name, Command { caller, print, answer: None });
                Begun::First
            }
        }
    }

    fn end(&self, name: Name, answer: Option<Answer>, now: Timestamp) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(answer) = answer else {
            kept.known.remove(&name);
            return;
        };
        kept.bytes += ENTRY_BYTES + answer.body.len();
        kept.answered.push_back((now, name));
        if let Some(command) = kept.known.get_mut(&name) {
            command.answer = Some(answer);
        }
        kept.forget(now);
    }
}

impl Kept {
    /// What is old, and the oldest where there is too much.
    fn forget(&mut self, now: Timestamp) {
        while let Some((at, name)) = self.answered.front() {
            if now < at.plus(KEPT) && self.bytes <= BYTES_MAX {
                return;
            }
            if let Some(Command { answer: Some(answer), .. }) = self.known.remove(name) {
                self.bytes -= ENTRY_BYTES + answer.body.len();
            }
            self.answered.pop_front();
        }
    }
}

fn is_key(key: &HeaderValue) -> bool {
    let bytes = key.as_bytes();
    (1..=KEY_CHARS_MAX).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
}

/// Each part with its length, so that no two lists of parts read the same.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);
    const OURS: Name = [9; 32];

    fn answer(body: &'static str) -> Answer {
        let body = Bytes::from_static(body.as_bytes());
        Answer { status: StatusCode::CREATED, headers: HeaderMap::new(), body }
    }

    #[test]
    fn a_command_is_under_way_then_answered_again_and_then_forgotten() {
        let commands = Commands::default();
        let begin = |name, print, now| commands.begin(OURS, [name; 32], [print; 32], now);
        assert!(matches!(begin(1, 1, NOW), Begun::First));
        assert!(matches!(begin(1, 1, NOW), Begun::Running));
        assert!(matches!(begin(1, 2, NOW), Begun::Other));
        assert!(matches!(begin(2, 1, NOW), Begun::First), "another's key is another command");
        commands.end([1; 32], Some(answer("done")), NOW);
        let Begun::Again(again) = begin(1, 1, NOW) else { panic!("it was answered") };
        assert_eq!((again.status, &again.body[..]), (StatusCode::CREATED, &b"done"[..]));
        assert!(matches!(begin(1, 2, NOW), Begun::Other));
        assert!(matches!(begin(1, 1, NOW.plus(KEPT)), Begun::First));
    }

    #[test]
    fn what_had_no_answer_may_be_sent_again() {
        let commands = Commands::default();
        assert!(matches!(commands.begin(OURS, [1; 32], [1; 32], NOW), Begun::First));
        commands.end([1; 32], None, NOW);
        assert!(matches!(commands.begin(OURS, [1; 32], [2; 32], NOW), Begun::First));
    }

    #[test]
    fn who_is_erased_leaves_no_answer_behind() {
        let commands = Commands::default();
        let (hers, his) = (RequestKey([1; 16]), RequestKey([2; 16]));
        for (citizen, name) in [(hers, [1; 32]), (his, [2; 32])] {
            let caller = digest(&[&bearer::mark(citizen)]);
            assert!(matches!(commands.begin(caller, name, [0; 32], NOW), Begun::First));
            commands.end(name, Some(answer("booked")), NOW);
        }
        commands.forget(hers);
        assert!(matches!(commands.begin(OURS, [1; 32], [0; 32], NOW), Begun::First));
        assert!(matches!(commands.begin(OURS, [2; 32], [0; 32], NOW), Begun::Again(_)));
        let bytes = commands.kept.lock().expect("no thread fell").bytes;
        assert_eq!(bytes, ENTRY_BYTES + "booked".len());
    }

    #[test]
    fn the_oldest_answers_make_room() {
        let commands = Commands::default();
        let long = Bytes::from(vec![b'a'; ANSWER_BYTES_MAX]);
        let more = BYTES_MAX / ANSWER_BYTES_MAX + 1;
        for n in 0..more {
            let name = digest(&[&n.to_be_bytes()]);
            assert!(matches!(commands.begin(OURS, name, [0; 32], NOW), Begun::First));
            commands.end(name, Some(Answer { body: long.clone(), ..answer("") }), NOW);
        }
        assert!(commands.kept.lock().expect("no thread fell").bytes <= BYTES_MAX);
        let first = commands.begin(OURS, digest(&[&0_usize.to_be_bytes()]), [0; 32], NOW);
        assert!(matches!(first, Begun::First));
        let last = commands.begin(OURS, digest(&[&(more - 1).to_be_bytes()]), [0; 32], NOW);
        assert!(matches!(last, Begun::Again(_)));
    }

    #[test]
    fn a_key_is_a_word_of_bounded_length() {
        let key = |text: &str| is_key(&HeaderValue::from_str(text).expect("plain text"));
        assert!(key("8e03978e-40d5-43dd-bc93-6894a57f9324"));
        assert!(!key("") && !key("two words") && !key(&"a".repeat(KEY_CHARS_MAX + 1)));
    }
}
