//! What each number of Sadad means for money: one row for each code, one column for each question.
//!
//! A number that does not stand here is never "paid" and never "not paid". No row reverses or
//! credits: Sadad has no call to reverse, what it does not keep it returns by itself, and whether
//! confirmed money books a seat or becomes a credit is decided by the desk, not by a code.

use crate::gateway::verdict::{BankCode, Remedy};

/// What a code means as the answer to a request for a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AtToken {
    /// There is a token.
    Accepted,
    /// There is none, and the bank says why.
    Refused(Remedy),
    /// It has no meaning here.
    Unknown,
}

/// What a code means as the answer to "is this paid?".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AtVerify {
    /// Confirmed now.
    Paid,
    /// Had been confirmed before; the answer carries the same figures.
    PaidBefore,
    /// No money now; whether for ever is a matter of time and of the return.
    NotPaid,
    /// Too late: the bank gives the money back.
    ReturnedByBank,
    /// Ask again.
    Unknown,
    /// Asking again will not help: credentials, limits, configuration.
    ForPerson,
}

/// A row: the bank's number, its meaning in a few words, and its meaning for money.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub code: i32,
    pub says: &'static str,
    pub at_token: AtToken,
    pub at_verify: AtVerify,
}

const fn row(code: i32, says: &'static str, at_token: AtToken, at_verify: AtVerify) -> Row {
    Row { code, says, at_token, at_verify }
}

/// A fault of credentials, configuration or limits.
const fn fault(code: i32, says: &'static str) -> Row {
    row(code, says, AtToken::Refused(Remedy::Person), AtVerify::ForPerson)
}

/// The bank's own trouble, over sooner or later.
const fn trouble(code: i32, says: &'static str) -> Row {
    row(code, says, AtToken::Refused(Remedy::Later), AtVerify::Unknown)
}

/// Ascending by code.
pub const TABLE: &[Row] = &[
    row(-1, "wrong parameters, or not known", PERSON, AtVerify::NotPaid),
    row(0, "done", AtToken::Accepted, AtVerify::Paid),
    fault(3, "merchant is not active"),
    fault(23, "merchant is not valid"),
    fault(58, "terminal may not do this"),
    fault(61, "amount over the limit"),
    row(100, "confirmed before", AtToken::Unknown, AtVerify::PaidBefore),
    row(101, "time to confirm is over", AtToken::Unknown, AtVerify::ReturnedByBank),
    fault(1000, "order of parameters"),
    fault(1001, "wrong parameters"),
    trouble(1002, "system error"),
    fault(1003, "address of the server not registered"),
    fault(1004, "wrong merchant number"),
    fault(1005, "access error"),
    trouble(1006, "system error"),
    row(1011, "order number used before", NEW_ORDER, AtVerify::ForPerson),
    fault(1012, "wrong merchant data, date or key"),
    trouble(1015, "reply of the centre not known"),
    fault(1017, "amount over the merchant's limit"),
    fault(1018, "clock differs too much"),
    fault(1019, "inter-bank network not allowed"),
    fault(1020, "merchant is disabled"),
    fault(1023, "wrong return address"),
    fault(1024, "wrong time stamp"),
    fault(1025, "wrong signature"),
    fault(1026, "wrong order number"),
    fault(1027, "wrong merchant"),
    fault(1028, "wrong terminal"),
    fault(1029, "payer's address outside the registered set"),
    fault(1030, "payer's domain outside the registered set"),
    row(1031, "time to pay is over", NEW_ORDER, AtVerify::NotPaid),
    row(1032, "card not allowed", NEW_ORDER, AtVerify::NotPaid),
    fault(1033, "trouble of the merchant's site"),
    fault(1036, "wrong additional data"),
    fault(1037, "wrong merchant or terminal"),
    fault(1053, "request is not from the merchant"),
    fault(1055, "value not allowed"),
    trouble(1056, "service is down"),
    trouble(1058, "service is down"),
    row(1061, "same code sent twice", NEW_ORDER, AtVerify::Unknown),
    trouble(1064, "try again"),
    trouble(1065, "try again"),
    trouble(1066, "service is down"),
    trouble(1068, "service is down"),
    fault(1072, "wrong optional parameters"),
    fault(1101, "wrong amount"),
    fault(1103, "wrong token"),
    fault(1104, "wrong data for sharing the amount"),
    row(1105, "reversed before, time is over", AtToken::Unknown, AtVerify::ReturnedByBank),
];

const PERSON: AtToken = AtToken::Refused(Remedy::Person);
const NEW_ORDER: AtToken = AtToken::Refused(Remedy::NewOrder);

/// The row of a code, if the bank has documented it.
#[must_use]
pub fn meaning(code: BankCode) -> Option<&'static Row> {
    let place = TABLE.binary_search_by_key(&code.0, |row| row.code).ok()?;
    TABLE.get(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number in the bank's public lists for requests, returns and confirmations.
    const DOCUMENTED: [i32; 49] = [
        -1, 0, 3, 23, 58, 61, 100, 101, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1011, 1012, 1015,
        1017, 1018, 1019, 1020, 1023, 1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031, 1032, 1033,
        1036, 1037, 1053, 1055, 1056, 1058, 1061, 1064, 1065, 1066, 1068, 1072, 1101, 1103, 1104,
        1105,
    ];

    #[test]
    fn every_documented_code_stands_in_the_table_once() {
        let listed: Vec<i32> = TABLE.iter().map(|row| row.code).collect();
        assert_eq!(listed, DOCUMENTED);
        for code in DOCUMENTED {
            assert_eq!(meaning(BankCode(code)).map(|row| row.code), Some(code));
        }
    }

    #[test]
    fn only_two_codes_confirm_money_and_only_two_return_it() {
        let with = |wanted: AtVerify| -> Vec<i32> {
            TABLE.iter().filter(|row| row.at_verify == wanted).map(|row| row.code).collect()
        };
        assert_eq!(with(AtVerify::Paid), [0]);
        assert_eq!(with(AtVerify::PaidBefore), [100]);
        assert_eq!(with(AtVerify::ReturnedByBank), [101, 1105]);
        assert_eq!(with(AtVerify::NotPaid), [-1, 1031, 1032]);
    }

    #[test]
    fn a_code_that_nobody_documented_means_nothing() {
        for code in [-2, 1, 99, 102, 1007, 9999, i32::MIN, i32::MAX] {
            assert!(meaning(BankCode(code)).is_none());
        }
    }
}
