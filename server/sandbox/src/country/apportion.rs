//! Whole things dealt out by weight: the method of largest remainders (Hamilton).

/// Deals `whole` units to the weights so that the shares add up to it exactly.
///
/// Equal remainders go to the earlier weight.
///
/// # Panics
/// Where the weights add up to nothing.
#[must_use]
pub fn apportion(whole: u32, weights: &[u32]) -> Vec<u32> {
    let sum: u64 = weights.iter().copied().map(u64::from).sum();
    assert!(sum > 0, "somebody must weigh something");
    let exact = |weight: u32| u64::from(whole) * u64::from(weight);
    let share = |weight| u32::try_from(exact(weight) / sum).expect("a share is at most the whole");
    let mut shares: Vec<u32> = weights.iter().map(|&weight| share(weight)).collect();
    let given: u32 = shares.iter().sum();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(exact(weights[at]) % sum));
    for &at in order.iter().take((whole - given) as usize) {
        shares[at] += 1;
    }
    assert_eq!(shares.iter().sum::<u32>(), whole);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_follow_the_weights() {
        assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportion(7, &[6, 0, 1]), [6, 0, 1]);
        assert_eq!(apportion(0, &[5, 5]), [0, 0]);
        assert_eq!(apportion(5, &[40, 35, 25]), [2, 2, 1]);
    }
}
