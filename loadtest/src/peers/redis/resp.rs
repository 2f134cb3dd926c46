//! The protocol of Redis, as far as scripts and a few commands need it.

/// Longer arrays or texts than these are another language.
const LENGTH_MAX: usize = 1 << 24;

/// A number's decimal digits.
pub struct Digits {
    bytes: [u8; 20],
    from: usize,
}

impl Digits {
    pub fn of(mut number: u64) -> Self {
        let mut digits = Self { bytes: [0; 20], from: 20 };
        loop {
            digits.from -= 1;
            digits.bytes[digits.from] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return digits;
            }
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[self.from..]
    }
}

/// Begins a command of so many words.
pub fn command(out: &mut Vec<u8>, words: usize) {
    out.push(b'*');
    line(out, words);
}

pub fn word(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'$');
    line(out, text.len());
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
}

/// One word: the prefix with the number behind it.
pub fn key(out: &mut Vec<u8>, prefix: &str, number: u64) {
    let digits = Digits::of(number);
    out.push(b'$');
    line(out, prefix.len() + digits.as_bytes().len());
    out.extend_from_slice(prefix.as_bytes());
    out.extend_from_slice(digits.as_bytes());
    out.extend_from_slice(b"\r\n");
}

pub fn number(out: &mut Vec<u8>, number: u64) {
    key(out, "", number);
}

fn line(out: &mut Vec<u8>, number: usize) {
    out.extend_from_slice(Digits::of(number as u64).as_bytes());
    out.extend_from_slice(b"\r\n");
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    Number(i64),
    Text(String),
    Nothing,
    List(Vec<Value>),
}

/// The first whole value of `input` and its length; none while it is not all there.
///
/// # Errors
/// The server's complaint, or bytes that are no value.
pub fn read(input: &[u8]) -> Result<Option<(usize, Value)>, String> {
    let Some(end) = input.windows(2).position(|two| two == b"\r\n") else { return Ok(None) };
    let (kind, rest) = (input[0], String::from_utf8_lossy(&input[1..end]));
    let number = || rest.parse::<i64>().map_err(|_| format!("no number: {rest:?}"));
    let start = end + 2;
    match kind {
        b'-' => Err(rest.into_owned()),
        b'+' => Ok(Some((start, Value::Text(rest.into_owned())))),
        b':' => Ok(Some((start, Value::Number(number()?)))),
        b'$' | b'*' if number()? < 0 => Ok(Some((start, Value::Nothing))),
        b'$' => {
            let length = length(number()?)?;
            let whole = input.get(start..start + length + 2);
            Ok(whole.map(|text| {
                let text = String::from_utf8_lossy(&text[..length]).into_owned();
                (start + length + 2, Value::Text(text))
            }))
        }
        b'*' => list(input, start, length(number()?)?),
        _ => Err(format!("not an answer of Redis: {kind:#x}")),
    }
}

fn length(number: i64) -> Result<usize, String> {
    let length = usize::try_from(number).ok().filter(|length| *length <= LENGTH_MAX);
    length.ok_or_else(|| format!("a length of {number}"))
}

fn list(input: &[u8], start: usize, length: usize) -> Result<Option<(usize, Value)>, String> {
    let (mut at, mut values) = (start, Vec::new());
    for _ in 0..length {
        let Some((bytes, value)) = read(&input[at..])? else { return Ok(None) };
        at += bytes;
        values.push(value);
    }
    Ok(Some((at, Value::List(values))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_written_as_the_protocol_wants_it() {
        let mut out = Vec::new();
        command(&mut out, 3);
        word(&mut out, b"SET");
        key(&mut out, "b:", 1_203);
        number(&mut out, 0);
        assert_eq!(out, b"*3\r\n$3\r\nSET\r\n$6\r\nb:1203\r\n$1\r\n0\r\n");
        assert_eq!(Digits::of(u64::MAX).as_bytes(), u64::MAX.to_string().as_bytes());
    }

    #[test]
    fn values_are_read_when_they_are_whole_and_not_before() {
        let bytes = b"*4\r\n:-7\r\n$3\r\nabc\r\n$-1\r\n+OK\r\n:1\r\n";
        let whole = bytes.len() - 4;
        for cut in 0..whole {
            assert_eq!(read(&bytes[..cut]), Ok(None), "{cut} bytes");
        }
        let text = |text: &str| Value::Text(text.to_owned());
        let list = vec![Value::Number(-7), text("abc"), Value::Nothing, text("OK")];
        assert_eq!(read(bytes), Ok(Some((whole, Value::List(list)))));
    }

    #[test]
    fn a_complaint_and_nonsense_are_errors() {
        assert_eq!(read(b"-ERR no\r\n"), Err("ERR no".to_owned()));
        assert!(read(b"HTTP/1.1 400\r\n").is_err());
        assert!(read(b"$99999999999\r\n").is_err());
        assert!(read(b":x\r\n").is_err());
    }
}
