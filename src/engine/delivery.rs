//! What became of everything sent.

use crate::{
    domain::{
        delivery::{Delivery, DeliveryFilter},
        id::WorkspaceId,
        page::{Page, PageRequest},
    },
    engine::{Engine, Error, parse_id},
    store::{Change, ChangePage, Cursor},
};

/// How many deliveries a stream that begins with what there is begins with.
const EXISTING: u32 = PageRequest::MAX_SIZE;
/// How many changes are read at a time.
pub const CHANGES_AT_A_TIME: u32 = 256;

/// Where a stream that begins with what there is begins.
pub struct Existing {
    /// Oldest first.
    pub deliveries: Vec<Delivery>,
    /// The place in the log before `changes`.
    pub before: Cursor,
    pub changes: Vec<Change>,
    /// The place in the log after `changes`.
    pub next: Cursor,
}

impl Engine {
    /// Deliveries of the workspace, newest first, without their attempts.
    pub async fn list_deliveries(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        page: PageRequest,
    ) -> Result<Page<Delivery>, Error> {
        Ok(self.store.list_deliveries(workspace, filter, page).await?)
    }

    /// One delivery of the workspace, with its attempts.
    pub async fn get_delivery(&self, workspace: WorkspaceId, delivery_id: &str) -> Result<Delivery, Error> {
        let id = parse_id("delivery", "delivery_id", delivery_id)?;
        self.store.delivery(workspace, id).await?.ok_or_else(|| Error::not_found("delivery", delivery_id))
    }

    /// How the latest deliveries stand, oldest first; what changed while they were looked up; and the place in the log
    /// from which to go on. Nothing is missed, and nothing is in both.
    pub async fn existing_deliveries(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
    ) -> Result<Existing, Error> {
        let before = self.store.changes_end().await?;
        let page = PageRequest { size: EXISTING, after: None };
        let mut deliveries = self.store.list_deliveries(workspace, filter, page).await?.items;
        deliveries.reverse();
        let ChangePage { mut changes, next, .. } =
            self.store.changes_after(workspace, filter, before, CHANGES_AT_A_TIME).await?;
        for shown in &deliveries {
            let same = |change: &Change| {
                let delivery = &change.delivery;
                delivery.id == shown.id
                    && (delivery.state, delivery.attempt_count) == (shown.state, shown.attempt_count)
            };
            // All up to the change that the list already shows is old news.
            if let Some(last) = changes.iter().rposition(same) {
                let mut index = 0;
                changes.retain(|change| {
                    index += 1;
                    change.delivery.id != shown.id || index > last + 1
                });
            }
        }
        Ok(Existing { deliveries, before, changes, next })
    }

    /// The end of the log of changes, as it is now.
    pub async fn changes_end(&self) -> Result<Cursor, Error> {
        Ok(self.store.changes_end().await?)
    }

    /// Whether what lies behind a place in the log is past its retention.
    pub async fn has_expired(&self, cursor: Cursor) -> Result<bool, Error> {
        Ok(cursor < self.store.oldest_change_cursor().await?)
    }

    /// What changed after a place in the log.
    pub async fn changes_after(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        cursor: Cursor,
    ) -> Result<ChangePage, Error> {
        Ok(self.store.changes_after(workspace, filter, cursor, CHANGES_AT_A_TIME).await?)
    }
}
