//! The laws of the catalogue: one sentence for one key in both languages, nothing unsaid and
//! nothing said outside of it, and no letter that the fonts lack.

use super::tests::{attribute, each, each_in, require, tags, tags_named};
use crate::persian::Language;
use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const PERSIAN: &str = include_str!("../../messages/fa.ftl");
const ENGLISH: &str = include_str!("../../messages/en.ftl");

/// What the sentences of one room of the house begin with that speaks Persian alone.
const PERSIAN_ALONE: &str = "ops-";

/// A sentence's text without its values, and their names.
#[derive(Default)]
struct Sentence {
    text: String,
    values: BTreeSet<String>,
}

impl Sentence {
    fn read(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.text.push_str(value),
                PatternElement::Placeable { expression } => self.take(expression),
            }
        }
    }

    fn take(&mut self, expression: &Expression<&str>) {
        let named = match expression {
            Expression::Inline(named) => named,
            Expression::Select { selector, variants } => {
                variants.iter().for_each(|variant| self.read(&variant.value));
                selector
            }
        };
        let InlineExpression::VariableReference { id } = named else {
            panic!("{named:?}: the catalogue only names values");
        };
        self.values.insert(id.name.to_owned());
    }
}

fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn catalogue(source: &str) -> BTreeMap<String, Sentence> {
    let resource = FluentResource::try_new(source.to_owned()).expect("a catalogue that parses");
    let mut sentences = BTreeMap::new();
    for entry in resource.entries() {
        let Entry::Message(message) = entry else { continue };
        let mut sentence = Sentence::default();
        sentence.read(message.value.as_ref().expect("a key has a sentence"));
        let before = sentences.insert(message.id.name.to_owned(), sentence);
        assert!(before.is_none(), "{} stands twice", message.id.name);
    }
    sentences
}

/// Every template and every source file: its path inside the crate, and its text.
fn sources() -> Vec<(String, String)> {
    let mut folders: Vec<PathBuf> =
        vec![crate_folder().join("templates"), crate_folder().join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the crate") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "html" || kind == "rs") {
                let inside = path.strip_prefix(crate_folder()).expect("inside the crate");
                let text = fs::read_to_string(&path).expect("UTF-8");
                files.push((inside.to_string_lossy().into_owned(), text));
            }
        }
    }
    files
}

#[test]
fn no_sentence_is_missing_or_unused() {
    let sources: String = sources().into_iter().map(|(_, text)| text).collect();
    let known = catalogue(PERSIAN);
    for key in known.keys() {
        assert!(sources.contains(&format!("\"{key}\"")), "nobody says {key}");
    }
    for call in ["say(\"", "fill(\"", "say_ussd(\"", "say_site(\"", ".with(\""] {
        for said in sources.split(call).skip(1) {
            let key = said.split('"').next().unwrap_or_default();
            let is_key =
                key.contains('-') && key.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            assert!(!is_key || known.contains_key(key), "no sentence {key}");
        }
    }
}

#[test]
fn the_catalogue_is_written_in_persian_spelling() {
    for (key, Sentence { text, .. }) in catalogue(PERSIAN) {
        assert!(!text.contains(['ي', 'ك', '!', '٪']), "{key}: {text}");
        assert!(!text.contains(|c: char| c.is_ascii_digit()), "{key}: a latin digit");
        for banned in ["لطفا", "نامعتبر", "غیرمجاز", "خطای سیستم"] {
            assert!(!text.contains(banned), "{key}: {banned}");
        }
    }
}

/// Keys of a catalogue that both languages have.
fn shared(sentences: &BTreeMap<String, Sentence>) -> BTreeMap<&str, &Sentence> {
    let all = sentences.iter().map(|(key, sentence)| (key.as_str(), sentence));
    all.filter(|(key, _)| !key.starts_with(PERSIAN_ALONE)).collect()
}

