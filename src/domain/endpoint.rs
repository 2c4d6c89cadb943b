//! Somewhere that deliveries go, and what it may be sent: a rate, a number at once, pauses it asked for.
//!
//! The rate is the generic cell rate algorithm, which the `governor` crate uses too (ITU-T I.371, annex A): all that it
//! remembers is one time, so that it fits in a row and holds over all who share the row.

use std::time::Duration;

use super::timestamp::Timestamp;

/// How often an endpoint is slowed down at most: each level halves its rate and what goes there at once.
pub const MAX_SLOW_LEVEL: u32 = 6;

/// Microseconds. An endpoint that has spent its rate is left alone until it has this much of it again: a look for a single
/// attempt costs the others as much as one for many.
const BREATH: i64 = 100_000;

/// One in so many attempts is a retry, where first attempts wait as well.
const RETRY_SHARE: u32 = 4;

/// What an endpoint may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndpointLimits {
    /// Attempts per second, from 1.
    pub per_second: u32,
    /// Attempts that may be made at once after a quiet time, from 1.
    pub burst: u32,
    /// Attempts under way at once, from 1.
    pub max_concurrency: u32,
}

impl Default for EndpointLimits {
    fn default() -> Self {
        Self { per_second: 50, burst: 100, max_concurrency: 8 }
    }
}

/// Limits of one endpoint's own; what is not set is the server's default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnLimits {
    pub rate: Option<RateLimit>,
    /// From 1 to [`OwnLimits::MAX_CONCURRENCY`].
    pub max_concurrency: Option<u32>,
}

/// A rate of an endpoint's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// From 1 to [`OwnLimits::MAX_PER_SECOND`].
    pub per_second: u32,
    /// From 1 to [`OwnLimits::MAX_BURST`].
    pub burst: u32,
}

impl OwnLimits {
    pub const MAX_PER_SECOND: u32 = 100_000;
    pub const MAX_BURST: u32 = 100_000;
    pub const MAX_CONCURRENCY: u32 = 1_000;

    /// Over the server's defaults.
    pub fn or(self, default: EndpointLimits) -> EndpointLimits {
        let RateLimit { per_second, burst } =
            self.rate.unwrap_or(RateLimit { per_second: default.per_second, burst: default.burst });
        let max_concurrency = self.max_concurrency.unwrap_or(default.max_concurrency);
        EndpointLimits { per_second, burst, max_concurrency }
    }
}

/// How an endpoint took an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reception {
    /// It answered 2xx.
    Taken,
    /// It did not take it.
    Refused {
        /// Its gateway gave up (502, 504), it asked for less without saying when (429, 503), or it was not reached in
        /// time: it is to be sent less.
        slow_down: bool,
        /// It asked for nothing before then (`Retry-After`).
        pause_until: Option<Timestamp>,
    },
    /// It was not asked: the fault is ours.
    NotAsked,
}

/// How attempts that ended together were taken by one endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Receptions {
    /// Attempts under way that have ended.
    pub ended: u32,
    pub taken: bool,
    pub refused: bool,
    pub slow_down: bool,
    pub pause_until: Option<Timestamp>,
}

impl Receptions {
    pub fn add(&mut self, reception: Reception) {
        self.ended += 1;
        match reception {
            Reception::Taken => self.taken = true,
            Reception::Refused { slow_down, pause_until } => {
                self.refused = true;
                self.slow_down |= slow_down;
                self.pause_until = self.pause_until.max(pause_until);
            }
            Reception::NotAsked => {}
        }
    }
}

/// What the next look at an endpoint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Something is due, or will be.
    Work,
    /// As much is under way as may be: one of those must end before anything else is sent.
    Room,
    /// Nothing waits. Should what is under way never end, its lease does.
    Lease,
}

/// An endpoint, as far as it decides what is sent when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub limits: EndpointLimits,
    /// Attempts under way.
    pub in_flight: u32,
    /// When the next attempt would be made if all were evenly spaced: the rate's only memory.
    pub rate_time: Timestamp,
    /// Nothing is sent before: it asked for a pause. [`Timestamp::MAX`]: it is disabled.
    pub open_time: Timestamp,
    /// From 0 to [`MAX_SLOW_LEVEL`].
    pub slow_level: u32,
    /// Counts the times something was begun: whose turn it is, of first attempts and retries.
    pub turn: u32,
    /// When it first failed since it last took anything.
    pub failing_time: Option<Timestamp>,
    pub look: Look,
    /// When to look at it again; `None`: when something makes it ready.
    pub ready_time: Option<Timestamp>,
}

