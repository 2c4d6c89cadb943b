//! What workspaces use, day by day.

use std::{fmt, ops::AddAssign, str::FromStr};

use time::{Date, Month};

use super::{
    render::{Render, RenderOutcome},
    timestamp::Timestamp,
};

/// The Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;
const SECONDS: i64 = 24 * 60 * 60;

/// A day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day of a moment.
    pub fn of(time: Timestamp) -> Self {
        Self(i32::try_from(time.as_seconds().div_euclid(SECONDS)).unwrap_or(i32::MAX))
    }

    /// From the number of days since 1970-01-01.
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day so many days earlier.
    #[must_use]
    pub const fn earlier(self, days: i32) -> Self {
        Self(self.0.saturating_sub(days))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Date::from_julian_day(self.0.saturating_add(EPOCH)) {
            Ok(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day()),
            Err(_) => f.write_str("?"),
        }
    }
}

/// The text is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a day such as 2026-03-31")]
pub struct InvalidDay;

impl FromStr for Day {
    type Err = InvalidDay;

    /// `YYYY-MM-DD`, from 1970 to 9999.
    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let digits = |from: usize, to: usize| {
            let part = text.as_bytes().get(from..to).filter(|part| part.iter().all(u8::is_ascii_digit))?;
            std::str::from_utf8(part).ok()?.parse::<u16>().ok()
        };
        let date = || {
            let form = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
            let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
            let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
            let date = Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()?;
            Some(date).filter(|_| form && year >= 1970)
        };
        date().map(|date| Self(date.to_julian_day() - EPOCH)).ok_or(InvalidDay)
    }
}

/// Days, the first and the last one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub first: Day,
    pub last: Day,
}

impl Days {
    /// As many at most: a leap year.
    pub const MAX: i32 = 366;
    /// As many where nobody says.
    pub const DEFAULT: i32 = 30;

    /// Every one of them, in order.
    pub fn iter(self) -> impl Iterator<Item = Day> {
        (self.first.0..=self.last.0).map(Day)
    }
}

/// What was used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Renders that ended with a picture.
    pub renders: u64,
    /// Of these, those that an earlier picture answered.
    pub cached_renders: u64,
    /// Renders that ended without a picture.
    pub failed_renders: u64,
    /// Bytes of the pictures that were newly made.
    pub picture_bytes: u64,
    /// Credits: one for each picture that was newly made.
    pub credits: u64,
    /// Requests that were sent to receivers.
    pub attempts: u64,
    /// Deliveries that were taken.
    pub deliveries: u64,
}

impl Usage {
    /// What a render comes to that has ended.
    pub fn of(render: &Render) -> Self {
        match render.outcome() {
            Some(RenderOutcome::Succeeded { cached: true, .. }) => {
                Self { renders: 1, cached_renders: 1, ..Self::default() }
            }
            Some(RenderOutcome::Succeeded { artifact, .. }) => {
                Self { renders: 1, picture_bytes: artifact.size_bytes, credits: render.cost(), ..Self::default() }
            }
            Some(RenderOutcome::Failed(_)) => Self { failed_renders: 1, ..Self::default() },
            Some(RenderOutcome::Cancelled) | None => Self::default(),
        }
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, more: Self) {
        let Self { renders, cached_renders, failed_renders, picture_bytes, credits, attempts, deliveries } = more;
        for (sum, more) in [
            (&mut self.renders, renders),
            (&mut self.cached_renders, cached_renders),
            (&mut self.failed_renders, failed_renders),
            (&mut self.picture_bytes, picture_bytes),
            (&mut self.credits, credits),
            (&mut self.attempts, attempts),
            (&mut self.deliveries, deliveries),
        ] {
            *sum = sum.saturating_add(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_utc_and_come_back() {
        let second = |seconds: i64| Day::of(Timestamp::from_micros(seconds * 1_000_000)).to_string();
        assert_eq!((second(0).as_str(), second(SECONDS - 1).as_str()), ("1970-01-01", "1970-01-01"));
        assert_eq!(second(SECONDS), "1970-01-02");
        // 2024-02-29T23:59:59Z.
        assert_eq!(second(1_709_251_199), "2024-02-29");
        for text in ["1970-01-01", "2000-02-29", "2026-11-21", "9999-12-31"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        assert_eq!("2024-03-01".parse::<Day>().unwrap().earlier(1).to_string(), "2024-02-29");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2026",
            "2026-2-01",
            "2026-02-30",
            "2023-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "1969-12-31",
            "2026-01-01 ",
            "+026-01-01",
            "2026/01/01",
            "20260101",
            "2026-01-0\u{e9}",
        ] {
            assert_eq!(text.parse::<Day>(), Err(InvalidDay), "{text}");
        }
    }

    #[test]
    fn a_range_has_both_its_ends() {
        let days = Days { first: "2026-02-27".parse().unwrap(), last: "2026-03-02".parse().unwrap() };
        let all: Vec<String> = days.iter().map(|day| day.to_string()).collect();
        assert_eq!(all, ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
    }
}
