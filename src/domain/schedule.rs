//! When a failed delivery is tried again.

use std::{str::FromStr, time::Duration};

use super::{
    delivery::{Destination, NextStep},
    endpoint::Reception,
    subscription::DisableReason,
    timestamp::Timestamp,
};

/// Longest `Retry-After` that is honoured.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// How far a wait is moved at random, either way, so that what failed together is not retried together.
const JITTER: f64 = 0.1;

/// The waits between attempts. One attempt more is made than there are waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrySchedule(Vec<Duration>);

impl Default for RetrySchedule {
    /// 1 min, 5 min, 30 min, 2 h, 12 h.
    fn default() -> Self {
        Self([60, 300, 1_800, 7_200, 43_200].map(Duration::from_secs).to_vec())
    }
}

/// A schedule's text that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a wait: write a number and a unit, as in `30s,5m,2h` (ms, s, m, h or d; at most 7d each, at most 50 of them)"
)]
pub struct InvalidSchedule(String);

impl FromStr for RetrySchedule {
    type Err = InvalidSchedule;

    /// `1s,5m,2h`: the waits in order.
    fn from_str(text: &str) -> Result<Self, InvalidSchedule> {
        let waits =
            text.split(',').map(|part| parse_wait(part.trim()).ok_or_else(|| InvalidSchedule(part.trim().to_owned())));
        let waits = waits.collect::<Result<Vec<_>, _>>()?;
        if waits.len() > 50 { Err(InvalidSchedule(text.to_owned())) } else { Ok(Self(waits)) }
    }
}

fn parse_wait(text: &str) -> Option<Duration> {
    parse_duration(text).filter(|wait| *wait <= Duration::from_secs(7 * 86_400))
}

/// A number and a unit: `500ms`, `30s`, `5m`, `2h`, `30d`.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit_at);
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    Some(Duration::from_millis(number.parse::<u64>().ok()?.checked_mul(millis)?))
}

impl std::fmt::Display for RetrySchedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, wait) in self.0.iter().enumerate() {
            let millis = wait.as_millis();
            let comma = if i == 0 { "" } else { "," };
            if millis % 1_000 == 0 { write!(f, "{comma}{}s", millis / 1_000)? } else { write!(f, "{comma}{millis}ms")? }
        }
        Ok(())
    }
}

/// A wait moved by `chance`, a random number from 0 to 1, by up to 10 % either way.
pub fn jittered(wait: Duration, chance: f64) -> Duration {
    wait.mul_f64(1.0 - JITTER + 2.0 * JITTER * chance.clamp(0.0, 1.0))
}

/// How an attempt ended, as far as the schedule cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptEnd {
    /// `None`: no answer came, or it broke off.
    pub status: Option<u16>,
    /// What the receiver asked for with `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The receiver was not reached, or not heard of within the time allowed.
    pub timed_out: bool,
}

impl AttemptEnd {
    /// What the receiver asked to be left alone for, if it did so in a way that is heeded.
    fn asked_wait(self) -> Option<Duration> {
        let wait = self.retry_after.filter(|_| matches!(self.status, Some(429 | 503)))?;
        Some(wait.min(MAX_RETRY_AFTER))
    }

    /// What this says of the endpoint, not of this delivery alone.
    pub fn reception(self, now: Timestamp) -> Reception {
        if let Some(200..=299) = self.status {
            return Reception::Taken;
        }
        let pause_until = self.asked_wait().map(|wait| now.plus(wait));
        // Who says when to come back need not be asked more slowly besides.
        let overloaded = self.timed_out || matches!(self.status, Some(429 | 502 | 503 | 504));
        Reception::Refused { slow_down: overloaded && pause_until.is_none(), pause_until }
    }
}

impl RetrySchedule {
    /// Attempts in all.
    pub fn attempts(&self) -> u32 {
        self.0.len() as u32 + 1
    }

    /// What follows an attempt that ended at `now`. `chance` is a random number from 0 to 1.
    pub fn next_step(
        &self,
        destination: Destination,
        attempt_number: u32,
        end: AttemptEnd,
        now: Timestamp,
        chance: f64,
    ) -> NextStep {
        match end.status {
            Some(200..=299) => return NextStep::Succeed,
            Some(410) if matches!(destination, Destination::Subscription(_)) => {
                return NextStep::DisableEndpoint(DisableReason::Gone);
            }
            _ => {}
        }
        match self.wait(attempt_number, chance) {
            Some(wait) => NextStep::RetryAt(now.plus(wait.max(end.asked_wait().unwrap_or_default()))),
            None => NextStep::Exhaust,
        }
    }

