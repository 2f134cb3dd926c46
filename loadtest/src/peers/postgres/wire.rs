//! The protocol of PostgreSQL (version 3), as far as prepared statements and a copy need it.

use anyhow::{anyhow, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

/// 3.0, as the startup message says it.
const VERSION: i32 = 196_608;
/// The kind and the length of every message of the server.
const HEADER_BYTES: usize = 5;
const MESSAGE_BYTES_MAX: usize = 1 << 24;

pub const USER: &str = "nobat";

/// One message of the server: its kind and what stands in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Message<'a> {
    pub kind: u8,
    pub body: &'a [u8],
}

impl Message<'_> {
    pub const fn bytes(&self) -> usize {
        HEADER_BYTES + self.body.len()
    }
}

/// # Errors
/// A length that cannot be.
pub fn message(input: &[u8]) -> Result<Option<Message<'_>>, String> {
    let Some(header) = input.first_chunk::<HEADER_BYTES>() else { return Ok(None) };
    let [kind, length @ ..] = *header;
    let length = u32::from_be_bytes(length) as usize;
    if !(4..=MESSAGE_BYTES_MAX).contains(&length) {
        return Err(format!("a message of {length} bytes"));
    }
    Ok(input.get(HEADER_BYTES..1 + length).map(|body| Message { kind, body }))
}

/// What an error message of the server says.
pub fn complaint(body: &[u8]) -> String {
    let fields = body.split(|byte| *byte == 0);
    let wanted = fields.filter_map(|field| field.split_first());
    let said = wanted.filter(|(kind, _)| matches!(kind, b'S' | b'C' | b'M' | b'D'));
    let said: Vec<_> = said.map(|(_, text)| String::from_utf8_lossy(text)).collect();
    said.join(" ")
}

/// Writes a message whose body `fill` appends.
pub fn put(out: &mut Vec<u8>, kind: u8, fill: impl FnOnce(&mut Vec<u8>)) {
    out.push(kind);
    sized(out, fill);
}

fn sized(out: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    fill(out);
    let length = i32::try_from(out.len() - at).expect("messages of ours are small");
    out[at..at + 4].copy_from_slice(&length.to_be_bytes());
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.push(0);
}

/// A value in the binary form of the server's type.
#[derive(Clone, Copy, Debug)]
pub enum Given {
    Int4(u32),
    Int8(u64),
}

/// Bind, execute and sync of a prepared statement: one transaction, its answer as text.
pub fn execute(out: &mut Vec<u8>, statement: usize, given: &[Given]) {
    put(out, b'B', |out| {
        out.extend_from_slice(&[0, b'0' + statement as u8, 0]);
        out.extend_from_slice(&[0, 1, 0, 1]);
        out.extend_from_slice(&(given.len() as u16).to_be_bytes());
        for value in given {
            match value {
                Given::Int4(value) => {
                    out.extend_from_slice(&4_i32.to_be_bytes());
                    out.extend_from_slice(&value.to_be_bytes());
                }
                Given::Int8(value) => {
                    out.extend_from_slice(&8_i32.to_be_bytes());
                    out.extend_from_slice(&value.to_be_bytes());
                }
            }
        }
        out.extend_from_slice(&[0, 0]);
    });
    put(out, b'E', |out| out.extend_from_slice(&[0; 5]));
    put(out, b'S', |_| {});
}

/// A connection on which one question is asked after the other.
#[derive(Debug)]
pub struct Talk {
    stream: UnixStream,
    input: Vec<u8>,
}

impl Talk {
    /// Connects and waits until the server is ready.
    pub async fn open(stream: UnixStream) -> anyhow::Result<Self> {
        let mut talk = Self { stream, input: Vec::new() };
        let mut out = Vec::new();
        sized(&mut out, |out| {
            out.extend_from_slice(&VERSION.to_be_bytes());
            for word in ["user", USER, "database", "postgres"] {
                text(out, word);
            }
            out.push(0);
        });
        talk.send(&out).await?;
        Ok(talk)
    }

    /// The columns of the rows of a statement, as text.
    pub async fn query(&mut self, sql: &str) -> anyhow::Result<Vec<Vec<String>>> {
        let mut out = Vec::new();
        put(&mut out, b'Q', |out| text(out, sql));
        self.send(&out).await
    }

