//! WatchDeliveries: the stored log of changes, read by cursor, as a stream.

use std::{pin::Pin, time::Duration};

use futures::Stream;
use placard_client::v1::{self, watch_deliveries_response::Payload};
use prost::Message;
use tonic::Status;

use super::{
    Api,
    caller::{self, Caller},
    convert::delivery::{delivery, filter},
    feed::{self, Refused, feed},
    ingress::StreamSlot,
    status::{invalid, retry, status},
};
use crate::{
    domain::{
        access::Scope,
        delivery::DeliveryFilter,
        id::{DeliveryId, WorkspaceId},
        reason::Reason,
        violation::Violation,
    },
    engine::Error,
    store::Cursor,
};

/// What WatchDeliveries answers.
pub type DeliveryStream = Pin<Box<dyn Stream<Item = Result<v1::WatchDeliveriesResponse, Status>> + Send>>;

type Writer = feed::Writer<v1::WatchDeliveriesResponse>;

/// The longest that a stream is silent.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Behind the wake-ups, should one be missed.
const POLL: Duration = Duration::from_secs(1);
/// How long a reader whose buffer is full may take for one message before it is cut off.
const PATIENCE: Duration = Duration::from_secs(10);

/// After how long to come back to a stream that ended.
const COME_BACK: Duration = Duration::from_secs(1);
/// How often a stream's key is looked at again.
const KEY_CHECK: Duration = Duration::from_secs(10);

/// Why a stream ends.
enum End {
    /// Nobody reads any more.
    Gone,
    /// The reader is told so, behind what waits for it.
    With(Status),
    /// The reader is told so, instead of what waits for it.
    Cut(Status),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        End::With(error.into())
    }
}

/// Where a stream goes on; what its resume tokens say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Within what there was at a place in the log, after this delivery.
    Existing { at: Cursor, shown: Option<DeliveryId> },
    /// Within the log.
    Changes(Cursor),
}

impl Place {
    fn cursor(self) -> Cursor {
        match self {
            Place::Existing { at, .. } | Place::Changes(at) => at,
        }
    }

    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.cursor().to_bytes().to_vec();
        if let Place::Existing { shown: Some(shown), .. } = self {
            bytes.extend_from_slice(shown.uuid().as_bytes());
        }
        bytes
    }

    /// `None` if the bytes are not a place's.
    fn from_bytes(bytes: &[u8]) -> Option<Place> {
        let (cursor, shown) = bytes.split_at_checked(16)?;
        let at = Cursor::from_bytes(cursor)?;
        if shown.is_empty() {
            return Some(Place::Changes(at));
        }
        let shown = DeliveryId::from_uuid(uuid::Uuid::from_slice(shown).ok()?);
        Some(Place::Existing { at, shown: Some(shown) })
    }
}

struct Watch {
    api: Api,
    caller: Caller,
    workspace: WorkspaceId,
    filter: DeliveryFilter,
    /// What a resume token is bound to: the request's filters, encoded.
    filters: Vec<u8>,
    /// Free again when the stream has ended.
    _slot: StreamSlot,
}

/// Starts a stream of what the request asks for.
pub async fn deliveries(
    api: &Api,
    caller: Caller,
    request: v1::WatchDeliveriesRequest,
) -> Result<DeliveryStream, Status> {
    let wanted = filter(&request.subscription_id, &request.trigger_id, "", &request.states);
    let filter = wanted.map_err(|violations| invalid(&violations))?;
    if request.include_existing && !request.resume_token.is_empty() {
        let message = "stands beside `resume_token`: a stream begins anew, or goes on";
        return Err(invalid(&[Violation::invalid("include_existing", message)]));
    }
    let filters = v1::WatchDeliveriesRequest {
        subscription_id: request.subscription_id,
        trigger_id: request.trigger_id,
        states: request.states,
        ..Default::default()
    }
    .encode_to_vec();
    let slot = api.streams.take(caller.0.id)?;
    let workspace = caller.0.workspace_id;
    let watch = Watch { api: api.clone(), caller, workspace, filter, filters, _slot: slot };

    let start = if request.resume_token.is_empty() {
        // Taken before the stream is answered: what happens after the answer is in it.
        let at = api.engine.changes_end().await?;
        if request.include_existing { Place::Existing { at, shown: None } } else { Place::Changes(at) }
    } else {
        watch.resume(&request.resume_token).await?
    };
    let (writer, reader) = feed();
    api.shutdown.spawn(watch.run(start, writer));
    Ok(Box::pin(reader))
}

