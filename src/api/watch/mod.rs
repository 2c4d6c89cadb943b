//! Streams: a stored log, read by cursor. What each tells of is a [`Source`]; how it begins, goes on and ends is here.

mod batch;
mod deliveries;
mod events;
mod place;
mod render;
mod shared;
mod standing;

use std::{pin::Pin, sync::Arc, time::Duration};

use futures::Stream;
use prost::Message;
use tonic::Status;
use uuid::Uuid;

pub use self::{batch::batch, deliveries::deliveries, events::events, render::render, shared::Stretches};
use self::{
    place::Place,
    shared::{Stand, Told},
};
use super::{
    Api,
    caller::{self, Caller},
    feed::{Refused, Writer, feed},
    ingress::StreamSlot,
    status::{invalid, retry, status},
};
use crate::{
    domain::{access::Scope, id::WorkspaceId, reason::Reason, violation::Violation},
    engine::{Engine, Error},
    store::Cursor,
};

/// What a stream answers.
pub type Streamed<M> = Pin<Box<dyn Stream<Item = Result<M, Status>> + Send>>;

/// The longest that a stream is silent.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Behind the wake-ups, should one be missed.
const POLL: Duration = Duration::from_secs(1);
/// How long a reader whose buffer is full may take for one message before it is cut off.
const PATIENCE: Duration = Duration::from_secs(10);

/// Wake-ups of all streams in a second, about: where many follow, each pauses the longer between two readings.
const WAKES_PER_SECOND: u32 = 50_000;

/// After how long to come back to a stream that ended.
const COME_BACK: Duration = Duration::from_secs(1);
/// How often a stream's key is looked at again.
const KEY_CHECK: Duration = Duration::from_secs(10);

/// What a stream tells of: a log, and what there was before it begins.
trait Source: Send + Sync + 'static {
    /// What its resume tokens are bound to, beside the workspace and the filters.
    const METHOD: &'static str;
    /// Whether a stretch depends on nothing but the workspace, the filters and the place.
    const SHARED: bool;
    type Item: Send;
    type Message: Message + Clone + 'static;

    /// The end of the log, as it is now.
    fn end(&self, engine: &Engine) -> impl Future<Output = Result<Cursor, Error>> + Send;

    /// Whether what lies behind a place in the log is past its retention.
    fn has_expired(&self, engine: &Engine, cursor: Cursor) -> impl Future<Output = Result<bool, Error>> + Send;

    /// After which item what there is begins, if not with the first.
    fn floor(
        &self,
        engine: &Engine,
        workspace: WorkspaceId,
        at: Cursor,
    ) -> impl Future<Output = Result<Option<Uuid>, Error>> + Send;

    /// Of what there was at a place in the log some of what comes after an item, oldest first; nothing at the end.
    fn existing(
        &self,
        engine: &Engine,
        workspace: WorkspaceId,
        at: Cursor,
        beyond: Option<Uuid>,
    ) -> impl Future<Output = Result<Vec<(Uuid, Self::Item)>, Error>> + Send;

    /// A stretch of the log.
    fn after(
        &self,
        engine: &Engine,
        workspace: WorkspaceId,
        cursor: Cursor,
    ) -> impl Future<Output = Result<Stretch<Self::Item>, Error>> + Send;

    /// An item, or a sign of life, and where to go on after it.
    fn message(item: Option<Self::Item>, resume_token: String) -> Self::Message;
}

/// A stretch of a log.
struct Stretch<T> {
    /// Each with the place just after it.
    items: Vec<(Cursor, T)>,
    /// Where to read on.
    next: Cursor,
    /// Whether there is more at once.
    more: bool,
    /// Whether nothing comes after it, ever.
    last: bool,
}

/// How a stream begins.
enum Begin {
    /// With what happens from now on.
    Now,
    /// With what there is.
    Existing,
    /// Where the message with this token stood.
    Resume(String),
    /// With the beginning of the log.
    First,
}

/// Why a stream ends.
enum End {
    /// There is nothing more to tell.
    Told,
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

impl From<Status> for End {
    fn from(status: Status) -> Self {
        End::With(status)
    }
}

/// A stream begins anew or goes on, and not both.
fn beside_a_token<const N: usize>(resume_token: &str, begins: [(&str, bool); N]) -> Result<(), Status> {
    let both = begins.into_iter().filter(|(_, given)| *given && !resume_token.is_empty());
    let message = "stands beside `resume_token`: a stream begins anew, or goes on";
    let violations: Vec<_> = both.map(|(field, _)| Violation::invalid(field, message)).collect();
    if violations.is_empty() { Ok(()) } else { Err(invalid(&violations)) }
}

struct Watch<S> {
    api: Api,
    caller: Caller,
    workspace: WorkspaceId,
    source: S,
    /// What a resume token is bound to: the request's filters, encoded.
    filters: Arc<[u8]>,
    /// Free again when the stream has ended.
    slot: StreamSlot,
}

/// Starts a stream.
async fn start<S: Source>(
    api: &Api,
    caller: Caller,
    source: S,
    filters: Vec<u8>,
    begin: Begin,
) -> Result<Streamed<S::Message>, Status> {
    let slot = api.streams.take(caller.0.id)?;
    let workspace = caller.0.workspace_id;
    let watch = Watch { api: api.clone(), caller, workspace, source, filters: filters.into(), slot };
    let token_known = matches!(begin, Begin::Resume(_));
    let place = match begin {
        Begin::Resume(token) => watch.resume(&token).await?,
        // Taken before the stream is answered: what happens after the answer is in it.
        Begin::Now => Place::Changes(watch.source.end(&api.engine).await?),
        Begin::Existing => {
            let at = watch.source.end(&api.engine).await?;
            Place::Existing { at, shown: watch.source.floor(&api.engine, workspace, at).await? }
        }
        Begin::First => Place::Changes(Cursor::START),
    };
    let (writer, reader) = feed();
    api.shutdown.spawn(watch.run(place, token_known, writer));
    Ok(Box::pin(reader))
}

impl<S: Source> Watch<S> {
    fn purpose(&self) -> [&[u8]; 3] {
        [S::METHOD.as_bytes(), self.workspace.as_bytes(), &self.filters]
    }

