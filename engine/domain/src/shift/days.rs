//! The days of one shift, in their order.

use crate::ids::Day;
use crate::shift::day_book::DayBook;

/// Books by their days. Open days are mostly neighbours, so a day is looked for first where it
/// would be if all were: most often one look finds it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Days {
    sorted: Vec<(Day, Box<DayBook>)>,
}

impl Days {
    fn find(&self, day: Day) -> Result<usize, usize> {
        let first = self.sorted.first().ok_or(0_usize)?.0;
        let guess = usize::try_from(i64::from(day.0) - i64::from(first.0)).map_err(|_| 0_usize)?;
        if self.sorted.get(guess).is_some_and(|(there, _)| *there == day) {
            return Ok(guess);
        }
        self.sorted.binary_search_by_key(&day, |(there, _)| *there)
    }

    pub fn get(&self, day: Day) -> Option<&DayBook> {
        self.find(day).ok().map(|at| &*self.sorted[at].1)
    }

    pub fn get_mut(&mut self, day: Day) -> Option<&mut DayBook> {
        self.find(day).ok().map(|at| &mut *self.sorted[at].1)
    }

    /// The book of this day; a new one takes its place in the order.
    pub fn insert(&mut self, day: Day, book: DayBook) -> &mut DayBook {
        let at = match self.find(day) {
            Ok(at) => at,
            Err(at) => {
                self.sorted.insert(at, (day, Box::new(book)));
                at
            }
        };
        &mut self.sorted[at].1
    }

    pub fn remove(&mut self, day: Day) -> Option<DayBook> {
        self.find(day).ok().map(|at| *self.sorted.remove(at).1)
    }

    pub fn first(&self) -> Option<(Day, &DayBook)> {
        self.sorted.first().map(|(day, book)| (*day, &**book))
    }

    pub fn iter(&self) -> impl Iterator<Item = (Day, &DayBook)> {
        self.sorted.iter().map(|(day, book)| (*day, &**book))
    }

    pub fn books_mut(&mut self) -> impl Iterator<Item = &mut DayBook> {
        self.sorted.iter_mut().map(|(_, book)| &mut **book)
    }

    pub fn len(&self) -> usize {
        self.sorted.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shift::event::{DayImage, DayState};
    use crate::timestamp::Timestamp;

    fn book(approved: u32) -> DayBook {
        let (opens_at, at) = (Timestamp(0), Timestamp(0));
        let state = DayState::Open;
        let day = Day(0);
        DayBook::new(&DayImage { day, approved, approved_max: approved, opens_at, state, at })
    }

    #[test]
    fn a_day_is_found_with_and_without_neighbours_and_before_and_behind_them() {
        let mut days = Days::default();
        assert!(days.get(Day(3)).is_none());
        for day in [9, 3, 4, -2, i32::MAX, i32::MIN, 5] {
            days.insert(Day(day), book(day.unsigned_abs() % 99));
        }
        let order: Vec<i32> = days.iter().map(|(day, _)| day.0).collect();
        assert_eq!(order, [i32::MIN, -2, 3, 4, 5, 9, i32::MAX]);
        for day in order {
            let found = days.get(Day(day)).expect("it was put there");
            assert_eq!(found.capacity().approved(), day.unsigned_abs() % 99);
        }
        assert!(days.get(Day(6)).is_none() && days.get(Day(10)).is_none());
        assert!(days.remove(Day(4)).is_some() && days.remove(Day(4)).is_none());
        assert!(days.get(Day(5)).is_some() && days.len() == 6);
        days.insert(Day(5), book(1)).closed = true;
        assert!(days.get(Day(5)).expect("the old one stays").capacity().approved() == 5);
    }
}
