//! Time and chance, as the rest of the crate gets them: passed in, so that tests choose both.

use std::sync::Mutex;

use uuid::{ContextV7, Uuid};

use crate::domain::{id::UuidSource, timestamp::Timestamp};

/// Tells the time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::EPOCH.plus(since_epoch)
    }
}

/// Draws random numbers.
pub trait Random: Send + Sync {
    /// Unpredictable bytes: good for secrets.
    fn bytes(&self) -> [u8; 32];
    /// Evenly from 0 to 1.
    fn chance(&self) -> f64;
}

/// The operating system's randomness.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn bytes(&self) -> [u8; 32] {
        rand::random()
    }

    fn chance(&self) -> f64 {
        rand::random()
    }
}

/// UUIDv7 with a counter below the millisecond (RFC 9562, section 6.2, method 1).
#[derive(Default)]
pub struct SystemIds(Mutex<ContextV7>);

impl UuidSource for SystemIds {
    fn next(&self, now: Timestamp) -> Uuid {
        let context = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let seconds = now.as_seconds().unsigned_abs();
        let nanos = (now.as_micros() % 1_000_000) * 1_000;
        let nanos = u32::try_from(nanos).expect("less than a second");
        Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_instant_still_grow() {
        let ids = SystemIds::default();
        let now = Timestamp::from_micros(1_795_000_000_123_456);
        let made: Vec<_> = (0..10_000).map(|_| ids.next(now)).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
