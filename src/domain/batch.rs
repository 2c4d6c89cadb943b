//! Batches: many renders asked for at once.

use std::time::Duration;

use super::{
    access::Metadata,
    id::{BatchId, WorkspaceId},
    named::named_enum,
    render::RenderFailure,
    spec::Variables,
    timestamp::Timestamp,
};

/// Items that a batch has at most.
pub const MAX_ITEMS: usize = 10_000;

named_enum! {
    /// What a batch was made of.
    BatchKind {
        /// One design, row after row.
        Batch = "batch",
        /// Many specs of one subject.
        Collection = "collection",
    }
}

named_enum! {
    /// How far a batch is.
    BatchState {
        /// Items wait, or are under way.
        Running = "running",
        /// What had not begun was taken back; what had goes on to its end.
        Cancelling = "cancelling",
        /// Every item has its end.
        Completed = "completed",
        /// The same, and some were taken back.
        Cancelled = "cancelled",
    }
}

/// What an item of a batch is made of, as it was given: its values, or why it is none.
pub type Row = Result<Variables, RenderFailure>;

/// How many items a batch has, and how many of them came to which end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ItemCounts {
    pub total: u32,
    pub succeeded: u32,
    pub failed: u32,
    pub cancelled: u32,
}

impl ItemCounts {
    /// Items that have ended, in whatever way.
    pub fn ended(self) -> u32 {
        self.succeeded + self.failed + self.cancelled
    }

    /// The state of a batch whose items all have, or not.
    pub fn state(self, cancelling: bool) -> BatchState {
        match (self.ended() >= self.total, self.cancelled > 0) {
            (true, false) => BatchState::Completed,
            (true, true) => BatchState::Cancelled,
            (false, _) if cancelling => BatchState::Cancelling,
            (false, _) => BatchState::Running,
        }
    }
}

/// Many renders asked for at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: BatchId,
    pub workspace_id: WorkspaceId,
    pub kind: BatchKind,
    pub state: BatchState,
    /// The template of all items, where it is the same one.
    pub template: Option<String>,
    pub metadata: Metadata,
    /// The caller's id of the request, or the one made for it.
    pub request_id: String,
    pub counts: ItemCounts,
    pub create_time: Timestamp,
    /// When the items that were worked on last were asked for: at first, or by the last retry.
    pub start_time: Timestamp,
    pub finish_time: Option<Timestamp>,
}

impl Batch {
    /// From the request, or the last retry, to the last item's end, once that has come.
    pub fn duration(&self) -> Option<Duration> {
        self.finish_time.map(|end| end.since(self.start_time))
    }
}
