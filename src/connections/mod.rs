//! The server's own door: how many connections there may be, and how long one may do nothing.
//!
//! A connection costs a file and some memory before anybody is asked for a key, so none is left to whoever opened it:
//! the first request must come in time, what comes after it may pause for so long, who takes nothing of their answer is
//! cut off, and HTTP/2 peers that don't answer a ping are gone. Streams that run are not idle, however quiet they are.

mod progress;

use std::{
    io,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service as _;

use self::progress::Progress;

/// How often an HTTP/2 peer is asked whether it is there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(20);
/// Requests of one HTTP/2 connection at once: what hyper takes by default. More wait at the client.
const STREAMS: u32 = 200;
/// Bytes that wait for the reader of one stream: a thousand slow ones must not take the machine's memory.
const SEND_BUFFER: usize = 64 * 1024;
/// After a failure to accept that is not the connection's, such as too many open files.
const PAUSE: Duration = Duration::from_secs(1);

/// What connections may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// At once; more wait in the system's queue until one ends.
    pub connections: usize,
    /// From the connection to the end of its first request's headers.
    pub first_request: Duration,
    /// Without a request under way, and for the headers of each further request.
    pub idle: Duration,
    /// With something to write, and a peer that takes nothing of it.
    pub stalled: Duration,
}

/// Serves until the token is cancelled, and then to the end of what is under way.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, shutdown: CancellationToken) {
    let slots = Arc::new(Semaphore::new(limits.connections));
    let tasks = TaskTracker::new();
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.idle);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .max_concurrent_streams(STREAMS)
        .max_send_buf_size(SEND_BUFFER);
    let next = async || {
        // Before it is accepted: one that has to wait costs nothing but its place in the system's queue.
        let slot = slots.clone().acquire_owned().await.expect("the semaphore is never closed");
        (slot, accept(&listener).await)
    };
    while let Some((slot, stream)) = shutdown.run_until_cancelled(next()).await {
        let (builder, router, shutdown) = (builder.clone(), router.clone(), shutdown.clone());
        tasks.spawn(async move {
            attend(&builder, stream, router, limits, &shutdown).await;
            drop(slot);
        });
    }
    drop(listener);
    tasks.close();
    tasks.wait().await;
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Small messages go out at once; on a connection that fails, its own reads and writes will say so.
                drop(stream.set_nodelay(true));
                return stream;
            }
            // Those that ended before they were accepted.
            Err(error) if is_theirs(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                sleep(PAUSE).await;
            }
        }
    }
}

fn is_theirs(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, to its end.
async fn attend(
    builder: &auto::Builder<TokioExecutor>,
    stream: TcpStream,
    router: Router,
    limits: Limits,
    shutdown: &CancellationToken,
) {
    let activity = watch::Sender::new(Activity::default());
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        let (under_way, mut router) = (UnderWay::begin(&activity), router.clone());
        async move {
            let request: Request = request.map(Body::new);
            let answer = router.call(request).await;
            answer.map(|answer| answer.map(|body| Counted { body, _under_way: under_way }))
        }
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(Progress::new(stream, limits.stalled)), service));
    // An error is the peer's going away, or its nonsense: hyper has answered what can be answered.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = late(&activity, limits.first_request) => return,
        () = idle(&activity, limits.idle) => {}
        () = shutdown.cancelled() => {}
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        _ = connection.as_mut() => {}
        () = late(&activity, limits.first_request) => {}
        // Told to go, and still here without a request.
        () = idle(&activity, limits.first_request) => {}
    }
}

/// Requests of one connection.
#[derive(Debug, Clone, Copy, Default)]
struct Activity {
    begun: bool,
    under_way: usize,
}

/// Returns if no request has come by then.
async fn late(activity: &watch::Sender<Activity>, patience: Duration) {
    if tokio::time::timeout(patience, activity.subscribe().wait_for(|activity| activity.begun)).await.is_ok() {
        std::future::pending::<()>().await;
    }
}

/// Returns when there has been no request under way for so long, after the first.
async fn idle(activity: &watch::Sender<Activity>, patience: Duration) {
    let mut activity = activity.subscribe();
    loop {
        let is_idle = |activity: &Activity| activity.begun && activity.under_way == 0;
        if activity.wait_for(is_idle).await.is_err() {
            return;
        }
        // Any request starts the time anew, however short it was.
        if tokio::time::timeout(patience, activity.changed()).await.is_err() {
            return;
        }
    }
}

/// A request whose answer has not ended.
struct UnderWay(watch::Sender<Activity>);

impl UnderWay {
    fn begin(activity: &watch::Sender<Activity>) -> Self {
        activity.send_modify(|activity| {
            activity.begun = true;
            activity.under_way += 1;
        });
        Self(activity.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|activity| activity.under_way -= 1);
    }
}

/// An answer's body: its request is under way until it is dropped.
struct Counted {
    body: Body,
    _under_way: UnderWay,
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
