//! The steps after the booking, and which scan counts, inside a sealed text.

use super::error::RecordError;
use super::wire::{Read, Reader, Sink};
use nobat_domain::ids::OfficeId;
use nobat_domain::request::{Reached, Scan, Step};

const MISSED: u8 = 1;
const BEGUN: u8 = 2;
const FINISHED: u8 = 3;
const IN_PRODUCTION: u8 = 4;
const READY: u8 = 5;
const DELIVERED: u8 = 6;

pub(super) fn put_step(out: &mut impl Sink, step: Step) {
    match step {
        Step::Missed => out.put_u8(MISSED),
        Step::Begun { office } => {
            out.put_u8(BEGUN);
            put_office(out, office);
        }
        Step::Finished => out.put_u8(FINISHED),
        Step::InProduction => out.put_u8(IN_PRODUCTION),
        Step::Ready { place } => {
            out.put_u8(READY);
            put_office(out, place);
        }
        Step::Delivered => out.put_u8(DELIVERED),
    }
}

pub(super) fn read_step(reader: &mut Reader<'_>) -> Read<Step> {
    let (what, at) = ("step after the booking", reader.at());
    match reader.u8(what)? {
        MISSED => Ok(Step::Missed),
        BEGUN => Ok(Step::Begun { office: read_office(reader)? }),
        FINISHED => Ok(Step::Finished),
        IN_PRODUCTION => Ok(Step::InProduction),
        READY => Ok(Step::Ready { place: read_office(reader)? }),
        DELIVERED => Ok(Step::Delivered),
        found => Err(RecordError::Unlisted { what, at, found }),
    }
}

pub(super) fn put_reached<S: Sink>(out: &mut S, reached: &Reached) {
    put_step(out, reached.step);
    out.put_moment(reached.at);
}

pub(super) fn read_reached(reader: &mut Reader<'_>) -> Read<Reached> {
    Ok(Reached { step: read_step(reader)?, at: reader.moment("time of a step")? })
}

pub(super) fn put_scan(out: &mut impl Sink, scan: Scan) {
    out.put_u8(scan.no);
    out.put_u32(scan.bytes);
}

pub(super) fn read_scan(reader: &mut Reader<'_>) -> Read<Scan> {
    Ok(Scan { no: reader.u8("number of a scan")?, bytes: reader.u32("bytes of a scan")? })
}

pub(super) fn put_office(out: &mut impl Sink, office: OfficeId) {
    out.put_u32(office.0);
}

pub(super) fn read_office(reader: &mut Reader<'_>) -> Read<OfficeId> {
    reader.u32("office").map(OfficeId)
}
