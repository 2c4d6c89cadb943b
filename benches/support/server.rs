//! The server itself, in a process of its own, and a file server beside it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

pub const KEY: &str = "plk_a-key-for-benchmarks-and-nothing-else";

/// A server on loopback, with data of its own and no limits on who asks how often. Ends when it is dropped.
pub struct Server {
    pub url: String,
    child: Child,
    _data: TempDir,
}

impl Server {
    pub fn start() -> Server {
        let data = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_placard"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PLACARD_") {
                command.env_remove(name);
            }
        }
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data.path()).envs([
            ("PLACARD_EGRESS_ALLOW", "127.0.0.1/32"),
            ("PLACARD_BOOTSTRAP_KEY", KEY),
            ("PLACARD_INGRESS_PER_SECOND", "1000000"),
            ("PLACARD_INGRESS_BURST", "1000000"),
            ("RUST_LOG", "warn"),
        ]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the server starts");
        let url = said(&mut child, "http://");
        Server { url, child, _data: data }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first word with that beginning which a program prints.
pub fn said(child: &mut Child, beginning: &str) -> String {
    let stdout = child.stdout.take().expect("its output is piped");
    let mut lines = BufReader::new(stdout).lines();
    let word = lines.by_ref().find_map(|line| {
        line.expect("text").split_whitespace().find(|word| word.starts_with(beginning)).map(str::to_owned)
    });
    // What it prints from now on is read away, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    word.expect("the program says where it is")
}
