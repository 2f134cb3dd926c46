//! Writes every page in every state of its samples as HTML, for people who look at pages.
//!
//! `cargo run -p nobat-server --example samples -- FOLDER`, then serve the folder: the pages load
//! their style from `/static/`.

use nobat_server::pages::{self, assets};
use nobat_server::persian::Language;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| io::Error::other("say where to write the samples"))?;
    fs::create_dir_all(folder.join("static"))?;
    for asset in assets::ALL {
        fs::write(folder.join("static").join(asset.name), asset.bytes)?;
    }
    for language in Language::ALL {
        let folder = folder.join(language.code());
        fs::create_dir_all(&folder)?;
        for sample in pages::samples(language) {
            fs::write(folder.join(sample.name).with_extension("html"), sample.html)?;
        }
    }
    Ok(())
}
