//! A stream whose answers must get on: who takes nothing of theirs for too long is cut off.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// What can end without waiting for the peer.
pub trait Abort {
    /// Whatever has not arrived is given up, and the peer is told so.
    fn abort(&self);
}

impl Abort for TcpStream {
    fn abort(&self) {
        // A system that refuses this goes on offering what is left, to a peer that does not take it, for some minutes.
        drop(self.set_zero_linger());
    }
}

/// A stream that fails when nothing could be written to it for so long, though there was something to write.
pub struct Progress<S> {
    stream: S,
    patience: Duration,
    /// Set while the peer takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S: Abort> Progress<S> {
    pub fn new(stream: S, patience: Duration) -> Self {
        Self { stream, patience, stalled: None }
    }

    fn judge(&mut self, written: Poll<io::Result<usize>>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(self.patience)));
        ready!(stalled.as_mut().poll(context));
        self.stream.abort();
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Progress<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Abort + Unpin> AsyncWrite for Progress<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, buffer);
        self.judge(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        self.judge(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

    use super::*;

    impl Abort for DuplexStream {
        fn abort(&self) {}
    }

    #[tokio::test]
    async fn who_takes_nothing_is_cut_off() {
        let (ours, _theirs) = duplex(64);
        let error = Progress::new(ours, Duration::from_millis(10)).write_all(&[0; 65]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn who_takes_a_little_has_all_the_time_again() {
        let (ours, mut theirs) = duplex(64);
        let mut ours = Progress::new(ours, Duration::from_secs(3600));
        let mut context = Context::from_waker(Waker::noop());
        let mut write = || {
            let written = Pin::new(&mut ours).poll_write(&mut context, &[0; 64]);
            (written.map(Result::unwrap), ours.stalled.is_some())
        };
        assert_eq!(write(), (Poll::Ready(64), false));
        assert_eq!(write(), (Poll::Pending, true));
        theirs.read_exact(&mut [0]).await.unwrap();
        assert_eq!(write(), (Poll::Ready(1), false));
    }
}
