//! The wind tunnel: a whole small country in virtual time, grown from a seed, crashed and judged.
//!
//! It drives the very keepers of the law with citizens, banks, clocks and a disk that mean no good,
//! and an auditor who shares no code with the law has the last word. No world touches a real clock,
//! disk or thread. Read `world`, `journal` and `disk`, then `auditor`, then the characters:
//! `population` and `gateway`; `tunnel` lives many worlds at once.

#![forbid(unsafe_code)]

pub mod auditor;
pub mod clock;
pub mod coverage;
pub mod disk;
pub mod fault;
pub mod gateway;
pub mod journal;
pub mod population;
pub mod random;
pub mod tables;
pub mod tunnel;
pub mod verdict;
pub mod workload;
pub mod world;

pub use coverage::{Case, Coverage};
pub use fault::Fault;
pub use tunnel::{Tunnel, blow};
pub use verdict::{Verdict, run, run_aloud};