#[test]
fn every_sentence_has_its_twin_with_the_same_values() {
    let (persian, english) = (catalogue(PERSIAN), catalogue(ENGLISH));
    let (persian, shared_english) = (shared(&persian), shared(&english));
    assert!(persian.len() > 300, "sentences went missing");
    assert_eq!(english.len(), shared_english.len(), "the board has no English sentence");
    let lacking: Vec<_> = persian.keys().filter(|key| !english.contains_key(**key)).collect();
    assert!(lacking.is_empty(), "no English for {lacking:?}");
    for (key, sentence) in shared_english {
        let original = persian.get(key).unwrap_or_else(|| panic!("no Persian for {key}"));
        assert_eq!(sentence.values, original.values, "values of {key}");
        assert!(!sentence.text.trim().is_empty(), "{key} says nothing");
    }
}

#[test]
fn english_sentences_are_english_and_kind() {
    for (key, Sentence { text, .. }) in catalogue(ENGLISH) {
        let strange = text.chars().find(|letter| is_persian(*letter));
        assert!(strange.is_none(), "{key}: {strange:?}");
        let spoken = text.to_lowercase();
        for banned in ["please", "invalid", "illegal", "unfortunately", "!", " %", "system error"] {
            assert!(!spoken.contains(banned), "{key}: {banned}");
        }
    }
}

/// A letter or digit of the Arabic script. Its marks of punctuation are no words.
const fn is_persian(letter: char) -> bool {
    matches!(letter, '\u{620}'..='\u{66a}' | '\u{66e}'..='\u{6ff}' | '\u{fb50}'..='\u{fdff}')
}

/// Where Persian words may stand in the program: not what pages say, but names in their samples,
/// and the letters by which names are sorted.
const NAMES: [&str; 13] = [
    "src/pages/counter/account_list.rs",
    "src/pages/counter/announcing.rs",
    "src/pages/counter/audit_log.rs",
    "src/pages/counter/day_list.rs",
    "src/pages/counter/finding.rs",
    "src/pages/counter/office_facts.rs",
    "src/pages/entry.rs",
    "src/pages/home.rs",
    "src/pages/long_form.rs",
    "src/pages/person.rs",
    "src/pages/personal.rs",
    "src/pages/seat.rs",
    "src/persian/alphabet.rs",
];

/// Tests say what citizens would see, wherever they stand in a file of their own.
const TESTS: [&str; 4] =
    ["src/ops/board/tests.rs", "src/pages/tests.rs", "src/pages/twins.rs", "src/question/tests.rs"];

#[test]
fn no_persian_word_stands_outside_the_catalogue() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        if NAMES.contains(&path.as_str()) || TESTS.contains(&path.as_str()) {
            continue;
        }
        let program = text.split("\n#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in (1..).zip(program.lines()) {
            // Comments tell which words of the guide a line serves.
            let said = line.split("//").next().unwrap_or_default();
            if said.contains(is_persian) {
                found.push(format!("{path}:{number}: {}", said.trim()));
            }
        }
    }
    assert!(found.is_empty(), "say it by the catalogue: {found:#?}");
    for path in NAMES {
        let named =
            sources().into_iter().any(|(known, text)| known == path && text.contains(is_persian));
        assert!(named, "{path} needs no exception");
    }
}

/// What a reader of this language sees or hears, without what is marked as being in another one
/// and without what the citizen typed.
fn own_text(html: &str, other: Language) -> String {
    let marked = format!(" lang=\"{}\"", other.code());
    let mut text = String::new();
    let mut island: Option<&str> = None;
    for piece in html.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.split_whitespace().next().unwrap_or_default();
        match island {
            Some(outer) if name.strip_prefix('/') == Some(outer) => island = None,
            Some(_) => continue,
            None if tag.contains(&marked) || name == "textarea" => {
                island = Some(name);
                continue;
            }
            None => {}
        }
        for heard in ["aria-label", "title", "alt", "placeholder", "content"] {
            text.push_str(attribute(tag, heard).unwrap_or_default());
        }
        text.push_str(after);
        text.push(' ');
    }
    text
}

#[test]
fn an_english_page_has_nothing_left_in_persian_but_what_is_marked() {
    each_in(Language::English, |html| {
        let text = own_text(html, Language::Persian);
        let left = text.split_whitespace().find(|word| word.contains(is_persian));
        require(left.is_none(), || format!("{left:?} is not English"))
    });
    let island =
        own_text("<p>a <bdi lang=\"fa\">به</bdi> b <i title=\"نه\">c</i></p>", Language::Persian);
    assert!(!island.contains("به") && island.contains("نه"), "{island}");
}

