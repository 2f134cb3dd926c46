//! The files that pages load, carried inside the program, each under an address that names its
//! contents, so that a browser may keep it for ever.

use std::io::Write;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A file of `static/`.
#[derive(Debug)]
pub struct Asset {
    pub name: &'static str,
    pub media_type: &'static str,
    pub bytes: &'static [u8],
    version: u32,
    packed: OnceLock<Packed>,
}

/// A file in the encodings that browsers name, each only if it is shorter than the file.
#[derive(Debug)]
struct Packed {
    brotli: Option<Vec<u8>>,
    gzip: Option<Vec<u8>>,
}

/// The best that each encoding gives: it is paid once for the life of the program.
const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW_BITS: u32 = 22;
const BROTLI_BUFFER_BYTES: usize = 4096;

/// Under which all of them stand.
pub const FOLDER: &str = "/static/";

pub static STYLE: Asset =
    Asset::new("shop.css", "text/css; charset=utf-8", include_bytes!("../../static/shop.css"));
/// Also carried inside a saved receipt, so it stands on its own.
pub static RECEIPT_STYLE: Asset = Asset::new(
    "receipt.css",
    "text/css; charset=utf-8",
    include_bytes!("../../static/receipt.css"),
);
pub static SCRIPT: Asset =
    Asset::new("shop.js", "text/javascript; charset=utf-8", include_bytes!("../../static/shop.js"));
/// The entry page's: has a device work in place of an answer.
pub static QUESTION_SCRIPT: Asset = Asset::new(
    "question.js",
    "text/javascript; charset=utf-8",
    include_bytes!("../../static/question.js"),
);
/// The work itself; only who asks for it loads it.
pub static WORK_SCRIPT: Asset =
    Asset::new("work.js", "text/javascript; charset=utf-8", include_bytes!("../../static/work.js"));
/// The tabs of «آگاهی از فرایند».
pub static TABS_SCRIPT: Asset =
    Asset::new("tabs.js", "text/javascript; charset=utf-8", include_bytes!("../../static/tabs.js"));
pub static OPS_STYLE: Asset =
    Asset::new("ops.css", "text/css; charset=utf-8", include_bytes!("../../static/ops.css"));
pub static OPS_SCRIPT: Asset =
    Asset::new("ops.js", "text/javascript; charset=utf-8", include_bytes!("../../static/ops.js"));
/// An office's list: lets the desk go on without a line.
pub static DESK_SCRIPT: Asset =
    Asset::new("desk.js", "text/javascript; charset=utf-8", include_bytes!("../../static/desk.js"));
pub static FONT: Asset =
    Asset::new("vazirmatn.woff2", "font/woff2", include_bytes!("../../static/vazirmatn.woff2"));
/// Latin letters, for English pages alone.
pub static LATIN_FONT: Asset = Asset::new(
    "vazirmatn-latin.woff2",
    "font/woff2",
    include_bytes!("../../static/vazirmatn-latin.woff2"),
);
pub static FONT_LICENCE: Asset =
    Asset::new("OFL.txt", "text/plain; charset=utf-8", include_bytes!("../../static/OFL.txt"));
pub static ICON: Asset =
    Asset::new("icon.svg", "image/svg+xml", include_bytes!("../../static/icon.svg"));

/// Icons of a telephone's home screen: drawn from `icon.svg`, with a margin that a round mask may
/// cut away.
pub static ICON_SMALL: Asset =
    Asset::new("icon-192.png", "image/png", include_bytes!("../../static/icon-192.png"));
pub static ICON_LARGE: Asset =
    Asset::new("icon-512.png", "image/png", include_bytes!("../../static/icon-512.png"));
pub static ICON_TOUCH: Asset =
    Asset::new("icon-180.png", "image/png", include_bytes!("../../static/icon-180.png"));

pub static ALL: [&Asset; 16] = [
    &STYLE,
    &RECEIPT_STYLE,
    &SCRIPT,
    &QUESTION_SCRIPT,
    &WORK_SCRIPT,
    &TABS_SCRIPT,
    &OPS_STYLE,
    &OPS_SCRIPT,
    &DESK_SCRIPT,
    &FONT,
    &LATIN_FONT,
    &FONT_LICENCE,
    &ICON,
    &ICON_SMALL,
    &ICON_LARGE,
    &ICON_TOUCH,
];

