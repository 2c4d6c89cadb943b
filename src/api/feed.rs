//! What lies between a task that tells and a reader that may be slow: a buffer bounded by messages and bytes, and an end
//! that stands beside it. A reader always learns how its stream ended, however full the buffer was.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures::Stream;
use prost::Message;
use tokio::sync::Notify;
use tonic::Status;

use super::status::status;
use crate::domain::reason::Reason;

/// Messages that a reader may be behind, beside what the connection holds.
const MESSAGES: usize = 256;
/// Bytes of them. A message that is larger by itself goes through an empty buffer.
const BYTES: usize = 1024 * 1024;

/// Why a message did not go in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Nobody reads any more.
    Gone,
    /// There was no room for as long as was waited.
    Full,
}

struct State<T> {
    waiting: VecDeque<Arc<T>>,
    bytes: usize,
    end: Option<Status>,
    /// Nothing comes any more: behind the messages is the end, or nothing.
    ended: bool,
    gone: bool,
    reader: Option<Waker>,
}

struct Shared<T> {
    state: Mutex<State<T>>,
    /// The reader took a message, or went.
    taken: Notify,
}

impl<T> Shared<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end that tells. Dropped without a word, as by a panic, it ends the stream with INTERNAL.
pub struct Writer<T>(Arc<Shared<T>>);

/// The end that is read.
pub struct Reader<T>(Arc<Shared<T>>);

/// A feed, empty.
pub fn feed<T: Message>() -> (Writer<T>, Reader<T>) {
    let state = State { waiting: VecDeque::new(), bytes: 0, end: None, ended: false, gone: false, reader: None };
    let shared = Arc::new(Shared { state: Mutex::new(state), taken: Notify::new() });
    (Writer(shared.clone()), Reader(shared))
}

impl<T: Message> Writer<T> {
    /// Puts a message in, within `patience`.
    pub async fn send(&self, message: Arc<T>, patience: Duration) -> Result<(), Refused> {
        let size = message.encoded_len();
        let room = async {
            loop {
                {
                    let state = self.0.state();
                    let fits = state.waiting.len() < MESSAGES && state.bytes + size <= BYTES;
                    if state.gone || fits || state.waiting.is_empty() {
                        return;
                    }
                }
                self.0.taken.notified().await;
            }
        };
        if tokio::time::timeout(patience, room).await.is_err() {
            return Err(Refused::Full);
        }
        let reader = {
            let mut state = self.0.state();
            if state.gone {
                return Err(Refused::Gone);
            }
            state.bytes += size;
            state.waiting.push_back(message);
            state.reader.take()
        };
        if let Some(reader) = reader {
            reader.wake();
        }
        Ok(())
    }

    /// Waits until nobody reads any more.
    pub async fn gone(&self) {
        while !self.0.state().gone {
            self.0.taken.notified().await;
        }
    }

    /// Ends the stream well once the reader has what waits: there is nothing more to tell.
    pub fn close(self) {
        finish(&self.0, None, false);
    }

    /// Ends the stream once the reader has what waits.
    pub fn end(self, status: Status) {
        finish(&self.0, Some(status), false);
    }

    /// Ends the stream now: what waits is dropped.
    pub fn cut(self, status: Status) {
        finish(&self.0, Some(status), true);
    }
}

fn finish<T>(shared: &Shared<T>, status: Option<Status>, at_once: bool) {
    let (reader, _dropped) = {
        let mut state = shared.state();
        if state.ended {
            return;
        }
        state.ended = true;
        state.end = status;
        let dropped = if at_once { std::mem::take(&mut state.waiting) } else { VecDeque::new() };
        (state.reader.take(), dropped)
    };
    if let Some(reader) = reader {
        reader.wake();
    }
}

impl<T> Drop for Writer<T> {
    fn drop(&mut self) {
        let message = "the server is at fault: come back with the last `resume_token`";
        finish(&self.0, Some(status(Reason::Internal, message)), false);
    }
}

impl<T: Message + Clone> Stream for Reader<T> {
    type Item = Result<T, Status>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut state = self.0.state();
        if let Some(message) = state.waiting.pop_front() {
            state.bytes -= message.encoded_len();
            drop(state);
            self.0.taken.notify_one();
            Poll::Ready(Some(Ok(Arc::unwrap_or_clone(message))))
        } else if state.ended {
            Poll::Ready(state.end.take().map(Err))
        } else {
            state.reader = Some(context.waker().clone());
            Poll::Pending
        }
    }
}

impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        let _dropped = {
            let mut state = self.0.state();
            state.gone = true;
            std::mem::take(&mut state.waiting)
        };
        self.0.taken.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;
    use tonic::Code;

    use super::*;

    const SOON: Duration = Duration::from_millis(20);

    /// Fills the buffer; answers how many went in.
    async fn fill(writer: &Writer<String>, message: &str) -> usize {
        for count in 0.. {
            match writer.send(Arc::new(message.to_owned()), SOON).await {
                Ok(()) => {}
                Err(Refused::Full) => return count,
                Err(Refused::Gone) => panic!("the reader is there"),
            }
        }
        unreachable!("buffers have an end")
    }

    #[tokio::test]
    async fn both_messages_and_bytes_have_a_limit() {
        let (writer, mut reader) = feed();
        assert_eq!(fill(&writer, "small").await, MESSAGES);
        reader.next().await.unwrap().unwrap();
        assert_eq!(fill(&writer, "small").await, 1, "room for one was made");

        let (writer, _reader) = feed();
        assert_eq!(fill(&writer, &"x".repeat(BYTES / 4)).await, 3, "with what is around each");
        let (writer, _reader) = feed();
        assert_eq!(fill(&writer, &"x".repeat(2 * BYTES)).await, 1, "a large one goes alone");
    }

    #[tokio::test]
    async fn the_end_comes_however_full_the_buffer_is() {
        let (writer, reader) = feed();
        fill(&writer, "small").await;
        writer.end(Status::unavailable("bye"));
        let read: Vec<_> = reader.collect().await;
        assert_eq!(read.len(), MESSAGES + 1);
        assert_eq!(read[MESSAGES].as_ref().unwrap_err().code(), Code::Unavailable);

        let (writer, reader) = feed();
        fill(&writer, "small").await;
        writer.cut(Status::resource_exhausted("too slow"));
        let read: Vec<_> = reader.collect().await;
        assert_eq!(read.len(), 1, "what waited is dropped");
        assert_eq!(read[0].as_ref().unwrap_err().code(), Code::ResourceExhausted);
    }

    #[tokio::test]
    async fn a_writer_that_vanishes_is_an_error() {
        let (writer, reader) = feed::<String>();
        let panics = tokio::spawn(async move {
            writer.send(Arc::new("a".to_owned()), SOON).await.unwrap();
            panic!("on purpose");
        });
        let read: Vec<_> = reader.collect().await;
        assert!(panics.await.is_err());
        assert_eq!(read.len(), 2);
        assert_eq!(read[1].as_ref().unwrap_err().code(), Code::Internal);
    }

    #[tokio::test]
    async fn a_reader_that_went_is_noticed() {
        let (writer, reader) = feed();
        fill(&writer, "small").await;
        drop(reader);
        writer.gone().await;
        assert_eq!(writer.send(Arc::new("a".to_owned()), SOON).await, Err(Refused::Gone));
    }
}
