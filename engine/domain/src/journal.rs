//! The door of a journal, wherever it stands: an append says where it believes the end to be.
//!
//! Today one process owns the whole journal and a lock keeps others out. Tomorrow its place may be
//! taken while it sleeps: then its next append meets another end and is refused, before a record of
//! it can stand behind one that it does not know.

use crate::ids::Sequence;

/// The journal ends elsewhere than the appender believes: it is not the owner any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Elsewhere {
    pub expected: Sequence,
    pub end: Sequence,
}

/// A sequence of records that only grows at its end.
pub trait Log {
    /// What is appended at once: all of it stands there afterwards, or none.
    type Batch<'a>;
    type Error: From<Elsewhere>;

    /// The last record's sequence; 0 without one.
    fn end(&self) -> Sequence;

    /// Appends a batch behind the record `expected`, the last that the appender knows of. Returns
    /// the new end.
    ///
    /// # Errors
    /// [`Elsewhere`] if the log does not end there; nothing is written then.
    fn append(
        &mut self,
        expected: Sequence,
        batch: Self::Batch<'_>,
    ) -> Result<Sequence, Self::Error>;

    /// The fence: every body of [`Log::append`] passes it first. One comparison.
    ///
    /// # Errors
    /// [`Elsewhere`].
    fn fence(&self, expected: Sequence) -> Result<(), Elsewhere> {
        let end = self.end();
        if expected == end { Ok(()) } else { Err(Elsewhere { expected, end }) }
    }
}
