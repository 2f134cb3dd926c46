//! Makes PDFs off the threads that answer pages, few at a time: each costs some milliseconds of a
//! core, and a morning's crowd must not spend them all on paper.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::pdf::{PdfFault, pdf};
use crate::pages::receipt::Receipt;

/// Receipts that are made at the same moment.
const AT_ONCE: usize = 2;
/// Receipts that wait for their turn; a hundredth of a second each.
const WAITING_MAX: usize = 30;

/// Why a receipt was not made.
#[derive(Debug, thiserror::Error)]
pub enum PressFault {
    #[error("making a receipt: too many are being made")]
    Busy,
    #[error(transparent)]
    Pdf(#[from] PdfFault),
    #[error("making a receipt: the server is stopping")]
    Stopping,
}

pub struct Press {
    room: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Default for Press {
    fn default() -> Self {
        let room = Arc::new(Semaphore::new(AT_ONCE + WAITING_MAX));
        Self { room, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Press {
    /// The receipt as PDF, in turn.
    ///
    /// # Errors
    /// [`PressFault::Busy`] at once if too many wait already.
    pub async fn print(&self, receipt: Receipt) -> Result<Vec<u8>, PressFault> {
        let room = Arc::clone(&self.room).try_acquire_owned().map_err(|_| PressFault::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| PressFault::Stopping)?;
        // Both travel with the work: a browser that goes away does not end it.
        let made = tokio::task::spawn_blocking(move || {
            let _held = (room, turn);
            pdf(&receipt)
        });
        Ok(made.await.map_err(|_| PressFault::Stopping)??)
    }

    /// Keeps every place taken as long as the guard lives, for rehearsals and tests.
    #[must_use]
    pub fn fill(&self) -> impl Sized + use<> {
        let places: Vec<OwnedSemaphorePermit> =
            std::iter::from_fn(|| Arc::clone(&self.room).try_acquire_owned().ok()).collect();
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::persian::Language;

    #[tokio::test]
    async fn a_full_press_refuses_at_once_and_goes_on_afterwards() {
        let press = Press::default();
        let (_, receipt) = Receipt::samples(Language::Persian).swap_remove(0);
        let full = press.fill();
        assert!(matches!(press.print(receipt.clone()).await, Err(PressFault::Busy)));
        drop(full);
        assert!(press.print(receipt).await.expect("there is room").starts_with(b"%PDF"));
    }

    #[tokio::test]
    async fn whoever_waits_is_served_in_the_end() {
        let press = Arc::new(Press::default());
        let (_, receipt) = Receipt::samples(Language::Persian).swap_remove(0);
        let crowd = (0..AT_ONCE + WAITING_MAX).map(|_| {
            let (press, receipt) = (Arc::clone(&press), receipt.clone());
            tokio::spawn(async move { press.print(receipt).await.is_ok() })
        });
        let crowd: Vec<_> = crowd.collect();
        for one in crowd {
            assert!(one.await.expect("it ends"));
        }
    }
}
