//! Random bytes of the system, fetched for many uses at once: a call for each costs more than
//! sealing a short record.

use std::cell::RefCell;

const STOCK_BYTES: usize = 4_096;

struct Stock {
    bytes: [u8; STOCK_BYTES],
    /// Never given again. After a failed fetch all are, so the next call fetches anew.
    used: usize,
}

thread_local! {
    static STOCK: RefCell<Stock> =
        const { RefCell::new(Stock { bytes: [0; STOCK_BYTES], used: STOCK_BYTES }) };
}

/// Bytes that nobody else was given. Not for keys: the stock is not wiped.
///
/// # Errors
/// If the system has none to give.
pub fn bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    const { assert!(N <= STOCK_BYTES) };
    STOCK.with_borrow_mut(|stock| {
        if STOCK_BYTES - stock.used < N {
            stock.used = STOCK_BYTES;
            getrandom::fill(&mut stock.bytes)?;
            stock.used = 0;
        }
        let mut taken = [0; N];
        taken.copy_from_slice(&stock.bytes[stock.used..stock.used + N]);
        stock.used += N;
        Ok(taken)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_bytes_are_given_twice_across_fetches() {
        let given: BTreeSet<[u8; 12]> =
            (0..2_000).map(|_| bytes().expect("the system has some")).collect();
        assert_eq!(given.len(), 2_000);
    }
}
