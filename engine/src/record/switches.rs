//! The switches of the service: the value of one setting.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 1 | version, 1 |
//! | 1 | 4 | how often they were changed |
//! | 5 | 1 | bits: 1 the long form, 2 the scan |

use super::error::RecordError;
use super::wire::{Reader, Sink};
use nobat_domain::staff::Switches;

/// The name of the setting that they stand in.
pub const SWITCHES_SETTING: &str = "switches";

const VERSION: u8 = 1;
const LONG_FORM: u8 = 1;
const SCAN: u8 = 1 << 1;

/// The value of that setting.
#[must_use]
pub fn switches_bytes(switches: Switches) -> Vec<u8> {
    let Switches { version, long_form, scan } = switches;
    let bit = |on, bit| if on { bit } else { 0 };
    let mut out = vec![VERSION];
    out.put_u32(version);
    out.put_u8(bit(long_form, LONG_FORM) | bit(scan, SCAN));
    out
}

/// Reads what [`switches_bytes`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn switches_of(value: &[u8]) -> Result<Switches, RecordError> {
    let mut reader = Reader::new(value);
    let (what, at) = ("version of the switches", reader.at());
    let found = reader.u8(what)?;
    if found != VERSION {
        return Err(RecordError::Unlisted { what, at, found });
    }
    let version = reader.u32("changes of the switches")?;
    let (what, at) = ("switches", reader.at());
    let bits = reader.u8(what)?;
    if bits & !(LONG_FORM | SCAN) != 0 {
        return Err(RecordError::Unlisted { what, at, found: bits });
    }
    reader.end()?;
    Ok(Switches { version, long_form: bits & LONG_FORM != 0, scan: bits & SCAN != 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_keep_their_bytes() {
        for (long_form, scan, bits) in
            [(false, false, 0), (true, false, 1), (false, true, 2), (true, true, 3)]
        {
            let switches = Switches { version: 0x0102_0304, long_form, scan };
            let bytes = [1, 4, 3, 2, 1, bits];
            assert_eq!(switches_bytes(switches), bytes);
            assert_eq!(switches_of(&bytes).expect("golden"), switches);
        }
    }

    #[test]
    fn a_switch_that_is_not_known_is_damage() {
        let read = switches_of(&[1, 0, 0, 0, 0, 4]);
        assert!(matches!(read, Err(RecordError::Unlisted { at: 5, found: 4, .. })), "{read:?}");
        assert!(
            switches_of(&[1, 0, 0, 0, 0]).is_err() && switches_of(&[2, 0, 0, 0, 0, 0]).is_err()
        );
    }
}
