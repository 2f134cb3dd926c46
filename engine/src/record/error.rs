//! Why bytes are not a record, or a thing cannot become one.

use super::kind::RecordKind;
use crate::keyring::SealError;

/// A fault of a record. `at` counts bytes from the record's first, or from the first of a sealed
/// text. No message shows a value that belongs to a citizen.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error("cannot read a record: this program knows no kind {kind}")]
    UnknownKind { kind: u8 },
    #[error("cannot read a {kind:?} record: its version is {found}, this program knows {known}")]
    NewerVersion { kind: RecordKind, found: u8, known: u8 },
    #[error("cannot read a {wanted:?} record: its kind is {found}")]
    WrongKind { wanted: RecordKind, found: u8 },
    #[error("cannot read a record: a {kind:?} stands in tables alone")]
    OnlyARow { kind: RecordKind },
    #[error("cannot read a record: it says that it has {stated} bytes and has {found}")]
    Length { stated: usize, found: usize },
    #[error("cannot read {what} at byte {at}: the bytes end before it does")]
    Short { what: &'static str, at: usize },
    #[error("cannot read a record: {bytes} bytes are left over from byte {at}")]
    Trailing { at: usize, bytes: usize },
    #[error("cannot read a record: {what} at byte {at} is not zero")]
    NotZero { what: &'static str, at: usize },
    #[error("cannot read {what} at byte {at}: {found} stands for nothing")]
    Unlisted { what: &'static str, at: usize, found: u8 },
    #[error("cannot read {what} at byte {at}: the law refuses it, so it is damaged")]
    Refused { what: &'static str, at: usize },
    #[error("cannot take {what} of {bytes} bytes into a record: the bound is {bytes_max}")]
    TooLong { what: &'static str, bytes: usize, bytes_max: usize },
    #[error("cannot read a record: its clear part and its sealed part disagree on {what}")]
    Mismatch { what: &'static str },
    #[error("cannot use the seal of a record")]
    Seal(#[source] SealError),
}
