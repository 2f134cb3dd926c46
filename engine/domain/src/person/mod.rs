//! Who a citizen is, as typed on a form: every value is parsed once at the gate and trusted inside.
//! This room never looks anything up, never words a refusal and never prints a citizen's value.
//! Read `fold` first: it says which spellings count as one, and every other file rests on it.

pub mod fold;

pub mod area_code;
pub mod birth_date;
pub mod booklet_number;
pub mod booklet_serial;
pub mod declaration;
pub mod home_address;
pub mod landline_prefix;
pub mod mobile;
pub mod name;
pub mod national_id;
pub mod postal_code;
pub mod replaced_booklet;

pub use area_code::{AreaCode, AreaCodeFault};
pub use birth_date::{BirthDate, BirthFault, BirthPart, BirthParts};
pub use booklet_number::{BookletNumber, BookletNumberFault};
pub use booklet_serial::BookletSerial;
pub use declaration::{DeclarationFault, Gender, Religion};
pub use fold::DigitsFault;
pub use home_address::{HomeAddress, StreetAddress, StreetFault};
pub use landline_prefix::{LandlinePrefix, LandlinePrefixFault};
pub use mobile::{Mobile, MobileFault};
pub use name::{NameFault, PersonName};
pub use national_id::{NationalId, NationalIdFault};
pub use postal_code::{PostalCode, PostalCodeFault};
