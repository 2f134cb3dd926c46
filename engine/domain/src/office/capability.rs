//! What an office has proved that it can do beyond the ordinary.

/// One proved ability: the equipment is there and the licence covers it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Capability {
    /// The counter is reached without climbing stairs.
    NoStairs,
    /// A citizen whose pupils are not both visible can be enrolled.
    Pupil,
    /// A citizen who lacks a finger with three sound joints can be enrolled.
    Finger,
    /// A team comes to the citizen's home.
    HomeVisit,
}

impl Capability {
    pub const ALL: [Self; 4] = [Self::NoStairs, Self::Pupil, Self::Finger, Self::HomeVisit];

    /// The word that imports and reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoStairs => "no_stairs",
            Self::Pupil => "pupil",
            Self::Finger => "finger",
            Self::HomeVisit => "home_visit",
        }
    }

    /// The capability of that name, or none: an unknown word must never pass as a proof.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capability| capability.name() == name)
    }

    const fn bit(self) -> u8 {
        // The places are part of what is stored: a retired capability keeps its bit.
        match self {
            Self::NoStairs => 1,
            Self::Pupil => 1 << 1,
            Self::Finger => 1 << 2,
            Self::HomeVisit => 1 << 3,
        }
    }
}

/// A set of capabilities, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Capabilities(u8);

impl Capabilities {
    pub const NONE: Self = Self(0);
    const KNOWN_BITS: u8 = 0b1111;

    #[must_use]
    pub const fn with(self, capability: Capability) -> Self {
        Self(self.0 | capability.bit())
    }

    #[must_use]
    pub const fn has(self, capability: Capability) -> bool {
        self.0 & capability.bit() != 0
    }

    /// Whether nothing that `asked` names is missing here.
    #[inline]
    #[must_use]
    pub const fn cover(self, asked: Self) -> bool {
        asked.0 & !self.0 == 0
    }

    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set of these bits; none if a bit has no meaning, as in a damaged or newer record.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits & !Self::KNOWN_BITS == 0 { Some(Self(bits)) } else { None }
    }

    pub fn iter(self) -> impl Iterator<Item = Capability> {
        Capability::ALL.into_iter().filter(move |capability| self.has(*capability))
    }
}

impl FromIterator<Capability> for Capabilities {
    fn from_iter<I: IntoIterator<Item = Capability>>(capabilities: I) -> Self {
        capabilities.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capability_has_a_name_and_a_bit_of_its_own() {
        for capability in Capability::ALL {
            assert_eq!(Capability::from_name(capability.name()), Some(capability));
            let alone = Capabilities::NONE.with(capability);
            assert_eq!(alone.bits().count_ones(), 1);
            assert_eq!(alone.iter().collect::<Vec<_>>(), [capability]);
        }
        let all: Capabilities = Capability::ALL.into_iter().collect();
        assert_eq!(all.bits(), Capabilities::KNOWN_BITS);
        assert_eq!(Capability::from_name("stairs"), None);
    }

    #[test]
    fn a_bit_without_a_meaning_is_refused() {
        assert_eq!(Capabilities::from_bits(0b0101).map(Capabilities::bits), Some(0b0101));
        assert_eq!(Capabilities::from_bits(0b1_0000), None);
    }

    #[test]
    fn a_set_covers_exactly_its_subsets() {
        for have in 0..16 {
            for asked in 0..16 {
                let (have, asked) = (Capabilities(have), Capabilities(asked));
                assert_eq!(have.cover(asked), asked.iter().all(|capability| have.has(capability)));
            }
        }
    }
}