    /// Copies lines into a table.
    pub async fn copy(&mut self, table: &str, lines: &str) -> anyhow::Result<()> {
        let mut out = Vec::new();
        put(&mut out, b'Q', |out| text(out, &format!("COPY {table} FROM STDIN")));
        for chunk in lines.as_bytes().chunks(1 << 16) {
            put(&mut out, b'd', |out| out.extend_from_slice(chunk));
        }
        put(&mut out, b'c', |_| {});
        self.send(&out).await.map(drop)
    }

    pub async fn prepare(&mut self, statements: &[&str]) -> anyhow::Result<()> {
        let mut out = Vec::new();
        for (name, sql) in statements.iter().enumerate() {
            put(&mut out, b'P', |out| {
                text(out, &name.to_string());
                text(out, sql);
                out.extend_from_slice(&[0, 0]);
            });
        }
        put(&mut out, b'S', |_| {});
        self.send(&out).await.map(drop)
    }

    pub fn into_stream(self) -> UnixStream {
        assert!(self.input.is_empty(), "nothing is left of the last answer");
        self.stream
    }

    async fn send(&mut self, out: &[u8]) -> anyhow::Result<Vec<Vec<String>>> {
        self.stream.write_all(out).await?;
        let (mut rows, mut fault) = (Vec::new(), None);
        loop {
            while let Some(found) = message(&self.input).map_err(|fault| anyhow!(fault))? {
                let (kind, bytes) = (found.kind, found.bytes());
                match kind {
                    b'D' => rows.push(columns(found.body)),
                    b'E' => fault = Some(complaint(found.body)),
                    _ => {}
                }
                self.input.drain(..bytes);
                if kind == b'Z' {
                    return fault.map_or(Ok(rows), |fault| Err(anyhow!(fault)));
                }
            }
            if self.stream.read_buf(&mut self.input).await? == 0 {
                bail!("PostgreSQL has closed the connection: {fault:?}");
            }
        }
    }
}

/// The columns of a row; a null is empty.
pub fn columns(body: &[u8]) -> Vec<String> {
    let (mut rest, mut columns) = (body.get(2..).unwrap_or_default(), Vec::new());
    while let Some((length, more)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0).min(more.len());
        let (column, more) = more.split_at(length);
        columns.push(String::from_utf8_lossy(column).into_owned());
        rest = more;
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prepared_statement_is_bound_executed_and_synced() {
        let mut out = Vec::new();
        execute(&mut out, 3, &[Given::Int4(7), Given::Int8(9)]);
        let kinds: Vec<u8> = {
            let (mut at, mut kinds) = (0, Vec::new());
            while let Some(found) = message(&out[at..]).expect("sound lengths") {
                kinds.push(found.kind);
                at += found.bytes();
            }
            assert_eq!(at, out.len());
            kinds
        };
        assert_eq!(kinds, b"BES");
        let bind = message(&out).expect("sound").expect("whole").body;
        let expected = b"\x003\0\0\x01\0\x01\0\x02\0\0\0\x04\0\0\0\x07\0\0\0\x08\0\0\0\0\0\0\0\x09";
        assert_eq!(&bind[..expected.len()], expected);
    }

    #[test]
    fn a_message_is_read_when_it_is_whole() {
        let mut out = Vec::new();
        put(&mut out, b'D', |out| {
            out.extend_from_slice(b"\0\x02\0\0\0\x02ab\xff\xff\xff\xff");
        });
        assert!((0..out.len()).all(|cut| message(&out[..cut]) == Ok(None)));
        let found = message(&out).expect("sound").expect("whole");
        assert_eq!((found.kind, found.bytes()), (b'D', out.len()));
        assert_eq!(columns(found.body), ["ab", ""]);
        assert!(message(b"Z\0\0\0\x01").is_err(), "shorter than its own length");
    }

    #[test]
    fn a_complaint_says_what_happened() {
        let body = b"SERROR\0C23505\0Mduplicate key\0Dit exists\0Fnbtinsert.c\0\0";
        assert_eq!(complaint(body), "ERROR 23505 duplicate key it exists");
    }
}
