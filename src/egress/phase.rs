//! Whether an attempt is still connecting, so that a timeout can say so.
//!
//! The HTTP client does not tell: it takes a kept connection or opens one, all within the one future that is awaited.
//! A layer around its connector notes both ends of the opening in a value that belongs to the attempt's task.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use futures::future::BoxFuture;
use tower::{Layer, Service};

use super::failure::Stage;

tokio::task_local! {
    static ATTEMPT: Arc<AtomicBool>;
}

/// The connecting of one attempt, seen from outside of it.
#[derive(Debug, Default)]
pub(super) struct Progress {
    connecting: Arc<AtomicBool>,
}

impl Progress {
    /// Runs the attempt; the connection it opens, if it opens one, is noted here.
    pub(super) async fn watch<F: Future>(&self, attempt: F) -> F::Output {
        ATTEMPT.scope(Arc::clone(&self.connecting), attempt).await
    }

    /// The stage of an attempt whose headers have not come.
    pub(super) fn stage(&self) -> Stage {
        // A flag, and read by the task that waited: nothing else hangs on its order.
        if self.connecting.load(Ordering::Relaxed) { Stage::Connecting } else { Stage::Waiting }
    }
}

/// Wraps the client's connector.
#[derive(Debug, Clone, Copy)]
pub(super) struct NoteConnecting;

impl<S> Layer<S> for NoteConnecting {
    type Service = Noted<S>;

    fn layer(&self, connector: S) -> Self::Service {
        Noted(connector)
    }
}

/// See [`NoteConnecting`].
#[derive(Debug, Clone)]
pub(super) struct Noted<S>(S);

impl<S, R> Service<R> for Noted<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> Self::Future {
        // Absent where the client connects on a task of its own, after its asker took a kept connection.
        let connecting = ATTEMPT.try_with(Arc::clone).ok();
        if let Some(flag) = &connecting {
            flag.store(true, Ordering::Relaxed);
        }
        let opening = self.0.call(request);
        Box::pin(async move {
            let opened = opening.await;
            // A failure leaves the flag: the attempt ends here, and did so while connecting.
            if let (Some(flag), Ok(_)) = (&connecting, &opened) {
                flag.store(false, Ordering::Relaxed);
            }
            opened
        })
    }
}