    async fn resume(&self, token: &str) -> Result<Place, Status> {
        let opened = self.api.tokens.open(&self.purpose(), token).and_then(|bytes| Place::from_bytes(&bytes));
        let Some(place) = opened else {
            let message = "is not the `resume_token` of a message of this stream with the same filters";
            return Err(invalid(&[Violation::new("resume_token", Reason::InvalidResumeToken, message)]));
        };
        if self.source.has_expired(&self.api.engine, place.cursor()).await? {
            let message = "what the resume token points at is past its retention: begin anew, with `include_existing`";
            return Err(status(Reason::ResumeTokenExpired, message));
        }
        Ok(place)
    }

    /// Sends until the reader goes, is too slow, may no longer read, or the server ends.
    async fn run(self, start: Place, token_known: bool, writer: Writer<S::Message>) {
        let shutdown = self.api.shutdown.token();
        let end = tokio::select! {
            end = self.follow(start, token_known, &writer) => match end { Ok(never) => match never {}, Err(end) => end },
            end = self.key_ends() => end,
            () = shutdown.cancelled() => {
                let message = "the server is shutting down: come back with the last `resume_token`";
                End::With(retry(Reason::ShuttingDown, message, COME_BACK))
            }
        };
        match end {
            End::Gone => {}
            End::Told => writer.close(),
            End::With(status) => writer.end(status),
            End::Cut(status) => writer.cut(status),
        }
    }

    /// Waits until the key opens this no longer.
    async fn key_ends(&self) -> End {
        loop {
            tokio::time::sleep(KEY_CHECK).await;
            match Box::pin(self.api.engine.still_opens(&self.caller.0, Scope::Read)).await {
                Ok(true) => {}
                Ok(false) => return End::Cut(caller::invalid()),
                Err(error) => return error.into(),
            }
        }
    }

    async fn follow(
        &self,
        start: Place,
        token_known: bool,
        writer: &Writer<S::Message>,
    ) -> Result<std::convert::Infallible, End> {
        let engine = &self.api.engine;
        let mut wake = engine.store.deliveries_changed();
        let mut cursor = start.cursor();
        if let Place::Existing { at, mut shown } = start {
            loop {
                let existing = Box::pin(self.source.existing(engine, self.workspace, at, shown)).await?;
                let Some((last, _)) = existing.last() else { break };
                shown = Some(*last);
                for (id, item) in existing {
                    let message = self.message(Some(item), Place::Existing { at, shown: Some(id) });
                    self.send(writer, message).await?;
                }
            }
        }
        // A reader that is cut off before anything happened must know where to go on, too.
        if !token_known {
            self.send(writer, self.message(None, Place::Changes(cursor))).await?;
        }
        let mut silent_since = tokio::time::Instant::now();
        loop {
            let heard = *wake.borrow_and_update();
            let told = self.after(cursor, heard).await?;
            cursor = told.next;
            if !told.messages.is_empty() {
                silent_since = tokio::time::Instant::now();
            }
            for message in &told.messages {
                self.send(writer, message.clone()).await?;
            }
            if told.last {
                return Err(End::Told);
            }
            if told.more || told.heard < heard {
                continue;
            }
            if silent_since.elapsed() + POLL >= HEARTBEAT {
                self.send(writer, self.message(None, Place::Changes(cursor))).await?;
                silent_since = tokio::time::Instant::now();
            }
            let pause = Duration::from_secs(1) * self.slot.open_streams() / WAKES_PER_SECOND;
            let woken = async {
                // Whether a wake-up came or the time was up: either way the log is read again.
                let _ = tokio::time::timeout(POLL, wake.changed()).await;
                tokio::time::sleep(pause).await;
            };
            tokio::select! {
                () = woken => {}
                () = writer.gone() => return Err(End::Gone),
            }
        }
    }

    async fn after(&self, cursor: Cursor, heard: u64) -> Result<Arc<Told<S::Message>>, Status> {
        // A question to the database takes a dozen kilobytes: each stream would keep them, were they not put elsewhere.
        let read = Box::pin(async {
            let Stretch { items, next, more, last } =
                self.source.after(&self.api.engine, self.workspace, cursor).await?;
            let message = |(place, item)| self.message(Some(item), Place::Changes(place));
            Ok(Told { messages: items.into_iter().map(message).collect(), next, more, last, heard })
        });
        if !S::SHARED {
            return read.await.map(Arc::new);
        }
        let stand = Stand { method: S::METHOD, workspace: self.workspace, filters: self.filters.clone(), cursor };
        self.api.stretches.after(stand, heard, read).await
    }

    fn message(&self, item: Option<S::Item>, place: Place) -> Arc<S::Message> {
        Arc::new(S::message(item, self.api.tokens.seal(&self.purpose(), &place.to_bytes())))
    }

    async fn send(&self, writer: &Writer<S::Message>, message: Arc<S::Message>) -> Result<(), End> {
        writer.send(message, PATIENCE).await.map_err(|refused| match refused {
            Refused::Gone => End::Gone,
            Refused::Full => {
                let message = "the stream was read too slowly: come back with the last `resume_token`";
                End::Cut(retry(Reason::ReaderTooSlow, message, COME_BACK))
            }
        })
    }
}
