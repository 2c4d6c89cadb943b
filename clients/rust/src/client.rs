use std::{env, fmt, time::Duration};

use futures_util::{Stream, TryStreamExt, stream};
use tokio::time::{Instant, timeout_at};
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    transport::{Channel, Endpoint},
};
use uuid::Uuid;

use crate::{
    call::{Paged, Streaming, Unary},
    codec::FrugalCodec,
    error::Error,
    gateway::Gateway,
    retry::Attempts,
    v1,
    watch::Watch,
};

const TIMEOUT: Duration = Duration::from_secs(60);
const CONNECT: Duration = Duration::from_secs(10);
/// A connection on which nothing came for that long is asked whether it is still there.
const PING: Duration = Duration::from_secs(20);
/// The server gives pictures of up to 32 MiB within an answer.
const LARGEST_ANSWER: usize = 40 * 1024 * 1024;

/// Where a server is, and who asks.
#[derive(Clone)]
pub struct ClientOptions {
    /// What the server serves at, for instance "https://cards.example.com". Default: the variable `PLACARD_SERVER`, and else
    /// http://127.0.0.1:8080.
    pub server: Option<String>,
    /// `plk_…` Default: the variable `PLACARD_API_KEY`.
    pub api_key: Option<String>,
    /// How long a call may take, its repetitions included; `None` is for ever. Streams have no limit. Default: 60 s.
    pub timeout: Option<Duration>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self { server: None, api_key: None, timeout: Some(TIMEOUT) }
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.api_key.as_ref().map(|_| "[secret]");
        f.debug_struct("ClientOptions")
            .field("server", &self.server)
            .field("api_key", &key)
            .field("timeout", &self.timeout)
            .finish()
    }
}

/// A client for all services: [`renders`](Self::renders), [`templates`](Self::templates) and so on. Clones share one
/// connection.
#[derive(Clone)]
pub struct Client {
    service: Gateway,
    timeout: Option<Duration>,
}

