//! What the page shuffles for each token: the keys of the security keypad, and the security code.
//!
//! Both follow from the token and the number of refused cards, so nothing has to be kept and a
//! reload shows the same. Real banks need better chance than this; a sandbox needs the same page.

const CODE_DIGITS: usize = 5;

/// The ten digits in this page's order.
pub fn keys(token: &str, round: u32) -> [u8; 10] {
    let mut keys = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    let mut chance = Chance::of(token, round, "keys");
    for end in (1..keys.len()).rev() {
        keys.swap(end, chance.below(end as u64 + 1) as usize);
    }
    keys
}

/// The digits that the citizen copies from the picture, in ASCII.
pub fn security_code(token: &str, round: u32) -> String {
    let mut chance = Chance::of(token, round, "code");
    (0..CODE_DIGITS).map(|_| char::from(b'0' + chance.below(10) as u8)).collect()
}

/// A small mixer (the finishing steps of MurmurHash3): even enough to shuffle ten keys.
struct Chance(u64);

impl Chance {
    fn of(token: &str, round: u32, purpose: &str) -> Self {
        let bytes = token.bytes().chain(round.to_le_bytes()).chain(purpose.bytes());
        Self(bytes.fold(0x9e37_79b9_7f4a_7c15, |state, byte| mix(state ^ u64::from(byte))))
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 = mix(self.0.wrapping_add(0x9e37_79b9_7f4a_7c15));
        self.0 % bound
    }
}

const fn mix(mut state: u64) -> u64 {
    state ^= state >> 33;
    state = state.wrapping_mul(0xff51_afd7_ed55_8ccd);
    state ^= state >> 33;
    state = state.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    state ^ (state >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keypad_has_each_digit_once_and_another_order_for_another_page() {
        let mut sorted = keys("A", 0);
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(keys("A", 0), keys("A", 0));
        assert_ne!(keys("A", 0), keys("B", 0));
        assert_ne!(keys("A", 0), keys("A", 1));
    }

    #[test]
    fn a_security_code_changes_with_every_refusal() {
        assert_eq!(security_code("A", 0).len(), CODE_DIGITS);
        assert_ne!(security_code("A", 0), security_code("A", 1));
    }
}
