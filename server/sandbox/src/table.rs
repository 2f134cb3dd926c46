//! The project's own tables: one heading line, plain fields, no quotes.

/// The rows of a table below its heading, each with exactly `N` fields.
///
/// # Panics
/// On a row with another number of fields: the tables are compiled in, so that is a mistake here.
pub fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().skip(1).map(|line| {
        let mut fields = line.split(',');
        let row = std::array::from_fn(|_| fields.next().expect("a row has all its fields"));
        assert!(fields.next().is_none(), "a row has no field too many");
        row
    })
}

/// The names of one kind in a table of kind and name.
#[must_use]
pub fn names_of(text: &'static str, kind: &str) -> Vec<&'static str> {
    rows::<2>(text).filter(|row| row[0] == kind).map(|row| row[1]).collect()
}
