//! When a failed delivery is tried again.

use std::{str::FromStr, time::Duration};

use super::{
    delivery::{Destination, NextStep},
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
    let wait = Duration::from_millis(number.parse::<u64>().ok()?.checked_mul(millis)?);
    (wait <= Duration::from_secs(7 * 86_400)).then_some(wait)
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

/// How an attempt ended, as far as the schedule cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptEnd {
    /// `None`: no answer came, or it broke off.
    pub status: Option<u16>,
    /// What the receiver asked for with `Retry-After`.
    pub retry_after: Option<Duration>,
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
            Some(410) if matches!(destination, Destination::Subscription(_)) => return NextStep::DisableEndpoint,
            _ => {}
        }
        let Some(wait) = self.0.get(attempt_number.saturating_sub(1) as usize) else {
            return NextStep::Exhaust;
        };
        let jittered = wait.mul_f64(1.0 - JITTER + 2.0 * JITTER * chance.clamp(0.0, 1.0));
        let asked = match end.status {
            Some(429 | 503) => end.retry_after.unwrap_or_default().min(MAX_RETRY_AFTER),
            _ => Duration::ZERO,
        };
        NextStep::RetryAt(now.plus(jittered.max(asked)))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::{SubscriptionId, TriggerId};

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

    fn step(number: u32, status: Option<u16>, retry_after: Option<u64>, chance: f64) -> NextStep {
        let end = AttemptEnd { status, retry_after: retry_after.map(Duration::from_secs) };
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
        assert_eq!(step(1, Some(410), None, 0.5), NextStep::DisableEndpoint);
        let end = AttemptEnd { status: Some(410), retry_after: None };
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
    fn schedules_are_read_and_shown() {
        let schedule: RetrySchedule = "500ms, 1s,2m,1h".parse().unwrap();
        assert_eq!(schedule.to_string(), "500ms,1s,120s,3600s");
        for wrong in ["", "1", "s", "1s,,2s", "-1s", "1w", "8d", "99999999999999999999s"] {
            assert!(wrong.parse::<RetrySchedule>().is_err(), "{wrong}");
        }
    }
}
