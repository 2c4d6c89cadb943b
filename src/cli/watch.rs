//! Files that somebody edits: when they were saved.

use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};

/// How often files are looked at.
const EVERY: Duration = Duration::from_millis(100);

/// What tells one state of a file from another. `None`: it is not there, as in the middle of a save that renames.
type Stamp = Option<(SystemTime, u64)>;

/// Looks at a few files again and again. They are few and local, so asking costs next to nothing, and it works on every
/// file system, also those that tell nobody of changes.
pub struct Watched {
    files: Vec<PathBuf>,
    seen: Vec<Stamp>,
}

impl Watched {
    pub fn new(files: Vec<PathBuf>) -> Self {
        let mut watched = Self { files, seen: Vec::new() };
        watched.seen = watched.stamps();
        watched
    }

    fn stamps(&self) -> Vec<Stamp> {
        let stamp = |file: &PathBuf| {
            let metadata = std::fs::metadata(file).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        };
        self.files.iter().map(stamp).collect()
    }

    /// Waits until they are all there and other than before, and have been so for two looks: a save is not seen half
    /// way through.
    pub async fn changed(&mut self) {
        let mut last = self.stamps();
        loop {
            tokio::time::sleep(EVERY).await;
            let now = self.stamps();
            let whole = now.iter().all(Option::is_some);
            if whole && now == last && now != self.seen {
                self.seen = now;
                return;
            }
            last = now;
        }
    }
}
