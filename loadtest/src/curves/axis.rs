//! What grows tenfold, while the rest stays as it is.

/// One thing that grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Axis {
    pub name: &'static str,
    /// The option of `engine` that says how much of it there is.
    pub option: &'static str,
    /// The least, about three times as much, and ten times.
    pub sizes: [u64; 3],
}

/// The largest of each is the country: 4,000 offices with two shifts, 30 dates, and half of all
/// seats taken.
pub const AXES: [Axis; 3] = [
    Axis { name: "offices", option: "--offices", sizes: [400, 1_200, 4_000] },
    Axis { name: "dates", option: "--days", sizes: [3, 9, 30] },
    Axis { name: "bookings", option: "--booked", sizes: [480_000, 1_440_000, 4_800_000] },
];