#[test]
fn another_language_never_loses_what_was_typed() {
    for language in Language::ALL {
        let named = format!("lang=\"{}\"", language.other().code());
        each_in(language, |html| {
            let header = html.split("</header>").next().unwrap_or_default();
            let main = html.split("<main").nth(1).unwrap_or_default();
            let typed = tags_named(main, "input").into_iter().any(|tag| {
                // An entry that may be tried again stands in hidden fields. A file that was chosen
                // no page can show again.
                let chosen = ["hidden", "radio", "checkbox", "file"];
                attribute(tag, "name") == Some("nid")
                    || attribute(tag, "type").is_none_or(|kind| !chosen.contains(&kind))
            });
            let typed = typed || !tags_named(main, "select").is_empty();
            let kind = if typed { "button" } else { "a" };
            let way = tags_named(header, kind).into_iter().find(|tag| tag.contains(&named));
            let way = way.ok_or_else(|| format!("no {kind} to the other language"))?;
            if !typed {
                return Ok(());
            }
            let sends = attribute(way, "form") == Some("form") && way.contains(" formnovalidate");
            let forms = tags_named(main, "form");
            let met = forms.iter().any(|tag| attribute(tag, "id") == Some("form"));
            require(sends && met, || format!("{way} sends no form"))
        });
    }
}

/// Code points of a list of the fonts' recipe; the recipe and the files are committed together.
fn font_ranges(list: &str) -> Vec<(u32, u32)> {
    let recipe = fs::read_to_string(crate_folder().join("../.ci/fonts.sh")).expect("the recipe");
    let lines = recipe.lines().filter_map(|line| line.strip_prefix(list));
    let ranges =
        lines.flat_map(|line| line.split(',')).filter_map(|range| range.strip_prefix("U+"));
    let point = |text: &str| u32::from_str_radix(text, 16).expect("a code point");
    ranges
        .map(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            (point(first), point(last))
        })
        .collect()
}

#[test]
fn the_fonts_have_every_letter_of_catalogues_and_templates() {
    let (persian, latin) = (font_ranges("persian="), font_ranges("latin="));
    assert!(persian.len() > 20 && latin.len() > 5);
    let covered = |letter: char, lists: &[&[(u32, u32)]]| {
        let point = u32::from(letter);
        lists.iter().any(|list| list.iter().any(|(first, last)| (*first..=*last).contains(&point)))
    };
    for (key, Sentence { text, .. }) in catalogue(PERSIAN) {
        // Latin islands of Persian pages are in the reader's own font.
        let shown = text.chars().filter(|letter| !letter.is_ascii_alphabetic());
        let missing = shown.filter(|letter| !covered(*letter, &[&persian])).collect::<String>();
        assert!(missing.is_empty(), "{missing:?} of {key}");
    }
    for (key, Sentence { text, .. }) in catalogue(ENGLISH) {
        let missing = text.chars().filter(|letter| *letter != '\n');
        let missing = missing.filter(|letter| !covered(*letter, &[&latin])).collect::<String>();
        assert!(missing.is_empty(), "{missing:?} of {key}");
    }
    for (path, text) in sources().into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let letters = text.chars().filter(|letter| *letter != '\n');
        let missing: String = letters.filter(|it| !covered(*it, &[&persian, &latin])).collect();
        assert!(missing.is_empty(), "{missing:?} of {path}");
    }
}

#[test]
fn a_page_of_one_language_names_the_other_in_that_language() {
    each(|html| {
        let named = html.contains(" lang=\"en\"") && html.contains(" lang=\"fa\"");
        require(named, || "one of the languages is not named".to_owned())?;
        let islands = tags(html).into_iter().filter(|tag| tag.contains("hreflang"));
        for tag in islands {
            require(attribute(tag, "lang") == attribute(tag, "hreflang"), || tag.to_owned())?;
        }
        Ok(())
    });
}
