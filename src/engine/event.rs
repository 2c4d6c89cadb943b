//! The events themselves, for who lists and follows them.

use super::{Engine, Error, parse_id};
use crate::{
    domain::{
        event::{Event, EventSelection, EventType},
        id::{EventId, WorkspaceId},
        page::{Page, PageRequest},
    },
    store::{Cursor, EventPage},
};

/// How many events a stream that begins with the latest begins with.
const EXISTING: u32 = PageRequest::MAX_SIZE;
/// How many events are read at a time. Each has an envelope of up to some 100 kB.
const EVENTS_AT_A_TIME: u32 = 128;

impl Engine {
    /// Where the JSON Schema of a type's envelope is served.
    pub fn schema_url(&self, event_type: EventType) -> String {
        format!("{}/schemas/events/{}.json", self.public_url, event_type.as_str())
    }

    /// Events of the workspace, newest first.
    pub async fn list_events(
        &self,
        workspace: WorkspaceId,
        selection: &EventSelection,
        page: PageRequest,
    ) -> Result<Page<Event>, Error> {
        Ok(self.store.list_events(workspace, selection, page).await?)
    }

    /// One event of the workspace.
    pub async fn get_event(&self, workspace: WorkspaceId, event_id: &str) -> Result<Event, Error> {
        let id = parse_id("event", "event_id", event_id)?;
        self.store.event(workspace, id).await?.ok_or_else(|| Error::not_found("event", event_id))
    }

    /// The end of the log of events, as it is now.
    pub async fn events_end(&self) -> Result<Cursor, Error> {
        Ok(self.store.events_end().await?)
    }

    /// Whether what lies behind a place in the log is past its retention.
    pub async fn events_have_expired(&self, cursor: Cursor) -> Result<bool, Error> {
        Ok(cursor < self.store.oldest_event_cursor().await?)
    }

    /// The event before the latest ones that a stream begins with, up to a place in the log.
    pub async fn before_the_latest_events(
        &self,
        workspace: WorkspaceId,
        selection: &EventSelection,
        at: Cursor,
    ) -> Result<Option<EventId>, Error> {
        Ok(self.store.event_before_the_latest(workspace, selection, at, EXISTING).await?)
    }

    /// Some events up to a place in the log that are younger than `beyond`, oldest first; none at the end.
    pub async fn existing_events(
        &self,
        workspace: WorkspaceId,
        selection: &EventSelection,
        at: Cursor,
        beyond: Option<EventId>,
    ) -> Result<Vec<Event>, Error> {
        Ok(self.store.events_until(workspace, selection, at, beyond, EVENTS_AT_A_TIME).await?)
    }

    /// What happened after a place in the log.
    pub async fn events_after(
        &self,
        workspace: WorkspaceId,
        selection: &EventSelection,
        cursor: Cursor,
    ) -> Result<EventPage, Error> {
        Ok(self.store.events_after(workspace, selection, cursor, EVENTS_AT_A_TIME).await?)
    }
}
