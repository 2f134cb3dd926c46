//! Moments and spans in milliseconds. There is no `now` here: time arrives inside a command.

/// Milliseconds since 1970-01-01 00:00 UTC, on the engine's clock, which never goes back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(pub u64);

/// A span of time in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Millis(pub u64);

impl Millis {
    #[must_use]
    pub const fn seconds(n: u64) -> Self {
        Self(n * 1_000)
    }

    #[must_use]
    pub const fn minutes(n: u64) -> Self {
        Self(n * 60_000)
    }

    #[must_use]
    pub const fn hours(n: u64) -> Self {
        Self(n * 3_600_000)
    }
}

impl Timestamp {
    /// The last moment that is ever kept, in the year 10889: moments have 48 bits on disk. Whatever
    /// comes from outside is refused beyond it before anything is decided.
    pub const LATEST: Self = Self((1 << 48) - 1);

    #[must_use]
    pub const fn plus(self, span: Millis) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    #[must_use]
    pub const fn minus(self, span: Millis) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long after `earlier` this is; zero if it is not after it.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }
}
