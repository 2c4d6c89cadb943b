//! Whether a render is still wanted: whoever waits for it may leave, or run out of time, while it is under way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::renderer::RenderError;

/// Asked between the steps of a render, of which the longest is one encoding.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    left: Arc<AtomicBool>,
}

/// Whoever waits, until dropped.
#[derive(Debug)]
pub struct Waiting {
    left: Arc<AtomicBool>,
}

impl Wanted {
    /// From when this is dropped on, the render is not wanted any more.
    pub fn waiting(&self) -> Waiting {
        Waiting { left: Arc::clone(&self.left) }
    }

    /// [`RenderError::Abandoned`] if nobody waits any more.
    pub fn check(&self) -> Result<(), RenderError> {
        if self.left.load(Ordering::Relaxed) { Err(RenderError::Abandoned) } else { Ok(()) }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.left.store(true, Ordering::Relaxed);
    }
}
