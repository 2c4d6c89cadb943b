//! Statements over many rows, in few shapes.
//!
//! A database parses and plans a statement once and knows it again by its text. Were there a text for every number of
//! rows, hardly any would be met twice, and parsing would take longer than the work. So rows go in steps of 1, 2, 4, …
//! at a time, and a list of ids is filled up to such a length with its last one.

use sea_orm::{ColumnTrait, sea_query::Expr};
use uuid::Uuid;

/// Rows of one statement at most: a statement that is remembered takes memory by its length.
pub(super) const MOST: usize = 256;

/// Different statements that a connection remembers.
pub(super) const REMEMBERED: usize = 256;

/// The rows, in slices whose lengths are powers of two, largest first.
pub(super) fn steps<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = rows.len().min(MOST).checked_ilog2().map(|power| 1 << power)?;
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
    use super::*;

    #[test]
    fn steps_are_powers_of_two_and_hold_every_row_once() {
        for count in [0, 1, 2, 3, 48, 255, 1_024, 5_000] {
            let rows: Vec<usize> = (0..count).collect();
            assert_eq!(steps(&rows).flatten().copied().collect::<Vec<_>>(), rows);
            assert!(steps(&rows).all(|step| step.len().is_power_of_two() && step.len() <= MOST));
        }
        assert_eq!(steps(&[0; 48]).map(<[_]>::len).collect::<Vec<_>>(), [32, 16]);
    }
}
