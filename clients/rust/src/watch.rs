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
    /// Where to go on after a message, and whether it tells something.
    fn position(response: &Self::Response) -> (&str, bool);
}

impl Watched for v1::WatchDeliveriesRequest {
    fn resume(&mut self, resume_token: String) {
        self.resume_token = resume_token;
        self.include_existing = false;
    }

    fn position(response: &v1::WatchDeliveriesResponse) -> (&str, bool) {
        let tells = matches!(response.payload, Some(v1::watch_deliveries_response::Payload::Delivery(_)));
        (&response.resume_token, tells)
    }
}

impl Watched for v1::StreamEventsRequest {
    fn resume(&mut self, resume_token: String) {
        self.resume_token = resume_token;
        self.include_existing = false;
        self.since = None;
    }

    fn position(response: &v1::StreamEventsResponse) -> (&str, bool) {
        let tells = matches!(response.payload, Some(v1::stream_events_response::Payload::Event(_)));
        (&response.resume_token, tells)
    }
}

/// A stream that goes on where it stood when the connection breaks: nothing is missed, and nothing comes twice.
pub struct Watch<R: Watched> {
    client: Client,
    request: R,
    open: Option<BoxStream<'static, Result<R::Response, Error>>>,
    told: bool,
    failures: u32,
}

impl<R: Watched> Watch<R> {
    pub(crate) fn new(client: Client, request: R) -> Self {
        Self { client, request, open: None, told: false, failures: 0 }
    }

    /// What comes next, heartbeats left out. It fails if the server was never there, or refuses.
    pub async fn next(&mut self) -> Result<R::Response, Error> {
        loop {
            let error = match tokio::time::timeout(SILENCE, self.receive()).await {
                Ok(Ok(message)) => {
                    (self.told, self.failures) = (true, 0);
                    let (token, tells) = R::position(&message);
                    self.request.resume(token.to_owned());
                    if tells {
                        return Ok(message);
                    }
                    continue;
                }
                Ok(Err(error)) => error,
                Err(_) => Error::own(Code::Unavailable, "the server is silent"),
            };
            self.open = None;
            self.failures += 1;
            let goes_on = error.code == Code::Unavailable || error.reason == "READER_TOO_SLOW";
            if !goes_on || (!self.told && self.failures == ATTEMPTS) {
                return Err(error);
            }
            tokio::time::sleep(backoff(self.failures, &error, LONGEST_WAIT)).await;
        }
    }

    async fn receive(&mut self) -> Result<R::Response, Error> {
        let stream = match &mut self.open {
            Some(stream) => stream,
            None => self.open.insert(self.client.stream(self.request.clone()).await?.boxed()),
        };
        let ended = || Err(Error::own(Code::Unavailable, "the server ended the stream"));
        stream.next().await.unwrap_or_else(ended)
    }

    /// The same as a stream, which ends after its first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<R::Response, Error>> {
        stream::unfold(Some(self), |watch| async move {
            let mut watch = watch?;
            match watch.next().await {
                Ok(message) => Some((Ok(message), Some(watch))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}
