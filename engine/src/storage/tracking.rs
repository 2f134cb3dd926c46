//! From the code that a citizen keeps to the request.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::RequestKey;

impl Tables {
    /// The request that a tracking code was given for.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn request_of_tracking(&self, code: u32) -> Result<Option<RequestKey>, StorageError> {
        self.pointed(Family::Tracking, &code.to_be_bytes())
    }

    /// All tracking codes with their requests, in order of the codes.
    #[must_use]
    pub fn tracking_codes(&self) -> Scan<'_, (u32, RequestKey)> {
        self.tracking_codes_between(0, u8::MAX)
    }

    /// Those whose highest byte is `first`, `last`, or in between.
    #[must_use]
    pub fn tracking_codes_between(&self, first: u8, last: u8) -> Scan<'_, (u32, RequestKey)> {
        self.scan(Family::Tracking, Bounds::prefixes(&[first], &[last]), |key, value| {
            let code = u32::from_be_bytes(key.try_into().ok()?);
            Some((code, RequestKey(value.try_into().ok()?)))
        })
    }
}

impl Writes<'_> {
    pub fn put_tracking(&mut self, code: u32, request: RequestKey) {
        self.put(Family::Tracking, &code.to_be_bytes(), &request.0);
    }

    pub fn delete_tracking(&mut self, code: u32) {
        self.delete(Family::Tracking, &code.to_be_bytes());
    }
}
