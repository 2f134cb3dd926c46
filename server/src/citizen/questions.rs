//! The entry question's token: nothing is kept until it is answered, and an answer counts once.

use dashmap::DashMap;
use hmac::{Hmac, KeyInit, Mac};
use nobat_domain::person::fold::small_number;
use nobat_domain::timestamp::{Millis, Timestamp};
use sha2::Sha256;

use crate::pages::entry::AskedQuestion;
use crate::pages::fault::Fault;
use crate::question::{Question, svg};

/// A question lives so long.
const LIFETIME: Millis = Millis::minutes(10);
/// Stands for no sum: the mark of it says that a token is ours.
const SEAL: u16 = 0;
/// Answered tokens that are remembered; beyond it the expired ones are swept out.
const USED_MAX: usize = 200_000;

/// Whether answers are checked. Skipping is for demos under load, with a warning on every page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    Asked,
    Skipped,
}

pub struct Questions {
    secret: [u8; 32],
    check: Check,
    used: DashMap<u64, Timestamp>,
}

impl Questions {
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn new(check: Check) -> Result<Self, getrandom::Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        Ok(Self { secret, check, used: DashMap::new() })
    }

    #[must_use]
    pub fn skipped(&self) -> bool {
        self.check == Check::Skipped
    }

    /// A fresh question with a token that tells nothing of the answer.
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn ask(&self, at: Timestamp) -> Result<AskedQuestion, getrandom::Error> {
        let (seed, nonce) = (getrandom::u64()?, getrandom::u64()?);
        let question = Question::from_seed(seed);
        let expires = at.plus(LIFETIME);
        let seal = self.mark(nonce, expires, SEAL);
        let mark = self.mark(nonce, expires, u16::from(question.answer()));
        let token = format!("{nonce:016x}.{:x}.{seal}.{mark}", expires.0);
        Ok(AskedQuestion { token, svg: svg(&question, seed) })
    }

    /// Whether the answer is right; either way the token is used up.
    ///
    /// # Errors
    /// The fault to show at the answer.
    pub fn check(&self, token: &str, answer: &str, at: Timestamp) -> Result<(), Fault> {
        if self.skipped() {
            return Ok(());
        }
        if answer.trim().is_empty() {
            return Err(Fault::AnswerEmpty);
        }
        let Token { nonce, expires, seal, mark } = parts(token).ok_or(Fault::QuestionExpired)?;
        // What was not asked here is not remembered either: nobody fills the memory of answers.
        if at >= expires || self.mark(nonce, expires, SEAL) != seal {
            return Err(Fault::QuestionExpired);
        }
        if self.used.len() >= USED_MAX {
            self.used.retain(|_, until| *until > at);
        }
        if self.used.insert(nonce, expires).is_some() {
            return Err(Fault::QuestionUsed);
        }
        let answer = small_number(answer).map_err(|_| Fault::AnswerWrong)?;
        if self.mark(nonce, expires, answer) == mark { Ok(()) } else { Err(Fault::AnswerWrong) }
    }

    fn mark(&self, nonce: u64, expires: Timestamp, answer: u16) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("any length is a key");
        mac.update(&nonce.to_be_bytes());
        mac.update(&expires.0.to_be_bytes());
        mac.update(&answer.to_be_bytes());
        let bytes = mac.finalize().into_bytes();
        bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

struct Token<'a> {
    nonce: u64,
    expires: Timestamp,
    seal: &'a str,
    mark: &'a str,
}

fn parts(token: &str) -> Option<Token<'_>> {
    let mut parts = token.split('.');
    let nonce = u64::from_str_radix(parts.next()?, 16).ok()?;
    let expires = Timestamp(u64::from_str_radix(parts.next()?, 16).ok()?);
    let (seal, mark) = (parts.next()?, parts.next()?);
    if parts.next().is_some() { None } else { Some(Token { nonce, expires, seal, mark }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn right_answer(questions: &Questions, token: &str) -> u16 {
        let Token { nonce, expires, mark, .. } = parts(token).expect("a token of ours");
        (2..=18).find(|sum| questions.mark(nonce, expires, *sum) == mark).expect("a sum")
    }

    #[test]
    fn the_right_answer_passes_once_in_any_script() {
        let questions = Questions::new(Check::Asked).expect("randomness");
        let asked = questions.ask(NOW).expect("randomness");
        let answer = right_answer(&questions, &asked.token).to_string();
        let persian = crate::persian::digits::persian(&answer);
        assert_eq!(questions.check(&asked.token, &persian, NOW), Ok(()));
        let again = questions.check(&asked.token, &answer, NOW);
        assert_eq!(again, Err(Fault::QuestionUsed));
    }

    #[test]
    fn wrong_late_forged_and_empty_answers_are_told_apart() {
        let questions = Questions::new(Check::Asked).expect("randomness");
        let asked = questions.ask(NOW).expect("randomness");
        assert_eq!(questions.check(&asked.token, " ", NOW), Err(Fault::AnswerEmpty));
        assert_eq!(questions.check(&asked.token, "99", NOW), Err(Fault::AnswerWrong));
        let late = questions.ask(NOW).expect("randomness");
        let after = NOW.plus(LIFETIME);
        assert_eq!(questions.check(&late.token, "5", after), Err(Fault::QuestionExpired));
        assert_eq!(questions.check("nonsense", "5", NOW), Err(Fault::QuestionExpired));
        let forged = late.token.replace('.', "0.");
        assert!(questions.check(&forged, "5", NOW).is_err());
    }

    #[test]
    fn a_token_that_was_never_given_is_not_remembered() {
        let questions = Questions::new(Check::Asked).expect("randomness");
        for nonce in 0..100 {
            let forged =
                format!("{nonce:016x}.{:x}.{seal}.{seal}", u64::MAX, seal = "00".repeat(16));
            assert_eq!(questions.check(&forged, "5", NOW), Err(Fault::QuestionExpired));
        }
        assert!(questions.used.is_empty());
    }

    #[test]
    fn a_skipped_question_takes_any_answer() {
        let questions = Questions::new(Check::Skipped).expect("randomness");
        assert_eq!(questions.check("", "", NOW), Ok(()));
    }
}