    /// When to try again what failed at `now`; `None` after the last attempt. `chance` is a random number from 0 to 1.
    pub fn retry_at(&self, attempt_number: u32, now: Timestamp, chance: f64) -> Option<Timestamp> {
        self.wait(attempt_number, chance).map(|wait| now.plus(wait))
    }

    /// How long to wait after an attempt, its jitter included.
    fn wait(&self, attempt_number: u32, chance: f64) -> Option<Duration> {
        let wait = self.0.get(attempt_number.saturating_sub(1) as usize)?;
        Some(jittered(*wait, chance))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::{SubscriptionId, TriggerId};

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

    fn step(number: u32, status: Option<u16>, retry_after: Option<u64>, chance: f64) -> NextStep {
        let end = AttemptEnd { status, retry_after: retry_after.map(Duration::from_secs), timed_out: false };
        let destination = Destination::Subscription(SubscriptionId::from_uuid(Uuid::nil()));
        RetrySchedule::default().next_step(destination, number, end, NOW, chance)
    }

    fn after(seconds: f64) -> NextStep {
        NextStep::RetryAt(NOW.plus(Duration::from_secs_f64(seconds)))
    }

    #[test]
    fn five_waits_make_six_attempts() {
        for (number, wait) in [(1, 60.0), (2, 300.0), (3, 1_800.0), (4, 7_200.0), (5, 43_200.0)] {
            assert_eq!(step(number, Some(500), None, 0.5), after(wait));
        }
        assert_eq!(step(6, Some(500), None, 0.5), NextStep::Exhaust);
        assert_eq!(step(7, None, None, 0.5), NextStep::Exhaust);
    }

    #[test]
    fn jitter_is_ten_percent_either_way() {
        assert_eq!(step(1, None, None, 0.0), after(54.0));
        assert_eq!(step(1, None, None, 1.0), after(66.0));
        assert_eq!(step(1, None, None, f64::INFINITY), after(66.0));
    }

    #[test]
    fn statuses_decide() {
        assert_eq!(step(1, Some(200), None, 0.5), NextStep::Succeed);
        assert_eq!(step(1, Some(299), None, 0.5), NextStep::Succeed);
        for failure in [199, 300, 301, 308, 400, 404, 500] {
            assert_eq!(step(1, Some(failure), None, 0.5), after(60.0), "{failure}");
        }
        assert_eq!(step(1, Some(410), None, 0.5), NextStep::DisableEndpoint(DisableReason::Gone));
        let end = AttemptEnd { status: Some(410), retry_after: None, timed_out: false };
        let trigger = Destination::Trigger(TriggerId::from_uuid(Uuid::nil()));
        assert_eq!(RetrySchedule::default().next_step(trigger, 1, end, NOW, 0.5), after(60.0));
    }

    #[test]
    fn retry_after_lengthens_and_never_shortens() {
        assert_eq!(step(1, Some(429), Some(600), 0.5), after(600.0));
        assert_eq!(step(1, Some(503), Some(1), 0.5), after(60.0));
        assert_eq!(step(1, Some(500), Some(600), 0.5), after(60.0));
        assert_eq!(step(1, Some(503), Some(90_000), 0.5), after(86_400.0));
    }

    #[test]
    fn answers_say_something_of_their_endpoint() {
        let reception = |status, retry_after: Option<u64>, timed_out| {
            AttemptEnd { status, retry_after: retry_after.map(Duration::from_secs), timed_out }.reception(NOW)
        };
        let refused = |slow_down, pause: Option<u64>| Reception::Refused {
            slow_down,
            pause_until: pause.map(|seconds| NOW.plus(Duration::from_secs(seconds))),
        };
        assert_eq!(reception(Some(204), Some(60), false), Reception::Taken);
        assert_eq!(reception(Some(503), Some(60), false), refused(false, Some(60)));
        assert_eq!(reception(Some(429), Some(100_000), false), refused(false, Some(86_400)));
        assert_eq!(reception(Some(500), Some(60), false), refused(false, None));
        for slow in [429, 502, 503, 504] {
            assert_eq!(reception(Some(slow), None, false), refused(true, None), "{slow}");
        }
        assert_eq!(reception(None, None, true), refused(true, None));
        assert_eq!(reception(None, None, false), refused(false, None));
    }

    #[test]
    fn schedules_are_read_and_shown() {
        let schedule: RetrySchedule = "500ms, 1s,2m,1h".parse().unwrap();
        assert_eq!(schedule.to_string(), "500ms,1s,120s,3600s");
        for wrong in ["", "1", "s", "1s,,2s", "-1s", "1w", "8d", "99999999999999999999s"] {
            assert!(wrong.parse::<RetrySchedule>().is_err(), "{wrong}");
        }
    }
}
