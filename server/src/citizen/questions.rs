//! The entry question's token: nothing is kept until it is answered, and an answer counts once.
//!
//! Three ways lead past it: the sum, work of the device in its place, or a wait for whoever has
//! neither eyes nor a script for it. Tokens are sealed with a secret of this process, so none of
//! them means anything to another process, or to this one after a restart.

use hmac::{Hmac, KeyInit, Mac};
use nobat_domain::person::NationalId;
use nobat_domain::person::fold::small_number;
use nobat_domain::timestamp::{Millis, Timestamp};
use sha2::Sha256;

use crate::citizen::spent::{Spent, Taken};
use crate::pages::entry::Asked;
use crate::pages::fault::Fault;
use crate::question::{Level, Question, svg, work};

/// A question lives so long, and so does a wait when it is over.
pub const LIFETIME: Millis = Millis::minutes(10);
/// What all marks are for: another form's tokens would mean nothing here.
const PURPOSE: &[u8] = b"nobat entry question 1";

/// Whether answers are checked. Skipping is for demos under load, with a warning on every page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    Asked,
    Skipped,
}

/// What came with the form.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub token: &'a str,
    pub answer: &'a str,
    /// From the device, in place of an answer.
    pub work: &'a str,
}

pub struct Questions {
    secret: [u8; 32],
    check: Check,
    spent: Spent,
}

impl Questions {
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn new(check: Check) -> Result<Self, getrandom::Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        Ok(Self { secret, check, spent: Spent::new() })
    }

    #[must_use]
    pub fn skipped(&self) -> bool {
        self.check == Check::Skipped
    }

    /// A fresh sum with a token that tells nothing of the answer.
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn ask(&self, level: Level, at: Timestamp) -> Result<Asked, getrandom::Error> {
        let seed = getrandom::u64()?;
        let question = Question::from_seed(seed, level);
        let token = Token {
            kind: Kind::Sum,
            level,
            number: self.spent.number(),
            from: at,
            until: at.plus(LIFETIME),
        };
        let answer = self.mark(&token, Hidden::Answer(u16::from(question.answer())));
        let token = format!("{}.{}.{answer}", token.text(), self.mark(&token, Hidden::Nothing));
        Ok(Asked::Sum { token, svg: svg(&question, seed), level })
    }

    /// Leave to enter from `ready` on without an answer, for one national ID.
    #[must_use]
    pub fn wait(&self, id: &NationalId, ready: Timestamp, at: Timestamp) -> Asked {
        Asked::Wait { token: self.leave(id, ready), seconds: seconds_left(ready, at) }
    }

    /// Leave to enter again at once, for somebody who has answered right and was let down by us.
    #[must_use]
    pub fn once_more(&self, id: &NationalId, at: Timestamp) -> String {
        self.leave(id, at)
    }

    fn leave(&self, id: &NationalId, ready: Timestamp) -> String {
        let token = Token {
            kind: Kind::Wait,
            // Whoever needed a harder question waits longer instead.
            level: Level::Harder,
            number: self.spent.number(),
            from: ready,
            until: ready.plus(LIFETIME),
        };
        let bound = self.mark(&token, Hidden::Id(id));
        let seal = self.mark(&token, Hidden::Nothing);
        format!("{}.{seal}.{bound}", token.text())
    }

    /// How hard the question was that was answered right; the token is used up, except by somebody
    /// who came too early or wrote nothing.
    ///
    /// # Errors
    /// The fault to show at the answer.
    pub fn check(&self, given: Given<'_>, id: &NationalId, at: Timestamp) -> Result<Level, Fault> {
        if self.skipped() {
            return Ok(Level::Harder);
        }
        let is_wait = given.token.starts_with(Kind::Wait.letter());
        if !is_wait && given.work.is_empty() && given.answer.trim().is_empty() {
            return Err(Fault::AnswerEmpty);
        }
        let (token, mark) = self.opened(given.token, at).ok_or(Fault::QuestionExpired)?;
        if at < token.from {
            return Err(Fault::WaitOn { seconds: seconds_left(token.from, at) });
        }
        match self.spent.take(token.number) {
            Taken::Now => {}
            Taken::Before => return Err(Fault::QuestionUsed),
            Taken::TooOld => return Err(Fault::QuestionExpired),
        }
        let right = match token.kind {
            Kind::Wait if self.mark(&token, Hidden::Id(id)) == mark => Ok(()),
            Kind::Wait => Err(Fault::ProofOfAnother),
            Kind::Sum if given.work.is_empty() => {
                let answer = small_number(given.answer).map_err(|_| Fault::AnswerWrong)?;
                let right = self.mark(&token, Hidden::Answer(answer)) == mark;
                if right { Ok(()) } else { Err(Fault::AnswerWrong) }
            }
            Kind::Sum => {
                let challenge = format!("{}.{}", given.token, id.as_str());
                let done = work::is_done(&challenge, given.work, token.level);
                if done { Ok(()) } else { Err(Fault::ProofOfAnother) }
            }
        };
        right.map(|()| token.level)
    }

    /// What to show to somebody who waits or whose device has worked, where the form comes back for
    /// another reason: neither is done twice. Nothing is used up.
    #[must_use]
    pub fn kept(&self, given: Given<'_>, at: Timestamp) -> Option<Asked> {
        let (token, _) = self.opened(given.token, at)?;
        let text = given.token.to_owned();
        match token.kind {
            Kind::Wait => Some(Asked::Wait { token: text, seconds: seconds_left(token.from, at) }),
            Kind::Sum if given.work.is_empty() => None,
            Kind::Sum => Some(Asked::Worked { token: text, work: given.work.to_owned() }),
        }
    }

    /// A token that this process has given and that has not run out, with its hidden mark. What was
    /// not given here is not remembered either.
    fn opened<'a>(&self, text: &'a str, at: Timestamp) -> Option<(Token, &'a str)> {
        let (rest, hidden) = text.rsplit_once('.')?;
        let (token, seal) = rest.rsplit_once('.')?;
        let token = Token::read(token)?;
        let ours = self.mark(&token, Hidden::Nothing) == seal;
        (ours && at < token.until).then_some((token, hidden))
    }

    fn mark(&self, token: &Token, hidden: Hidden<'_>) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("any length is a key");
        mac.update(PURPOSE);
        mac.update(token.text().as_bytes());
        match hidden {
            Hidden::Nothing => mac.update(b"/"),
            Hidden::Answer(answer) => {
                mac.update(b"=");
                mac.update(&answer.to_be_bytes());
            }
            Hidden::Id(id) => {
                mac.update(b":");
                mac.update(id.as_str().as_bytes());
            }
        }
        let bytes = mac.finalize().into_bytes();
        bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What a mark is over beside the token itself.
#[derive(Clone, Copy)]
enum Hidden<'a> {
    /// The seal: it says that the token is ours.
    Nothing,
    Answer(u16),
    Id(&'a NationalId),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Sum,
    Wait,
}

impl Kind {
    const fn letter(self) -> char {
        match self {
            Self::Sum => 's',
            Self::Wait => 'w',
        }
    }
}

/// The part of a token that anybody may read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Token {
    kind: Kind,
    level: Level,
    number: u64,
    from: Timestamp,
    until: Timestamp,
}

