//! A setting: a name and bytes that only its owner understands. A record, and the setting's row.

use super::error::RecordError;
use super::frame;
use super::kind::RecordKind;
use super::wire::Sink;
use nobat_domain::timestamp::Timestamp;

/// Bytes of a setting's name.
pub const SETTING_NAME_BYTES_MAX: usize = 128;
/// Bytes of a setting's value: a year of holidays or a list of gateways, many times over.
pub const SETTING_VALUE_BYTES_MAX: usize = 48 * 1_024;

/// Appends the record of a setting as it is from `at` on. Nothing personal belongs in one.
///
/// # Errors
/// `TooLong` for a name or a value beyond its bound; `out` is then unchanged.
pub fn write_setting(
    at: Timestamp,
    name: &str,
    value: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), RecordError> {
    let parts = [
        ("the name of a setting", name.len(), SETTING_NAME_BYTES_MAX),
        ("the value of a setting", value.len(), SETTING_VALUE_BYTES_MAX),
    ];
    for (what, bytes, bytes_max) in parts {
        if bytes > bytes_max {
            return Err(RecordError::TooLong { what, bytes, bytes_max });
        }
    }
    frame::append(RecordKind::Setting, "a setting", out, |out| {
        out.put_moment(at);
        out.put_bytes(name.as_bytes(), SETTING_NAME_BYTES_MAX);
        out.put_bytes(value, SETTING_VALUE_BYTES_MAX);
    })
}

/// Reads what [`write_setting`] made: time, name, value.
///
/// # Errors
/// The first byte that cannot be.
pub fn setting_of(bytes: &[u8]) -> Result<(Timestamp, &str, &[u8]), RecordError> {
    let mut reader = frame::open(bytes, RecordKind::Setting)?;
    let at = reader.moment("time of the change")?;
    let name = reader.text(SETTING_NAME_BYTES_MAX, "name of the setting")?;
    let value = reader.bytes(SETTING_VALUE_BYTES_MAX, "value of the setting")?;
    reader.padding(frame::ALIGN)?;
    Ok((at, name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_setting_fits_and_one_byte_more_does_not() {
        let (name, value) = ("n".repeat(SETTING_NAME_BYTES_MAX), [9; SETTING_VALUE_BYTES_MAX]);
        let mut out = Vec::new();
        write_setting(Timestamp(5), &name, &value, &mut out).expect("the bounds themselves");
        let read = setting_of(&out).expect("our own bytes");
        assert_eq!(read, (Timestamp(5), name.as_str(), &value[..]));

        let mut rest = vec![4];
        let written = write_setting(Timestamp(5), &format!("{name}n"), &value, &mut rest);
        assert!(matches!(written, Err(RecordError::TooLong { bytes: 129, .. })), "{written:?}");
        let longer = [9; SETTING_VALUE_BYTES_MAX + 1];
        let written = write_setting(Timestamp(5), &name, &longer, &mut rest);
        assert!(matches!(written, Err(RecordError::TooLong { bytes_max: 49_152, .. })));
        assert_eq!(rest, [4], "nothing was left behind");
    }
}
