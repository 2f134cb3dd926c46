//! What erasures left behind: the numbers, seats and money of requests that stand for nobody.

use std::collections::{BTreeMap, BTreeSet};

use nobat_domain::ids::{OrderNo, RequestKey};
use nobat_domain::invariant::Violation;
use nobat_domain::shift::{After, SeatImage};

use crate::error::EngineError;
use crate::keyring::KeyNo;
use crate::record::{self, Erasure, Left};
use crate::storage::SeatAt;
use crate::verify::indexes;
use crate::verify::overlay::Overlay;
use crate::verify::report::{Findings, Unfinished, request_place, seat_place};
use crate::verify::requests::Sums;
use crate::verify::rows::Rows;
use crate::verify::run::Ground;
use crate::verify::seats;
use crate::verify::ties::{Tie, Ties};

/// Every erasure that tables and tail name, by request: about 200 bytes for each.
#[derive(Default)]
pub(super) struct Erasures {
    by_request: BTreeMap<RequestKey, Vec<Left>>,
    /// Keys that are named and still stand in the keyring: the next start overwrites them.
    pub(super) standing: u64,
}

impl Erasures {
    /// # Errors
    /// A disk that cannot be read.
    pub(super) fn read(
        rows: &Rows,
        overlay: &Overlay,
        findings: &mut Findings,
    ) -> Result<Self, EngineError> {
        let mut this = Self::default();
        for row in rows.tables.erased_keys() {
            let Some((number, row)) = findings.read("the table of erased keys", row)? else {
                continue;
            };
            match record::erased_of(&row) {
                Ok(erasure) if erasure.data_key.0 == number => this.add(rows, erasure)?,
                Ok(_) => findings.damage(format!("erased key {number}"), "its row is another's"),
                Err(error) => findings.damage(format!("erased key {number}"), error.to_string()),
            }
        }
        for erasure in &overlay.erasures {
            this.add(rows, erasure.clone())?;
        }
        Ok(this)
    }

    fn add(&mut self, rows: &Rows, erasure: Erasure) -> Result<(), EngineError> {
        let number = KeyNo(erasure.data_key.0);
        self.standing += u64::from(!rows.keyring.is_erased(number)?);
        if let Some(left) = erasure.left {
            self.by_request.entry(left.request).or_default().push(left);
        }
        Ok(())
    }

    fn of(&self, request: RequestKey) -> impl Iterator<Item = &Left> {
        self.by_request.get(&request).into_iter().flatten()
    }

    /// Attempts that erased requests under this key had used: a living one counts on behind them.
    pub(super) fn attempts_used(&self, request: RequestKey) -> u64 {
        let used = self.of(request).map(|left| left.remains.attempts_used).max();
        u64::from(used.unwrap_or_default())
    }

    /// Whether an order was given to a request that is erased by now.
    pub(super) fn has_order(&self, request: RequestKey, order: OrderNo) -> bool {
        self.of(request).any(|left| order.counter() <= left.counters.orders)
    }

    /// Whether money of an order paid for a seat of an erased request.
    pub(super) fn has_money(&self, request: RequestKey, order: OrderNo) -> bool {
        self.of(request).any(|left| left.money.iter().any(|it| it.order == order))
    }

    /// Whether a seat was booked by an erased request.
    pub(super) fn has_seat(&self, at: SeatAt, image: &SeatImage) -> bool {
        let its = |left: &Left| {
            left.seats.iter().any(|it| {
                let place = SeatAt { shift: it.choice.shift, day: it.choice.day, seat: it.seat };
                (place, it.hold) == (at, image.hold)
            })
        };
        image.after == After::Booked && self.of(image.request).any(its)
    }
}

/// Money and seats of erased requests are where they were left.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn check(
    ground: &Ground,
    findings: &mut Findings,
    sums: &mut Sums,
    ties: &mut Ties,
    unfinished: &mut Unfinished,
) -> Result<(), EngineError> {
    unfinished.erasures += ground.erasures.standing;
    for (key, left) in
        ground.erasures.by_request.iter().flat_map(|(key, all)| all.iter().map(move |it| (key, it)))
    {
        let paid = left.money.iter().map(|money| money.order);
        let orders: BTreeSet<OrderNo> = left.orders.iter().copied().chain(paid).collect();
        for order in orders {
            ties.add(*key, Tie::Order(order));
        }
        for money in &left.money {
            sums.money_left += 1;
            let name = money.reference.as_str().as_bytes();
            ties.add(*key, Tie::Claim(money.bank, name, money.order));
            let claim = indexes::claim_of(ground, findings, money.bank, &money.reference)?;
            if claim.is_none_or(|it| it.request != *key || it.order != money.order) {
                let what = format!("its money of order {} is not claimed by it", money.order.0);
                findings.broken(Violation::Pay1, request_place(*key), what);
            }
        }
        for seat in &left.seats {
            let at = SeatAt { shift: seat.choice.shift, day: seat.choice.day, seat: seat.seat };
            if seats::dropped(ground, (at.shift, at.day)) {
                continue;
            }
            let booked = seats::image(ground, findings, at)?;
            if booked.is_some_and(|it| it.request == *key && ground.erasures.has_seat(at, &it)) {
                sums.booked += 1;
                ties.add(*key, Tie::Seat(at, seat.hold.0, true));
            } else {
                let what = format!("{} was booked by it and is not", seat_place(at));
                findings.broken(Violation::Ack1, request_place(*key), what);
            }
        }
    }
    Ok(())
}
