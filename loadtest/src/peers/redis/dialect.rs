//! Questions as calls of scripts, answers as their numbers.

use super::resp::{Value, command, key, number, read, word};
use super::scripts::Digests;
use crate::clock;
use crate::peers::country::{Bucket, DAYS};
use crate::peers::cycle::{Answer, Ask, Seat};
use crate::peers::drive::Dialect;
use crate::peers::shape::Shape;
use crate::peers::{HOLD_MS, MOBILES_FROM, SERIAL};
use std::sync::Arc;

/// Places in a ranking carry the telephone behind the shift, as the script reads them.
const PLACE: u64 = 10_000;

/// How questions are put to Redis.
#[derive(Clone, Debug)]
pub struct Scripts {
    pub digests: Arc<Digests>,
    pub shape: Shape,
}

pub fn rank_key(city: u32, day: u32) -> u64 {
    u64::from(city * DAYS + day)
}

pub fn place(bucket: &Bucket) -> u64 {
    u64::from(bucket.shift) * PLACE + u64::from(bucket.prefix)
}

/// A script's call, with so many keys and arguments to come.
fn call(out: &mut Vec<u8>, digest: &str, keys: usize, arguments: usize) {
    command(out, 3 + keys + arguments);
    word(out, b"EVALSHA");
    word(out, digest.as_bytes());
    number(out, keys as u64);
}

impl Scripts {
    fn hold(&self, out: &mut Vec<u8>, seat: &Seat) {
        let bucket = Bucket::of(seat.bucket);
        let digest = &self.digests.hold;
        match self.shape {
            Shape::Lean => {
                call(out, digest, 2, 1);
                key(out, "b:", u64::from(seat.bucket));
                key(out, "h:", seat.hold);
                number(out, u64::from(seat.bucket));
            }
            Shape::Listed => {
                call(out, digest, 3, 3);
                key(out, "b:", u64::from(seat.bucket));
                key(out, "h:", seat.hold);
                key(out, "rank:", rank_key(bucket.city, bucket.day));
                number(out, u64::from(seat.bucket));
                number(out, u64::from(bucket.seats));
                number(out, place(&bucket));
            }
            Shape::Full => {
                call(out, digest, 5, 7);
                self.request_keys(out, seat, &bucket);
                word(out, b"deadlines");
                key(out, "o:", seat.hold);
                number(out, u64::from(seat.bucket));
                number(out, u64::from(bucket.seats));
                number(out, place(&bucket));
                number(out, u64::from(seat.citizen));
                number(out, seat.hold);
                number(out, clock::wall_ms() + HOLD_MS);
                number(out, MOBILES_FROM + u64::from(seat.citizen));
            }
        }
    }

    fn enter(&self, out: &mut Vec<u8>, seat: &Seat) {
        call(out, &self.digests.enter, 1, 2);
        key(out, "r:", u64::from(seat.citizen));
        number(out, u64::from(SERIAL));
        number(out, clock::wall_ms());
    }

    fn token(&self, out: &mut Vec<u8>, seat: &Seat) {
        call(out, &self.digests.token, 2, 4);
        key(out, "r:", u64::from(seat.citizen));
        word(out, b"deadlines");
        number(out, u64::from(seat.citizen));
        number(out, seat.hold);
        number(out, seat.hold);
        number(out, clock::wall_ms() + HOLD_MS);
    }

    fn request_keys(&self, out: &mut Vec<u8>, seat: &Seat, bucket: &Bucket) {
        key(out, "b:", u64::from(seat.bucket));
        key(out, "r:", u64::from(seat.citizen));
        key(out, "rank:", rank_key(bucket.city, bucket.day));
    }

    fn confirm(&self, out: &mut Vec<u8>, seat: &Seat) {
        if self.shape.keeps_requests() {
            call(out, &self.digests.confirm, 4, 3);
            key(out, "r:", u64::from(seat.citizen));
            word(out, b"deadlines");
            key(out, "c:", seat.code());
            key(out, "ref:", seat.hold);
            number(out, u64::from(seat.citizen));
            number(out, seat.hold);
            number(out, seat.code());
        } else {
            call(out, &self.digests.confirm, 2, 0);
            key(out, "h:", seat.hold);
            key(out, "k:", seat.hold);
        }
    }

    fn free(&self, out: &mut Vec<u8>, seat: &Seat, is_booked: bool) {
        let bucket = Bucket::of(seat.bucket);
        let digest = if is_booked { &self.digests.give_back } else { &self.digests.release };
        if self.shape.keeps_requests() {
            call(out, digest, 4, 4);
            self.request_keys(out, seat, &bucket);
            if is_booked {
                key(out, "c:", seat.code());
            } else {
                word(out, b"deadlines");
            }
            number(out, u64::from(bucket.seats));
            number(out, place(&bucket));
            number(out, u64::from(seat.citizen));
            number(out, seat.hold);
            return;
        }
        let listed = self.shape.keeps_lists();
        call(out, digest, if listed { 3 } else { 2 }, if listed { 3 } else { 0 });
        key(out, "b:", u64::from(seat.bucket));
        key(out, if is_booked { "k:" } else { "h:" }, seat.hold);
        if listed {
            key(out, "rank:", rank_key(bucket.city, bucket.day));
            number(out, u64::from(seat.bucket));
            number(out, u64::from(bucket.seats));
            number(out, place(&bucket));
        }
    }
}

impl Dialect for Scripts {
    fn write(&self, out: &mut Vec<u8>, ask: &Ask) {
        match ask {
            Ask::Enter(seat) => self.enter(out, seat),
            Ask::Token(seat) => self.token(out, seat),
            Ask::Hold(seat) => self.hold(out, seat),
            Ask::Confirm(seat) => self.confirm(out, seat),
            Ask::Release(seat) => self.free(out, seat, false),
            Ask::GiveBack(seat) => self.free(out, seat, true),
            Ask::List(wish) => {
                call(out, &self.digests.list, 1, 1);
                key(out, "rank:", rank_key(wish.city, wish.day));
                number(out, u64::from(wish.prefix));
            }
        }
    }

    fn read(&self, _: &Ask, input: &[u8]) -> Result<Option<(usize, Answer)>, String> {
        // Nearly every answer is one digit: no value is built for those.
        if let [b':', digit, b'\r', b'\n', ..] = input {
            let answer = match digit {
                b'0' => Answer::Full,
                b'1' => Answer::Yes,
                _ => Answer::Refused,
            };
            return Ok(Some((4, answer)));
        }
        let Some((bytes, value)) = read(input)? else { return Ok(None) };
        match value {
            Value::List(rows) => Ok(Some((bytes, Answer::Rows(rows.len())))),
            other => Err(format!("a script answered {other:?}")),
        }
    }
}
