//! StreamEvents: every event.

use placard_client::v1::{self, stream_events_response::Payload};
use prost::Message;
use tonic::Status;
use uuid::Uuid;

use super::{Begin, Source, Streamed, Stretch, beside_a_token, start};
use crate::{
    api::{
        Api,
        caller::Caller,
        convert::{
            check::Checks,
            event::{event, names},
            optional_time,
        },
    },
    domain::{
        event::{Event, EventSelection},
        id::{EventId, WorkspaceId},
        violation::Violation,
    },
    engine::{Engine, Error},
    store::Cursor,
};

/// Starts a stream of what the request asks for.
pub async fn events(
    api: &Api,
    caller: Caller,
    request: v1::StreamEventsRequest,
) -> Result<Streamed<v1::StreamEventsResponse>, Status> {
    let mut checks = Checks::default();
    names(&mut checks, &request.event_types);
    let since = optional_time(&mut checks, "since", request.since);
    if since.is_some() && request.include_existing {
        checks.add(Violation::invalid("since", "stands beside `include_existing`: one of them says where to begin"));
    }
    checks.answer()?;
    let begins = [("include_existing", request.include_existing), ("since", since.is_some())];
    beside_a_token(&request.resume_token, begins)?;
    let filters = v1::StreamEventsRequest { event_types: request.event_types.clone(), ..Default::default() };
    let begin = if !request.resume_token.is_empty() {
        Begin::Resume(request.resume_token)
    } else if request.include_existing || since.is_some() {
        Begin::Existing
    } else {
        Begin::Now
    };
    let selection = EventSelection { names: request.event_types, since: None, until: None };
    let existing = EventSelection { since, ..selection.clone() };
    start(api, caller, Events { selection, existing }, filters.encode_to_vec(), begin).await
}

struct Events {
    selection: EventSelection,
    /// What of it the stream begins with.
    existing: EventSelection,
}

impl Source for Events {
    const METHOD: &'static str = "StreamEvents";
    const SHARED: bool = true;
    type Item = Event;
    type Message = v1::StreamEventsResponse;

    async fn end(&self, engine: &Engine) -> Result<Cursor, Error> {
        engine.events_end().await
    }

    async fn has_expired(&self, engine: &Engine, cursor: Cursor) -> Result<bool, Error> {
        engine.events_have_expired(cursor).await
    }

    async fn floor(&self, engine: &Engine, workspace: WorkspaceId, at: Cursor) -> Result<Option<Uuid>, Error> {
        // All since a time, or the latest.
        if self.existing.since.is_some() {
            return Ok(None);
        }
        Ok(engine.before_the_latest_events(workspace, &self.existing, at).await?.map(EventId::uuid))
    }

    async fn existing(
        &self,
        engine: &Engine,
        workspace: WorkspaceId,
        at: Cursor,
        beyond: Option<Uuid>,
    ) -> Result<Vec<(Uuid, Event)>, Error> {
        let beyond = beyond.map(EventId::from_uuid);
        let found = engine.existing_events(workspace, &self.existing, at, beyond).await?;
        Ok(found.into_iter().map(|event| (event.id.uuid(), event)).collect())
    }

    async fn after(&self, engine: &Engine, workspace: WorkspaceId, cursor: Cursor) -> Result<Stretch<Event>, Error> {
        let page = engine.events_after(workspace, &self.selection, cursor).await?;
        Ok(Stretch { items: page.events, next: page.next, more: page.more, last: false })
    }

    fn message(item: Option<Event>, resume_token: String) -> v1::StreamEventsResponse {
        let payload = Some(item.map_or(Payload::Heartbeat(v1::Heartbeat {}), |item| Payload::Event(event(item))));
        v1::StreamEventsResponse { payload, resume_token }
    }
}
