//! A real S3 server over a folder, on loopback: it checks signatures, and answers as S3 does. What stands before it can
//! fail in its place.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Router, body::Body, extract::State, response::Response};
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// The bucket that is there.
pub const BUCKET: &str = "pictures";
/// Who may write, as in `sample::bucket`.
pub const ACCESS_KEY_ID: &str = "AKIDTEST";
pub const SECRET_ACCESS_KEY: &str = "secret-key-of-the-test-service";

#[derive(Clone)]
struct Desk {
    service: S3Service,
    /// What everything is answered with instead, if anything.
    fault: Arc<Mutex<Option<u16>>>,
    /// Objects that were written.
    writes: Arc<AtomicUsize>,
}

pub struct S3 {
    /// The endpoint.
    pub url: String,
    address: SocketAddr,
    folder: Option<TempDir>,
    desk: Desk,
    serving: Option<JoinHandle<()>>,
    end: CancellationToken,
}

impl S3 {
    /// With an empty bucket.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for a test");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket is a folder");
        Self::at(([127, 0, 0, 1], 0).into(), folder).await
    }

    /// At this address, with what is in this folder.
    pub async fn at(address: SocketAddr, folder: TempDir) -> Self {
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).expect("a folder that can be used"));
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
        let desk = Desk { service: builder.build(), fault: Arc::default(), writes: Arc::default() };
        let listener = TcpListener::bind(address).await.expect("a port on loopback");
        let address = listener.local_addr().expect("a bound listener has an address");
        let router = Router::new().fallback(answer).with_state(desk.clone());
        let end = CancellationToken::new();
        let ended = end.clone();
        let serving = tokio::spawn(async move {
            // Connections that are open are cut with it.
            let serving = axum::serve(listener, router).into_future();
            ended.run_until_cancelled(serving).await;
        });
        let url = format!("http://{address}");
        Self { url, address, folder: Some(folder), desk, serving: Some(serving), end }
    }

    /// Answers everything with this status from now on; `None`: as a sound server does.
    pub fn fail(&self, status: Option<u16>) {
        *self.desk.fault.lock().expect("no panics within") = status;
    }

    /// An object's bytes, if it is there.
    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        let folder = self.folder.as_ref().expect("it is there until the end");
        std::fs::read(folder.path().join(BUCKET).join(key)).ok()
    }

    /// How many objects were written.
    pub fn writes(&self) -> usize {
        self.desk.writes.load(Ordering::Relaxed)
    }

    /// Ends it: its port is closed. Answers where it was, and what it has.
    pub async fn stop(mut self) -> (SocketAddr, TempDir) {
        self.end.cancel();
        if let Some(serving) = self.serving.take() {
            serving.await.expect("it does not panic");
        }
        (self.address, self.folder.take().expect("it is there until the end"))
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.end.cancel();
    }
}

async fn answer(State(desk): State<Desk>, request: Request<Body>) -> Response {
    let fault = *desk.fault.lock().expect("no panics within");
    if let Some(status) = fault {
        let code = if status == 403 { "AccessDenied" } else { "InternalError" };
        let xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code></Error>");
        let answer = Response::builder().status(StatusCode::from_u16(status).expect("a status"));
        let answer = answer.header(header::CONTENT_TYPE, "application/xml").header(header::CONNECTION, "close");
        return answer.body(Body::from(xml)).expect("an answer that is HTTP");
    }
    let (parts, body) = request.into_parts();
    let is_write = parts.method == Method::PUT;
    let bytes: Bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let answer = desk.service.call(Request::from_parts(parts, s3s::Body::from(bytes))).await.expect("an answer");
    if is_write && answer.status().is_success() {
        desk.writes.fetch_add(1, Ordering::Relaxed);
    }
    answer.map(Body::new)
}
