//! Who guesses, at the entry or at tracking codes: wrong pairs are counted by what is guessed at
//! and network or line, and are answered first with a harder question and then with a lock of that
//! pair. This room must never close an ID everywhere, or a whole network; right entries cost nobody
//! anything. Read `guesses` for the law, then `table` for where the counts are kept.

mod guesses;
mod network;
mod table;

#[cfg(test)]
mod tests;

pub use guesses::{Attempt, Guesses, Leave, Named, NoTurn, Who};
pub use network::{BadNetwork, Network, Networks, TrustedProxies};
