//! Days as Iran counts them: the solar calendar, the lunar one as it was observed, ages, holidays.
//! This room never asks what day or hour it is: a caller brings the day, or the moment.
//! Read `solar` first; the others stand on it and on `ids::Day`.

pub mod solar;

mod lunar_months;

pub mod age;
pub mod holidays;
pub mod lunar;
pub mod tehran;
pub mod weekday;
pub mod working_hours;

pub use holidays::{Holiday, Order, Orders};
pub use lunar::{LunarDate, LunarFault};
pub use solar::{SolarDate, SolarFault};
pub use weekday::Weekday;
