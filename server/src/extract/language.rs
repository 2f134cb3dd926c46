//! Which language the request under way is answered in.
//!
//! Every page is made inside its request's own task, also those that stand in the place of an
//! answer, deep in a refusal. So the language goes with the task, and only [`spoken`] asks for it:
//! a page is told its language once, in its frame, and hands it on. Whether a person or a program
//! reads the answer goes the same way.

use std::future::Future;

use crate::persian::Language;

/// How a page is answered: its language, and where the same page is asked for again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spoken {
    pub language: Language,
    /// Path and query of the request, without the parameter that chooses a language.
    pub here: String,
    pub reader: Reader,
}

/// Who reads the answer: refusals are pages for people and problems for programs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reader {
    #[default]
    Person,
    Program,
}

tokio::task_local! {
    static SPOKEN: Spoken;
}

/// Of this request; Persian, and no place, outside of any.
#[must_use]
pub fn spoken() -> Spoken {
    SPOKEN.try_with(Clone::clone).unwrap_or_default()
}

/// Answers a request in a language.
pub async fn speaking<F: Future>(spoken: Spoken, answering: F) -> F::Output {
    SPOKEN.scope(spoken, answering).await
}
