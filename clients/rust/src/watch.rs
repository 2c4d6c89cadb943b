use std::time::Duration;

use futures_util::{Stream, StreamExt, stream, stream::BoxStream};
use tonic::Code;

use crate::{
    call::Streaming,
    client::Client,
    error::Error,
    retry::{ATTEMPTS, backoff},
    v1,
};

/// The server says something every 15 s: a stream that is silent for longer than this is dead.
const SILENCE: Duration = Duration::from_secs(40);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// A request for a stream that can be resumed.
pub trait Watched: Streaming<Response: Send> + Sync {
    /// Asks for what comes after a message, and nothing else.
    fn resume(&mut self, resume_token: String);
    /// Where to go on after a message, and what it is.
    fn position(response: &Self::Response) -> (&str, Told);
    /// Whether the stream ends by itself.
    const ENDS: bool = false;
}

/// What a message of a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A sign of life.
    Nothing,
    /// Something; there may be more.
    Something,
    /// The last thing that there is to tell.
    Last,
}

impl Told {
    fn something(tells: bool) -> Self {
        if tells { Self::Something } else { Self::Nothing }
    }

    fn last(ended: bool) -> Self {
        if ended { Self::Last } else { Self::Something }
    }
}

impl Watched for v1::WatchDeliveriesRequest {
    fn resume(&mut self, resume_token: String) {
        self.resume_token = resume_token;
        self.include_existing = false;
    }

    fn position(response: &v1::WatchDeliveriesResponse) -> (&str, Told) {
        let tells = matches!(response.payload, Some(v1::watch_deliveries_response::Payload::Delivery(_)));
        (&response.resume_token, Told::something(tells))
    }
}

impl Watched for v1::StreamEventsRequest {
    fn resume(&mut self, resume_token: String) {
        self.resume_token = resume_token;
        self.include_existing = false;
        self.since = None;
    }

    fn position(response: &v1::StreamEventsResponse) -> (&str, Told) {
        let tells = matches!(response.payload, Some(v1::stream_events_response::Payload::Event(_)));
        (&response.resume_token, Told::something(tells))
    }
}

impl Watched for v1::WatchRenderRequest {
    const ENDS: bool = true;

    fn resume(&mut self, resume_token: String) {
        self.resume_token = resume_token;
    }

    fn position(response: &v1::WatchRenderResponse) -> (&str, Told) {
        use v1::{RenderState, watch_render_response::Payload};
        let ends = [RenderState::Succeeded, RenderState::Failed, RenderState::Cancelled];
        let told = match &response.payload {
            Some(Payload::Render(render)) => Told::last(ends.contains(&render.state())),
            Some(Payload::Heartbeat(_)) | None => Told::Nothing,
        };
        (&response.resume_token, told)
    }
}

impl Watched for v1::WatchBatchRequest {
    const ENDS: bool = true;

    fn resume(&mut self, resume_token: String) {
        self.resume_token = resume_token;
    }

    fn position(response: &v1::WatchBatchResponse) -> (&str, Told) {
        use v1::{BatchState, watch_batch_response::Payload};
        let ends = [BatchState::Completed, BatchState::Cancelled];
        let told = match &response.payload {
            Some(Payload::Progress(progress)) => {
                Told::last(progress.batch.as_ref().is_some_and(|batch| ends.contains(&batch.state())))
            }
            Some(Payload::Heartbeat(_)) | None => Told::Nothing,
        };
        (&response.resume_token, told)
    }
}

/// A stream that goes on where it stood when the connection breaks: nothing is missed, and nothing comes twice.
pub struct Watch<R: Watched> {
    client: Client,
    request: R,
    open: Option<BoxStream<'static, Result<R::Response, Error>>>,
    told: bool,
    ended: bool,
    failures: u32,
}

impl<R: Watched> Watch<R> {
    pub(crate) fn new(client: Client, request: R) -> Self {
        Self { client, request, open: None, told: false, ended: false, failures: 0 }
    }

    /// What comes next, heartbeats left out; `None` behind the last thing that there is to tell. It fails if the server was
    /// never there, or refuses; then nothing comes any more.
    pub async fn next(&mut self) -> Result<Option<R::Response>, Error> {
        while !self.ended {
            let error = match tokio::time::timeout(SILENCE, self.receive()).await {
                Ok(Ok(Some(message))) => {
                    (self.told, self.failures) = (true, 0);
                    let (token, told) = R::position(&message);
                    self.request.resume(token.to_owned());
                    if told == Told::Last {
                        self.end();
                    }
                    if told != Told::Nothing {
                        return Ok(Some(message));
                    }
                    continue;
                }
                // Who comes back after the last message is told nothing any more.
                Ok(Ok(None)) if R::ENDS => {
                    self.end();
                    continue;
                }
                Ok(Ok(None)) => Error::own(Code::Unavailable, "the server ended the stream"),
                Ok(Err(error)) => error,
                Err(_) => Error::own(Code::Unavailable, "the server is silent"),
            };
            self.open = None;
            self.failures += 1;
            if !goes_on(&error, self.told) || (!self.told && self.failures == ATTEMPTS) {
                self.end();
                return Err(error);
            }
            tokio::time::sleep(backoff(self.failures, &error, LONGEST_WAIT)).await;
        }
        Ok(None)
    }

    fn end(&mut self) {
        self.ended = true;
        self.open = None;
    }

    async fn receive(&mut self) -> Result<Option<R::Response>, Error> {
        let stream = match &mut self.open {
            Some(stream) => stream,
            None => self.open.insert(self.client.stream(self.request.clone()).await?.boxed()),
        };
        stream.next().await.transpose()
    }

    /// The same as a stream, which ends after its first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<R::Response, Error>> {
        stream::unfold(self, |mut watch| async move { watch.next().await.transpose().map(|next| (next, watch)) })
    }
}

/// What is left of a stream that was cut by something between: a proxy, say, that lets none live for long.
const CUT: [Code; 4] = [Code::Cancelled, Code::Unknown, Code::DeadlineExceeded, Code::Internal];

/// Whether a stream that ended so is worth another one. Where the server gives no reason, it was not the server.
fn goes_on(error: &Error, told: bool) -> bool {
    let cut = told && error.reason.is_empty() && CUT.contains(&error.code);
    cut || error.code == Code::Unavailable || error.reason == "READER_TOO_SLOW"
}
