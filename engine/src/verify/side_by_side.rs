//! Work in pieces on all cores; what comes of it stands in the order of the pieces.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::error::EngineError;
use crate::verify::ties::Ties;

/// A piece of work that notes what it names and finds.
pub(super) type Piece<'p, T> = Box<dyn Fn(&mut Ties) -> Result<T, EngineError> + Send + Sync + 'p>;

/// Does every piece, the first ones first, and joins all ties.
///
/// # Errors
/// The first fault in the order of the pieces.
pub(super) fn side_by_side<T: Send>(
    pieces: &[Piece<'_, T>],
    ties: &mut Ties,
) -> Result<Vec<T>, EngineError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(pieces.len());
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<T, EngineError>)>> = Mutex::default();
    let work = || {
        let mut own = Ties::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(number) else { return own };
            let result = piece(&mut own);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            ties.join(&worker.join().expect("a panic aborts the process"));
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::ties::Tie;
    use nobat_domain::ids::RequestKey;

    #[test]
    fn every_piece_is_done_once_and_told_in_its_order() {
        let piece = |n: u32| -> Piece<'static, u32> {
            Box::new(move |ties| {
                ties.add(RequestKey([n.to_le_bytes()[0]; 16]), Tie::Code(n));
                Ok(n)
            })
        };
        let pieces: Vec<_> = (0..100).map(piece).collect();
        let mut ties = Ties::new();
        let done = side_by_side(&pieces, &mut ties).expect("none fails");
        assert_eq!(done, (0..100).collect::<Vec<_>>());
        assert_eq!(ties.loose().count(), 100);
    }
}
