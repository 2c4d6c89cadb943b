//! A thread of its own for the transactions that everybody waits for.
//!
//! SQLite answers each statement from a thread of its own, and a transaction goes on when the runtime finds the time for
//! it: behind hundreds of tasks that send webhooks and answer calls, a dozen times. There is one writer, so all others
//! wait meanwhile. Here nothing else is in the way.

use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
    task::JoinHandle,
};

/// The thread, until this is dropped.
pub(super) struct Desk {
    handle: Handle,
    _open: oneshot::Sender<()>,
}

impl Desk {
    pub fn open() -> std::io::Result<Self> {
        // SQLite needs no sockets; without them a thread that waits is woken more cheaply.
        let runtime = Builder::new_current_thread().enable_time().build()?;
        let handle = runtime.handle().clone();
        let (open, closed) = oneshot::channel::<()>();
        std::thread::Builder::new().name("store".to_owned()).spawn(move || runtime.block_on(closed).ok())?;
        Ok(Self { handle, _open: open })
    }

    pub fn spawn<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.handle.spawn(work)
    }
}
