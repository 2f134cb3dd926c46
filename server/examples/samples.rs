//! Writes every page in every state of its samples as HTML, and the receipts as files, for people
//! who look at them.
//!
//! `cargo run -p nobat-server --example samples -- FOLDER`, then serve the folder: the pages load
//! their style from `/static/`.

use nobat_server::pages::receipt::{Receipt, Saved};
use nobat_server::pages::{self, assets};
use nobat_server::persian::Language;
use nobat_server::takeaway::pdf::pdf;
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
        for (name, receipt) in Receipt::samples(language) {
            let paper = pdf(&receipt).map_err(io::Error::other)?;
            fs::write(folder.join(format!("receipt-{name}.pdf")), paper)?;
            let saved = pages::render(&Saved { receipt });
            fs::write(folder.join(format!("receipt-{name}.html")), saved)?;
        }
    }
    Ok(())
}
