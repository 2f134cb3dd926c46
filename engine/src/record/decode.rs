//! One record of the journal, whatever its kind.

use super::audit::AuditRecord;
use super::erased::Erasure;
use super::error::RecordError;
use super::kind::RecordKind;
use super::request::SealedEvent;
use super::{audit, day, erased, office, seat, setting, time};
use nobat_domain::ids::ShiftId;
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
    Erased(Erasure),
    Time { at: Timestamp },
    Audit(AuditRecord<'a>),
}

impl Record<'_> {
    /// Engine time when it was written.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Seat { image, .. } => image.at,
            Self::Day { image, .. } => image.at,
            Self::Request(sealed) => sealed.head.at,
            Self::Office { at, .. } | Self::Setting { at, .. } | Self::Time { at } => *at,
            Self::Erased(erasure) => erasure.at,
            Self::Audit(entry) => entry.at,
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
        RecordKind::Erased => erased::erased_of(bytes).map(Record::Erased),
        RecordKind::Audit => audit::audit_of(bytes).map(Record::Audit),
        RecordKind::Time => time::time_of(bytes).map(|at| Record::Time { at }),
        RecordKind::RequestRow | RecordKind::CountersRow | RecordKind::RemainsRow => {
            Err(RecordError::OnlyARow { kind })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::arbitrary::{days, erasures, events, moments, offices, seats, states};
    use super::super::*;
    use super::*;
    use nobat_domain::keeper::Counters;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::Index;

    /// Whole records of every kind but the sealed one, as they are written.
    fn clear_records() -> impl Strategy<Value = Vec<u8>> {
        let office = (moments(), offices()).prop_map(|(at, office)| {
            let mut out = Vec::new();
            write_office(at, &office, &mut out).expect("short texts");
            out
        });
        let setting = (moments(), "\\PC{0,20}", vec(any::<u8>(), 0..40));
        let setting = setting.prop_map(|(at, name, value)| {
            let mut out = Vec::new();
            write_setting(at, &name, &value, &mut out).expect("short");
            out
        });
        prop_oneof![
            seats().prop_map(|(shift, image)| seat_bytes(shift, &image).to_vec()),
            days().prop_map(|(shift, image)| day_bytes(shift, &image).to_vec()),
            office,
            setting,
            erasures().prop_map(|erasure| {
                let mut out = Vec::new();
                write_erased(&erasure, &mut out);
                out
            }),
            moments().prop_map(|at| time_bytes(at).to_vec()),
        ]
    }

    /// The same record once more; nothing for a sealed one, whose bytes chance decides.
    fn written(record: &Record<'_>) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        match record {
            Record::Seat { shift, image } => out.extend(seat_bytes(*shift, image)),
            Record::Day { shift, image } => out.extend(day_bytes(*shift, image)),
            Record::Request(_) => return None,
            Record::Office { at, office } => write_office(*at, office, &mut out).expect("bounded"),
            Record::Setting { at, name, value } => {
                write_setting(*at, name, value, &mut out).expect("bounded");
            }
            Record::Erased(erasure) if erasure.left.is_none() => return None,
            Record::Erased(erasure) => write_erased(erasure, &mut out),
            Record::Time { at } => out.extend(time_bytes(*at)),
            // Its link is a keyed hash, and its words are sealed.
            Record::Audit(_) => return None,
        }
        Some(out)
    }

    /// Bytes with some of them changed and, at times, the end cut off.
    fn damaged(whole: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
        let changes = vec((any::<Index>(), any::<u8>()), 0..4);
        (whole, changes, any::<Index>(), prop::bool::weighted(0.2)).prop_map(
            |(whole, changes, end, cut)| {
                let mut bytes = whole.clone();
                for (place, byte) in changes {
                    let place = place.index(bytes.len());
                    bytes[place] = byte;
                }
                if cut {
                    bytes.truncate(end.index(bytes.len()));
                }
                (whole, bytes)
            },
        )
    }

    proptest! {
        #[test]
        fn a_record_comes_back_from_its_bytes(bytes in clear_records()) {
            let record = decode(&bytes).expect("our own bytes");
            prop_assert_eq!(written(&record), Some(bytes));
        }

        #[test]
        fn what_is_read_of_damage_is_what_would_be_written(
            (_, bytes) in damaged(clear_records())
        ) {
            if let Some(again) = decode(&bytes).ok().and_then(|record| written(&record)) {
                // An older version is read as well, and never written any more.
                let older = again[..1] == bytes[..1] && bytes[1] < again[1];
                prop_assert_eq!(&again[..1], &bytes[..1]);
                prop_assert!(older || again[1] == bytes[1]);
                prop_assert_eq!(&again[2..], &bytes[2..]);
            }
        }

        #[test]
        fn what_is_read_of_a_damaged_event_is_what_would_be_written(
            (_, bytes) in damaged(events().prop_map(|event| plain_event(&event).to_vec()))
        ) {
            if let Ok(event) = event_of(&bytes) {
                prop_assert_eq!(&*plain_event(&event), &bytes);
            }
        }

        #[test]
        fn what_is_read_of_a_damaged_request_is_what_would_be_written(
            (_, bytes) in damaged(states().prop_map(|state| plain_state(&state).to_vec()))
        ) {
            if let Ok(state) = state_of(&bytes) {
                prop_assert_eq!(&*plain_state(&state), &bytes);
            }
        }

        #[test]
        fn no_bytes_make_a_reader_panic(
            mut bytes in vec(any::<u8>(), 0..200), kind in 0_u8..13, name in 0_u8..20, head: bool
        ) {
            if let [text, ..] = bytes.as_mut_slice() {
                *text = name;
            }
            let _ = event_of(&bytes);
            let _ = state_of(&bytes);
            let length = u16::try_from(bytes.len()).expect("short").to_le_bytes();
            if let ([first, version, low, high, ..], true) = (bytes.as_mut_slice(), head) {
                (*first, *version, [*low, *high]) = (kind, 1 + name % 2, length);
            }
            let _ = decode(&bytes);
            let _ = row_head(&bytes);
            let _ = counters_of(&bytes);
        }

        #[test]
        fn counters_come_back(orders in 0_u64..1 << 45, codes: u32) {
            let counters = Counters { orders, codes };
            prop_assert_eq!(counters_of(&counters_bytes(counters)).expect("ours"), counters);
        }
    }

    #[test]
    fn an_unknown_kind_is_told_from_a_newer_version_and_from_a_row() {
        let bytes = time_bytes(Timestamp(7));
        let with = |place: usize, byte: u8| {
            let mut bytes = bytes;
            bytes[place] = byte;
            bytes
        };
        for kind in [0, 12, 255] {
            let read = with(0, kind);
            let read = decode(&read);
            assert!(matches!(read, Err(RecordError::UnknownKind { kind: k }) if k == kind));
        }
        let newer = with(1, 2);
        let expected = RecordKind::Time;
        assert!(matches!(
            decode(&newer),
            Err(RecordError::NewerVersion { kind, found: 2, known: 1 }) if kind == expected
        ));
        let zero = with(1, 0);
        assert!(matches!(decode(&zero), Err(RecordError::Unlisted { what: "version", .. })));
        let row = with(0, RecordKind::CountersRow.number());
        assert!(matches!(decode(&row), Err(RecordError::OnlyARow { .. })));
        let seat = seat_of(&bytes);
        assert!(matches!(seat, Err(RecordError::WrongKind { wanted: RecordKind::Seat, found: 7 })));
        assert!(matches!(decode(&[]), Err(RecordError::Short { .. })));
    }

    #[test]
    fn a_record_must_be_as_long_as_it_says() {
        let mut bytes = time_bytes(Timestamp(7)).to_vec();
        bytes.extend([0; 8]);
        let read = decode(&bytes);
        assert!(matches!(read, Err(RecordError::Length { stated: 16, found: 24 })), "{read:?}");
        assert!(matches!(decode(&bytes[..8]), Err(RecordError::Length { .. })));
        bytes[2] = 24;
        assert!(matches!(decode(&bytes), Err(RecordError::Trailing { at: 16, bytes: 8 })));
    }
}
