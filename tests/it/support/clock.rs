//! Clocks other than the machine's.

use std::time::Duration;

use placard::{
    clock::{Clock, SystemClock},
    domain::timestamp::Timestamp,
};

/// The machine's clock, ahead of itself.
pub struct Ahead(pub Duration);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(self.0)
    }
}
