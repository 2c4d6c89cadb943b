//! What both engines' workers share: the cards, and the conversation with the comparison that asks for them.
//!
//! One request a line on stdin, one answer a line on stdout:
//!
//! - `render CARD OUTPUT I`: that card with text number I; `NANOSECONDS BYTES CPU_NANOSECONDS`, the last over all threads
//! - `save CARD OUTPUT I PATH`: the same into a file
//! - `throughput CARD OUTPUT THREADS COUNT`: that many on so many threads at once; `NANOSECONDS BYTES`
//! - `memory`: the peak of the process' resident memory; `BYTES`

use std::error::Error;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::Value;

/// What is asked of an engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Output {
    PngFast,
    PngBalanced,
    Jpeg85,
}

impl Output {
    fn parse(text: &str) -> Option<Output> {
        match text {
            "png_fast" => Some(Output::PngFast),
            "png_balanced" => Some(Output::PngBalanced),
            "jpeg_85" => Some(Output::Jpeg85),
            _ => None,
        }
    }
}

/// The texts of one render of a card.
pub struct Texts {
    pub title: String,
    pub description: String,
    pub tag: String,
    pub author: String,
    pub photo: bool,
}

/// `cards.json` and the pictures.
pub struct Cards {
    pub json: Value,
    pub avatar: Vec<u8>,
    pub photo: Vec<u8>,
    /// Fonts for what Inter lacks, as TrueType files: from the environment's `PEERS_CJK_FONTS`, separated by colons.
    pub cjk_fonts: Vec<PathBuf>,
}

impl Cards {
    pub fn read() -> Result<Cards, Box<dyn Error>> {
        let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."));
        let inputs = root.join("tests/golden/inputs");
        Ok(Cards {
            json: serde_json::from_slice(&std::fs::read(root.join("benches/peers/cards.json"))?)?,
            avatar: std::fs::read(inputs.join("avatar.png"))?,
            photo: std::fs::read(inputs.join("photo.jpg"))?,
            cjk_fonts: std::env::var_os("PEERS_CJK_FONTS").iter().flat_map(std::env::split_paths).collect(),
        })
    }

    /// The card's texts with `{i}` filled in.
    pub fn texts(&self, card: &str, i: usize) -> Texts {
        let card = &self.json["cards"][card];
        let text = |field: &str| {
            let text = card[field].as_str().unwrap_or_else(|| panic!("the card has no {field}"));
            text.replace("{i}", &i.to_string())
        };
        Texts {
            title: text("title"),
            description: text("description"),
            tag: text("tag"),
            author: text("author"),
            photo: card["photo"] == true,
        }
    }
}

/// Something that makes a file of a card.
pub trait Engine: Sync {
    fn render(&self, card: &str, output: Output, i: usize) -> Vec<u8>;
}

/// Answers until stdin ends.
pub fn work(engine: &impl Engine) -> Result<(), Box<dyn Error>> {
    let mut answers = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split(' ').collect();
        let output = |text: &str| Output::parse(text).ok_or_else(|| format!("no output `{text}`"));
        match *words.as_slice() {
            ["render", card, kind, i] => {
                let (kind, i) = (output(kind)?, i.parse()?);
                let (cpu, started) = (processor_time(), Instant::now());
                let file = engine.render(card, kind, i);
                let (elapsed, cpu) = (started.elapsed(), processor_time().saturating_sub(cpu));
                writeln!(answers, "{} {} {cpu}", elapsed.as_nanos(), file.len())?;
            }
            ["save", card, kind, i, path] => {
                let file = engine.render(card, output(kind)?, i.parse()?);
                std::fs::write(path, &file)?;
                writeln!(answers, "0 {}", file.len())?;
            }
            ["throughput", card, kind, threads, count] => {
                let (kind, threads, count): (Output, usize, usize) = (output(kind)?, threads.parse()?, count.parse()?);
                let next = AtomicUsize::new(0);
                let bytes = AtomicUsize::new(0);
                let started = Instant::now();
                std::thread::scope(|scope| {
                    for _ in 0..threads {
                        scope.spawn(|| {
                            loop {
                                let i = next.fetch_add(1, Ordering::Relaxed);
                                if i >= count {
                                    break;
                                }
                                // Numbers that no other request uses.
                                let file = engine.render(card, kind, 1_000_000 + i);
                                bytes.fetch_add(file.len(), Ordering::Relaxed);
                            }
                        });
                    }
                });
                writeln!(answers, "{} {}", started.elapsed().as_nanos(), bytes.into_inner())?;
            }
            ["memory"] => writeln!(answers, "{}", peak_memory()?)?,
            _ => return Err(format!("no request: `{line}`").into()),
        }
        answers.flush()?;
    }
    Ok(())
}

/// What all threads of the process have had of the processors, in nanoseconds. Unlike the time that passes, it hardly
/// minds what else the machine is doing.
fn processor_time() -> u64 {
    let threads = std::fs::read_dir("/proc/self/task").expect("Linux has it");
    let of = |path: PathBuf| std::fs::read_to_string(path.join("schedstat")).ok();
    let files = threads.filter_map(|thread| of(thread.ok()?.path()));
    files.filter_map(|file| file.split(' ').next()?.parse::<u64>().ok()).sum()
}

/// The peak of the process' resident memory, in bytes.
fn peak_memory() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc/self/status")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024)
}
