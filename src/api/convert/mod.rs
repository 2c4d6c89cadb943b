//! Proto to domain and back: the only place where the two meet. A field's limits are those of its annotations in the
//! proto; a test walks the annotations and checks that each is held to.

pub mod asset;
pub mod batch;
pub mod binding;
pub mod check;
pub mod delivery;
pub mod endpoint;
pub mod event;
pub mod page;
pub mod preview;
pub mod recovery;
pub mod render;
mod scene;
pub mod spec;
pub mod storage;
pub mod subscription;
pub mod template;
pub mod trigger;
pub mod usage;
pub mod value;
pub mod workspace;

use prost_types::{Duration, Timestamp as ProtoTimestamp};

use self::check::Checks;
use crate::domain::{secret::Secret, timestamp::Timestamp, violation::Violation};

/// A time as proto has it.
pub fn timestamp(time: Timestamp) -> ProtoTimestamp {
    let micros = time.as_micros();
    let nanos = i32::try_from(micros % 1_000_000 * 1_000).expect("less than a second");
    ProtoTimestamp { seconds: micros / 1_000_000, nanos }
}

/// A time from proto: from 1970 to 9999, microseconds exact.
fn time(proto: &ProtoTimestamp) -> Option<Timestamp> {
    if !(0..1_000_000_000).contains(&proto.nanos) || proto.seconds < 0 {
        return None;
    }
    let micros = proto.seconds.checked_mul(1_000_000)?.checked_add(i64::from(proto.nanos / 1_000))?;
    (micros <= Timestamp::MAX.as_micros()).then(|| Timestamp::from_micros(micros))
}

/// A field's time, where it has one; from 1970 to 9999.
pub fn optional_time(checks: &mut Checks, field: &str, given: Option<ProtoTimestamp>) -> Option<Timestamp> {
    let time = time(&given?);
    if time.is_none() {
        checks.add(Violation::invalid(field, "must be a time from 1970 to 9999"));
    }
    time
}

/// A field's duration, where it has one; not negative, and at most `max`.
pub fn optional_duration(
    checks: &mut Checks,
    field: &str,
    given: Option<Duration>,
    max: std::time::Duration,
) -> Option<std::time::Duration> {
    let given = std::time::Duration::try_from(given?).ok().filter(|duration| *duration <= max);
    if given.is_none() {
        checks.add(Violation::invalid(field, format!("must be from 0 to {} seconds", max.as_secs())));
    }
    given
}

/// How long secrets before a new one sign beside it.
const OVERLAP: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
const MAX_OVERLAP: std::time::Duration = std::time::Duration::from_secs(30 * 24 * 60 * 60);

/// What a rotation asks for: the new secret, if the caller has chosen one, and how long those before sign beside it.
pub fn rotation(checks: &mut Checks, secret: &str, overlap: Option<Duration>) -> (Option<Secret>, std::time::Duration) {
    let overlap = optional_duration(checks, "overlap", overlap, MAX_OVERLAP).unwrap_or(OVERLAP);
    (subscription::optional_secret(checks, secret), overlap)
}

/// A secret in the one answer that shows it; empty where the answer repeats an earlier one.
pub fn shown(secret: Option<Secret>) -> String {
    secret.map(|secret| secret.expose().to_owned()).unwrap_or_default()
}

/// A duration as proto has it.
pub fn duration(duration: std::time::Duration) -> Duration {
    Duration {
        seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(duration.subsec_nanos()).expect("less than a second"),
    }
}
