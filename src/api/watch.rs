//! WatchDeliveries: the stored log of changes, read by cursor, as a stream.

use std::{pin::Pin, time::Duration};

use futures::Stream;
use placard_client::v1::{self, watch_deliveries_response::Payload};
use prost::Message;
use tokio::sync::mpsc::{self, error::SendTimeoutError};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::{
    Api,
    convert::delivery::{delivery, filter},
    status::{invalid, retry, status},
};
use crate::{
    domain::{
        delivery::{Delivery, DeliveryFilter},
        id::WorkspaceId,
        reason::Reason,
        violation::Violation,
    },
    engine::Error,
    store::Cursor,
};

/// What WatchDeliveries answers.
pub type DeliveryStream = Pin<Box<dyn Stream<Item = Result<v1::WatchDeliveriesResponse, Status>> + Send>>;

/// The longest that a stream is silent.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Behind the wake-ups, should one be missed.
const POLL: Duration = Duration::from_secs(1);
/// Messages that a reader may be behind, beside what the connection holds.
const BUFFER: usize = 256;
/// How long a reader whose buffer is full may take for one message before it is cut off.
const PATIENCE: Duration = Duration::from_secs(10);

type Sender = mpsc::Sender<Result<v1::WatchDeliveriesResponse, Status>>;

/// Why a stream ends.
enum End {
    /// Nobody reads any more.
    Gone,
    /// And the reader is told so.
    With(Status),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        End::With(error.into())
    }
}

struct Watch {
    api: Api,
    workspace: WorkspaceId,
    filter: DeliveryFilter,
    /// What a resume token is bound to: the request's filters, encoded.
    filters: Vec<u8>,
    sender: Sender,
}

/// Starts a stream of what the request asks for.
pub async fn deliveries(
    api: &Api,
    workspace: WorkspaceId,
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
    let (sender, receiver) = mpsc::channel(BUFFER);
    let watch = Watch { api: api.clone(), workspace, filter, filters, sender };

    let start = if request.resume_token.is_empty() {
        // Taken before the stream is answered: what happens after the answer is in it.
        if request.include_existing { None } else { Some(api.engine.changes_end().await?) }
    } else {
        Some(watch.resume(&request.resume_token).await?)
    };
    api.shutdown.spawn(watch.run(start));
    Ok(Box::pin(ReceiverStream::new(receiver)))
}

impl Watch {
    fn purpose(&self) -> [&[u8]; 3] {
        [b"WatchDeliveries", self.workspace.as_bytes(), &self.filters]
    }

    async fn resume(&self, token: &str) -> Result<Cursor, Status> {
        let opened = self.api.tokens.open(&self.purpose(), token).and_then(|bytes| Cursor::from_bytes(&bytes));
        let Some(cursor) = opened else {
            let message = "is not the `resume_token` of a message of this stream with the same filters";
            return Err(invalid(&[Violation::new("resume_token", Reason::InvalidResumeToken, message)]));
        };
        if self.api.engine.has_expired(cursor).await? {
            let message = "what the resume token points at is past its retention: begin anew, with `include_existing`";
            return Err(status(Reason::ResumeTokenExpired, message));
        }
        Ok(cursor)
    }

    /// Sends until the reader goes, is too slow, or the server ends.
    async fn run(self, start: Option<Cursor>) {
        let shutdown = self.api.shutdown.token();
        let end = tokio::select! {
            end = self.follow(start) => match end { Ok(never) => match never {}, Err(end) => end },
            () = shutdown.cancelled() => {
                let message = "the server is shutting down: come back with the last `resume_token`";
                End::With(retry(Reason::ShuttingDown, message, Duration::from_secs(1)))
            }
        };
        if let End::With(status) = end {
            // A full buffer holds this up only as long as a slow reader is waited for at all.
            let _ = self.sender.send_timeout(Err(status), PATIENCE).await;
        }
    }

    async fn follow(&self, start: Option<Cursor>) -> Result<std::convert::Infallible, End> {
        let engine = &self.api.engine;
        let mut wake = engine.store.deliveries_changed();
        let mut cursor = match start {
            Some(cursor) => cursor,
            None => {
                let existing = engine.existing_deliveries(self.workspace, &self.filter).await?;
                for delivery in existing.deliveries {
                    self.send_delivery(delivery, existing.before).await?;
                }
                for change in existing.changes {
                    self.send_delivery(change.delivery, change.cursor).await?;
                }
                existing.next
            }
        };
        let mut silent_since = tokio::time::Instant::now();
        loop {
            wake.mark_unchanged();
            let page = engine.changes_after(self.workspace, &self.filter, cursor).await?;
            cursor = page.next;
            if !page.changes.is_empty() {
                silent_since = tokio::time::Instant::now();
            }
            for change in page.changes {
                self.send_delivery(change.delivery, change.cursor).await?;
            }
            if page.more {
                continue;
            }
            if silent_since.elapsed() + POLL >= HEARTBEAT {
                self.send(Payload::Heartbeat(v1::Heartbeat {}), cursor).await?;
                silent_since = tokio::time::Instant::now();
            }
            tokio::select! {
                // Whether a wake-up came or the time was up: either way the log is read again.
                _ = tokio::time::timeout(POLL, wake.changed()) => {}
                () = self.sender.closed() => return Err(End::Gone),
            }
        }
    }

    async fn send_delivery(&self, changed: Delivery, cursor: Cursor) -> Result<(), End> {
        self.send(Payload::Delivery(delivery(changed)), cursor).await
    }

    async fn send(&self, payload: Payload, cursor: Cursor) -> Result<(), End> {
        let resume_token = self.api.tokens.seal(&self.purpose(), &cursor.to_bytes());
        let message = v1::WatchDeliveriesResponse { payload: Some(payload), resume_token };
        match self.sender.send_timeout(Ok(message), PATIENCE).await {
            Ok(()) => Ok(()),
            Err(SendTimeoutError::Closed(_)) => Err(End::Gone),
            Err(SendTimeoutError::Timeout(_)) => {
                let message = "the stream was read too slowly: come back with the last `resume_token`";
                Err(End::With(status(Reason::ReaderTooSlow, message)))
            }
        }
    }
}
