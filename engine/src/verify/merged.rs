//! A table in key order with the journal's tail laid over it.

/// Where the newest version of a row stands.
pub(super) enum Side<T, V> {
    Table(T),
    Tail(V),
}

/// Rows of both sides by key; where both have one, the tail's.
pub(super) fn merged<'a, K, T, V, E>(
    table: impl Iterator<Item = Result<(K, T), E>> + 'a,
    tail: impl IntoIterator<Item = (&'a K, &'a V), IntoIter: 'a>,
) -> impl Iterator<Item = Result<(K, Side<T, &'a V>), E>> + 'a
where
    K: Ord + Copy + 'a,
    T: 'a,
    V: 'a,
    E: 'a,
{
    let mut table = table.peekable();
    let mut tail = tail.into_iter().peekable();
    std::iter::from_fn(move || {
        let from_tail = match (table.peek(), tail.peek()) {
            (Some(Ok((old, _))), Some((new, _))) => {
                let covered = old == *new;
                let tail_first = *new <= old;
                if covered {
                    drop(table.next());
                }
                tail_first
            }
            (Some(_), _) => false,
            (None, _) => true,
        };
        if from_tail {
            tail.next().map(|(key, row)| Ok((*key, Side::Tail(row))))
        } else {
            table.next().map(|row| row.map(|(key, row)| (key, Side::Table(row))))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_tail_covers_and_completes_the_table() {
        let table = [(1, "a"), (3, "c"), (5, "e")].map(Ok::<_, ()>);
        let tail = BTreeMap::from([(0, "Z"), (3, "C"), (4, "D"), (6, "F")]);
        let rows = merged(table.into_iter(), &tail).map(|row| match row {
            Ok((key, Side::Table(text))) => (key, text),
            Ok((key, Side::Tail(text))) => (key, *text),
            Err(()) => unreachable!("no row is at fault"),
        });
        let rows: Vec<_> = rows.collect();
        assert_eq!(rows, [(0, "Z"), (1, "a"), (3, "C"), (4, "D"), (5, "e"), (6, "F")]);
    }

    #[test]
    fn a_fault_in_the_table_does_not_hide_the_tail() {
        let table = [Ok((1, "a")), Err("torn")];
        let tail = BTreeMap::from([(2, "b")]);
        let kinds: Vec<bool> =
            merged(table.into_iter(), &tail).map(|row: Result<_, &str>| row.is_ok()).collect();
        assert_eq!(kinds, [true, false, true]);
    }
}