impl Watch {
    fn purpose(&self) -> [&[u8]; 3] {
        [b"WatchDeliveries", self.workspace.as_bytes(), &self.filters]
    }

    async fn resume(&self, token: &str) -> Result<Place, Status> {
        let opened = self.api.tokens.open(&self.purpose(), token).and_then(|bytes| Place::from_bytes(&bytes));
        let Some(place) = opened else {
            let message = "is not the `resume_token` of a message of this stream with the same filters";
            return Err(invalid(&[Violation::new("resume_token", Reason::InvalidResumeToken, message)]));
        };
        if self.api.engine.has_expired(place.cursor()).await? {
            let message = "what the resume token points at is past its retention: begin anew, with `include_existing`";
            return Err(status(Reason::ResumeTokenExpired, message));
        }
        Ok(place)
    }

    /// Sends until the reader goes, is too slow, may no longer read, or the server ends.
    async fn run(self, start: Place, writer: Writer) {
        let shutdown = self.api.shutdown.token();
        let end = tokio::select! {
            end = self.follow(start, &writer) => match end { Ok(never) => match never {}, Err(end) => end },
            end = self.key_ends() => end,
            () = shutdown.cancelled() => {
                let message = "the server is shutting down: come back with the last `resume_token`";
                End::With(retry(Reason::ShuttingDown, message, COME_BACK))
            }
        };
        match end {
            End::Gone => {}
            End::With(status) => writer.end(status),
            End::Cut(status) => writer.cut(status),
        }
    }

    /// Waits until the key opens this no longer.
    async fn key_ends(&self) -> End {
        loop {
            tokio::time::sleep(KEY_CHECK).await;
            match self.api.engine.still_opens(&self.caller.0, Scope::Read).await {
                Ok(true) => {}
                Ok(false) => return End::Cut(caller::invalid()),
                Err(error) => return error.into(),
            }
        }
    }

    async fn follow(&self, start: Place, writer: &Writer) -> Result<std::convert::Infallible, End> {
        let engine = &self.api.engine;
        let mut wake = engine.store.deliveries_changed();
        let mut cursor = start.cursor();
        if let Place::Existing { at, shown } = start {
            for existing in engine.existing_deliveries(self.workspace, &self.filter, at, shown).await? {
                let place = Place::Existing { at, shown: Some(existing.id) };
                self.send(writer, Payload::Delivery(delivery(existing)), place).await?;
            }
        }
        let mut silent_since = tokio::time::Instant::now();
        loop {
            wake.mark_unchanged();
            let page = engine.changes_after(self.workspace, &self.filter, cursor).await?;
            cursor = page.next;
            if !page.changes.is_empty() {
                silent_since = tokio::time::Instant::now();
            }
            for change in page.changes {
                let place = Place::Changes(change.cursor);
                self.send(writer, Payload::Delivery(delivery(change.delivery)), place).await?;
            }
            if page.more {
                continue;
            }
            if silent_since.elapsed() + POLL >= HEARTBEAT {
                self.send(writer, Payload::Heartbeat(v1::Heartbeat {}), Place::Changes(cursor)).await?;
                silent_since = tokio::time::Instant::now();
            }
            tokio::select! {
                // Whether a wake-up came or the time was up: either way the log is read again.
                _ = tokio::time::timeout(POLL, wake.changed()) => {}
                () = writer.gone() => return Err(End::Gone),
            }
        }
    }

    async fn send(&self, writer: &Writer, payload: Payload, place: Place) -> Result<(), End> {
        let resume_token = self.api.tokens.seal(&self.purpose(), &place.to_bytes());
        let message = v1::WatchDeliveriesResponse { payload: Some(payload), resume_token };
        writer.send(message, PATIENCE).await.map_err(|refused| match refused {
            Refused::Gone => End::Gone,
            Refused::Full => {
                let message = "the stream was read too slowly: come back with the last `resume_token`";
                End::Cut(retry(Reason::ReaderTooSlow, message, COME_BACK))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_bytes() {
        let shown = Some(DeliveryId::from_uuid(uuid::Uuid::from_u128(7)));
        for place in [Place::Changes(Cursor::START), Place::Existing { at: Cursor::START, shown }] {
            assert_eq!(Place::from_bytes(&place.to_bytes()), Some(place));
        }
        assert_eq!(Place::from_bytes(&[0; 15]), None);
        assert_eq!(Place::from_bytes(&[0; 17]), None);
    }
}
