//! Batches.

use std::collections::VecDeque;

use bytes::Bytes;
use placard_client::v1::{self, batch_rows::Source, create_batch_request::Items};

use super::{
    check::Checks,
    duration,
    render::{render, state},
    spec, timestamp,
};
use crate::{
    domain::{
        batch::{Batch, BatchKind, BatchState, MAX_ITEMS, Row},
        reason::Reason,
        render::{Render, RenderFailure, RenderSource},
        timestamp::Timestamp,
        violation::Violation,
    },
    engine::{
        Engine,
        batch::{BatchItems, Rows},
        rows::DELIMITERS,
    },
};

/// Variables that a row may have.
const MAX_VARIABLES: usize = 200;
/// Largest file of rows, in bytes.
const MAX_FILE: usize = 30 * 1024 * 1024;
/// Of what time a stream's rate is.
const WINDOW_MICROS: i64 = 10_000_000;

/// A batch as a client sees it.
pub fn batch(engine: &Engine, batch: Batch) -> v1::Batch {
    let results_url = engine.archive_url(&batch).unwrap_or_default();
    let counts = batch.counts;
    v1::Batch {
        batch_id: batch.id.to_string(),
        kind: i32::from(match batch.kind {
            BatchKind::Batch => v1::BatchKind::Rows,
            BatchKind::Collection => v1::BatchKind::Collection,
        }),
        state: i32::from(batch_state(batch.state)),
        total_count: count(counts.total),
        completed_count: count(counts.succeeded),
        failed_count: count(counts.failed),
        cancelled_count: count(counts.cancelled),
        duration: batch.duration().map(duration),
        template_id: batch.template.unwrap_or_default(),
        metadata: batch.metadata,
        request_id: batch.request_id,
        create_time: Some(timestamp(batch.create_time)),
        finish_time: batch.finish_time.map(timestamp),
        results_url,
    }
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn batch_state(state: BatchState) -> v1::BatchState {
    match state {
        BatchState::Running => v1::BatchState::Running,
        BatchState::Cancelling => v1::BatchState::Cancelling,
        BatchState::Completed => v1::BatchState::Completed,
        BatchState::Cancelled => v1::BatchState::Cancelled,
    }
}

/// The state to filter by; `None` for any.
pub fn batch_state_filter(state: v1::BatchState) -> Option<BatchState> {
    BatchState::ALL.iter().copied().find(|candidate| batch_state(*candidate) == state)
}

/// An item as a client sees it.
pub fn item(engine: &Engine, item: &Render) -> v1::BatchItem {
    let proto = render(engine, item);
    v1::BatchItem {
        index: proto.batch_index.unwrap_or_default(),
        state: i32::from(state(item.state())),
        error: proto.error.clone(),
        render: Some(proto),
    }
}

/// The place of an item, for pages.
pub fn place(item: &Render) -> uuid::Uuid {
    match item.source {
        RenderSource::Batch { index, .. } => uuid::Uuid::from_u128(index.unwrap_or_default().into()),
        RenderSource::Api | RenderSource::Trigger(_) | RenderSource::Url | RenderSource::Binding(_) => {
            uuid::Uuid::nil()
        }
    }
}

/// How many items had ended when, as one stream saw it.
#[derive(Default)]
pub struct Pace(VecDeque<(i64, u32)>);

impl Pace {
    /// How far a batch is, which a client sees as `shown`, and how fast it goes.
    pub fn progress(&mut self, of: &Batch, shown: v1::Batch, now: Timestamp) -> v1::BatchProgress {
        let (ended, failed, total) = (of.counts.ended(), of.counts.failed, of.counts.total);
        let until = of.finish_time.unwrap_or(now).as_micros();
        // A retry takes ended items back.
        self.0.retain(|(_, before)| *before <= ended);
        while self.0.len() > 1 && self.0.front().is_some_and(|(at, _)| *at < until - WINDOW_MICROS) {
            self.0.pop_front();
        }
        let (since, before) = self.0.front().copied().unwrap_or((of.start_time.as_micros(), 0));
        self.0.push_back((until, ended));
        let seconds = (until - since).max(1) as f64 / 1e6;
        let rate = f64::from(ended - before) / seconds;
        let left = f64::from(total.saturating_sub(ended));
        let time_left = (rate > 0.0 || left == 0.0).then(|| if left == 0.0 { 0.0 } else { left / rate });
        v1::BatchProgress {
            batch: Some(shown),
            done_count: count(ended),
            failed_count: count(failed),
            total_count: count(total),
            rate_per_second: rate,
            time_left: time_left.and_then(|left| std::time::Duration::try_from_secs_f64(left).ok()).map(duration),
        }
    }
}

/// What a batch is to be made of, all that is wrong with it at once.
pub fn items(proto: Option<Items>) -> Result<BatchItems, Vec<Violation>> {
    let mut checks = Checks::default();
    let items = match proto {
        Some(Items::Rows(rows)) => checks.part("rows", self::rows(rows)),
        Some(Items::Specs(specs)) => checks.part("specs", self::specs(specs)).map(BatchItems::Specs),
        None => {
            let message = "is required: give `rows` or `specs`";
            checks.add(Violation::new("items", Reason::FieldRequired, message));
            None
        }
    };
    checks.done()?;
    Ok(items.expect("without violations there are items"))
}

fn specs(proto: v1::BatchSpecs) -> Result<Vec<crate::domain::spec::RenderSpec>, Vec<Violation>> {
    let mut checks = Checks::default();
    length(&mut checks, "specs", proto.specs.len());
    let mut specs = Vec::with_capacity(proto.specs.len());
    for (index, proto) in proto.specs.into_iter().enumerate() {
        if checks.is_full() {
            break;
        }
        specs.extend(checks.part(&format!("specs[{index}]"), spec::spec(Some(proto))));
    }
    checks.done()?;
    Ok(specs)
}

fn rows(proto: v1::BatchRows) -> Result<BatchItems, Vec<Violation>> {
    let mut checks = Checks::default();
    let spec = checks.part("spec", spec::spec(proto.spec));
    checks.text("delimiter", &proto.delimiter, 1);
    let delimiter = match proto.delimiter.as_bytes() {
        [] => None,
        [one] if DELIMITERS.contains(one) => Some(*one),
        _ => {
            checks.add(Violation::invalid("delimiter", "must be one of `,`, `;`, `|` and a tab"));
            None
        }
    };
    let rows = match proto.source {
        Some(Source::List(list)) => {
            length(&mut checks, "list.rows", list.rows.len());
            Rows::List(list.rows.into_iter().enumerate().map(|(index, values)| row(index, values)).collect())
        }
        Some(Source::Csv(bytes)) => {
            file(&mut checks, "csv", &bytes);
            Rows::Csv(bytes, delimiter)
        }
        Some(Source::JsonLines(bytes)) => {
            file(&mut checks, "json_lines", &bytes);
            Rows::JsonLines(bytes)
        }
        None => {
            let message = "is required: give a `list`, `csv` or `json_lines`";
            checks.add(Violation::new("source", Reason::FieldRequired, message));
            Rows::List(Vec::new())
        }
    };
    checks.done()?;
    let spec = spec.expect("without violations there is a spec");
    Ok(BatchItems::Rows { spec, rows, ignore_unknown: proto.ignore_unknown_columns })
}

fn length(checks: &mut Checks, field: &str, items: usize) {
    if items == 0 {
        checks.add(Violation::required(field));
    } else if items > MAX_ITEMS {
        checks.add(Violation::invalid(field, format!("must be at most {MAX_ITEMS}: make several batches of them")));
    }
}

fn file(checks: &mut Checks, field: &str, bytes: &Bytes) {
    if bytes.is_empty() {
        checks.add(Violation::required(field));
    } else if bytes.len() > MAX_FILE {
        checks.add(Violation::invalid(field, format!("must be at most {MAX_FILE} bytes")));
    }
}

/// A row that is wrong fails by itself.
fn row(index: usize, proto: v1::BatchRow) -> Row {
    let number = index + 1;
    let failure = |message: String| RenderFailure { reason: Reason::InvalidRow, field: None, message };
    if proto.variables.len() > MAX_VARIABLES {
        let given = proto.variables.len();
        return Err(failure(format!("row {number} has {given} values, and may have {MAX_VARIABLES}")));
    }
    let mut checks = Checks::default();
    let mut values = spec::values(&mut checks, "variables", proto.variables);
    values.retain(|_, value| !value.is_null());
    match checks.done() {
        Ok(()) => Ok(values),
        Err(wrong) => {
            let first = wrong.first().map(ToString::to_string).unwrap_or_default();
            Err(failure(format!("row {number}: {first}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        access::Metadata,
        batch::ItemCounts,
        id::{BatchId, WorkspaceId},
    };

    #[test]
    fn the_rate_is_that_of_late() {
        let at = |seconds: i64| Timestamp::from_micros(1_000_000 * seconds);
        let batch = |ended: u32| Batch {
            id: BatchId::from_uuid(Uuid::nil()),
            workspace_id: WorkspaceId::from_uuid(Uuid::nil()),
            kind: BatchKind::Batch,
            state: BatchState::Running,
            template: None,
            metadata: Metadata::new(),
            request_id: String::new(),
            counts: ItemCounts { total: 1_000, succeeded: ended, ..ItemCounts::default() },
            create_time: at(0),
            start_time: at(0),
            finish_time: None,
        };
        let mut pace = Pace::default();
        let first = pace.progress(&batch(0), v1::Batch::default(), at(0));
        assert_eq!((first.done_count, first.rate_per_second, first.time_left), (0, 0.0, None));
        let next = pace.progress(&batch(100), v1::Batch::default(), at(10));
        assert_eq!((next.rate_per_second, next.time_left.unwrap().seconds), (10.0, 90));
        // It stood still for a minute, and goes on faster: what was long ago does not count.
        pace.progress(&batch(100), v1::Batch::default(), at(70));
        let late = pace.progress(&batch(300), v1::Batch::default(), at(75));
        assert_eq!((late.rate_per_second, late.time_left.unwrap().nanos), (40.0, 500_000_000));
        let end = pace.progress(&batch(1_000), v1::Batch::default(), at(76));
        assert_eq!((end.done_count, end.time_left.unwrap().seconds), (1_000, 0));
    }
}
