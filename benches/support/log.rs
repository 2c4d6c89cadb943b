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
        println!("{case:<26} {metric:<14} {value:>12.2} {unit:<4} {ratio:>7.3}x of {baseline}");
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

/// Whether this is a measurement: `cargo test --benches` asks only whether it runs.
pub fn measuring() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// What a process has or had of resident memory, in bytes: `VmRSS` now, `VmHWM` at most.
pub fn resident(process: u32, what: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process that runs");
    let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("a line of memory");
    let kilobytes: u64 = line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("digits");
    kilobytes * 1024
}
