//! Stretches of a log that several streams read: who follows the same with the same filters is told the same, token and
//! all. So it is read, and put into messages, once for all of them.

use std::{any::Any, sync::Arc, time::Duration};

use moka::{future, sync};
use prost::Message;
use tonic::Status;

use crate::{domain::id::WorkspaceId, store::Cursor};

/// Bytes of messages that are kept for those who come to the same place a little later.
const KEPT: u64 = 8 << 20;
/// How long they are kept.
const AGE: Duration = Duration::from_secs(5);
/// Readings that others may join, which a reading by polling never does: it comes later than this.
const READINGS: u64 = 1_024;
const READING_AGE: Duration = Duration::from_millis(500);

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

type Erased = Arc<dyn Any + Send + Sync>;

/// Clones are the same ones.
#[derive(Clone)]
pub struct Stretches {
    kept: sync::Cache<Stand, (Erased, u32)>,
    readings: future::Cache<(Stand, u64), Erased>,
}

impl Default for Stretches {
    fn default() -> Self {
        let weight = |_: &Stand, (_, bytes): &(Erased, u32)| *bytes;
        let kept = sync::Cache::builder().max_capacity(KEPT).weigher(weight).time_to_live(AGE).build();
        let readings = future::Cache::builder().max_capacity(READINGS).time_to_live(READING_AGE).build();
        Self { kept, readings }
    }
}

impl Stretches {
    /// What comes after that place: as it was read before, if anything was found there, or as `read` finds it now, for all
    /// who ask after the same wake-up.
    ///
    /// What was read before an earlier wake-up than `heard` is right as far as it goes, and there may be more at once.
    pub async fn after<M: Message + 'static>(
        &self,
        stand: Stand,
        heard: u64,
        read: impl Future<Output = Result<Told<M>, Status>>,
    ) -> Result<Arc<Told<M>>, Status> {
        let erased = match self.kept.get(&stand) {
            Some((found, _)) => found,
            None => {
                let reading = async {
                    let told = read.await?;
                    let bytes: usize = told.messages.iter().map(|message| message.encoded_len()).sum();
                    let told: Erased = Arc::new(told);
                    if bytes > 0 {
                        self.kept.insert(stand.clone(), (told.clone(), u32::try_from(bytes).unwrap_or(u32::MAX)));
                    }
                    Ok(told)
                };
                let read = self.readings.try_get_with((stand.clone(), heard), reading).await;
                read.map_err(|error: Arc<Status>| Status::clone(&error))?
            }
        };
        Ok(erased.downcast().expect("a method has one kind of messages"))
    }
}
