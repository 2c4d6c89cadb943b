//! When a binding is refreshed, and when it is tried again.

use std::{fmt, sync::LazyLock, time::Duration};

use croner::{
    Cron,
    parser::{CronParser, Seconds, Year},
};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::{excerpt::Excerpt, schedule::jittered, timestamp::Timestamp, violation::Violation};

/// The wait after the first failure. Each one after it doubles it.
const FIRST_RETRY: Duration = Duration::from_secs(60);
/// The longest wait between two tries.
const LAST_RETRY: Duration = Duration::from_secs(60 * 60);

/// The time zones that this version knows: the same on every machine, whatever its own files say.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// When a binding is refreshed.
#[derive(Debug, Clone, PartialEq)]
pub enum BindingSchedule {
    /// So long after the end of the refresh before.
    Interval(Duration),
    Cron(Box<CronSchedule>),
}

impl BindingSchedule {
    /// The shortest and the longest interval.
    pub const MIN_INTERVAL: Duration = Duration::from_secs(60);
    pub const MAX_INTERVAL: Duration = Duration::from_secs(30 * 24 * 60 * 60);

    /// The time that follows `now`, and not those that have passed unseen. `None` where none comes before the year 9999.
    pub fn next(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Interval(interval) => Some(now.plus(*interval)),
            Self::Cron(cron) => cron.next(now),
        }
    }

    /// When to try again after `failures` in a row, of which the last one ended at `now`: after 1 minute, 2, 4 and so on
    /// up to the interval or an hour, and never later than it would be refreshed anyway. `chance` is a random number from
    /// 0 to 1.
    pub fn retry(&self, failures: u32, now: Timestamp, chance: f64) -> Timestamp {
        let longest = match self {
            Self::Interval(interval) => LAST_RETRY.min(*interval),
            Self::Cron(_) => LAST_RETRY,
        };
        let doubled = FIRST_RETRY.saturating_mul(1 << failures.saturating_sub(1).min(16));
        let at = now.plus(jittered(doubled.min(longest), chance));
        match self {
            Self::Interval(_) => at,
            Self::Cron(cron) => cron.next(now).map_or(at, |next| next.min(at)),
        }
    }
}

/// Times as cron has them, in a time zone.
#[derive(Clone)]
pub struct CronSchedule {
    expression: String,
    zone_name: String,
    cron: Cron,
    zone: TimeZone,
}

impl fmt::Debug for CronSchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it was parsed to is thousands of numbers.
        write!(f, "CronSchedule({:?}, {:?})", self.expression, self.zone_name)
    }
}

impl PartialEq for CronSchedule {
    fn eq(&self, other: &Self) -> bool {
        (&self.expression, &self.zone_name) == (&other.expression, &other.zone_name)
    }
}

impl CronSchedule {
    /// Reads five fields, and the name of a time zone in the IANA database; empty is UTC.
    ///
    /// # Errors
    /// All that is wrong, at `expression` and `time_zone`; a time that never comes, as the 30th of February, too.
    pub fn parse(expression: &str, zone_name: &str) -> Result<Self, Vec<Violation>> {
        let schedule = Self::parsed_before(expression, zone_name)?;
        // Without years in it, an expression that comes at all comes again and again.
        if schedule.next(Timestamp::EPOCH).is_none() {
            let message = format!("never comes: there is no such day in any year: `{}`", Excerpt(expression));
            return Err(vec![Violation::invalid("expression", message)]);
        }
        Ok(schedule)
    }

    /// The same of what is known to come.
    ///
    /// # Errors
    /// As `parse`, but for times that never come.
    pub fn parsed_before(expression: &str, zone_name: &str) -> Result<Self, Vec<Violation>> {
        let zone_name = if zone_name.is_empty() { "UTC" } else { zone_name };
        let zone = ZONES.get(zone_name).map_err(|_| {
            let message = format!(
                "is no time zone that is known here: `{}`; one is like `Europe/Berlin` or `UTC`",
                Excerpt(zone_name)
            );
            Violation::invalid("time_zone", message)
        });
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let cron = parser.parse(expression).map_err(|_| {
            let message = format!(
                "is no cron expression: `{}`; five fields are (minute, hour, day of the month, month, day of the week), as \
                 in `*/15 8-18 * * MON-FRI`",
                Excerpt(expression)
            );
            Violation::invalid("expression", message)
        });
        let (cron, zone) = match (cron, zone) {
            (Ok(cron), Ok(zone)) => (cron, zone),
            (cron, zone) => return Err(cron.err().into_iter().chain(zone.err()).collect()),
        };
        Ok(Self { expression: expression.to_owned(), zone_name: zone_name.to_owned(), cron, zone })
    }

    /// As it was written.
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// The time zone's name.
    pub fn time_zone(&self) -> &str {
        &self.zone_name
    }

