//! Who may import whom, read from every Cargo.toml.

use crate::must_be_clean;
use crate::tree::{File, files};

struct Plan {
    name: &'static str,
    /// Crates of this house that it may be built of.
    ours: &'static [&'static str],
    /// Further ones that its tests may use.
    in_tests: &'static [&'static str],
    /// Foreign crates that must never be named in its Cargo.toml.
    never: &'static [&'static str],
}

const PLANS: &[Plan] = &[
    Plan {
        name: "nobat-domain",
        ours: &[],
        in_tests: &[],
        never: &["actix", "axum", "rocksdb", "serde", "serde_json", "tokio"],
    },
    Plan {
        name: "nobat-board",
        ours: &["nobat-domain"],
        in_tests: &[],
        never: &["actix", "axum", "rocksdb", "serde", "serde_json", "tokio"],
    },
    Plan {
        name: "nobat-engine",
        ours: &["nobat-board", "nobat-domain"],
        in_tests: &["nobat-sim"],
        never: &["axum", "reqwest", "serde", "serde_json"],
    },
    Plan {
        name: "nobat-sim",
        ours: &["nobat-domain"],
        in_tests: &[],
        never: &["actix", "axum", "rocksdb", "serde", "serde_json", "tokio"],
    },
    Plan {
        name: "nobat-server",
        ours: &["nobat-domain", "nobat-engine", "nobat-sandbox"],
        in_tests: &["nobat-sim"],
        never: &["actix", "rocksdb"],
    },
    Plan {
        name: "nobat-sandbox",
        ours: &["nobat-domain"],
        in_tests: &[],
        never: &["actix", "rocksdb"],
    },
    Plan {
        name: "nobat-loadtest",
        ours: &["nobat-domain", "nobat-engine", "nobat-sandbox", "nobat-sim"],
        in_tests: &[],
        never: &["actix", "axum", "rocksdb"],
    },
    Plan {
        name: "nobat-benches",
        ours: &["nobat-board", "nobat-domain", "nobat-engine", "nobat-server"],
        in_tests: &[],
        never: &["actix", "rocksdb"],
    },
];

/// All that the law may be built of.
const LAW: (&str, [&str; 1]) = ("nobat-domain", ["icu_calendar"]);

#[derive(Debug, Default, PartialEq, Eq)]
struct Manifest {
    name: String,
    built_of: Vec<String>,
    tested_with: Vec<String>,
}

#[test]
fn no_crate_imports_against_the_plan() {
    let manifests: Vec<Manifest> = files().iter().filter_map(manifest).collect();
    let unplanned = manifests.iter().filter(|manifest| plan(&manifest.name).is_none());
    let mut faults: Vec<String> =
        unplanned.map(|m| format!("{}: not in the plan", m.name)).collect();
    faults.extend(manifests.iter().flat_map(against_the_plan));
    must_be_clean(&faults);
    assert_eq!(manifests.len(), PLANS.len(), "every crate of the plan stands in the tree");
}

#[test]
fn an_import_against_the_plan_is_caught() {
    let faults = |name: &str, lines: &str| {
        let text = format!("[package]\nname = \"{name}\"\n{lines}");
        against_the_plan(&read_manifest(&text)).len()
    };
    assert_eq!(faults("nobat-engine", "[dependencies]\naxum.workspace = true\n"), 1);
    assert_eq!(faults("nobat-engine", "[dependencies]\nnobat-sim = { path = \"sim\" }\n"), 1);
    assert_eq!(faults("nobat-engine", "[dev-dependencies]\nnobat-sim.workspace = true\n"), 0);
    assert_eq!(faults("nobat-server", "[dependencies.rocksdb]\nversion = \"1\"\n"), 1);
    assert_eq!(faults("nobat-sim", "[target.'cfg(unix)'.dependencies]\ntokio = \"1\"\n"), 1);
    assert_eq!(faults("nobat-domain", "[dependencies]\nicu_calendar.workspace = true\n"), 0);
    assert_eq!(faults("nobat-domain", "[dependencies]\nrand = \"1\"\n"), 1, "the law stands alone");
}

fn plan(name: &str) -> Option<&'static Plan> {
    PLANS.iter().find(|plan| plan.name == name)
}

fn against_the_plan(manifest: &Manifest) -> Vec<String> {
    let Some(plan) = plan(&manifest.name) else { return Vec::new() };
    let ours = |name: &&String| name.starts_with("nobat-");
    let built = manifest.built_of.iter().filter(|name| {
        let foreign = ours(name) && !plan.ours.contains(&name.as_str());
        foreign || (plan.name == LAW.0 && !LAW.1.contains(&name.as_str()))
    });
    let tested = manifest.tested_with.iter().filter(ours);
    let tested = tested.filter(|name| {
        !plan.ours.contains(&name.as_str()) && !plan.in_tests.contains(&name.as_str())
    });
    let all = manifest.built_of.iter().chain(&manifest.tested_with);
    let never = all.filter(|name| plan.never.contains(&name.as_str()));
    let mut names: Vec<&String> = built.chain(tested).chain(never).collect();
    names.sort();
    names.dedup();
    names.into_iter().map(|name| format!("{} must not use {name}", manifest.name)).collect()
}

fn manifest(file: &File) -> Option<Manifest> {
    let is_crate = file.path.ends_with("/Cargo.toml");
    is_crate.then(|| read_manifest(&file.text))
}

/// Section headers and the names before `=` are all that is looked at.
fn read_manifest(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    let mut section = "";
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if let Some(header) = line.strip_prefix('[') {
            section = header.trim_end_matches(']');
            if let Some((kind, name)) = section.rsplit_once("dependencies.") {
                manifest.list(kind).push(name.to_owned());
            }
        } else if let Some((key, value)) = line.split_once('=') {
            let name = key.trim().split('.').next().unwrap_or_default();
            match section.strip_suffix("dependencies") {
                Some(kind) => manifest.list(kind).push(name.to_owned()),
                None if section == "package" && name == "name" => {
                    value.trim().trim_matches('"').clone_into(&mut manifest.name);
                }
                None => {}
            }
        }
    }
    manifest
}

impl Manifest {
    fn list(&mut self, kind: &str) -> &mut Vec<String> {
        if kind.ends_with("dev-") { &mut self.tested_with } else { &mut self.built_of }
    }
}
