//! From the number that a bank knows an attempt by to the request it belongs to.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan, misshapen};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::{OrderNo, RequestKey};

impl Tables {
    /// The request that an order number was given for.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn request_of_order(&self, order: OrderNo) -> Result<Option<RequestKey>, StorageError> {
        self.pointed(Family::Orders, &order.0.to_be_bytes())
    }

    /// All order numbers with their requests, in order of the numbers.
    #[must_use]
    pub fn orders(&self) -> Scan<'_, (OrderNo, RequestKey)> {
        self.scan(Family::Orders, Bounds::all(), |key, value| {
            let order = OrderNo(u64::from_be_bytes(key.try_into().ok()?));
            Some((order, RequestKey(value.try_into().ok()?)))
        })
    }

    /// A row that is nothing but a request's key.
    pub(super) fn pointed(
        &self,
        family: Family,
        key: &[u8],
    ) -> Result<Option<RequestKey>, StorageError> {
        let Some(row) = self.point(family, key)? else { return Ok(None) };
        let request = row.as_slice().try_into().map_err(|_| misshapen(family, key, &row))?;
        Ok(Some(RequestKey(request)))
    }
}

impl Writes<'_> {
    pub fn put_order(&mut self, order: OrderNo, request: RequestKey) {
        self.put(Family::Orders, &order.0.to_be_bytes(), &request.0);
    }

    pub fn delete_order(&mut self, order: OrderNo) {
        self.delete(Family::Orders, &order.0.to_be_bytes());
    }
}
