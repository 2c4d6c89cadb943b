//! A receiver of webhooks on loopback that keeps what it is sent and answers as the test has scripted.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use ed25519_dalek::{Signature, VerifyingKey};
use http::{HeaderMap, StatusCode};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle, time::Instant};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::server::PATIENCE;

/// A request, as it came.
#[derive(Debug, Clone)]
pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub at: Instant,
}

impl Received {
    /// A header that must be there.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no `{name}` among {:?}", self.headers));
        value.to_str().expect("a header of ASCII")
    }

    /// Whether one of the `v1a` over the raw bytes is this key's, by another implementation than ours.
    pub fn is_signed_v1a(&self, public_key: &str) -> bool {
        let key = STANDARD.decode(public_key.strip_prefix("whpk_").unwrap()).unwrap();
        let key = VerifyingKey::from_bytes(&key.try_into().unwrap()).unwrap();
        let signed = format!("{}.{}.", self.header("webhook-id"), self.header("webhook-timestamp"));
        let signed = [signed.as_bytes(), &self.body].concat();
        let signatures = self.header("webhook-signature").split(' ').filter_map(|one| one.strip_prefix("v1a,"));
        signatures
            .map(|one| Signature::from_slice(&STANDARD.decode(one).unwrap()).unwrap())
            .any(|signature| key.verify_strict(&signed, &signature).is_ok())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }
}

/// How a request is answered.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    hangs: bool,
}

impl Reply {
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), hangs: false }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Nothing, until the receiver is dropped.
    pub fn never() -> Self {
        Self { hangs: true, ..Self::status(503) }
    }
}

#[derive(Clone)]
struct Desk {
    script: Arc<Mutex<VecDeque<Reply>>>,
    /// Once the script is at its end.
    after: Reply,
    received: mpsc::UnboundedSender<Received>,
    over: CancellationToken,
}

pub struct Receiver {
    pub address: SocketAddr,
    /// Where it receives.
    pub url: String,
    received: mpsc::UnboundedReceiver<Received>,
    serving: JoinHandle<()>,
    /// Lets hanging requests go.
    _over: DropGuard,
}

impl Receiver {
    /// Answers 200 to everything.
    pub async fn start() -> Self {
        Self::scripted([], Reply::status(200)).await
    }

    /// Answers these one after the other, and 200 from then on.
    pub async fn replying(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::scripted(replies, Reply::status(200)).await
    }

    /// Answers everything the same.
    pub async fn always(reply: Reply) -> Self {
        Self::scripted([], reply).await
    }

    async fn scripted(replies: impl IntoIterator<Item = Reply>, after: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound listener has an address");
        let (sender, received) = mpsc::unbounded_channel();
        let over = CancellationToken::new();
        let script = Arc::new(Mutex::new(replies.into_iter().collect()));
        let desk = Desk { script, after, received: sender, over: over.clone() };
        let router = Router::new().fallback(answer).with_state(desk);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("a receiver that serves") });
        Self { address, url: format!("http://{address}/hook"), received, serving, _over: over.drop_guard() }
    }

    /// The next request, waited for.
    pub async fn next(&mut self) -> Received {
        let received = tokio::time::timeout(PATIENCE, self.received.recv()).await;
        received.expect("a request that arrives in time").expect("a receiver that serves")
    }

    /// What has come and was not asked for yet.
    pub fn so_far(&mut self) -> Vec<Received> {
        std::iter::from_fn(|| self.received.try_recv().ok()).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let reply = desk.script.lock().expect("no panics within").pop_front().unwrap_or_else(|| desk.after.clone());
    let path = parts.uri.to_string();
    let _ = desk.received.send(Received { path, headers: parts.headers, body, at: Instant::now() });
    if reply.hangs {
        desk.over.cancelled().await;
    }
    let mut response = Response::builder().status(StatusCode::from_u16(reply.status).expect("a status"));
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).expect("a reply that is HTTP")
}
