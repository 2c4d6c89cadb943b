//! Runs with something in the way and without it, in turn.

use super::log::{Log, median, percentile};

/// What the runs of each kind measured.
#[derive(Default)]
pub struct Turns {
    without: Vec<Vec<f64>>,
    with: Vec<Vec<f64>>,
}

impl Turns {
    pub fn add(&mut self, without: Vec<f64>, with: Vec<f64>) {
        self.without.push(without);
        self.with.push(with);
    }

    /// Notes the percentiles with it against those without: of each kind that of the run in the middle, the machine being
    /// quicker in some moments than in others.
    pub fn write(&mut self, log: &mut Log, case: &str, (p50, p99): (&str, &str), unit: &str, baseline: &str) {
        for (metric, part) in [(p50, 0.5), (p99, 0.99)] {
            let middle = |runs: &mut Vec<Vec<f64>>| {
                let mut values: Vec<f64> = runs.iter_mut().map(|run| percentile(run, part)).collect();
                median(&mut values)
            };
            let (without, with) = (middle(&mut self.without), middle(&mut self.with));
            log.against(case, metric, with, unit, baseline, without);
        }
    }
}
