//! A mail server on loopback: it speaks SMTP with whoever calls, keeps the letters that it took,
//! and misbehaves as it is told.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, put};
use axum::{Json, response::IntoResponse};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How the mail server behaves now.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Mood {
    #[default]
    Kind,
    /// 421 instead of a greeting.
    Busy,
    /// Hangs up on whoever calls.
    Down,
    /// Half a second for each answer.
    Slow,
    /// 550 to every receiver.
    KnowsNobody,
    /// 554 to every letter.
    RefusesLetters,
    /// Never greets.
    SilentAtFirst,
    /// Takes the letter, keeps it, and never says so.
    SilentAtLast,
    /// Takes the letter, keeps it, and hangs up.
    HangsUpAtLast,
    /// Says that it took the letter, and loses it.
    Forgets,
}

/// Receivers at this name are unknown in every mood.
const NOBODY: &str = "RCPT TO:<nobody@";
const SLOW: Duration = Duration::from_millis(500);
const LETTERS_MAX: usize = 1_000;

/// A cheap clone of the server's memory.
#[derive(Clone, Default)]
pub struct MailServer {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    mood: Mood,
    letters: Vec<String>,
}

impl MailServer {
    pub fn behave(&self, mood: Mood) {
        self.with(|inner| inner.mood = mood);
    }

    /// The letters that are kept, whole, the oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<String> {
        self.with(|inner| inner.letters.clone())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        // Whole after every step.
        act(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves lines until the listener ends.
    pub async fn serve(self, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            let server = self.clone();
            tokio::spawn(async move { server.line(stream).await });
        }
    }

    async fn line(self, stream: TcpStream) {
        let mood = self.with(|inner| inner.mood);
        if mood == Mood::Down {
            return;
        }
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        if mood == Mood::SilentAtFirst {
            while let Ok(Some(_)) = lines.next_line().await {}
            return;
        }
        let mut say = async |answer: &str| {
            if mood == Mood::Slow {
                tokio::time::sleep(SLOW).await;
            }
            // Whoever hung up hears nothing.
            let _gone = write.write_all(format!("{answer}\r\n").as_bytes()).await;
        };
        say(if mood == Mood::Busy { "421 too busy" } else { "220 ready" }).await;
        let mut letter: Option<String> = None;
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(text) = letter.as_mut() {
                if line != "." {
                    *text = format!("{text}{line}\n");
                    continue;
                }
                self.keep(letter.take().unwrap_or_default(), mood);
                match mood {
                    Mood::SilentAtLast => continue,
                    Mood::HangsUpAtLast => return,
                    _ => {}
                }
            }
            let verb = line.split([' ', ':']).next().unwrap_or_default();
            let answer = match (verb, mood) {
                ("RCPT", Mood::KnowsNobody) => "550 no such person",
                ("RCPT", _) if line.starts_with(NOBODY) => "550 no such person",
                ("DATA", Mood::RefusesLetters) => "554 not today",
                ("DATA", _) => "354 go on",
                ("EHLO", _) => "250-here\r\n250 8BITMIME",
                ("QUIT", _) => "221 farewell",
                _ => "250 well",
            };
            letter = answer.starts_with("354").then(String::new);
            say(answer).await;
            if verb == "QUIT" {
                return;
            }
        }
    }

    fn keep(&self, letter: String, mood: Mood) {
        if mood != Mood::Forgets {
            self.with(|inner| {
                if inner.letters.len() >= LETTERS_MAX {
                    inner.letters.remove(0);
                }
                inner.letters.push(letter);
            });
        }
    }
}

/// `GET /control/mail/letters`, `PUT /control/mail/mood`.
pub fn router(server: MailServer) -> Router {
    Router::new()
        .route("/control/mail/letters", get(letters))
        .route("/control/mail/mood", put(behave))
        .with_state(server)
}

async fn letters(State(server): State<MailServer>) -> impl IntoResponse {
    Json(server.letters())
}

async fn behave(State(server): State<MailServer>, Json(mood): Json<Mood>) -> StatusCode {
    server.behave(mood);
    StatusCode::NO_CONTENT
}
