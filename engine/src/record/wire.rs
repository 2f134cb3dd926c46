//! Bytes in order: little-endian numbers, 48-bit moments, bounded texts. Every read can fail and
//! none can panic; what is read is written again byte for byte, so no bit is without a meaning.

use super::error::RecordError;
use nobat_domain::timestamp::Timestamp;

/// The last moment that a record can hold: in the year 10889.
pub const TIMESTAMP_MAX: Timestamp = Timestamp::LATEST;

const _: () = assert!(TIMESTAMP_MAX.0 == U48_MAX);

/// Bytes of a moment, an amount or a data key's number.
const U48_BYTES: usize = 6;
const U48_MAX: u64 = (1 << 48) - 1;

/// Something that bytes are appended to.
pub(super) trait Sink {
    fn put(&mut self, bytes: &[u8]);

    fn put_u8(&mut self, number: u8) {
        self.put(&[number]);
    }

    fn put_u16(&mut self, number: u16) {
        self.put(&number.to_le_bytes());
    }

    fn put_u32(&mut self, number: u32) {
        self.put(&number.to_le_bytes());
    }

    fn put_i32(&mut self, number: i32) {
        self.put(&number.to_le_bytes());
    }

    fn put_u64(&mut self, number: u64) {
        self.put(&number.to_le_bytes());
    }

    /// # Panics
    /// On a number of more than 48 bits.
    fn put_u48(&mut self, number: u64) {
        assert!(number <= U48_MAX, "what a record counts stays below 2^48");
        self.put(&number.to_le_bytes()[..U48_BYTES]);
    }

    /// # Panics
    /// After [`TIMESTAMP_MAX`], which nobody outside may bring as far as a record.
    fn put_moment(&mut self, moment: Timestamp) {
        assert!(moment <= TIMESTAMP_MAX, "moments are bounded where they come in");
        self.put_u48(moment.0);
    }

    fn put_flag(&mut self, flag: bool) {
        self.put_u8(u8::from(flag));
    }

    /// Bytes behind their number, of which a record has room for `bytes_max`.
    ///
    /// # Panics
    /// On more bytes than that.
    fn put_bytes(&mut self, bytes: &[u8], bytes_max: usize) {
        assert!(bytes.len() <= bytes_max, "the law bounds what it lets in");
        if bytes_max <= usize::from(u8::MAX) {
            self.put_u8(u8::try_from(bytes.len()).expect("checked against its bound"));
        } else {
            self.put_u16(u16::try_from(bytes.len()).expect("checked against its bound"));
        }
        self.put(bytes);
    }
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Exactly `N` bytes on the stack, zeros where nothing was put.
pub(super) struct Fixed<const N: usize> {
    bytes: [u8; N],
    at: usize,
}

impl<const N: usize> Fixed<N> {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; N], at: 0 }
    }

    pub(super) const fn bytes(self) -> [u8; N] {
        self.bytes
    }
}

impl<const N: usize> Sink for Fixed<N> {
    fn put(&mut self, bytes: &[u8]) {
        let end = self.at + bytes.len();
        self.bytes[self.at..end].copy_from_slice(bytes);
        self.at = end;
    }
}