impl Endpoint {
    fn concurrency(&self) -> u32 {
        (self.limits.max_concurrency >> self.slow_level).max(1)
    }

    /// Between two attempts of an even stream, in microseconds.
    fn interval(&self) -> i64 {
        (1_000_000 / i64::from(self.limits.per_second.max(1))).max(1) << self.slow_level
    }

    /// How far ahead of an even stream it may be, in microseconds.
    fn tolerance(&self) -> i64 {
        self.interval() * i64::from((self.limits.burst >> self.slow_level).max(1))
    }

    /// How many attempts may begin now.
    pub fn allowance(&self, now: Timestamp) -> u32 {
        if now < self.open_time {
            return 0;
        }
        let room = self.concurrency().saturating_sub(self.in_flight);
        let ahead = now.as_micros() + self.tolerance() - self.rate_time.max(now).as_micros();
        room.min(u32::try_from(ahead / self.interval()).unwrap_or(0))
    }

    /// Whether as much is under way as may be.
    pub fn is_full(&self) -> bool {
        self.in_flight >= self.concurrency()
    }

    /// Whether it is sent less than it could be.
    pub fn is_slow(&self) -> bool {
        self.slow_level > 0
    }

    /// `count` attempts begin now, of which `taken_over` were under way already and lost their lease.
    pub fn begin(&mut self, count: u32, taken_over: u32, now: Timestamp) {
        self.in_flight += count.saturating_sub(taken_over);
        self.turn = (self.turn + 1) % RETRY_SHARE;
        let spent = self.interval() * i64::from(count);
        self.rate_time = Timestamp::from_micros(self.rate_time.max(now).as_micros() + spent);
    }

    /// Of `allowance` attempts, how many are retries, where there are so many of either: at least every fourth, so that
    /// neither lane waits for the end of the other.
    pub fn share(&self, allowance: u32, first: u32, retries: u32) -> u32 {
        let fair = match allowance / RETRY_SHARE {
            0 if self.turn == 0 && allowance > 0 => 1,
            share => share,
        };
        fair.max(allowance.saturating_sub(first)).min(retries)
    }

    /// When an attempt of what is due then may begin, as far as rate and pauses go.
    pub fn opens(&self, due: Timestamp) -> Timestamp {
        let interval = self.interval();
        let has = |attempts: i64| {
            let rate = self.rate_time.as_micros() + attempts * interval - self.tolerance();
            self.open_time.max(Timestamp::from_micros(rate))
        };
        if has(1) <= due {
            return due;
        }
        // Half of what may be ahead at most, so that nothing of the rate is lost to a look that comes a little late.
        let most = (self.tolerance() / interval / 2).min(i64::from(self.concurrency()));
        has((BREATH / interval).min(most).max(1))
    }

    /// Attempts ended: gives their room back, and learns from how they were taken.
    pub fn end(&mut self, receptions: Receptions, now: Timestamp) {
        let Receptions { ended, taken, refused, slow_down, pause_until } = receptions;
        self.in_flight = self.in_flight.saturating_sub(ended);
        if taken {
            self.failing_time = None;
        } else if refused {
            self.failing_time.get_or_insert(now);
        }
        // One step for all that ended together: eight that time out at once are one piece of news.
        if slow_down {
            self.slow_level = (self.slow_level + 1).min(MAX_SLOW_LEVEL);
        } else if taken {
            self.slow_level = self.slow_level.saturating_sub(1);
        }
        if let Some(until) = pause_until {
            self.open_time = self.open_time.max(until);
        }
        match self.look {
            Look::Room if !self.is_full() => {
                self.look = Look::Work;
                // Not later than the first lease ends.
                if let Some(at) = self.ready_at(now) {
                    self.ready_time = Some(self.ready_time.map_or(at, |lease| lease.min(at)));
                }
            }
            Look::Lease if self.in_flight == 0 => self.ready_time = None,
            _ => {}
        }
    }

    /// Something will be due for it at `due`.
    pub fn wake(&mut self, due: Timestamp) {
        let Some(ready) = self.wakes(due) else { return };
        self.look = Look::Work;
        self.ready_time = Some(ready);
    }

    /// When it must be looked at because something will be due at `due`; `None` if what is arranged will do.
    pub fn wakes(&self, due: Timestamp) -> Option<Timestamp> {
        // When there is room again, it will be looked at.
        if self.look == Look::Room {
            return None;
        }
        let ready = self.ready_at(due)?;
        let at = self.ready_time.map_or(ready, |arranged| arranged.min(ready));
        // A look for a lease is called off when nothing is under way any more.
        (self.look == Look::Lease || self.ready_time != Some(at)).then_some(at)
    }

