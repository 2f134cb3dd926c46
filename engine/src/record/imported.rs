//! What another system knew of a citizen, inside a sealed text.

use super::choices::{put_choice, read_choice};
use super::citizens::{put_details, read_details};
use super::event::{IMPORTED, read_code};
use super::payments::{put_money, read_money};
use super::steps::{put_step, read_step};
use super::wire::{Read, Reader, Sink};
use nobat_domain::request::{Been, RequestEvent, Visited};

pub(super) fn put_imported(out: &mut impl Sink, event: &RequestEvent) {
    let RequestEvent::Imported { details, paid, been } = event else {
        unreachable!("called for this event alone")
    };
    out.put_u8(IMPORTED);
    out.put_flag(details.is_some());
    if let Some(details) = details {
        put_details(out, details);
    }
    out.put_flag(paid.is_some());
    if let Some(money) = paid {
        put_money(out, money);
    }
    out.put_flag(been.is_some());
    if let Some(Been { visited: Visited { choice, step, since }, code }) = been {
        put_choice(out, *choice);
        put_step(out, *step);
        out.put_moment(*since);
        out.put_u32(code.number());
    }
}

pub(super) fn read_imported(reader: &mut Reader<'_>, version: u8) -> Read<RequestEvent> {
    let details = reader.flag("whether details follow")?;
    let details = details.then(|| read_details(reader, version).map(Box::new)).transpose()?;
    let paid = reader.flag("whether money follows")?;
    let paid = paid.then(|| read_money(reader).map(Box::new)).transpose()?;
    let been = reader.flag("whether a visit follows")?;
    let been = been.then(|| read_been(reader)).transpose()?;
    Ok(RequestEvent::Imported { details, paid, been })
}

fn read_been(reader: &mut Reader<'_>) -> Read<Been> {
    let (choice, step) = (read_choice(reader)?, read_step(reader)?);
    let since = reader.moment("time of a step")?;
    Ok(Been { visited: Visited { choice, step, since }, code: read_code(reader)? })
}
