//! Recoveries.

use placard_client::v1;

use super::{check::Checks, delivery::id, optional_time, timestamp};
use crate::{
    domain::{recovery::Recovery, violation::Violation},
    engine::recovery::NewRecovery,
};

/// A recovery as a client sees it.
pub fn recovery(recovery: Recovery) -> v1::Recovery {
    let state = match recovery.finish_time {
        None => v1::RecoveryState::Running,
        Some(_) => v1::RecoveryState::Completed,
    };
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    v1::Recovery {
        recovery_id: recovery.id.to_string(),
        subscription_id: recovery.subscription_id.map(|id| id.to_string()).unwrap_or_default(),
        trigger_id: recovery.trigger_id.map(|id| id.to_string()).unwrap_or_default(),
        since: Some(timestamp(recovery.since)),
        until: Some(timestamp(recovery.until)),
        state: state.into(),
        examined_count: count(recovery.examined_count),
        recovered_count: count(recovery.recovered_count),
        create_time: Some(timestamp(recovery.create_time)),
        finish_time: recovery.finish_time.map(timestamp),
    }
}

/// What is to be sent again, or all that is wrong with it.
pub fn new(request: &v1::RecoverDeliveriesRequest) -> Result<NewRecovery, Vec<Violation>> {
    let mut checks = Checks::default();
    checks.text("request_id", &request.request_id, 128);
    let subscription_id = id(&mut checks, "subscription_id", &request.subscription_id);
    let trigger_id = id(&mut checks, "trigger_id", &request.trigger_id);
    if !request.subscription_id.is_empty() && !request.trigger_id.is_empty() {
        checks.add(Violation::invalid("trigger_id", "stands beside `subscription_id`: name one of them, or neither"));
    }
    if request.since.is_none() {
        checks.add(Violation::required("since"));
    }
    let since = optional_time(&mut checks, "since", request.since);
    let until = optional_time(&mut checks, "until", request.until);
    if let (Some(since), Some(until)) = (since, until)
        && until <= since
    {
        checks.add(Violation::invalid("until", "must be after `since`"));
    }
    checks.done()?;
    let since = since.expect("without violations there is a time");
    Ok(NewRecovery { subscription_id, trigger_id, since, until })
}