/// Reads bytes in order. After an error the place is undefined.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The place of the next byte.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    pub(super) fn take(&mut self, count: usize, what: &'static str) -> Read<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let taken = rest.get(..count).ok_or(RecordError::Short { what, at: self.at })?;
        self.at += count;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self, what: &'static str) -> Read<[u8; N]> {
        let taken = self.take(N, what)?;
        Ok(taken.try_into().expect("as many were taken"))
    }

    pub(super) fn u8(&mut self, what: &'static str) -> Read<u8> {
        Ok(self.array::<1>(what)?[0])
    }

    pub(super) fn u16(&mut self, what: &'static str) -> Read<u16> {
        self.array(what).map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self, what: &'static str) -> Read<u32> {
        self.array(what).map(u32::from_le_bytes)
    }

    pub(super) fn i32(&mut self, what: &'static str) -> Read<i32> {
        self.array(what).map(i32::from_le_bytes)
    }

    pub(super) fn u64(&mut self, what: &'static str) -> Read<u64> {
        self.array(what).map(u64::from_le_bytes)
    }

    pub(super) fn u48(&mut self, what: &'static str) -> Read<u64> {
        let mut wide = [0; 8];
        wide[..U48_BYTES].copy_from_slice(self.take(U48_BYTES, what)?);
        Ok(u64::from_le_bytes(wide))
    }

    pub(super) fn moment(&mut self, what: &'static str) -> Read<Timestamp> {
        self.u48(what).map(Timestamp)
    }

    /// A 1 or a 0.
    pub(super) fn flag(&mut self, what: &'static str) -> Read<bool> {
        let at = self.at;
        match self.u8(what)? {
            0 => Ok(false),
            1 => Ok(true),
            found => Err(RecordError::Unlisted { what, at, found }),
        }
    }

    /// Bytes behind their number, as [`Sink::put_bytes`] puts them under the same bound.
    pub(super) fn bytes(&mut self, bytes_max: usize, what: &'static str) -> Read<&'a [u8]> {
        let bytes = if bytes_max <= usize::from(u8::MAX) {
            usize::from(self.u8(what)?)
        } else {
            usize::from(self.u16(what)?)
        };
        if bytes > bytes_max {
            return Err(RecordError::TooLong { what, bytes, bytes_max });
        }
        self.take(bytes, what)
    }

    pub(super) fn text(&mut self, bytes_max: usize, what: &'static str) -> Read<&'a str> {
        let at = self.at;
        utf8(self.bytes(bytes_max, what)?, what, at)
    }

    /// A text of exactly so many bytes.
    pub(super) fn text_of(&mut self, bytes: usize, what: &'static str) -> Read<&'a str> {
        let at = self.at;
        utf8(self.take(bytes, what)?, what, at)
    }

    /// The rest, as it is.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        self.at = self.bytes.len();
        rest
    }

    /// Nothing may be left.
    pub(super) const fn end(&self) -> Read<()> {
        let bytes = self.bytes.len() - self.at;
        if bytes > 0 { Err(RecordError::Trailing { at: self.at, bytes }) } else { Ok(()) }
    }

    /// Only zeros may be left, and fewer than `align` of them.
    pub(super) fn padding(&mut self, align: usize) -> Read<()> {
        let (at, rest) = (self.at, self.rest());
        if rest.len() >= align {
            return Err(RecordError::Trailing { at, bytes: rest.len() });
        }
        zeros(rest, "padding", at)
    }

    /// So many bytes that a later version may give a meaning.
    pub(super) fn spare(&mut self, count: usize) -> Read<()> {
        let at = self.at;
        zeros(self.take(count, "spare bytes")?, "spare bytes", at)
    }
}

/// What a read gives.
pub(super) type Read<T> = Result<T, RecordError>;

fn utf8<'a>(bytes: &'a [u8], what: &'static str, at: usize) -> Read<&'a str> {
    str::from_utf8(bytes).map_err(|_| RecordError::Refused { what, at })
}

fn zeros(bytes: &[u8], what: &'static str, at: usize) -> Read<()> {
    match bytes.iter().position(|byte| *byte != 0) {
        Some(place) => Err(RecordError::NotZero { what, at: at + place }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_nothing_is_left() {
        let mut bytes = Vec::new();
        bytes.put_u8(1);
        bytes.put_u16(0x0203);
        bytes.put_u32(0x0405_0607);
        bytes.put_i32(-2);
        bytes.put_u48(U48_MAX);
        bytes.put_u64(u64::MAX);
        bytes.put_moment(TIMESTAMP_MAX);
        bytes.put_flag(true);
        bytes.put_bytes(b"short", 255);
        bytes.put_bytes(b"long", 256);
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u8("a").expect("there"), 1);
        assert_eq!(reader.u16("b").expect("there"), 0x0203);
        assert_eq!(reader.u32("c").expect("there"), 0x0405_0607);
        assert_eq!(reader.i32("d").expect("there"), -2);
        assert_eq!(reader.u48("e").expect("there"), U48_MAX);
        assert_eq!(reader.u64("f").expect("there"), u64::MAX);
        assert_eq!(reader.moment("g").expect("there"), TIMESTAMP_MAX);
        assert!(reader.flag("h").expect("there"));
        assert_eq!(reader.text(255, "i").expect("there"), "short");
        assert!(matches!(reader.end(), Err(RecordError::Trailing { bytes: 6, .. })));
        assert_eq!(reader.bytes(256, "j").expect("there"), b"long");
        assert!(reader.end().is_ok());
        assert!(matches!(reader.u8("k"), Err(RecordError::Short { what: "k", at: 44 })));
    }

    #[test]
    #[should_panic(expected = "moments are bounded where they come in")]
    fn a_moment_that_would_not_come_back_is_never_written() {
        Vec::new().put_moment(Timestamp(TIMESTAMP_MAX.0 + 1));
    }

    #[test]
    fn each_fault_names_its_place() {
        let mut reader = Reader::new(&[9, 2, 3, 0xff, 0xff, 0, 0, 4]);
        assert!(matches!(
            reader.flag("flag"),
            Err(RecordError::Unlisted { what: "flag", at: 0, found: 9 })
        ));
        let long = reader.bytes(1, "bytes");
        assert!(matches!(long, Err(RecordError::TooLong { bytes: 2, bytes_max: 1, .. })));
        assert_eq!(reader.u8("three").expect("there"), 3);
        let text = reader.text_of(2, "text");
        assert!(matches!(text, Err(RecordError::Refused { what: "text", at: 3 })));
        assert!(matches!(reader.spare(3), Err(RecordError::NotZero { at: 7, .. })));
    }

    #[test]
    fn padding_is_short_and_zero() {
        assert!(Reader::new(&[0; 7]).padding(8).is_ok());
        assert!(Reader::new(&[]).padding(8).is_ok());
        let long = Reader::new(&[0; 8]).padding(8);
        assert!(matches!(long, Err(RecordError::Trailing { at: 0, bytes: 8 })));
        let odd = Reader::new(&[0, 5]).padding(8);
        assert!(matches!(odd, Err(RecordError::NotZero { what: "padding", at: 1 })));
    }
}