impl Token {
    fn text(&self) -> String {
        let Self { kind, level, number, from, until } = self;
        let level = u8::from(*level == Level::Harder);
        format!("{}{level}.{number:x}.{:x}.{:x}", kind.letter(), from.0, until.0)
    }

    /// Only what [`Self::text`] writes.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (kind, level) = match parts.next()? {
            "s0" => (Kind::Sum, Level::Plain),
            "s1" => (Kind::Sum, Level::Harder),
            "w1" => (Kind::Wait, Level::Harder),
            _ => return None,
        };
        let mut word = || u64::from_str_radix(parts.next()?, 16).ok();
        let (number, from, until) = (word()?, word()?, word()?);
        let token = Self { kind, level, number, from: Timestamp(from), until: Timestamp(until) };
        (token.text() == text).then_some(token)
    }
}

fn seconds_left(ready: Timestamp, at: Timestamp) -> u64 {
    ready.since(at).0.div_ceil(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Level::{Harder, Plain};

    const NOW: Timestamp = Timestamp(1_000_000);

    fn questions() -> Questions {
        Questions::new(Check::Asked).expect("randomness")
    }

    fn id(text: &str) -> NationalId {
        NationalId::parse(text).expect("a right number")
    }

    fn her() -> NationalId {
        id("2580200606")
    }

    fn token_of(asked: Asked) -> String {
        match asked {
            Asked::Sum { token, .. } | Asked::Wait { token, .. } | Asked::Worked { token, .. } => {
                token
            }
        }
    }

    fn asked(questions: &Questions, level: Level) -> String {
        token_of(questions.ask(level, NOW).expect("randomness"))
    }

    fn right_answer(questions: &Questions, token: &str) -> u16 {
        let (token, mark) = questions.opened(token, NOW).expect("a token of ours");
        let right = |sum: &u16| questions.mark(&token, Hidden::Answer(*sum)) == mark;
        (2..=198).find(right).expect("a sum")
    }

    fn check(
        questions: &Questions,
        token: &str,
        answer: &str,
        at: Timestamp,
    ) -> Result<Level, Fault> {
        questions.check(Given { token, answer, work: "" }, &her(), at)
    }

    #[test]
    fn the_right_answer_passes_once_in_any_script() {
        let questions = questions();
        for level in [Plain, Harder] {
            let token = asked(&questions, level);
            let answer = right_answer(&questions, &token).to_string();
            let persian = crate::persian::digits::persian(&answer);
            assert_eq!(check(&questions, &token, &persian, NOW), Ok(level));
            assert_eq!(check(&questions, &token, &answer, NOW), Err(Fault::QuestionUsed));
        }
    }

    #[test]
    fn wrong_late_forged_and_empty_answers_are_told_apart() {
        let questions = questions();
        let token = asked(&questions, Plain);
        assert_eq!(check(&questions, &token, " ", NOW), Err(Fault::AnswerEmpty));
        assert_eq!(check(&questions, &token, "99", NOW), Err(Fault::AnswerWrong));
        let late = asked(&questions, Plain);
        let after = NOW.plus(LIFETIME);
        assert_eq!(check(&questions, &late, "5", after), Err(Fault::QuestionExpired));
        assert_eq!(check(&questions, "nonsense", "5", NOW), Err(Fault::QuestionExpired));
        let number = right_answer(&questions, &late).to_string();
        for forged in [
            late.replacen("s0", "s1", 1),
            late.replacen('.', ".0", 1),
            late.replacen('.', ".+", 1),
            late.to_uppercase(),
        ] {
            assert_eq!(check(&questions, &forged, &number, NOW), Err(Fault::QuestionExpired));
        }
        assert_eq!(check(&questions, &late, &number, NOW), Ok(Plain), "nobody has used it up");
    }

    #[test]
    fn a_token_means_nothing_to_another_process_or_after_a_restart() {
        let (before, after) = (questions(), questions());
        let token = asked(&before, Plain);
        let answer = right_answer(&before, &token).to_string();
        assert_eq!(check(&after, &token, &answer, NOW), Err(Fault::QuestionExpired));
        let wait = token_of(before.wait(&her(), NOW, NOW));
        assert_eq!(check(&after, &wait, "", NOW), Err(Fault::QuestionExpired));
    }

    #[test]
    fn the_work_of_a_device_passes_once_for_the_id_it_was_done_for() {
        let questions = questions();
        for level in [Plain, Harder] {
            let token = asked(&questions, level);
            let work = work::done(&format!("{token}.{}", her().as_str()), level);
            let given = Given { token: &token, answer: "", work: &work };
            assert_eq!(questions.check(given, &her(), NOW), Ok(level));
            assert_eq!(questions.check(given, &her(), NOW), Err(Fault::QuestionUsed));
        }
        let token = asked(&questions, Plain);
        let work = work::done(&format!("{token}.0123456789"), Plain);
        let answer = right_answer(&questions, &token).to_string();
        let given = Given { token: &token, answer: &answer, work: &work };
        assert_eq!(questions.check(given, &her(), NOW), Err(Fault::ProofOfAnother));
        let again = check(&questions, &token, &answer, NOW);
        assert_eq!(again, Err(Fault::QuestionUsed), "one try, whichever way");
    }

    #[test]
    fn who_waits_passes_once_not_before_the_time_and_not_as_another() {
        let questions = questions();
        let ready = NOW.plus(Millis::seconds(30));
        let token = token_of(questions.wait(&her(), ready, NOW));
        let early = check(&questions, &token, "", NOW.plus(Millis(500)));
        assert_eq!(early, Err(Fault::WaitOn { seconds: 30 }), "and nothing is used up");
        assert_eq!(check(&questions, &token, "", ready), Ok(Harder));
        assert_eq!(check(&questions, &token, "", ready), Err(Fault::QuestionUsed));
        let other = token_of(questions.wait(&id("0123456789"), ready, NOW));
        assert_eq!(check(&questions, &other, "", ready), Err(Fault::ProofOfAnother));
        let late = token_of(questions.wait(&her(), ready, NOW));
        let after = ready.plus(LIFETIME);
        assert_eq!(check(&questions, &late, "", after), Err(Fault::QuestionExpired));
        // A sum's token is no wait, and a wait is no sum.
        let sum = asked(&questions, Harder).replacen('s', "w", 1);
        assert_eq!(check(&questions, &sum, "5", ready), Err(Fault::QuestionExpired));
    }

    #[test]
    fn a_wait_and_finished_work_outlive_a_typing_mistake() {
        let questions = questions();
        let ready = NOW.plus(Millis::seconds(30));
        let wait = token_of(questions.wait(&her(), ready, NOW));
        let given = |token, work| Given { token, answer: "", work };
        let kept = questions.kept(given(&wait, ""), NOW.plus(Millis::seconds(10)));
        assert_eq!(kept, Some(Asked::Wait { token: wait.clone(), seconds: 20 }));
        let sum = asked(&questions, Plain);
        assert_eq!(questions.kept(given(&sum, ""), NOW), None);
        let worked = Asked::Worked { token: sum.clone(), work: "1.2".to_owned() };
        assert_eq!(questions.kept(given(&sum, "1.2"), NOW), Some(worked));
        assert_eq!(questions.kept(given(&sum, "1.2"), NOW.plus(LIFETIME)), None);
        assert_eq!(questions.kept(given("w1.0.0.0.a.b", ""), NOW), None);
    }

    #[test]
    fn a_skipped_question_takes_any_answer() {
        let questions = Questions::new(Check::Skipped).expect("randomness");
        assert_eq!(check(&questions, "", "", NOW), Ok(Harder));
    }
}