/// The file of that name, without folder and version; serve it as immutable.
#[must_use]
pub fn find(name: &str) -> Option<&'static Asset> {
    ALL.into_iter().find(|asset| asset.name == name)
}

impl Asset {
    const fn new(name: &'static str, media_type: &'static str, bytes: &'static [u8]) -> Self {
        let version = fingerprint(bytes);
        Self { name, media_type, bytes, version, packed: OnceLock::new() }
    }

    /// The shortest form that this browser reads, with the name of its encoding; nothing where the
    /// file itself is that form. The first call packs the file, which takes some milliseconds.
    pub fn packed(
        &'static self,
        reads: impl Fn(&str) -> bool,
    ) -> Option<(&'static str, &'static [u8])> {
        let Packed { brotli, gzip } = self.packed.get_or_init(|| Packed::of(self.bytes));
        let forms = [("br", brotli), ("gzip", gzip)];
        let known = forms.into_iter().filter(|(encoding, _)| reads(encoding));
        known.filter_map(|(encoding, form)| Some((encoding, form.as_deref()?))).next()
    }

    /// Where pages load it from: `/static/shop.css?v=0a1b2c3d`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{FOLDER}{}?v={:08x}", self.name, self.version)
    }
}

/// Packs every file before anybody asks for one.
pub fn pack_all() {
    for asset in ALL {
        asset.packed(|_| false);
    }
}

impl Packed {
    fn of(bytes: &[u8]) -> Self {
        let shorter = |form: Vec<u8>| (form.len() < bytes.len()).then_some(form);
        Self { brotli: shorter(brotli(bytes)), gzip: shorter(gzip(bytes)) }
    }
}

const IN_MEMORY: &str = "writing into memory cannot fail";

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut writer = brotli::CompressorWriter::new(
        Vec::new(),
        BROTLI_BUFFER_BYTES,
        BROTLI_QUALITY,
        BROTLI_WINDOW_BITS,
    );
    writer.write_all(bytes).expect(IN_MEMORY);
    writer.into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes).expect(IN_MEMORY);
    writer.finish().expect(IN_MEMORY)
}

/// FNV-1a: enough to tell one build's file from another's.
const fn fingerprint(bytes: &[u8]) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    let mut place = 0;
    while place < bytes.len() {
        hash = (hash ^ bytes[place] as u32).wrapping_mul(0x0100_0193);
        place += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_by_its_name_and_changes_its_address_with_its_bytes() {
        for asset in ALL {
            assert!(std::ptr::eq(find(asset.name).expect("a listed file"), asset));
            assert!(!asset.bytes.is_empty());
        }
        assert_ne!(fingerprint(b"a{}"), fingerprint(b"b{}"));
        assert!(find("../Cargo.toml").is_none());
    }

    #[test]
    fn a_file_goes_out_in_the_shortest_form_that_is_read() {
        let (encoding, best) = STYLE.packed(|_| true).expect("text becomes shorter");
        assert_eq!(encoding, "br");
        let (encoding, gzip) = STYLE.packed(|name| name == "gzip").expect("text becomes shorter");
        assert_eq!(encoding, "gzip");
        assert!(best.len() < gzip.len() && gzip.len() < STYLE.bytes.len() / 3);
        assert!(STYLE.packed(|_| false).is_none());
        assert!(FONT.packed(|name| name == "gzip").is_none(), "woff2 is packed already");
        let mut text = Vec::new();
        let mut reader = brotli::Decompressor::new(best, BROTLI_BUFFER_BYTES);
        std::io::Read::read_to_end(&mut reader, &mut text).expect("it is brotli");
        assert_eq!(text, STYLE.bytes);
    }

    #[test]
    fn the_style_names_the_font_that_is_preloaded() {
        let style = std::str::from_utf8(STYLE.bytes).expect("UTF-8");
        for font in [&FONT, &LATIN_FONT] {
            assert!(style.contains(&font.address()), "write {} into shop.css", font.address());
        }
    }
}
