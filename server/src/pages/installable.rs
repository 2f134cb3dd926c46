//! What makes the site an app on a telephone: its manifest, the page that stands in for all others
//! while there is no connection, and the worker that shows it and keeps nothing else.

use super::assets::{self, Asset};
use super::{address, system};
use crate::persian::Language;
use serde_json::{Value, json};

/// The ground of the header in light colours, and of the page.
const THEME: &str = "#005a60";
const GROUND: &str = "#ffffff";
/// Ends the name of a manifest, before which stands its language.
const MANIFEST_KIND: &str = ".webmanifest";
pub const MANIFEST_MEDIA_TYPE: &str = "application/manifest+json";

static WORKER: &str = include_str!("../../static/worker.js");

/// `/app/fa.webmanifest`: browsers ask for it without cookies, so that its address names its
/// language.
#[must_use]
pub fn manifest_address(language: Language) -> String {
    format!("{}/{}{MANIFEST_KIND}", address::APP, language.code())
}

/// The language of the manifest of that name.
#[must_use]
pub fn manifest_language(name: &str) -> Option<Language> {
    Language::of(name.strip_suffix(MANIFEST_KIND)?)
}

/// The manifest as browsers read it.
#[must_use]
pub fn manifest(language: Language) -> Value {
    let icon = |asset: &Asset, sizes: &str, purpose: &str| {
        json!({
            "src": asset.address(), "type": asset.media_type, "sizes": sizes, "purpose": purpose,
        })
    };
    json!({
        "id": address::ENTRY,
        "start_url": address::ENTRY,
        "scope": "/",
        "display": "standalone",
        "lang": language.code(),
        "dir": language.direction(),
        "name": language.say("frame-name"),
        "short_name": language.say("frame-short"),
        "description": language.say("frame-about"),
        "theme_color": THEME,
        "background_color": GROUND,
        "icons": [
            icon(&assets::ICON, "any", "any"),
            icon(&assets::ICON_SMALL, "192x192", "any"),
            icon(&assets::ICON_LARGE, "512x512", "any"),
            icon(&assets::ICON_LARGE, "512x512", "maskable"),
        ],
    })
}

/// `/app/offline/fa`.
#[must_use]
pub fn offline_address(language: Language) -> String {
    format!("{}/{}", address::OFFLINE, language.code())
}

/// The worker, with what it keeps: the offline page in each language, and what that page loads.
#[must_use]
pub fn worker() -> String {
    let pages = Language::ALL.map(offline_address);
    // A font comes from the browser's own memory, or the page does without.
    let files = [&assets::STYLE, &assets::ICON];
    let kept: Vec<String> = pages.into_iter().chain(files.map(Asset::address)).collect();
    // A list of plain addresses is always JSON.
    WORKER.replace("KEPT_ADDRESSES", &json!(kept).to_string()).replace("OFFLINE", address::OFFLINE)
}

/// The page that the worker shows.
#[must_use]
pub fn offline(frame: super::frame::Frame) -> system::System {
    let case = system::SystemCase::Offline { ussd: frame.ussd.clone() };
    system::System { frame, case }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_keeps_the_offline_pages_and_their_files_and_nothing_personal() {
        let worker = worker();
        assert!(!worker.contains("KEPT_") && !worker.contains("OFFLINE"), "{worker}");
        let list = worker.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
        let list = list.map(|(list, _)| list).unwrap_or_default();
        for kept in list.split(',').map(|quoted| quoted.trim_matches('"')) {
            let public = kept.starts_with(address::OFFLINE) || kept.starts_with(assets::FOLDER);
            assert!(public, "{kept}");
        }
        assert_eq!(list.split(',').count(), 4);
    }

    #[test]
    fn a_manifest_names_its_language_and_icons_that_exist() {
        for language in Language::ALL {
            let address = manifest_address(language);
            let name = address.rsplit('/').next().unwrap_or_default();
            assert_eq!(manifest_language(name), Some(language));
            let manifest = manifest(language);
            assert_eq!(manifest["lang"], language.code());
            for icon in manifest["icons"].as_array().expect("a list") {
                let source = icon["src"].as_str().expect("an address");
                let name = source.trim_start_matches(assets::FOLDER).split('?').next();
                assert!(assets::find(name.unwrap_or_default()).is_some(), "{source}");
            }
        }
        assert_eq!(manifest_language("xx.webmanifest"), None);
        assert_eq!(manifest_language("fa"), None);
    }
}
