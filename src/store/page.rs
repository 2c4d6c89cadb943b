//! Lists by page, newest first: UUIDv7 ids sort by age.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect, Select, Value,
};

use super::StoreError;
use crate::domain::page::{Page, PageRequest};

/// The rows of one page of `select`, by the column with their id.
pub(super) async fn page<E: EntityTrait>(
    db: &impl ConnectionTrait,
    select: Select<E>,
    id: E::Column,
    request: PageRequest,
) -> Result<Page<E::Model>, StoreError> {
    let size = request.size.clamp(1, PageRequest::MAX_SIZE);
    let select = match request.after {
        Some(after) => select.filter(id.lt(after)),
        None => select,
    };
    // One more than asked for tells whether there is another page.
    let mut items = select.order_by_desc(id).limit(u64::from(size) + 1).all(db).await?;
    let more = items.len() > size as usize;
    items.truncate(size as usize);
    let next = match items.last().map(|last| last.get(id)) {
        Some(Value::Uuid(Some(last))) if more => Some(last),
        _ => None,
    };
    Ok(Page { items, next })
}

impl<T> Page<T> {
    /// The same page of something else.
    pub(super) fn try_map<U>(self, map: impl FnMut(T) -> Result<U, StoreError>) -> Result<Page<U>, StoreError> {
        Ok(Page { items: self.items.into_iter().map(map).collect::<Result<_, _>>()?, next: self.next })
    }
}
