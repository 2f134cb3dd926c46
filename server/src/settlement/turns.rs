//! One question at a time about one order: a stale "not paid" must never follow a "paid".

use nobat_domain::ids::OrderNo;
use tokio::sync::{Mutex, MutexGuard};

/// Orders share this many places. Two orders in one place wait for each other, which costs at most
/// a bank's time-out; more places cost a hundred bytes each.
const PLACES: usize = 4_096;

pub struct Turns {
    places: Box<[Mutex<()>]>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { places: (0..PLACES).map(|_| Mutex::new(())).collect() }
    }
}

impl Turns {
    /// Waits until nobody asks about this order; the turn ends when the guard is dropped.
    pub async fn take(&self, order: OrderNo) -> MutexGuard<'_, ()> {
        // Orders of one desk follow each other, so the low bits spread them.
        let place = (order.counter() ^ u64::from(order.desk().0)) % PLACES as u64;
        self.places[usize::try_from(place).expect("below PLACES")].lock().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::DeskNo;
    use std::pin::pin;
    use std::task::{Context, Waker};

    #[tokio::test]
    async fn a_second_question_about_one_order_waits_for_the_first() {
        let turns = Turns::default();
        let order = OrderNo::new(0, DeskNo(7), 1);
        let other = OrderNo::new(0, DeskNo(7), 2);
        let first = turns.take(order).await;
        let mut second = pin!(turns.take(order));
        let mut looking = Context::from_waker(Waker::noop());
        assert!(second.as_mut().poll(&mut looking).is_pending(), "it is not its turn yet");
        drop(turns.take(other).await);
        drop(first);
        assert!(second.as_mut().poll(&mut looking).is_ready(), "now it is");
    }
}
