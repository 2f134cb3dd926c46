//! Which attempt a bank's reference was claimed by. A reference pays once.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan, misshapen};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::{BankId, OrderNo, RequestKey};

/// Who claimed a reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReferenceRow {
    pub request: RequestKey,
    pub order: OrderNo,
}

impl ReferenceRow {
    fn bytes(self) -> [u8; 24] {
        let mut row = [0; 24];
        row[..16].copy_from_slice(&self.request.0);
        row[16..].copy_from_slice(&self.order.0.to_be_bytes());
        row
    }

    fn read(row: &[u8]) -> Option<Self> {
        let (request, order) = row.split_first_chunk()?;
        let order = OrderNo(u64::from_be_bytes(order.try_into().ok()?));
        Some(Self { request: RequestKey(*request), order })
    }
}

fn key(bank: BankId, reference: &[u8]) -> Vec<u8> {
    assert!(!reference.is_empty());
    [&[bank.0], reference].concat()
}

impl Tables {
    /// Who claimed a bank's reference, given as the bank wrote it.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn claim_of_reference(
        &self,
        bank: BankId,
        reference: &[u8],
    ) -> Result<Option<ReferenceRow>, StorageError> {
        let key = key(bank, reference);
        let row = self.point(Family::References, &key)?;
        row.map(|row| claim_in(&key, &row)).transpose()
    }

    /// The same, without waiting for the disk: nothing if a block that it needs is not in memory.
    ///
    /// # Errors
    /// As [`Tables::claim_of_reference`].
    pub fn claim_of_reference_at_hand(
        &self,
        bank: BankId,
        reference: &[u8],
    ) -> Result<Option<Option<ReferenceRow>>, StorageError> {
        let key = key(bank, reference);
        let row = self.point_at_hand(Family::References, &key)?;
        row.map(|row| row.map(|row| claim_in(&key, &row)).transpose()).transpose()
    }

    /// All claimed references, by bank and bytes.
    #[must_use]
    pub fn references(&self) -> Scan<'_, (BankId, Vec<u8>, ReferenceRow)> {
        self.scan(Family::References, Bounds::all(), |key, value| {
            let (bank, reference) = key.split_first()?;
            Some((BankId(*bank), reference.to_vec(), ReferenceRow::read(value)?))
        })
    }
}

fn claim_in(key: &[u8], row: &[u8]) -> Result<ReferenceRow, StorageError> {
    ReferenceRow::read(row).ok_or_else(|| misshapen(Family::References, key, row))
}

impl Writes<'_> {
    pub fn put_reference(&mut self, bank: BankId, reference: &[u8], claim: ReferenceRow) {
        self.put(Family::References, &key(bank, reference), &claim.bytes());
    }

    pub fn delete_reference(&mut self, bank: BankId, reference: &[u8]) {
        self.delete(Family::References, &key(bank, reference));
    }
}
