//! Stretches of a log that several streams read: who follows the same with the same filters is told the same, token and
//! all. So it is read, and put into messages, once for all of them.

use std::{any::Any, sync::Arc, time::Duration};

use moka::future::Cache;
use prost::Message;
use tokio::time::Instant;
use tonic::Status;

use crate::{domain::id::WorkspaceId, store::Cursor};

/// Bytes of messages that are kept for those who come to the same place a little later.
const KEPT: u64 = 8 << 20;
/// How long they are kept.
const AGE: Duration = Duration::from_secs(5);
/// How long nobody looks again where nothing was found: shorter than the time between two looks without a wake-up.
const EMPTY_AGE: Duration = Duration::from_millis(500);
/// What a reading weighs at least, in bytes.
const LEAST: u32 = 256;

/// Messages from a place in a log on.
pub struct Told<M> {
    pub messages: Vec<Arc<M>>,
    /// Where to read on.
    pub next: Cursor,
    /// Whether there is more at once.
    pub more: bool,
    /// Whether nothing comes after it, ever.
    pub last: bool,
    /// The wake-up that it was read after.
    pub heard: u64,
}

/// What two streams have in common that are told the same from here on.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Stand {
    pub method: &'static str,
    pub workspace: WorkspaceId,
    pub filters: Arc<[u8]>,
    pub cursor: Cursor,
}

/// One reading, for all who stand at its place.
#[derive(Clone)]
struct Reading {
    found: Result<Arc<dyn Any + Send + Sync>, Status>,
    /// Of the messages.
    bytes: u32,
    heard: u64,
    at: Instant,
}

impl Reading {
    /// Whether it says nothing to those who ask after that wake-up: there may be something now.
    fn is_stale(&self, heard: u64) -> bool {
        let empty = self.bytes == 0 && (self.heard < heard || self.at.elapsed() > EMPTY_AGE);
        self.found.is_err() || empty
    }
}

/// Clones are the same ones.
#[derive(Clone)]
pub struct Stretches(Cache<Stand, Reading>);

impl Default for Stretches {
    fn default() -> Self {
        let weight = |_: &Stand, reading: &Reading| reading.bytes.max(LEAST);
        Self(Cache::builder().max_capacity(KEPT).weigher(weight).time_to_live(AGE).build())
    }
}

impl Stretches {
    /// What comes after that place: as it was read before, if anything was found there, or as `read` finds it now, for all
    /// who ask meanwhile. So all who follow one log go from place to place together, however differently they are woken.
    ///
    /// What was read before an earlier wake-up than `heard` is right as far as it goes, and there may be more at once.
    pub async fn after<M: Message + 'static>(
        &self,
        stand: Stand,
        heard: u64,
        read: impl Future<Output = Result<Told<M>, Status>>,
    ) -> Result<Arc<Told<M>>, Status> {
        let reading = async {
            let at = Instant::now();
            let (found, bytes) = match read.await {
                Ok(told) => {
                    let bytes: usize = told.messages.iter().map(|message| message.encoded_len()).sum();
                    (Ok(Arc::new(told) as _), u32::try_from(bytes).unwrap_or(u32::MAX))
                }
                Err(status) => (Err(status), 0),
            };
            Reading { found, bytes, heard, at }
        };
        let entry = self.0.entry(stand).or_insert_with_if(reading, |earlier| earlier.is_stale(heard)).await;
        Ok(entry.into_value().found?.downcast().expect("a method has one kind of messages"))
    }
}
