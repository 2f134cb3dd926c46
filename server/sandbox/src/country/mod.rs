//! The sandbox's country: provinces, cities and offices, made whole from a seed.
//! It holds facts and what is made of them; it never asks the time and never changes once made.
//! Read `whole` first, then `city` for the numbers and `office` for what an office can do.

mod address;
pub mod apportion;
pub mod city;
pub mod exchange;
pub mod office;
mod opening;
pub mod province;
pub mod tariff;
mod whole;

pub use city::City;
pub use office::{SandboxOffice, WorkingWeek};
pub use province::Province;
pub use whole::Country;
