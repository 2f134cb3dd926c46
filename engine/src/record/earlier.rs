//! The wish for an earlier seat, inside a sealed text.

use super::codes;
use super::office::read_area;
use super::wire::{Read, Reader, Sink};
use nobat_domain::earlier::Scope;
use nobat_domain::person::AreaCode;
use nobat_domain::request::Waiting;

pub(super) fn put_wish(out: &mut impl Sink, area: AreaCode, scope: Scope) {
    out.put_u8(area.number());
    codes::put_scope(out, scope);
}

pub(super) fn read_wish(reader: &mut Reader<'_>) -> Read<(AreaCode, Scope)> {
    Ok((read_area(reader)?, codes::read_scope(reader)?))
}

pub(super) fn put_waiting<S: Sink>(out: &mut S, waiting: &Waiting) {
    let Waiting { since, area, scope } = *waiting;
    out.put_moment(since);
    put_wish(out, area, scope);
}

pub(super) fn read_waiting(reader: &mut Reader<'_>) -> Read<Waiting> {
    let since = reader.moment("since when somebody waits")?;
    let (area, scope) = read_wish(reader)?;
    Ok(Waiting { since, area, scope })
}
