//! The names of the tables and of the rows of the table of facts. A name is used once, for ever.

/// One column family of the store. Its name is on disk: it never changes, and a family that is
/// given up moves to [`RETIRED`], so that its rows can never be read as something else.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Family {
    Meta,
    Seats,
    Days,
    Requests,
    InFlight,
    Orders,
    Tracking,
    References,
    Desks,
    Offices,
    Settings,
    Outbox,
    Feed,
    Audit,
    Erased,
    Delivered,
    LookedUp,
    Waiting,
    Mobiles,
    ToReverse,
}

/// Names that no family may ever have again.
const RETIRED: &[&str] = &[];

impl Family {
    pub(super) const COUNT: usize = 20;
    /// So many were there from the beginning; a directory of then gets the others at its next
    /// start, empty.
    const FIRST: usize = 15;

    /// Every family, at its own index.
    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Meta,
        Self::Seats,
        Self::Days,
        Self::Requests,
        Self::InFlight,
        Self::Orders,
        Self::Tracking,
        Self::References,
        Self::Desks,
        Self::Offices,
        Self::Settings,
        Self::Outbox,
        Self::Feed,
        Self::Audit,
        Self::Erased,
        Self::Delivered,
        Self::LookedUp,
        Self::Waiting,
        Self::Mobiles,
        Self::ToReverse,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Seats => "seats",
            Self::Days => "days",
            Self::Requests => "requests",
            Self::InFlight => "in_flight",
            Self::Orders => "orders",
            Self::Tracking => "tracking",
            Self::References => "references",
            Self::Desks => "desks",
            Self::Offices => "offices",
            Self::Settings => "settings",
            Self::Outbox => "outbox",
            Self::Feed => "feed",
            Self::Audit => "audit",
            Self::Erased => "erased",
            Self::Delivered => "delivered",
            Self::LookedUp => "looked_up",
            Self::Waiting => "waiting",
            Self::Mobiles => "mobiles",
            Self::ToReverse => "to_reverse",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        assert!(!RETIRED.contains(&name));
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    pub(super) const fn index(self) -> usize {
        self as usize
    }

    /// Whether a directory may be older than this table.
    pub(super) const fn came_later(self) -> bool {
        self.index() >= Self::FIRST
    }
}

/// A row of the table of facts about the tables themselves. The byte is its key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Fact {
    /// The format of keys and tables: `u32`.
    Format = 1,
    /// The data directory's identity: 16 bytes.
    Cluster = 2,
    /// The position that the rows stand at: `u64`.
    Applied = 3,
    /// The last engine time that was applied, in milliseconds: `u64`.
    EngineTime = 4,
    /// The highest number of a data key that any row names: `u64`.
    KeysUsed = 5,
    /// There since the tables that came later say everything that the others imply: empty.
    Indexed = 6,
    /// The feed has every change from this one on, and none before it: `u64`.
    FeedFrom = 7,
}

impl Fact {
    pub(super) const fn key(self) -> [u8; 1] {
        [self as u8]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_family_has_one_name_and_every_name_one_family() {
        let names: BTreeSet<&str> = Family::ALL.iter().map(|family| family.name()).collect();
        assert_eq!(names.len(), Family::COUNT);
        for (index, family) in Family::ALL.into_iter().enumerate() {
            assert_eq!(family.index(), index);
            assert_eq!(Family::named(family.name()), Some(family));
        }
        assert_eq!(Family::named("default"), None);
    }

    #[test]
    fn no_retired_name_is_used_again() {
        for name in RETIRED {
            assert!(Family::ALL.iter().all(|family| family.name() != *name));
        }
    }

    // What is on disks out there. New names are added at the end; none is ever taken away.
    #[test]
    fn the_names_are_the_ones_that_were_shipped() {
        let names: Vec<&str> = Family::ALL.iter().map(|family| family.name()).collect();
        let shipped = "meta seats days requests in_flight orders tracking references desks \
                       offices settings outbox feed audit erased delivered looked_up waiting \
                       mobiles to_reverse";
        assert_eq!(names.join(" "), shipped);
        let facts = [Fact::Format, Fact::Cluster, Fact::Applied, Fact::EngineTime, Fact::KeysUsed];
        assert_eq!(facts.map(|fact| fact.key()[0]), [1, 2, 3, 4, 5]);
        assert_eq!([Fact::Indexed, Fact::FeedFrom].map(|fact| fact.key()[0]), [6, 7]);
        let later = Family::ALL.into_iter().filter(|family| family.came_later());
        let made_later = [
            Family::Delivered,
            Family::LookedUp,
            Family::Waiting,
            Family::Mobiles,
            Family::ToReverse,
        ];
        assert_eq!(later.collect::<Vec<_>>(), made_later);
    }
}
