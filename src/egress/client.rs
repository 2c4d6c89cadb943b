//! The client that everything goes out by.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use rustls::pki_types::CertificateDer;
use tokio::time::{Instant, timeout_at};

use super::{
    answer::{self, Answer, FetchLimits, Fetched, Limits},
    failure::{FetchError, SendError, classify},
    guard::Guard,
    phase::{NoteConnecting, Progress},
    resolve::GuardedResolver,
    tls,
    url::AdmittedUrl,
};

/// How long a connection is kept without use. Below the 60 to 75 s after which most servers and balancers close it, so
/// that it is seldom closed from the other side at the moment it is used.
const KEEP_IDLE: Duration = Duration::from_secs(30);
/// How many unused connections are kept for each host: as many as a wave of attempts may have opened.
const KEEP_PER_HOST: usize = 512;
/// How long opening a connection may take, whatever the attempt has. It is shared out among a name's addresses, so that
/// one that is silent leaves time for the next.
const CONNECT: Duration = Duration::from_secs(10);
/// How many bytes of headers an HTTP/2 peer may send.
const MAX_HEADER_LIST: u32 = 16 * 1024;

/// Headers that belong to the connection or frame the message. Whoever asks for a request doesn't set them: with two
/// opinions on where a message ends, a second one can be smuggled behind it (RFC 9112 section 11.2).
const FRAMING: &[HeaderName] = &[
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
    header::EXPECT,
    header::PROXY_AUTHORIZATION,
];

