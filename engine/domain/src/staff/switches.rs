//! What operators switch while the service runs.

use super::book::StaffRefusal;

/// All switches together; a change of any is a next version of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Switches {
    /// How often they were changed.
    pub version: u32,
    /// The form asks for name, address and family too.
    pub long_form: bool,
    /// Citizens are asked for a scan of the booklet.
    pub scan: bool,
}

impl Switches {
    /// The next version, with these.
    #[must_use]
    pub const fn with(self, long_form: bool, scan: bool) -> Self {
        Self { version: self.version + 1, long_form, scan }
    }

    /// Whether `next` was made from these.
    ///
    /// # Errors
    /// `Stale` if somebody else was quicker.
    pub const fn may_become(self, next: Self) -> Result<(), StaffRefusal> {
        if next.version == self.version + 1 { Ok(()) } else { Err(StaffRefusal::Stale) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_changes_of_one_version_the_second_looks_again() {
        let seen = Switches::default();
        let (first, second) = (seen.with(true, false), seen.with(false, true));
        assert_eq!(seen.may_become(first), Ok(()));
        assert_eq!(first.may_become(second), Err(StaffRefusal::Stale));
        assert_eq!(first.may_become(first.with(false, true)), Ok(()));
    }
}
