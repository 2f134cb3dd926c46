//! Following the requests: what has changed is looked at, and what is owed becomes a message.

use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::message::{Intent, Known, Stood, To, look};
use nobat_domain::person::Mobile;
use nobat_domain::request::RequestState;

use super::error::LedgerError;
use super::ledger::{Change, Ledger, MessageId, fresh};
use super::row::{Row, due_of, known_bytes, known_of};
use super::seals::Sealed;
use super::shelf::Shelf;
use super::work::Lane;
use crate::projector::open_row_unless_erased;

/// Changes, or requests of before, that are looked at for one sync.
const AT_ONCE: usize = 1_024;

impl Ledger {
    /// Looks at the next changes. Tells whether there may be more.
    ///
    /// # Errors
    /// [`LedgerError`] if requests cannot be read or the ledger cannot be written; then it stands
    /// where it stood.
    pub fn follow(&self) -> Result<bool, LedgerError> {
        let mut change = self.change()?;
        let tables = &self.engine.inner.tables;
        let full = if let Some(after) = change.state.walk {
            let page = tables.requests_after(after).take(AT_ONCE);
            let page = page.map(|row| row.map(|row| row.key)).collect::<Result<Vec<_>, _>>()?;
            for key in &page {
                change.look_at(*key)?;
            }
            let full = page.len() == AT_ONCE;
            change.walked(page.last().copied().filter(|_| full));
            // Whatever changed meanwhile comes next.
            true
        } else {
            let from = change.state.position.next();
            let page = tables.feed_from(from)?.take(AT_ONCE).collect::<Result<Vec<_>, _>>()?;
            let Some(last) = page.last().map(|change| change.at) else { return Ok(false) };
            let mut keys: Vec<RequestKey> = page.iter().map(|change| change.request).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                change.look_at(key)?;
            }
            change.stand_at(last);
            page.len() == AT_ONCE
        };
        change.sync()?;
        Ok(full)
    }

    /// Forgets messages that are long over.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read or written.
    pub fn tidy(&self) -> Result<(), LedgerError> {
        let mut change = self.change()?;
        let lane = [Lane::Over as u8];
        for (key, _) in self.shelves.scan(Shelf::Due, &lane, &lane, AT_ONCE)? {
            let (due, id) = due_of(&key).ok_or(LedgerError::Damaged("a moment of it"))?;
            if due > change.now {
                break;
            }
            if let Some(row) = self.row(&id)? {
                change.forget(&id, &row);
            }
        }
        change.sync()
    }

    /// The change that was looked at last, and whether all that was there before was.
    #[must_use]
    pub fn position(&self) -> Option<Sequence> {
        let change = self.change().ok()?;
        change.state.walk.is_none().then_some(change.state.position)
    }

    /// A request as the tables have it; nothing where it was erased.
    pub(super) fn request(&self, key: RequestKey) -> Result<Option<RequestState>, LedgerError> {
        let inner = &self.engine.inner;
        loop {
            let read = inner.tables.read_request(key)?;
            let Some(row) = read.row else { return Ok(None) };
            match open_row_unless_erased(&inner.tables, &inner.keyring, key, &row) {
                Ok(kept) => return Ok(kept.state),
                // It was erased since it was read, and the next look finds another row.
                Err(error) if error.is_absence() && inner.tables.applied() > read.applied => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Change<'_> {
    fn look_at(&mut self, key: RequestKey) -> Result<(), LedgerError> {
        let ledger = self.ledger;
        let Some(state) = ledger.request(key)? else { return self.erased(key) };
        let kept = ledger.shelves.get(Shelf::Known, &key.0)?;
        let known = kept.as_deref().map(|bytes| ledger.known(key, bytes)).transpose()?;
        let (next, owed) = look(known.as_ref(), &state, &ledger.terms, ledger.since, self.now);
        if known != Some(next) && (known.is_some() || says_something(&next.stood)) {
            let seal = |mobile: Mobile| ledger.seal(key, &state, mobile);
            let mobile = next.mobile.map(seal).transpose()?;
            self.batch.put(Shelf::Known, &key.0, &known_bytes(&next.stood, mobile.as_ref()));
        }
        for intent in owed {
            self.owe(key, &state, &intent)?;
        }
        Ok(())
    }

    fn owe(
        &mut self,
        request: RequestKey,
        state: &RequestState,
        intent: &Intent,
    ) -> Result<(), LedgerError> {
        let Intent { kind, about, to, due, until } = *intent;
        let mut row: Row = fresh(self.now, due, until);
        if let To::Former(mobile) = to {
            row.to = Some(self.ledger.seal(request, state, mobile)?);
        }
        self.make(&MessageId { request, kind, about }, &row)?;
        Ok(())
    }

    /// A citizen who was erased is told nothing more, and nothing is known of her.
    fn erased(&mut self, key: RequestKey) -> Result<(), LedgerError> {
        self.batch.delete(Shelf::Known, &key.0);
        for (name, bytes) in
            self.ledger.shelves.scan(Shelf::Messages, &key.0, &key.0, usize::MAX)?
        {
            if let Some((id, row)) = MessageId::read(&name).zip(Row::read(&bytes)) {
                self.forget(&id, &row);
            }
        }
        Ok(())
    }
}

/// Before a seat or money nobody was told anything: there is nothing to keep.
fn says_something(stood: &Stood) -> bool {
    stood.seat > 0 || stood.credited || stood.offer > 0 || stood.step.is_some()
}

impl Ledger {
    fn known(&self, key: RequestKey, bytes: &[u8]) -> Result<Known, LedgerError> {
        let damaged = LedgerError::Damaged("what a citizen was told cannot be read");
        let (stood, mobile) = known_of(bytes).ok_or(damaged)?;
        let open = |sealed: Sealed| {
            let text = sealed.open(&self.engine.inner.keyring, key)?;
            Mobile::parse(&text).ok()
        };
        // A number whose key is gone was an erased citizen's; the next look has another.
        Ok(Known { stood, mobile: mobile.and_then(open) })
    }

    fn seal(
        &self,
        key: RequestKey,
        state: &RequestState,
        mobile: Mobile,
    ) -> Result<Sealed, LedgerError> {
        let keyring = &self.engine.inner.keyring;
        Sealed::make(keyring, key, state.data_key.0, &mobile.to_national())
    }
}
