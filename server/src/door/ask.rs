//! The other side: a command that finds a server at work asks it.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::words::Asked;
use super::{LINE_BYTES_MAX, NAME};

/// Why the server has not done it.
#[derive(Debug, thiserror::Error)]
pub enum DoorFault {
    #[error(
        "a server has this directory, and does not answer at its door {}: {source}; look at its \
         log, or stop it first", path.display()
    )]
    Closed { path: PathBuf, source: io::Error },
    #[error("the server went away before it had answered; its log says more")]
    Gone,
    #[error("the server answers: {0}")]
    Refused(String),
}

/// Asks the server that has the data directory, and waits as long as it takes.
///
/// # Errors
/// [`DoorFault`] if nobody is there, or if it says no.
pub fn ask(data_dir: &Path, asked: &Asked) -> Result<Value, DoorFault> {
    let path = data_dir.join(NAME);
    let closed = |source| DoorFault::Closed { path: path.clone(), source };
    let question = serde_json::to_string(asked).map_err(|error| closed(error.into()))?;
    let mut stream = UnixStream::connect(&path).map_err(closed)?;
    stream.write_all(format!("{question}\n").as_bytes()).map_err(closed)?;
    let mut line = String::new();
    let read = BufReader::new(stream.take(LINE_BYTES_MAX as u64)).read_line(&mut line);
    let answer = read.ok().and_then(|_| serde_json::from_str::<Value>(&line).ok());
    let answer = answer.ok_or(DoorFault::Gone)?;
    match answer["error"].as_str() {
        Some(why) => Err(DoorFault::Refused(why.to_owned())),
        None => Ok(answer),
    }
}
