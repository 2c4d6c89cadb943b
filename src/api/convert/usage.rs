//! What is used.

use placard_client::v1;

use super::check::Checks;
use crate::{
    domain::{
        usage::{Day, Usage},
        violation::Violation,
    },
    engine::usage::AskedDays,
};

/// The days that are asked for.
pub fn days(request: &v1::GetUsageRequest) -> Result<AskedDays, Vec<Violation>> {
    let mut checks = Checks::default();
    let first = day(&mut checks, "first_day", &request.first_day);
    let last = day(&mut checks, "last_day", &request.last_day);
    checks.done()?;
    Ok(AskedDays { first, last })
}

fn day(checks: &mut Checks, field: &str, text: &str) -> Option<Day> {
    if text.is_empty() {
        return None;
    }
    if text.chars().count() > 10 {
        checks.text(field, text, 10);
        return None;
    }
    let day = text.parse();
    if let Err(wrong) = &day {
        let wrong: &crate::domain::usage::InvalidDay = wrong;
        checks.add(Violation::invalid(field, wrong.to_string()));
    }
    day.ok()
}

/// What was used, as a client sees it.
pub fn answer(days: Vec<(Day, Usage)>) -> v1::GetUsageResponse {
    let mut total = Usage::default();
    let days = days.into_iter().map(|(day, used)| {
        total += used;
        v1::UsageDay { day: day.to_string(), usage: Some(usage(used)) }
    });
    let days = days.collect();
    v1::GetUsageResponse { days, total: Some(usage(total)) }
}

fn usage(used: Usage) -> v1::Usage {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    v1::Usage {
        renders: number(used.renders),
        cached_renders: number(used.cached_renders),
        failed_renders: number(used.failed_renders),
        picture_bytes: number(used.picture_bytes),
        credits: number(used.credits),
        delivery_attempts: number(used.attempts),
        deliveries: number(used.deliveries),
    }
}
