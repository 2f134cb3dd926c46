//! Erasures as the tables follow them: what stays is put, the rest goes, and what was sealed under
//! an erased key is passed over, but only because an erasure names that key.

use std::collections::BTreeSet;

use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::request::ChangeKind;

use crate::journal::{JournalError, Reader};
use crate::keyring::{DataKey, KeyNo, Keyring, KeyringError};
use crate::projector::apply::{Kept, Projection, ProjectorError, Touched, open_row};
use crate::record::{self, Erasure, Record, SealedEvent};
use crate::storage::{Change, ReferenceRow, Tables, Writes};

/// Keys whose tombstones are synced at once.
const ERASED_AT_ONCE: usize = 4_096;

/// Keys of which the journal says further on that they were erased. Filled when a replay meets a
/// record without its key: then the rest is read once ahead.
#[derive(Default)]
pub(super) struct Erased {
    ahead: BTreeSet<u64>,
}

impl Projection {
    /// Notes every erasure in the rest of a journal.
    ///
    /// # Errors
    /// A journal that cannot be read.
    pub fn look_ahead(&mut self, mut rest: Reader) -> Result<(), JournalError> {
        while let Some(batch) = rest.next_batch()? {
            for raw in batch.records() {
                // What cannot be read is told when it is applied.
                if let Ok(Record::Erased(erasure)) = record::decode(raw.bytes) {
                    self.erased.ahead.insert(erasure.data_key.0);
                }
            }
        }
        Ok(())
    }

    /// The key of a sealed record; nothing if it was erased, and a record says so.
    pub(super) fn key_of(
        &self,
        sealed: &SealedEvent<'_>,
        sequence: Sequence,
    ) -> Result<Option<DataKey>, ProjectorError> {
        let (request, number) = (sealed.head.key, sealed.head.data_key.0);
        match self.keyring.data_key(KeyNo(number)) {
            Ok(key) => Ok(Some(key)),
            Err(source) if source.is_absence() => {
                let named =
                    self.erased.ahead.contains(&number) || self.tables.erased(number)?.is_some();
                if named {
                    return Ok(None);
                }
                Err(ProjectorError::KeyAbsent { sequence, request, source })
            }
            Err(source) => Err(ProjectorError::Keyring { key: request, source }),
        }
    }

    /// Personal rows go; numbers and money stay under the request's key.
    pub(super) fn erase(
        &mut self,
        erasure: &Erasure,
        sequence: Sequence,
        writes: &mut Writes<'_>,
        touched: &mut Touched<'_>,
    ) -> Result<(), ProjectorError> {
        let data_key = erasure.data_key;
        touched.erased.push(KeyNo(data_key.0));
        touched.keys_used = touched.keys_used.max(data_key.0);
        let Some(left) = &erasure.left else { return Ok(()) };
        let key = left.request;
        let kind = ChangeKind::Erased.byte();
        writes.put_change(Change { at: sequence, request: key, kind, time: erasure.at });
        self.requests.remove(&key);
        touched.requests.remove(&key);
        writes.delete_delivered(key);
        writes.delete_to_reverse(key);
        touched.remains.insert(key, (data_key, sequence, left.remains));
        // A replay cannot open what says where it waits: the list is read once.
        for waiter in self.tables.waiting() {
            let waiter = waiter?;
            if waiter.request == key {
                writes.delete_waiting(&waiter);
            }
        }
        for code in &left.codes {
            writes.delete_tracking(code.number());
        }
        for order in &left.orders {
            writes.put_order(*order, key);
        }
        for money in &left.money {
            writes.put_order(money.order, key);
            let claim = ReferenceRow { request: key, order: money.order };
            writes.put_reference(money.bank, money.reference.as_str().as_bytes(), claim);
        }
        // A replay that could not read what moved them has them from here.
        let counters = self.counters(key.desk())?;
        counters.orders = counters.orders.max(left.counters.orders);
        counters.codes = counters.codes.max(left.counters.codes);
        touched.desks.insert(key.desk());
        Ok(())
    }
}

/// Overwrites every key that the tables call erased and the keyring still has: a crash came between
/// the two, or the keyring was put back from a backup. One read of 64 bytes for each erasure there
/// ever was.
///
/// # Errors
/// Tables or a keyring that cannot be read or written.
pub fn erase_again(tables: &Tables, keyring: &Keyring) -> Result<u64, ProjectorError> {
    let (mut again, mut erased) = (Vec::new(), 0);
    for row in tables.erased_keys() {
        let number = KeyNo(row?.0);
        if keyring.is_erased(number).map_err(ProjectorError::Erasing)? {
            continue;
        }
        erased += 1;
        again.push(number);
        if again.len() == ERASED_AT_ONCE {
            keyring.erase_all(&again).map_err(ProjectorError::Erasing)?;
            again.clear();
        }
    }
    keyring.erase_all(&again).map_err(ProjectorError::Erasing)?;
    Ok(erased)
}

/// Whether a row could not be opened because its key was erased, as the tables say.
pub fn named_erased(tables: &Tables, error: &ProjectorError) -> Result<bool, ProjectorError> {
    match error {
        ProjectorError::Keyring { source: KeyringError::Erased { number }, .. }
        | ProjectorError::Keyring { source: KeyringError::NeverMade { number }, .. } => {
            Ok(tables.erased(number.0)?.is_some())
        }
        _ => Ok(false),
    }
}

/// A request's row, opened; a row under an erased key says no more than one that is not there. Such
/// a row stands only where a restore brought back an older one than the erasure.
pub fn open_row_unless_erased(
    tables: &Tables,
    keyring: &Keyring,
    key: RequestKey,
    row: &[u8],
) -> Result<Kept, ProjectorError> {
    match open_row(keyring, key, row) {
        Err(error) if named_erased(tables, &error)? => Ok(Kept::default()),
        kept => kept,
    }
}
