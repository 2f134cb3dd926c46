//! Questions as executions of prepared statements, answers from their tags and rows.

use super::sql::{CONFIRM, ENTER, GIVE_BACK, HOLD, LIST, RELEASE, TOKEN};
use super::wire::{Given, complaint, execute, message};
use crate::clock;
use crate::peers::cycle::{Answer, Ask, Seat};
use crate::peers::drive::Dialect;
use crate::peers::shape::Shape;
use crate::peers::{HOLD_MS, MOBILES_FROM, SERIAL};

#[derive(Clone, Copy, Debug)]
pub struct Statements {
    pub shape: Shape,
}

impl Statements {
    fn hold(self, out: &mut Vec<u8>, seat: &Seat) {
        let deadline = Given::Int8(clock::wall_ms() + HOLD_MS);
        let (bucket, hold) = (Given::Int4(seat.bucket), Given::Int8(seat.hold));
        if self.shape.keeps_requests() {
            let mobile = Given::Int8(MOBILES_FROM + u64::from(seat.citizen));
            let citizen = Given::Int4(seat.citizen);
            execute(out, HOLD, &[bucket, citizen, hold, deadline, mobile]);
        } else {
            execute(out, HOLD, &[bucket, hold, deadline]);
        }
    }

    fn later(self, out: &mut Vec<u8>, statement: usize, seat: &Seat) {
        let (citizen, hold) = (Given::Int4(seat.citizen), Given::Int8(seat.hold));
        match (self.shape.keeps_requests(), statement) {
            (true, CONFIRM) => execute(out, CONFIRM, &[citizen, hold, Given::Int8(seat.code())]),
            (true, _) => execute(out, statement, &[citizen, hold]),
            (false, _) => execute(out, statement, &[hold]),
        }
    }
}

impl Dialect for Statements {
    fn write(&self, out: &mut Vec<u8>, ask: &Ask) {
        match ask {
            Ask::Enter(seat) => {
                let now = Given::Int8(clock::wall_ms());
                let serial = Given::Int4(SERIAL);
                execute(out, ENTER, &[Given::Int4(seat.citizen), serial, now]);
            }
            Ask::Token(seat) => {
                let deadline = Given::Int8(clock::wall_ms() + HOLD_MS);
                let (citizen, hold) = (Given::Int4(seat.citizen), Given::Int8(seat.hold));
                execute(out, TOKEN, &[citizen, hold, deadline]);
            }
            Ask::Hold(seat) => self.hold(out, seat),
            Ask::Confirm(seat) => self.later(out, CONFIRM, seat),
            Ask::Release(seat) => self.later(out, RELEASE, seat),
            Ask::GiveBack(seat) => self.later(out, GIVE_BACK, seat),
            Ask::List(wish) => {
                let given = [wish.city, wish.day, wish.prefix].map(Given::Int4);
                execute(out, LIST, &given);
            }
        }
    }

    fn read(&self, ask: &Ask, input: &[u8]) -> Result<Option<(usize, Answer)>, String> {
        let (mut at, mut rows, mut said, mut changed) = (0, 0, None, false);
        while let Some(found) = message(&input[at..])? {
            at += found.bytes();
            match found.kind {
                b'D' => {
                    rows += 1;
                    said = found.body.last().copied();
                }
                // "UPDATE 1", "INSERT 0 1", with a zero behind.
                b'C' => changed = found.body.ends_with(b" 1\0"),
                b'E' => return Err(complaint(found.body)),
                b'Z' => return Ok(Some((at, self.answer(ask, rows, said, changed)))),
                _ => {}
            }
        }
        Ok(None)
    }
}

impl Statements {
    const fn answer(self, ask: &Ask, rows: usize, said: Option<u8>, changed: bool) -> Answer {
        match ask {
            Ask::List(_) => Answer::Rows(rows),
            Ask::Hold(_) if self.shape.keeps_requests() => match said {
                Some(b'1') => Answer::Yes,
                Some(b'0') => Answer::Full,
                _ => Answer::Refused,
            },
            _ if changed => Answer::Yes,
            Ask::Hold(_) => Answer::Full,
            _ => Answer::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::postgres::wire::put;

    const SEAT: Seat = Seat { bucket: 1, citizen: 2, hold: 3 };

    fn answer(tag: &[u8], row: Option<u8>) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out, b'2', |_| {});
        if let Some(digit) = row {
            put(&mut out, b'D', |out| out.extend_from_slice(&[0, 1, 0, 0, 0, 1, digit]));
        }
        put(&mut out, b'C', |out| out.extend_from_slice(tag));
        put(&mut out, b'Z', |out| out.push(b'I'));
        out
    }

    #[test]
    fn a_statement_that_changed_nothing_is_no_yes() {
        let lean = Statements { shape: Shape::Lean };
        let read = |ask: Ask, tag: &[u8]| {
            let bytes = answer(tag, None);
            assert_eq!(lean.read(&ask, &bytes[..bytes.len() - 1]), Ok(None), "not whole");
            lean.read(&ask, &bytes).expect("sound").expect("whole").1
        };
        assert_eq!(read(Ask::Hold(SEAT), b"INSERT 0 1\0"), Answer::Yes);
        assert_eq!(read(Ask::Hold(SEAT), b"INSERT 0 0\0"), Answer::Full);
        assert_eq!(read(Ask::Confirm(SEAT), b"UPDATE 1\0"), Answer::Yes);
        assert_eq!(read(Ask::Confirm(SEAT), b"UPDATE 0\0"), Answer::Refused);
    }

    #[test]
    fn a_full_hold_says_by_its_digit_what_it_did() {
        let full = Statements { shape: Shape::Full };
        let read = |digit| {
            let bytes = answer(b"SELECT 1\0", Some(digit));
            full.read(&Ask::Hold(SEAT), &bytes).expect("sound").expect("whole").1
        };
        assert_eq!([b'0', b'1', b'2'].map(read), [Answer::Full, Answer::Yes, Answer::Refused]);
    }
}
