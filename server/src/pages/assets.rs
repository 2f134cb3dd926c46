//! The files that pages load, carried inside the program, each under an address that names its
//! contents, so that a browser may keep it for ever.

/// A file of `static/`.
#[derive(Debug)]
pub struct Asset {
    pub name: &'static str,
    pub media_type: &'static str,
    pub bytes: &'static [u8],
    version: u32,
}

/// Under which all of them stand.
pub const FOLDER: &str = "/static/";

pub static STYLE: Asset =
    Asset::new("shop.css", "text/css; charset=utf-8", include_bytes!("../../static/shop.css"));
pub static SCRIPT: Asset =
    Asset::new("shop.js", "text/javascript; charset=utf-8", include_bytes!("../../static/shop.js"));
pub static OPS_STYLE: Asset =
    Asset::new("ops.css", "text/css; charset=utf-8", include_bytes!("../../static/ops.css"));
pub static OPS_SCRIPT: Asset =
    Asset::new("ops.js", "text/javascript; charset=utf-8", include_bytes!("../../static/ops.js"));
pub static FONT: Asset =
    Asset::new("vazirmatn.woff2", "font/woff2", include_bytes!("../../static/vazirmatn.woff2"));
pub static FONT_LICENCE: Asset =
    Asset::new("OFL.txt", "text/plain; charset=utf-8", include_bytes!("../../static/OFL.txt"));
pub static ICON: Asset =
    Asset::new("icon.svg", "image/svg+xml", include_bytes!("../../static/icon.svg"));

static ALL: [&Asset; 7] = [&STYLE, &SCRIPT, &OPS_STYLE, &OPS_SCRIPT, &FONT, &FONT_LICENCE, &ICON];

/// The file of that name, without folder and version; serve it as immutable.
#[must_use]
pub fn find(name: &str) -> Option<&'static Asset> {
    ALL.into_iter().find(|asset| asset.name == name)
}

impl Asset {
    const fn new(name: &'static str, media_type: &'static str, bytes: &'static [u8]) -> Self {
        Self { name, media_type, bytes, version: fingerprint(bytes) }
    }

    /// Where pages load it from: `/static/shop.css?v=0a1b2c3d`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{FOLDER}{}?v={:08x}", self.name, self.version)
    }
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
    fn the_style_names_the_font_that_is_preloaded() {
        let style = std::str::from_utf8(STYLE.bytes).expect("UTF-8");
        assert!(style.contains(&FONT.address()), "write {} into shop.css", FONT.address());
    }
}