    /// The first time after `now`.
    fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let now = jiff::Timestamp::from_microsecond(now.as_micros()).ok()?.to_zoned(self.zone.clone());
        let next = self.cron.find_next_occurrence(&now, false).ok()?;
        Some(Timestamp::from_micros(next.timestamp().as_microsecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let time: jiff::Timestamp = text.parse().unwrap();
        Timestamp::from_micros(time.as_microsecond())
    }

    fn cron(expression: &str, zone: &str) -> BindingSchedule {
        BindingSchedule::Cron(Box::new(CronSchedule::parse(expression, zone).unwrap()))
    }

    /// The times that follow, one after the other.
    fn times(expression: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
        let schedule = cron(expression, zone);
        let mut now = at(after);
        let next = |_| {
            now = schedule.next(now).unwrap();
            now.to_rfc3339()
        };
        (0..count).map(next).collect()
    }

    fn wrong(expression: &str, zone: &str) -> Vec<String> {
        CronSchedule::parse(expression, zone).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_next_time_is_after_now_and_in_the_zone() {
        assert_eq!(
            times("30 9 * * MON-FRI", "", "2026-11-20T09:30:00Z", 2),
            ["2026-11-23T09:30:00Z", "2026-11-24T09:30:00Z"]
        );
        assert_eq!(times("0 9 * * *", "Europe/Berlin", "2026-11-21T07:59:59Z", 1), ["2026-11-21T08:00:00Z"]);
        assert_eq!(times("0 9 * * *", "europe/berlin", "2026-07-21T00:00:00Z", 1), ["2026-07-21T07:00:00Z"]);
        assert_eq!(times("0 0 29 2 *", "", "2026-11-21T00:00:00Z", 1), ["2028-02-29T00:00:00Z"]);
        assert_eq!(times("@daily", "", "2026-11-21T00:00:00Z", 1), ["2026-11-22T00:00:00Z"]);
        let every_minute = times("* * * * *", "", "2026-11-21T00:00:30.5Z", 2);
        assert_eq!(every_minute, ["2026-11-21T00:01:00Z", "2026-11-21T00:02:00Z"]);
    }

    #[test]
    fn what_a_change_of_the_clock_skips_is_made_up_for_and_what_comes_twice_counts_once() {
        // Berlin skips 02:00 to 03:00 on 2027-03-28, and has it twice on 2027-10-31.
        assert_eq!(
            times("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z", 2),
            ["2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"]
        );
        assert_eq!(
            times("30 2 * * *", "Europe/Berlin", "2027-10-30T12:00:00Z", 2),
            ["2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"]
        );
        // What comes every half hour goes on every half hour.
        assert_eq!(
            times("*/30 * * * *", "Europe/Berlin", "2027-10-31T00:30:00Z", 3),
            ["2027-10-31T01:00:00Z", "2027-10-31T01:30:00Z", "2027-10-31T02:00:00Z"]
        );
        assert_eq!(
            times("*/30 * * * *", "Europe/Berlin", "2027-03-28T00:30:00Z", 2),
            ["2027-03-28T01:00:00Z", "2027-03-28T01:30:00Z"]
        );
    }

    #[test]
    fn what_never_comes_is_refused() {
        for never in ["0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 31 FEB *"] {
            assert!(wrong(never, "")[0].starts_with("expression never comes"), "{never}");
        }
    }

    #[test]
    fn what_is_no_cron_and_no_zone_is_told_at_once() {
        for no_cron in [
            "",
            " ",
            "*",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 8",
            "a b c d e",
            "5-1 * * * *",
            "*/0 * * * *",
            "@never",
            "@reboot",
            "* * * * *;",
            "-1 * * * *",
            "é * * * *",
            "99999999999999999999 * * * *",
            "* * * * #",
            "L L L L L",
            "*/ * * * *",
        ] {
            let told = wrong(no_cron, "");
            assert!(told.len() == 1 && told[0].starts_with("expression is no cron"), "{no_cron}: {told:?}");
        }
        for no_zone in ["Mars/Olympus", "Europe", "+01:00", "../../etc/passwd", "CEST", "é", "\0"] {
            let told = wrong("* * * * *", no_zone);
            assert!(told.len() == 1 && told[0].starts_with("time_zone is no time zone"), "{no_zone}: {told:?}");
        }
        assert_eq!(wrong("x", "x").len(), 2);
    }

    #[test]
    fn retries_wait_longer_and_longer_and_never_beyond_the_schedule() {
        let now = at("2026-11-21T12:00:10Z");
        let wait =
            |schedule: &BindingSchedule, failures, chance| schedule.retry(failures, now, chance).since(now).as_secs();
        let daily = BindingSchedule::Interval(Duration::from_secs(86_400));
        let waits: Vec<u64> = (1..=8).map(|failures| wait(&daily, failures, 0.5)).collect();
        assert_eq!(waits, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!((wait(&daily, 1, 0.0), wait(&daily, 1, 1.0), wait(&daily, u32::MAX, 1.0)), (54, 66, 3_960));
        let quick = BindingSchedule::Interval(Duration::from_secs(90));
        assert_eq!((1..=3).map(|failures| wait(&quick, failures, 0.5)).collect::<Vec<_>>(), [60, 90, 90]);
        assert_eq!(wait(&cron("*/5 * * * *", ""), 6, 0.5), 290);
        assert_eq!(wait(&cron("0 0 1 1 *", ""), 6, 0.5), 1_920);
    }

    #[test]
    fn the_end_of_time_is_no_fault() {
        assert_eq!(cron("0 0 1 1 *", "").next(Timestamp::MAX), None);
        let daily = BindingSchedule::Interval(Duration::from_secs(86_400));
        assert_eq!(daily.next(Timestamp::MAX), Some(Timestamp::MAX));
    }
}
