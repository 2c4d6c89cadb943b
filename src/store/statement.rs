//! Statements over many rows, in few shapes.
//!
//! A database parses and plans a statement once and knows it again by its text. Were there a text for every number of
//! rows, hardly any would be met twice, and parsing would take longer than the work. So rows go in steps of 1, 2, 3, 4, 6, 8,
//! 12, … at a time, and a list of ids is filled up to such a length with its last one.

use sea_orm::{ColumnTrait, sea_query::Expr};
use uuid::Uuid;

/// Rows of one statement at most: a statement that is remembered takes memory by its length.
pub(super) const MOST: usize = 256;

/// Different statements that a connection remembers.
pub(super) const REMEMBERED: usize = 256;

/// The rows, in slices whose lengths are powers of two or one and a half times that, largest first.
pub(super) fn steps<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let most = rows.len().min(MOST);
        let power = 1 << most.checked_ilog2()?;
        let length = if most >= power + power / 2 { power + power / 2 } else { power };
        let (step, rest) = rows.split_at(length);
        rows = rest;
        Some(step)
    })
}

/// Whether the column is one of these ids.
pub(super) fn is_one_of(column: impl ColumnTrait, ids: impl IntoIterator<Item = Uuid>) -> Expr {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    if let Some(last) = ids.last().copied() {
        ids.resize(ids.len().next_power_of_two(), last);
    }
    column.is_in(ids)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn steps_have_few_lengths_and_hold_every_row_once() {
        let mut lengths = BTreeSet::new();
        for count in (0..300).chain([1_024, 5_000]) {
            let rows: Vec<usize> = (0..count).collect();
            assert_eq!(steps(&rows).flatten().copied().collect::<Vec<_>>(), rows);
            lengths.extend(steps(&rows).map(<[_]>::len));
        }
        assert_eq!(lengths, BTreeSet::from([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256]));
        assert_eq!(steps(&[0; 75]).map(<[_]>::len).collect::<Vec<_>>(), [64, 8, 3]);
    }
}
