//! What was measured: a table for people, and lines of JSON for whoever compares runs.

use std::fs::{File, OpenOptions};
use std::io::Write;

use serde_json::json;

/// Appends to `target/bench/{bench}.json`, one object a line.
pub struct Log {
    bench: &'static str,
    file: File,
}

impl Log {
    pub fn open(bench: &'static str) -> Log {
        std::fs::create_dir_all("target/bench").expect("target is writable");
        let path = format!("target/bench/{bench}.json");
        let file = OpenOptions::new().create(true).append(true).open(path).expect("target is writable");
        Log { bench, file }
    }

    /// Notes a value, and how many times the baseline's it is.
    pub fn write(&mut self, case: &str, metric: &str, value: f64, unit: &str, baseline: &str, ratio: f64) {
        println!("{case:<28} {metric:<22} {value:>12.3} {unit:<5} {ratio:>7.3}x of {baseline}");
        self.line(case, metric, value, unit, Some((baseline, ratio)));
    }

    /// Notes a value beside the baseline's.
    pub fn against(&mut self, case: &str, metric: &str, value: f64, unit: &str, baseline: &str, of_baseline: f64) {
        self.write(case, metric, value, unit, baseline, value / of_baseline);
    }

    /// Notes a value by itself.
    pub fn alone(&mut self, case: &str, metric: &str, value: f64, unit: &str) {
        println!("{case:<28} {metric:<22} {value:>12.3} {unit}");
        self.line(case, metric, value, unit, None);
    }

    fn line(&mut self, case: &str, metric: &str, value: f64, unit: &str, beside: Option<(&str, f64)>) {
        let (baseline, ratio) = beside.unzip();
        let line = json!({
            "bench": self.bench, "case": case, "metric": metric, "value": value, "unit": unit,
            "baseline": baseline, "ratio": ratio,
        });
        writeln!(self.file, "{line}").expect("target is writable");
    }
}

/// The middle one; of an even number the larger of the two.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The value that this part of all values is not above.
pub fn percentile(values: &mut [f64], part: f64) -> f64 {
    assert!(!values.is_empty(), "nothing was measured");
    values.sort_by(f64::total_cmp);
    values[((values.len() as f64 * part) as usize).min(values.len() - 1)]
}

/// Whether this is a measurement: `cargo test --benches` asks only whether it runs.
pub fn measuring() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// Whether the case of this name was asked for: all are, unless arguments name some.
pub fn wanted(case: &str) -> bool {
    let names: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    names.is_empty() || names.iter().any(|name| case.contains(name.as_str()))
}

/// What a process has or had of resident memory, in bytes: `VmRSS` now, `VmHWM` at most.
pub fn resident(process: u32, what: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process that runs");
    let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("a line of memory");
    let kilobytes: u64 = line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("digits");
    kilobytes * 1024
}
