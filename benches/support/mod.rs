//! What benchmarks of the running server share: the server as a process, a quick receiver, and the lines they write.

#![allow(dead_code, reason = "each benchmark uses its part")]

pub mod receiver;
pub mod report;
pub mod server;

/// Whether to measure, or only to see that it runs, as `cargo test --benches` asks.
pub fn measuring() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// Whether the case of this name was asked for: all are, unless arguments name some.
pub fn wanted(case: &str) -> bool {
    let names: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    names.is_empty() || names.iter().any(|name| case.contains(name.as_str()))
}

/// The value that this part of all values is not above.
pub fn percentile(values: &mut [f64], part: f64) -> f64 {
    assert!(!values.is_empty(), "nothing was measured");
    values.sort_by(f64::total_cmp);
    values[((values.len() as f64 * part) as usize).min(values.len() - 1)]
}