impl Client {
    /// By the variables `PLACARD_SERVER` and `PLACARD_API_KEY`.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(ClientOptions::default())
    }

    /// Makes a client, without connecting yet. Fails if the server's address is none, or if there is no key. Has to be
    /// called within a Tokio runtime.
    pub fn new(options: ClientOptions) -> Result<Self, Error> {
        let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let invalid = |message: String| Error::own(Code::InvalidArgument, message);
        let server = options.server.or_else(|| variable("PLACARD_SERVER"));
        let server = server.unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
        let key = options.api_key.or_else(|| variable("PLACARD_API_KEY"));
        let key = key.ok_or_else(|| invalid("no API key: give `api_key`, or set PLACARD_API_KEY".to_owned()))?;
        let authorization =
            format!("Bearer {key}").parse().map_err(|_| invalid("the API key is none: it begins with plk_".into()))?;
        let channel = connect(&server).ok_or_else(|| {
            invalid(format!("`{server}` is no server's address: it looks like https://cards.example.com"))
        })?;
        Ok(Self { service: Gateway::new(channel, authorization), timeout: options.timeout })
    }

    /// The same, with another limit for calls.
    #[must_use]
    pub fn with_timeout(&self, timeout: Option<Duration>) -> Self {
        Self { timeout, ..self.clone() }
    }

    /// Calls the method that the request is for. While the server is not available it is repeated, where that is safe:
    /// reads, and what has a `request_id`, which is filled in.
    pub async fn call<R: Unary>(&self, mut request: R) -> Result<R::Response, Error> {
        let identified = !R::READS
            && request.request_id().map(|id| {
                if id.is_empty() {
                    *id = Uuid::new_v4().to_string();
                }
            }) == Some(());
        let mut attempts = Attempts::new(R::READS || identified, self.timeout);
        loop {
            let call = self.attempt(request.clone(), attempts.end());
            let answer = match attempts.end() {
                Some(end) => timeout_at(end, call).await.unwrap_or_else(|_| Err(too_late())),
                None => call.await,
            };
            match answer {
                Ok(answer) => return Ok(answer),
                // tonic has a timer of its own, which may be the first.
                Err(_) if attempts.end().is_some_and(|end| Instant::now() >= end) => return Err(too_late()),
                Err(error) => attempts.wait_after(error).await?,
            }
        }
    }

    async fn attempt<R: Unary>(&self, message: R, end: Option<Instant>) -> Result<R::Response, Error> {
        let mut request = Request::new(message);
        if let Some(end) = end {
            request.set_timeout(end.saturating_duration_since(Instant::now()));
        }
        let mut grpc = self.ready().await?;
        let codec = FrugalCodec::<R, R::Response>::default();
        Ok(grpc.unary(request, PathAndQuery::from_static(R::PATH), codec).await?.into_inner())
    }

    /// Opens a stream, as it is: it ends when the connection does.
    pub async fn stream<R: Streaming>(
        &self,
        request: R,
    ) -> Result<impl Stream<Item = Result<R::Response, Error>> + Send + Unpin + use<R>, Error> {
        let mut grpc = self.ready().await?;
        let codec = FrugalCodec::<R, R::Response>::default();
        let answer = grpc.server_streaming(Request::new(request), PathAndQuery::from_static(R::PATH), codec).await?;
        Ok(answer.into_inner().map_err(Error::from))
    }

    /// All items of a List method, page by page as they are asked for.
    pub fn pages<R: Paged>(&self, request: R) -> impl Stream<Item = Result<R::Item, Error>> + '_ {
        let first = Some(request);
        let pages = stream::try_unfold(first, move |next| async move {
            let Some(mut request) = next else { return Ok::<_, Error>(None) };
            let (items, token) = R::items(self.call(request.clone()).await?);
            request.page_token().clone_from(&token);
            let next = if token.is_empty() { None } else { Some(request) };
            Ok(Some((stream::iter(items.into_iter().map(Ok)), next)))
        });
        pages.try_flatten()
    }

    /// Every change of every delivery. When the connection breaks it goes on where it stood; to go on after a restart of
    /// one's own, keep the `resume_token`.
    pub fn watch_deliveries(&self, request: v1::WatchDeliveriesRequest) -> Watch<v1::WatchDeliveriesRequest> {
        Watch::new(self.clone(), request)
    }

    /// Every event, in the same way.
    pub fn stream_events(&self, request: v1::StreamEventsRequest) -> Watch<v1::StreamEventsRequest> {
        Watch::new(self.clone(), request)
    }

    /// How a render stands, and every change of it, in the same way; it ends with the render.
    pub fn watch_render(&self, request: v1::WatchRenderRequest) -> Watch<v1::WatchRenderRequest> {
        Watch::new(self.clone(), request)
    }

    /// How far a batch is, and again whenever items end, in the same way; it ends with the batch.
    pub fn watch_batch(&self, request: v1::WatchBatchRequest) -> Watch<v1::WatchBatchRequest> {
        Watch::new(self.clone(), request)
    }

    /// What the generated clients of `v1` take, for those who want tonic's own. They have none of the above but the key.
    pub fn service(&self) -> Gateway {
        self.service.clone()
    }

    async fn ready(&self) -> Result<Grpc<Gateway>, Error> {
        let mut grpc = Grpc::new(self.service.clone()).max_decoding_message_size(LARGEST_ANSWER);
        grpc.ready().await.map_err(|error| Error::from(Status::from_error(error)))?;
        Ok(grpc)
    }
}

fn too_late() -> Error {
    Error::own(Code::DeadlineExceeded, "the deadline passed before the server had answered")
}

fn connect(server: &str) -> Option<Channel> {
    let endpoint = Endpoint::from_shared(server.to_owned()).ok()?;
    let uri = endpoint.uri();
    if !matches!(uri.scheme_str(), Some("http" | "https")) || !matches!(uri.path(), "" | "/") {
        return None;
    }
    #[cfg(feature = "tls")]
    let endpoint = if uri.scheme_str() == Some("https") {
        endpoint.tls_config(tonic::transport::ClientTlsConfig::new().with_webpki_roots()).ok()?
    } else {
        endpoint
    };
    Some(endpoint.connect_timeout(CONNECT).http2_keep_alive_interval(PING).keep_alive_timeout(PING).connect_lazy())
}
