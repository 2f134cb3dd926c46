//! Where uploads are taken and pictures are made: so many at once and no more, so that scans never
//! stand in the way of seats.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::picture::{PictureFault, remade};

/// Uploads under way at once, each at most a file long.
const UPLOADS_MAX: usize = 16;
/// Pictures that are being made at once: a core for a second, and memory for all its pixels.
const AT_ONCE: usize = 2;

pub struct Studio {
    uploads: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Default for Studio {
    fn default() -> Self {
        let of = |count| Arc::new(Semaphore::new(count));
        Self { uploads: of(UPLOADS_MAX), turns: of(AT_ONCE) }
    }
}

impl Studio {
    /// A place for one upload, unless all are taken.
    #[must_use]
    pub fn admit(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.uploads).try_acquire_owned().ok()
    }

    /// Makes the picture, in turn; nothing while the server stops.
    pub async fn make(&self, file: Vec<u8>) -> Option<Result<Vec<u8>, PictureFault>> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.ok()?;
        // The turn travels with the work: a browser that goes away does not end it.
        let made = tokio::task::spawn_blocking(move || {
            let _held = turn;
            remade(&file)
        });
        made.await.ok()
    }

    /// Keeps every place taken as long as the guard lives, for rehearsals and tests.
    #[must_use]
    pub fn fill(&self) -> impl Sized + use<> {
        std::iter::from_fn(|| self.admit()).collect::<Vec<_>>()
    }
}
