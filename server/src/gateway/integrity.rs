//! Ours against theirs: amount, order and token. A receipt can be made here and nowhere else, so a
//! payment that differs from our record can never count as paid.

use nobat_domain::ids::OrderNo;
use nobat_domain::money::Rial;
use nobat_domain::payment::Token;

use super::connector::CardMasked;

/// A reference number has 12 digits at every bank known; the bound leaves room.
pub const REFERENCE_DIGITS_MAX: usize = 20;

/// What our own journal says about the attempt.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub order: OrderNo,
    pub amount: Rial,
    pub token: &'a Token,
}

/// What a bank's confirmation says, not yet compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    pub order: u64,
    pub amount: i64,
    pub reference: String,
    pub trace: String,
    pub card_masked: Option<CardMasked>,
    pub novelty: Novelty,
}

/// Whether the bank had confirmed the payment before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Novelty {
    First,
    Again,
}

/// In what a bank's words differ from our record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Mismatch {
    #[error("amount is {theirs} where ours is {ours} rials")]
    Amount { ours: i64, theirs: i64 },
    #[error("order is {theirs} where ours is {ours}")]
    Order { ours: u64, theirs: u64 },
    #[error("the token is not ours")]
    Token,
    #[error("there is no proper reference number")]
    Reference,
}

/// Money that a bank has confirmed and that equals our record. Only `confirm` makes one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt(Claimed);

impl Receipt {
    /// The retrieval reference number: digits, leading zeros kept. Claimed once for each bank.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.0.reference
    }

    /// The trace number: digits, leading zeros kept.
    #[must_use]
    pub fn trace(&self) -> &str {
        &self.0.trace
    }

    #[must_use]
    pub fn amount(&self) -> Rial {
        Rial::new(self.0.amount).expect("it was equal to an amount of ours")
    }

    #[must_use]
    pub const fn order(&self) -> OrderNo {
        OrderNo(self.0.order)
    }

    #[must_use]
    pub const fn card_masked(&self) -> Option<&CardMasked> {
        self.0.card_masked.as_ref()
    }

    /// Whether the bank had said so before; the money is the same.
    #[must_use]
    pub const fn novelty(&self) -> Novelty {
        self.0.novelty
    }
}

/// Compares a bank's confirmation with our record.
///
/// # Errors
/// The first difference found. The caller must treat it as "unknown", never as "not paid".
pub fn confirm(ours: &Expected<'_>, theirs: Claimed) -> Result<Receipt, Mismatch> {
    if theirs.order != ours.order.0 {
        return Err(Mismatch::Order { ours: ours.order.0, theirs: theirs.order });
    }
    if theirs.amount != ours.amount.amount() {
        return Err(Mismatch::Amount { ours: ours.amount.amount(), theirs: theirs.amount });
    }
    if !is_number(&theirs.reference) || !is_number(&theirs.trace) {
        return Err(Mismatch::Reference);
    }
    Ok(Receipt(theirs))
}

/// Compares the token and the order of a returning browser with our record.
///
/// # Errors
/// The first difference found.
pub fn same_attempt(ours: &Expected<'_>, token: &Token, order: OrderNo) -> Result<(), Mismatch> {
    if token != ours.token {
        return Err(Mismatch::Token);
    }
    if order != ours.order {
        return Err(Mismatch::Order { ours: ours.order.0, theirs: order.0 });
    }
    Ok(())
}

fn is_number(text: &str) -> bool {
    (1..=REFERENCE_DIGITS_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: OrderNo = OrderNo(1_909_546_878_587_062_550);

    fn check(change: fn(&mut Claimed)) -> Result<Receipt, Mismatch> {
        let token = Token::new("T").expect("a plain token");
        let amount = Rial::new(1_000).expect("a small amount");
        let mut theirs = Claimed {
            order: ORDER.0,
            amount: 1_000,
            reference: "320836193084".to_owned(),
            trace: "000281".to_owned(),
            card_masked: None,
            novelty: Novelty::First,
        };
        change(&mut theirs);
        confirm(&Expected { order: ORDER, amount, token: &token }, theirs)
    }

    #[test]
    fn equal_words_make_a_receipt_with_its_leading_zeros() {
        let receipt = check(|_| {}).expect("nothing differs");
        assert_eq!(receipt.reference(), "320836193084");
        assert_eq!(receipt.trace(), "000281");
        assert_eq!((receipt.order(), receipt.amount().amount()), (ORDER, 1_000));
    }

    #[test]
    fn one_rial_or_one_order_apart_is_no_receipt() {
        let amount = Mismatch::Amount { ours: 1_000, theirs: 999 };
        assert_eq!(check(|theirs| theirs.amount = 999), Err(amount));
        assert_eq!(
            check(|theirs| theirs.order += 1),
            Err(Mismatch::Order { ours: ORDER.0, theirs: ORDER.0 + 1 })
        );
    }

    #[test]
    fn a_payment_without_a_reference_number_is_no_receipt() {
        for bad in ["", "12a", "-12", "123456789012345678901"] {
            let mut claimed = check(|_| {}).expect("nothing differs").0;
            claimed.reference = bad.to_owned();
            let token = Token::new("T").expect("a plain token");
            let amount = Rial::new(1_000).expect("a small amount");
            let ours = Expected { order: ORDER, amount, token: &token };
            assert_eq!(confirm(&ours, claimed), Err(Mismatch::Reference), "{bad:?}");
        }
    }

    #[test]
    fn a_stolen_return_is_not_our_attempt() {
        let ours = Token::new("OURS").expect("a plain token");
        let theirs = Token::new("THEIRS").expect("a plain token");
        let amount = Rial::new(1_000).expect("a small amount");
        let expected = Expected { order: ORDER, amount, token: &ours };
        assert_eq!(same_attempt(&expected, &theirs, ORDER), Err(Mismatch::Token));
        assert_eq!(
            same_attempt(&expected, &ours, OrderNo(1)),
            Err(Mismatch::Order { ours: ORDER.0, theirs: 1 })
        );
        assert_eq!(same_attempt(&expected, &ours, ORDER), Ok(()));
    }
}
