//! The events themselves, for those who list and follow them. Their order is that of `change`, and so is the way in which
//! nothing is missed.

use sea_orm::{
    ActiveValue::{self, NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{
    Cursor, Store, StoreError, delivery,
    entity::{
        event::{Column, Entity, Model},
        setting,
    },
    page::page,
    row,
    transaction::Transaction,
};
use crate::domain::{
    event::{Event, EventSelection},
    id::{EventId, WorkspaceId},
    page::{Page, PageRequest},
    timestamp::Timestamp,
};

/// The setting that holds the cursor up to which events are past their retention.
pub(super) const PRUNED: &str = "events_pruned";
/// The setting that holds the last place taken, on SQLite. Unlike the greatest one in the table it never goes back.
const LAST_PLACE: &str = "events_last_place";

/// A stretch of the events, in the order in which they were committed.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPage {
    /// Each with the place just after it.
    pub events: Vec<(Cursor, Event)>,
    /// Where to read on: past these events, and past what the selection left out.
    pub next: Cursor,
    /// Whether `limit` cut the stretch short: read on at once.
    pub more: bool,
}

impl Store {
    pub async fn event(&self, workspace: WorkspaceId, id: EventId) -> Result<Option<Event>, StoreError> {
        of(workspace).filter(Column::Id.eq(id.uuid())).one(&self.read).await?.map(domain).transpose()
    }

    /// The envelope, byte for byte as it was published.
    pub async fn event_payload(&self, workspace: WorkspaceId, id: EventId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.event(workspace, id).await?.map(|event| event.payload))
    }

    pub async fn list_events(
        &self,
        workspace: WorkspaceId,
        selection: &EventSelection,
        request: PageRequest,
    ) -> Result<Page<Event>, StoreError> {
        let select = selected(of(workspace), selection);
        page(&self.read, select, Column::Id, request).await?.try_map(domain)
    }

    /// The workspace's events of the selection after a place, oldest first.
    pub async fn events_after(
        &self,
        workspace: WorkspaceId,
        selection: &EventSelection,
        after: Cursor,
        limit: u32,
    ) -> Result<EventPage, StoreError> {
        // Taken first, so that whatever is committed meanwhile lies beyond it.
        let end = self.events_end().await?;
        let rows = selected(of(workspace), selection)
            .filter(place().gt(at(after)))
            .filter(place().lte(at(end)))
            .order_by_asc(Column::Xid)
            .order_by_asc(Column::Seq)
            .limit(u64::from(limit))
            .all(&self.read)
            .await?;
        let more = rows.len() as u64 == u64::from(limit);
        let place_of = |row: &Model| Cursor { xid: row.xid, seq: row.seq };
        let events = rows.into_iter().map(|row| Ok((place_of(&row), domain(row)?)));
        let events = events.collect::<Result<Vec<_>, StoreError>>()?;
        let next = if more { events.last().map_or(after, |(place, _)| *place) } else { end.max(after) };
        Ok(EventPage { events, next, more })
    }

    /// The events of the selection up to a place, by age: at most `limit` that are younger than `beyond`, oldest first.
    /// None joins them later.
    pub async fn events_until(
        &self,
        workspace: WorkspaceId,
        selection: &EventSelection,
        until: Cursor,
        beyond: Option<EventId>,
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let rows = selected(of(workspace), selection)
            .filter(place().lte(at(until)))
            .apply_if(beyond, |select, beyond| select.filter(Column::Id.gt(beyond.uuid())))
            .order_by_asc(Column::Id)
            .limit(u64::from(limit))
            .all(&self.read)
            .await?;
        rows.into_iter().map(domain).collect()
    }

    /// The event before the latest `count` of the selection up to a place; `None` if there are no more than those.
    pub async fn event_before_the_latest(
        &self,
        workspace: WorkspaceId,
        selection: &EventSelection,
        until: Cursor,
        count: u32,
    ) -> Result<Option<EventId>, StoreError> {
        let before: Option<Uuid> = selected(of(workspace), selection)
            .select_only()
            .column(Column::Id)
            .filter(place().lte(at(until)))
            .order_by_desc(Column::Id)
            .offset(u64::from(count))
            .into_tuple()
            .one(&self.read)
            .await?;
        Ok(before.map(EventId::from_uuid))
    }

    /// After every event that can be read now.
    pub async fn events_end(&self) -> Result<Cursor, StoreError> {
        if self.read.get_database_backend() == DbBackend::Postgres {
            // Below every running transaction, for whatever they write.
            return self.changes_end().await;
        }
        let found = setting::Entity::find_by_id(LAST_PLACE).one(&self.read).await?;
        let seq = match found {
            Some(found) => last_place(&found)?,
            // Those of before places were counted.
            None => greatest_place(&self.read).await?,
        };
        Ok(Cursor { xid: 0, seq })
    }

    /// What lies before this is past its retention: a smaller cursor has expired.
    pub async fn oldest_event_cursor(&self) -> Result<Cursor, StoreError> {
        match setting::Entity::find_by_id(PRUNED).one(&self.read).await? {
            Some(found) => {
                Cursor::from_bytes(&found.value).ok_or_else(|| StoreError::corrupt("the end of the events' retention"))
            }
            None => Ok(Cursor::START),
        }
    }
}

