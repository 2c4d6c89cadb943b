//! Statements over many rows, in few shapes.
//!
//! A database parses and plans a statement once and knows it again by its text. Were there a text for every number of
//! rows, hardly any would be met twice, and parsing would take longer than the work. So rows go in steps of few lengths,
//! and a list of ids is filled up to a power of two with its last one.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, sea_query::Expr};
use uuid::Uuid;

use super::{StoreError, transaction::Transaction};

/// Rows of one statement at most: a statement that is remembered takes memory by its length.
pub(super) const MOST: usize = 256;

/// Rows that one statement takes, whatever their number: so many statements are the same for a few rows.
const FEW: usize = 16;

/// Different statements that a connection remembers.
pub(super) const REMEMBERED: usize = 384;

/// The rows, in slices of any length up to 16, or a power of two or 1.25, 1.5 or 1.75 times that; largest first.
pub(super) fn steps<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let most = rows.len().min(MOST);
        let quarter = (1 << most.checked_ilog2()?) / 4;
        let length = if most <= FEW { most } else { most / quarter * quarter };
        let (step, rest) = rows.split_at(length);
        rows = rest;
        Some(step)
    })
}

impl Transaction {
    /// Inserts rows, as many as the caller likes.
    pub async fn insert_all<A: ActiveModelTrait>(&self, rows: Vec<A>) -> Result<(), StoreError> {
        let lengths: Vec<usize> = steps(&rows).map(<[A]>::len).collect();
        let mut rows = rows.into_iter();
        for length in lengths {
            A::Entity::insert_many(rows.by_ref().take(length)).exec_without_returning(self.db()).await?;
        }
        Ok(())
    }
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
        let above = [20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256];
        assert_eq!(lengths, (1..=16).chain(above).collect::<BTreeSet<_>>());
        assert_eq!(steps(&[0; 75]).map(<[_]>::len).collect::<Vec<_>>(), [64, 11]);
    }
}