/// The HTTP client could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("a certificate authority's certificate cannot be used")]
    Tls(#[from] rustls::Error),
    #[error("the HTTP client could not be set up")]
    Http(#[from] reqwest::Error),
}

/// Sends requests to URLs that the guard admitted. Connections are kept and used again for each host, over HTTP/2 where
/// the host offers it. Cheap to clone; clones share the connections, and there should be one for the process.
///
/// It follows no redirect, uses no proxy from the environment, keeps no cookies, decompresses nothing, sends no
/// `Referer`, and sends each request once. (A kept connection that turns out to be closed before anything was written
/// to it is replaced by a new one.)
#[derive(Debug, Clone)]
pub struct Client {
    guard: Guard,
    http: reqwest::Client,
}

impl Client {
    /// A client that trusts Mozilla's certificate authorities.
    ///
    /// # Errors
    /// Only when the TLS library and the HTTP client don't fit together, which a test would have shown.
    pub fn new(guard: Guard) -> Result<Self, SetupError> {
        Self::with_roots(guard, &[])
    }

    /// A client that trusts `extra` certificate authorities as well.
    ///
    /// # Errors
    /// When a certificate among `extra` is none.
    pub fn with_roots(guard: Guard, extra: &[CertificateDer<'static>]) -> Result<Self, SetupError> {
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(extra)?)
            .dns_resolver(GuardedResolver(guard.clone()))
            .connector_layer(NoteConnecting)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .user_agent(concat!("Placard/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .pool_idle_timeout(KEEP_IDLE)
            .pool_max_idle_per_host(KEEP_PER_HOST)
            .http2_max_header_list_size(MAX_HEADER_LIST)
            .build()?;
        Ok(Self { guard, http })
    }

    /// The guard that judges for this client.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Posts `body`. `headers` may be anything but those that frame the message (`Host`, `Content-Length`, …), which
    /// are left out.
    ///
    /// # Errors
    /// When no status came. Once it came there is an [`Answer`], whatever became of its body.
    pub async fn post(
        &self,
        url: &AdmittedUrl,
        headers: HeaderMap,
        body: Bytes,
        limits: Limits,
    ) -> Result<Answer, SendError> {
        self.exchange(Method::POST, url, headers, body, limits).await
    }

    /// Puts `body` at `url`; otherwise as [`post`](Self::post).
    ///
    /// # Errors
    /// When no status came.
    pub async fn put(
        &self,
        url: &AdmittedUrl,
        headers: HeaderMap,
        body: Bytes,
        limits: Limits,
    ) -> Result<Answer, SendError> {
        self.exchange(Method::PUT, url, headers, body, limits).await
    }

    async fn exchange(
        &self,
        method: Method,
        url: &AdmittedUrl,
        headers: HeaderMap,
        body: Bytes,
        limits: Limits,
    ) -> Result<Answer, SendError> {
        let started = Instant::now();
        let deadline = started + limits.timeout;
        let response = self.send(method, url, headers, body, deadline).await?;
        let status = response.status().as_u16();
        let headers = answer::bounded_headers(response.headers());
        let retry_after = answer::retry_after(response.headers());
        let read = answer::read(response, deadline, limits.read_max, limits.keep_max).await;
        Ok(Answer {
            status,
            headers,
            retry_after,
            body: read.kept,
            truncated: read.truncated,
            body_error: read.error,
            duration: started.elapsed(),
        })
    }

    /// Fetches what is at `url`; `accept` is the value of the `Accept` header.
    ///
    /// # Errors
    /// When the answer isn't a complete 2xx of at most `max_bytes`.
    pub async fn get(
        &self,
        url: &AdmittedUrl,
        accept: &'static str,
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        self.fetch(url, HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]), limits).await
    }

    /// The same with headers of the caller's choice, but for those that frame the message.
    ///
    /// # Errors
    /// When the answer isn't a complete 2xx of at most `max_bytes`; a 304 is [`FetchError::Status`] too.
    pub async fn fetch(
        &self,
        url: &AdmittedUrl,
        headers: HeaderMap,
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        let deadline = Instant::now() + limits.timeout;
        let response = self.send(Method::GET, url, headers, Bytes::new(), deadline).await?;
        match response.status() {
            status if status.is_success() => {}
            status if status.is_redirection() && status != StatusCode::NOT_MODIFIED => {
                return Err(FetchError::Redirect(status.as_u16()));
            }
            status => return Err(FetchError::Status(status.as_u16())),
        }
        let too_large = FetchError::TooLarge { limit: limits.max_bytes };
        if response
            .content_length()
            .is_some_and(|length| usize::try_from(length).map_or(true, |l| l > limits.max_bytes))
        {
            return Err(too_large);
        }
        let text = |name| answer::text_header(response.headers(), name);
        let content_type = text(header::CONTENT_TYPE);
        let (etag, last_modified) = (text(header::ETAG), text(header::LAST_MODIFIED));
        let read = answer::read(response, deadline, limits.max_bytes, limits.max_bytes).await;
        match (read.error, read.truncated) {
            (Some(error), _) => Err(error.into()),
            (None, true) => Err(too_large),
            (None, false) => Ok(Fetched { bytes: read.kept, content_type, etag, last_modified }),
        }
    }

    /// From the judgement to the answer's headers.
    async fn send(
        &self,
        method: Method,
        url: &AdmittedUrl,
        mut headers: HeaderMap,
        body: Bytes,
        deadline: Instant,
    ) -> Result<reqwest::Response, SendError> {
        // The resolver hook is never called for a URL that holds an address, so this is the only judgement of those.
        self.guard.judge_target(url)?;
        for name in FRAMING {
            headers.remove(name);
        }
        let mut request = self.http.request(method, url.url().clone()).headers(headers);
        if !body.is_empty() {
            request = request.body(body);
        }
        let progress = Progress::default();
        match timeout_at(deadline, progress.watch(request.send())).await {
            Err(_) => Err(SendError::Timeout(progress.stage())),
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => {
                let found = classify(&error, progress.stage());
                // The library's own words, addresses included, are for the operator; the URL may hold a secret.
                tracing::debug!(
                    error = &error.without_url() as &dyn std::error::Error,
                    origin = url.origin(),
                    "a request failed"
                );
                Err(found)
            }
        }
    }
}
