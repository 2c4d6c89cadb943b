//! What effects may cost: a template within every other limit could still ask for more than a machine has.

use std::cell::Cell;

/// Pixels that all layers open at once may have: 320 MB.
const MAX_OPEN: f64 = 80e6;
/// Pixels that all effects of a render may go over, and as a multiple of the canvas'.
const MAX_WORK: f64 = 4e9;
const MAX_CANVASES: f64 = 256.0;

pub struct Budget {
    open: Cell<f64>,
    work: Cell<f64>,
    max_work: f64,
}

impl Budget {
    /// For a canvas of so many device pixels.
    pub fn new(pixels: f64) -> Budget {
        let max_work = (pixels * MAX_CANVASES).clamp(64e6, MAX_WORK);
        Budget { open: Cell::new(0.0), work: Cell::new(0.0), max_work }
    }

    /// Whether so many more pixels may be gone over; counts them if so.
    pub fn spend(&self, pixels: f64) -> bool {
        let work = self.work.get() + pixels;
        let may = work <= self.max_work;
        if may {
            self.work.set(work);
        }
        may
    }

    /// Whether a layer of so many pixels may be opened; counts it if so, until it is closed.
    pub fn open(&self, pixels: f64) -> bool {
        let open = self.open.get() + pixels;
        let may = open <= MAX_OPEN && self.spend(pixels);
        if may {
            self.open.set(open);
        }
        may
    }

    pub fn close(&self, pixels: f64) {
        self.open.set(self.open.get() - pixels);
    }
}
