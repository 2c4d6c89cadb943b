//! One line of JSON for each measurement, into `target/bench/{bench}.json`.

use std::io::Write as _;

use serde_json::json;

pub struct Report {
    bench: &'static str,
    log: std::fs::File,
}

impl Report {
    pub fn new(bench: &'static str) -> Self {
        std::fs::create_dir_all("target/bench").expect("target is writable");
        let mut options = std::fs::OpenOptions::new();
        let log = options.create(true).append(true).open(format!("target/bench/{bench}.json"));
        Self { bench, log: log.expect("target is writable") }
    }

    /// A value beside what it is held against, which `baseline` names.
    pub fn against(&mut self, case: &str, metric: &str, value: f64, unit: &str, baseline: &str, of_baseline: f64) {
        let ratio = value / of_baseline;
        println!("{:<10} {case:<28} {metric:<22} {value:>12.3} {unit:<5} {ratio:>8.2} x {baseline}", self.bench);
        let line = json!({
            "bench": self.bench, "case": case, "metric": metric, "value": value, "unit": unit,
            "baseline": baseline, "ratio": ratio,
        });
        writeln!(self.log, "{line}").expect("target is writable");
    }

    /// A value by itself.
    pub fn alone(&mut self, case: &str, metric: &str, value: f64, unit: &str) {
        println!("{:<10} {case:<28} {metric:<22} {value:>12.3} {unit}", self.bench);
        let line = json!({
            "bench": self.bench, "case": case, "metric": metric, "value": value, "unit": unit,
            "baseline": null, "ratio": null,
        });
        writeln!(self.log, "{line}").expect("target is writable");
    }
}