    /// Decides on the next look after this one. `work` is when something that waits is due, and `lease` when the first
    /// lease of what is under way ends.
    pub fn arrange(&mut self, work: Option<Timestamp>, lease: Option<Timestamp>, now: Timestamp) {
        let work = work.and_then(|due| self.ready_at(due.max(now)));
        (self.look, self.ready_time) = match work {
            Some(_) if self.is_full() => (Look::Room, lease),
            Some(at) => (Look::Work, lease.map_or(Some(at), |lease| Some(at.min(lease)))),
            None => (Look::Lease, lease),
        };
    }

    /// `None` if it is disabled.
    fn ready_at(&self, due: Timestamp) -> Option<Timestamp> {
        (self.open_time < Timestamp::MAX).then(|| self.opens(due))
    }

    /// Whether it has done nothing but fail for as long as that.
    pub fn has_failed_for(failing_time: Option<Timestamp>, patience: Duration, now: Timestamp) -> bool {
        failing_time.is_some_and(|since| now.since(since) >= patience)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    fn endpoint(per_second: u32, burst: u32, max_concurrency: u32) -> Endpoint {
        Endpoint {
            limits: EndpointLimits { per_second, burst, max_concurrency },
            in_flight: 0,
            rate_time: Timestamp::EPOCH,
            open_time: Timestamp::EPOCH,
            slow_level: 0,
            turn: 0,
            failing_time: None,
            look: Look::Work,
            ready_time: None,
        }
    }

    fn after(millis: u64) -> Timestamp {
        NOW.plus(Duration::from_millis(millis))
    }

    fn ended(receptions: impl IntoIterator<Item = Reception>) -> Receptions {
        let mut all = Receptions::default();
        receptions.into_iter().for_each(|reception| all.add(reception));
        all
    }

    const TIMED_OUT: Reception = Reception::Refused { slow_down: true, pause_until: None };
    const FAILED: Reception = Reception::Refused { slow_down: false, pause_until: None };

    #[test]
    fn a_burst_and_then_the_rate() {
        let mut endpoint = endpoint(50, 100, 1_000);
        assert_eq!(endpoint.allowance(NOW), 100);
        endpoint.begin(100, 0, NOW);
        assert_eq!((endpoint.allowance(NOW), endpoint.opens(NOW)), (0, after(100)));
        assert_eq!((endpoint.allowance(after(19)), endpoint.allowance(after(20))), (0, 1));
        // Ten seconds of taking what there is.
        let mut sent = 0;
        for millis in 0..10_000 {
            let allowed = endpoint.allowance(after(millis));
            endpoint.begin(allowed, allowed, after(millis));
            sent += allowed;
        }
        assert_eq!(sent, 499);
    }

    #[test]
    fn who_waits_for_the_rate_waits_for_a_few_attempts_and_loses_none() {
        for (per_second, burst, concurrency, millis, attempts) in
            [(50, 100, 8, 100, 5), (50, 1, 8, 20, 1), (50, 4, 8, 40, 2), (1_000, 1_000, 8, 8, 8), (1, 10, 8, 1_000, 1)]
        {
            let mut endpoint = endpoint(per_second, burst, concurrency);
            endpoint.begin(burst, burst, NOW);
            assert_eq!(endpoint.opens(NOW), after(millis), "{per_second}/s");
            let mut now = NOW;
            for _ in 0..100 {
                now = endpoint.opens(now);
                assert_eq!(endpoint.allowance(now), attempts, "{per_second}/s");
                endpoint.begin(attempts, attempts, now);
            }
            assert_eq!(now, after(100 * millis), "{per_second}/s");
            let later = after(101 * millis);
            assert_eq!(endpoint.opens(later), later, "what is there need not wait for more");
        }
    }

    #[test]
    fn no_more_at_once_than_may_be() {
        let mut endpoint = endpoint(1_000, 1_000, 8);
        endpoint.begin(8, 0, NOW);
        assert!(endpoint.is_full() && endpoint.allowance(NOW) == 0);
        endpoint.arrange(Some(NOW), Some(after(30_000)), NOW);
        assert_eq!((endpoint.look, endpoint.ready_time), (Look::Room, Some(after(30_000))));
        assert_eq!(endpoint.wakes(NOW), None, "there is no room for it");
        endpoint.end(ended([Reception::Taken]), after(5));
        assert_eq!((endpoint.look, endpoint.ready_time, endpoint.allowance(after(5))), (Look::Work, Some(after(5)), 1));
        // What is taken over has its room already.
        endpoint.begin(3, 3, after(6));
        assert_eq!(endpoint.in_flight, 7);
    }

    #[test]
    fn what_hangs_is_sent_less_until_it_recovers() {
        let mut endpoint = endpoint(64, 64, 8);
        endpoint.begin(8, 0, NOW);
        endpoint.end(ended([TIMED_OUT; 8]), NOW);
        assert_eq!((endpoint.slow_level, endpoint.allowance(after(60_000))), (1, 4));
        for _ in 0..10 {
            endpoint.end(ended([TIMED_OUT]), NOW);
        }
        assert_eq!((endpoint.slow_level, endpoint.allowance(after(60_000))), (MAX_SLOW_LEVEL, 1));
        for level in (0..MAX_SLOW_LEVEL).rev() {
            endpoint.end(ended([Reception::Taken]), NOW);
            assert_eq!(endpoint.slow_level, level);
        }
        endpoint.end(ended([FAILED]), NOW);
        assert!(!endpoint.is_slow(), "a plain 500 says nothing of its speed");
    }

    #[test]
    fn a_pause_is_for_all_of_it() {
        let mut endpoint = endpoint(50, 100, 8);
        endpoint.begin(2, 0, NOW);
        let paused = Reception::Refused { slow_down: false, pause_until: Some(after(60_000)) };
        endpoint.end(ended([paused, Reception::Taken]), NOW);
        assert_eq!((endpoint.allowance(after(59_999)), endpoint.allowance(after(60_000))), (0, 8));
        endpoint.wake(after(1));
        assert_eq!(endpoint.ready_time, Some(after(60_000)));
        endpoint.open_time = Timestamp::MAX;
        assert_eq!((endpoint.wakes(NOW), endpoint.allowance(after(60_000))), (None, 0));
    }

    #[test]
    fn neither_lane_starves_the_other() {
        let mut endpoint = endpoint(1_000, 1_000, 8);
        assert_eq!((endpoint.share(8, 100, 100), endpoint.share(8, 100, 1), endpoint.share(8, 3, 100)), (2, 1, 5));
        assert_eq!((endpoint.share(8, 0, 100), endpoint.share(8, 100, 0), endpoint.share(0, 1, 1)), (8, 0, 0));
        let turns: Vec<u32> = (0..8)
            .map(|_| {
                let retries = endpoint.share(1, 100, 100);
                endpoint.begin(1, 1, NOW);
                retries
            })
            .collect();
        assert_eq!(turns, [1, 0, 0, 0, 1, 0, 0, 0]);
    }

    #[test]
    fn only_what_took_nothing_since_is_failing() {
        let mut endpoint = endpoint(50, 100, 8);
        endpoint.end(ended([FAILED]), NOW);
        endpoint.end(ended([TIMED_OUT, Reception::NotAsked]), after(10));
        assert_eq!(endpoint.failing_time, Some(NOW));
        let failed_for = |millis, patience| {
            Endpoint::has_failed_for(endpoint.failing_time, Duration::from_millis(patience), after(millis))
        };
        assert!(failed_for(100, 100) && !failed_for(99, 100));
        endpoint.end(ended([FAILED, Reception::Taken]), after(20));
        assert_eq!(endpoint.failing_time, None);
        endpoint.end(ended([Reception::NotAsked]), after(30));
        assert_eq!(endpoint.failing_time, None, "our own fault is not its failure");
    }

    #[test]
    fn the_next_look_is_for_what_comes_first() {
        let mut endpoint = endpoint(50, 100, 8);
        endpoint.begin(1, 0, NOW);
        endpoint.arrange(Some(after(5_000)), Some(after(3_000)), NOW);
        assert_eq!((endpoint.look, endpoint.ready_time), (Look::Work, Some(after(3_000))));
        endpoint.arrange(None, Some(after(3_000)), NOW);
        assert_eq!((endpoint.look, endpoint.ready_time), (Look::Lease, Some(after(3_000))));
        endpoint.wake(after(1));
        assert_eq!((endpoint.look, endpoint.ready_time), (Look::Work, Some(after(1))));
        assert_eq!(endpoint.wakes(after(2)), None, "it is looked at before");
        endpoint.arrange(None, Some(after(3_000)), NOW);
        let mut retrying = endpoint.clone();
        endpoint.end(ended([Reception::Taken]), after(2));
        assert_eq!(endpoint.ready_time, None, "nothing is under way, and nothing waits");
        retrying.wake(after(60_000));
        retrying.end(ended([Reception::Taken]), after(2));
        assert_eq!(retrying.ready_time, Some(after(3_000)), "something waits, so it is looked at");
    }
}
