//! Rust text as the rules read it: without comments and literals, and with its blocks found.
//! No parser: braces and words are enough for text that rustfmt has formatted.

/// The text with every character of a comment or literal made a space; lines stay where they are.
pub fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = match chars[at..] {
            ['/', '/', ..] => find(&chars, at, &['\n']),
            ['/', '*', ..] => comment_end(&chars, at),
            ['"', ..] => text_end(&chars, at + 1),
            ['r', '"' | '#', ..] => raw_end(&chars, at).unwrap_or(at),
            ['\'', '\\', ..] => find(&chars, at + 3, &['\'']) + 1,
            ['\'', _, '\'', ..] => at + 3,
            _ => at,
        };
        let blank = |c: &char| if *c == '\n' { '\n' } else { ' ' };
        code.extend(chars[at..end.min(chars.len())].iter().map(blank));
        if end == at {
            code.push(chars[at]);
        }
        at = end.max(at + 1);
    }
    code
}

fn find(chars: &[char], from: usize, wanted: &[char]) -> usize {
    let rest = chars.get(from..).unwrap_or_default();
    let place = rest.windows(wanted.len()).position(|window| window == wanted);
    place.map_or(chars.len(), |place| from + place)
}

fn comment_end(chars: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < chars.len() {
        match chars[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn text_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw_end(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars[start + 1..].iter().take_while(|c| **c == '#').count();
    let open = start + 1 + hashes;
    (chars.get(open) == Some(&'"')).then(|| {
        let close: Vec<char> = std::iter::once('"').chain(vec!['#'; hashes]).collect();
        find(chars, open + 1, &close) + close.len()
    })
}

/// A function with a body: its name, the line (from 1) it starts on, and how many it has.
#[derive(Debug, PartialEq, Eq)]
pub struct Function<'a> {
    pub name: &'a str,
    pub line: usize,
    pub lines: usize,
}

pub fn functions(code: &str) -> Vec<Function<'_>> {
    places(code, "fn").filter_map(|start| function(code, start)).collect()
}

fn function(code: &str, start: usize) -> Option<Function<'_>> {
    let name = leading_name(code[start + 2..].trim_start());
    let body = start + body_start(&code[start..]).filter(|_| !name.is_empty())?;
    let end = block_end(code, body);
    Some(Function {
        name,
        line: line_of(code, start),
        lines: code[start..end].matches('\n').count() + 1,
    })
}

/// The first brace after a signature, if a semicolon does not come first.
fn body_start(signature: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in signature.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' if depth == 0 => return Some(at),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The place behind the brace that closes the one at `open`.
pub fn block_end(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// Where a word stands in a text, whole: its neighbours are no part of a name.
pub fn places<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    let open = move |start: usize| !word.starts_with(in_name) || !text[..start].ends_with(in_name);
    let closed = move |start: usize| {
        !word.ends_with(in_name) || !text[start + word.len()..].starts_with(in_name)
    };
    text.match_indices(word).map(|(start, _)| start).filter(move |at| open(*at) && closed(*at))
}

pub fn leading_name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

pub fn line_of(text: &str, place: usize) -> usize {
    text[..place].matches('\n').count() + 1
}

#[test]
fn comments_and_literals_are_no_code() {
    let text =
        "a // b\n/* c /* d */ e */ f \"g \\\" h\" r#\"i \" j\"# k 'l' '\\'' m<'n> \"o\np\" q";
    let words: Vec<String> = code_only(text).split_whitespace().map(str::to_owned).collect();
    assert_eq!(words, ["a", "f", "k", "m<'n>", "q"]);
    assert_eq!(code_only(text).matches('\n').count(), 2);
}

#[test]
fn a_function_is_measured_from_its_name_to_its_last_brace() {
    let code = "trait T {\n    fn far(a: [u8; 4]);\n}\nfn near(\n    a: u8,\n) {\n    { a }\n}\n";
    assert_eq!(functions(code), [Function { name: "near", line: 4, lines: 5 }]);
    assert!(functions("let f: fn(u8) = g;").is_empty(), "a pointer is no function");
}