/// The `seq` of each of `count` events that are about to be written: PostgreSQL has a sequence.
pub(super) async fn places(tx: &Transaction, count: usize) -> Result<Vec<ActiveValue<i64>>, StoreError> {
    if tx.is_postgres() {
        return Ok(vec![NotSet; count]);
    }
    let last = match setting::Entity::find_by_id(LAST_PLACE).one(tx.db()).await? {
        Some(found) => last_place(&found)?,
        None => greatest_place(tx.db()).await?,
    };
    let taken = last + row::large(count as u64);
    let now = setting::ActiveModel { name: Set(LAST_PLACE.to_owned()), value: Set(taken.to_be_bytes().to_vec()) };
    let over = OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned();
    setting::Entity::insert(now).on_conflict(over).exec_without_returning(tx.db()).await?;
    Ok((last + 1..=taken).map(Set).collect())
}

fn last_place(setting: &setting::Model) -> Result<i64, StoreError> {
    let bytes = setting.value.as_slice().try_into().map_err(|_| StoreError::corrupt("the last event's place"))?;
    Ok(i64::from_be_bytes(bytes))
}

async fn greatest_place(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let greatest: Option<Option<i64>> =
        Entity::find().select_only().column_as(Column::Seq.max(), "place").into_tuple().one(db).await?;
    Ok(greatest.flatten().unwrap_or(0))
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

fn selected(select: Select<Entity>, selection: &EventSelection) -> Select<Entity> {
    let types = selection.types().map(|types| {
        types.into_iter().fold(Condition::any(), |any, (event_type, data_type)| {
            let of_type = Condition::all().add(Column::EventType.eq(event_type.as_str()));
            any.add(data_type.into_iter().fold(of_type, |all, data_type| all.add(Column::DataType.eq(data_type))))
        })
    });
    select
        .apply_if(types, |select, types| select.filter(types))
        .apply_if(selection.since, |select, since| {
            select.filter(Column::Id.gte(first_id(since))).filter(Column::CreateTime.gte(since.as_micros()))
        })
        .apply_if(selection.until, |select, until| select.filter(Column::CreateTime.lt(until.as_micros())))
}

/// Not after any id that was made at or after a time: UUIDv7 begins with the milliseconds.
pub(super) fn first_id(time: Timestamp) -> Uuid {
    Uuid::from_u128(u128::from(time.as_millis().unsigned_abs()) << 80)
}

fn place() -> Expr {
    Expr::tuple([Expr::col(Column::Xid), Expr::col(Column::Seq)])
}

fn at(cursor: Cursor) -> Expr {
    Expr::tuple([Expr::value(cursor.xid), Expr::value(cursor.seq)])
}

fn domain(stored: Model) -> Result<Event, StoreError> {
    Ok(Event {
        id: EventId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        event_type: delivery::event_type(&stored.event_type)?,
        create_time: row::time(stored.create_time),
        payload: stored.payload,
    })
}
