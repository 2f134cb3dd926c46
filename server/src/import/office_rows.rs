//! What a row about an office says.

use std::collections::HashMap;
use std::io::Read;

use nobat_domain::ids::OfficeId;
use nobat_domain::office::{Capabilities, Capability, Office, OfficeKind, OfficePhone};
use nobat_domain::person::AreaCode;
use nobat_domain::person::fold::{fold_address, fold_digits};
use nobat_engine::Snapshot;

use super::report::Report;
use super::table::{Fields, ImportFault, RowFault, Table};

/// The columns of a file of offices. The first five are needed.
pub const OFFICE_COLUMNS: &[&str] =
    &["code", "kind", "name", "city", "area", "address", "phone", "capabilities"];
/// How many of them are.
pub const OFFICE_COLUMNS_NEEDED: usize = 5;
/// A record holds more bytes of each text than this.
const TEXT_CHARS_MAX: usize = 300;
const ABILITIES: &str = "names out of no_stairs, pupil, finger, home_visit, with | between";

/// All offices of a file: those of known numbers with their identity, others behind the last one.
///
/// # Errors
/// A file that cannot be read to its end.
pub fn office_rows<R: Read>(
    table: &mut Table<R>,
    board: &Snapshot,
    report: &mut Report,
) -> Result<Vec<Office>, ImportFault> {
    let known = board.directory().offices();
    let mut ids: HashMap<String, OfficeId> =
        known.iter().map(|office| (fold_digits(&office.code), office.id)).collect();
    let mut next = known.iter().map(|office| office.id.0).max().unwrap_or(0) + 1;
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut offices = Vec::new();
    while let Some((line, row)) = table.next_row()? {
        let read = table.fields(&row).and_then(|fields| {
            let code = fold_digits(fields.get("code"));
            if let Some(before) = seen.insert(code.clone(), line) {
                let why = format!("line {before} has this number too");
                return Err(RowFault::of("code", why));
            }
            let id = ids.get(&code).copied();
            office(&fields, code, id.unwrap_or(OfficeId(next)))
        });
        match read {
            Ok(office) => {
                next = next.max(office.id.0 + 1);
                ids.insert(office.code.clone(), office.id);
                offices.push(office);
            }
            Err(fault) => report.write(line, &row, &fault)?,
        }
    }
    Ok(offices)
}

fn office(fields: &Fields<'_>, code: String, id: OfficeId) -> Result<Office, RowFault> {
    let plain = !code.is_empty() && code.len() <= 16 && code.bytes().all(|it| it.is_ascii_digit());
    if !plain {
        return Err(RowFault::of("code", "at most sixteen digits"));
    }
    let text = |column: &'static str| {
        let text = fold_address(fields.get(column));
        let fits = text.chars().count() <= TEXT_CHARS_MAX;
        fits.then_some(text).ok_or_else(|| RowFault::of(column, "at most 300 letters"))
    };
    let filled = |column| {
        let text = text(column)?;
        if text.is_empty() { Err(RowFault::of(column, "it is empty")) } else { Ok(text) }
    };
    let kind = match fields.get("kind") {
        "registry" => OfficeKind::RegistryOffice,
        "counter" => OfficeKind::Counter,
        _ => return Err(RowFault::of("kind", "it is registry or counter")),
    };
    let area = AreaCode::parse(fields.get("area"))
        .map_err(|_| RowFault::of("area", "an area code like 041"))?;
    let phone = fold_digits(fields.get("phone"));
    let phone = match phone.as_str() {
        "" => None,
        digits => Some(
            OfficePhone::parse(digits)
                .ok_or_else(|| RowFault::of("phone", "eight digits, without the area code"))?,
        ),
    };
    let mut capabilities = Capabilities::NONE;
    for name in fields.get("capabilities").split('|').map(str::trim).filter(|it| !it.is_empty()) {
        let named = Capability::from_name(name);
        capabilities =
            capabilities.with(named.ok_or_else(|| RowFault::of("capabilities", ABILITIES))?);
    }
    Ok(Office {
        id,
        code,
        kind,
        name: filled("name")?,
        address: text("address")?,
        city: filled("city")?,
        area,
        phone,
        capabilities,
    })
}
