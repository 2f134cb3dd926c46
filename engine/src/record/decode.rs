//! One record of the journal, whatever its kind.

use super::error::RecordError;
use super::kind::RecordKind;
use super::request::SealedEvent;
use super::{day, erased, office, seat, setting, time};
use nobat_domain::ids::{DataKeyNo, ShiftId};
use nobat_domain::office::Office;
use nobat_domain::shift::{DayImage, SeatImage};
use nobat_domain::timestamp::Timestamp;

/// What a record of the journal says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record<'a> {
    Seat { shift: ShiftId, image: SeatImage },
    Day { shift: ShiftId, image: DayImage },
    Request(SealedEvent<'a>),
    Office { at: Timestamp, office: Office },
    Setting { at: Timestamp, name: &'a str, value: &'a [u8] },
    Erased { at: Timestamp, key: DataKeyNo },
    Time { at: Timestamp },
}

impl Record<'_> {
    /// Engine time when it was written.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Seat { image, .. } => image.at,
            Self::Day { image, .. } => image.at,
            Self::Request(sealed) => sealed.head.at,
            Self::Office { at, .. }
            | Self::Setting { at, .. }
            | Self::Erased { at, .. }
            | Self::Time { at } => *at,
        }
    }
}

/// Reads one whole record with its four leading bytes. A request's event stays sealed.
///
/// # Errors
/// `UnknownKind` and `NewerVersion` where a newer program wrote it, `OnlyARow` for what never
/// stands in a journal; everything else is damage.
pub fn decode(bytes: &[u8]) -> Result<Record<'_>, RecordError> {
    let number = *bytes.first().ok_or(RecordError::Short { what: "kind", at: 0 })?;
    let kind = RecordKind::of(number).ok_or(RecordError::UnknownKind { kind: number })?;
    match kind {
        RecordKind::Seat => {
            seat::seat_of(bytes).map(|(shift, image)| Record::Seat { shift, image })
        }
        RecordKind::Day => day::day_of(bytes).map(|(shift, image)| Record::Day { shift, image }),
        RecordKind::Request => SealedEvent::read(bytes).map(Record::Request),
        RecordKind::Office => {
            office::office_of(bytes).map(|(at, office)| Record::Office { at, office })
        }
        RecordKind::Setting => {
            let (at, name, value) = setting::setting_of(bytes)?;
            Ok(Record::Setting { at, name, value })
        }
        RecordKind::Erased => erased::erased_of(bytes).map(|(at, key)| Record::Erased { at, key }),
        RecordKind::Time => time::time_of(bytes).map(|at| Record::Time { at }),
        RecordKind::RequestRow | RecordKind::CountersRow => Err(RecordError::OnlyARow { kind }),
    }
}
