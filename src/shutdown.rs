//! Ending softly: stop taking work, let what is under way end, then end it.

use std::future::Future;

use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The tasks of a server and the word that ends them.
#[derive(Clone, Default)]
pub struct Shutdown {
    token: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// Is cancelled when the end is asked for.
    pub fn token(&self) -> CancellationToken {
        self.token.clone()
    }

    /// Runs a task that ends by itself soon after the token is cancelled.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(task);
    }

    /// Asks for the end.
    pub fn begin(&self) {
        self.token.cancel();
        self.tasks.close();
    }

    /// Waits until every task has ended.
    pub async fn finished(&self) {
        self.tasks.wait().await;
    }
}

/// Waits for the operating system to ask for the end: SIGTERM, or an interrupt from the keyboard.
pub async fn requested() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "interrupts cannot be listened for");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be listened for");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
