//! The program itself, as a process of its own: for what only a process can do, and for the command line.

use std::{
    path::Path,
    process::{ExitStatus, Output, Stdio},
};

use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use super::{
    caller::Caller,
    server::{KEY, PATIENCE, SCHEDULE},
};

/// The program with these arguments, and no setting from outside.
fn program(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_placard"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PLACARD_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).envs(variables.iter().copied()).stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Runs a verb to its end, in this folder.
pub async fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let output = program(arguments, variables).current_dir(folder).output();
    let output = tokio::time::timeout(PATIENCE, output).await.expect("a verb that ends").expect("the program runs");
    Ran(output)
}

/// What a verb did.
#[derive(Debug)]
pub struct Ran(Output);

impl Ran {
    pub fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("text")
    }

    pub fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("text")
    }

    /// What it printed, if it succeeded.
    #[track_caller]
    pub fn succeeded(self) -> String {
        assert!(self.0.status.success(), "{}{}", self.stdout(), self.stderr());
        self.stdout()
    }

    /// What it complained of, if it failed as it should: with a sentence, and no panic.
    #[track_caller]
    pub fn failed(self) -> String {
        assert!(!self.0.status.success(), "{}", self.stdout());
        let text = format!("{}{}", self.stdout(), self.stderr());
        assert!(!text.contains("panicked"), "{text}");
        text
    }
}

/// A server in a process of its own.
pub struct Process {
    pub url: String,
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts on this data folder, and waits until it serves.
    pub async fn start(data: &Path, variables: &[(&str, &str)]) -> Self {
        Self::start_at("127.0.0.1:0", data, variables).await
    }

    /// The same at this address.
    pub async fn start_at(address: &str, data: &Path, variables: &[(&str, &str)]) -> Self {
        let arguments = ["serve", "--listen", address, "--data", data.to_str().expect("a path of text")];
        let defaults = [
            ("PLACARD_EGRESS_ALLOW", "127.0.0.1/32"),
            ("PLACARD_RETRY_SCHEDULE", SCHEDULE),
            ("PLACARD_BOOTSTRAP_KEY", KEY),
            ("RUST_LOG", "warn"),
        ];
        let mut command = program(&arguments, &defaults);
        command.envs(variables.iter().copied()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut greeting = String::new();
        let served = async {
            while let Some(line) = stdout.next_line().await.expect("text") {
                greeting.push_str(&line);
                greeting.push('\n');
                if line.starts_with("Everything is kept in") {
                    return;
                }
            }
            panic!("the server ended: {greeting}");
        };
        tokio::time::timeout(PATIENCE, served).await.expect("a server that starts in time");
        let url = greeting.split_whitespace().find(|word| word.starts_with("http://")).expect("its URL").to_owned();
        Self { url, child, stdout }
    }

    /// Starts another verb, which goes on until it is ended.
    pub fn spawn(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = program(arguments, variables).stdout(Stdio::piped()).spawn().expect("the program runs");
        let stdout = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { url: String::new(), child, stdout }
    }

    pub fn caller(&self) -> Caller {
        Caller::new(&self.url, KEY)
    }

    /// `kill -9`: nothing is finished, nothing is written down.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("a process that can be killed");
    }

    /// The next line that holds this, which it is about to print.
    pub async fn line_with(&mut self, part: &str) -> String {
        let line = async {
            while let Some(line) = self.stdout.next_line().await.expect("text") {
                if line.contains(part) {
                    return line;
                }
            }
            panic!("it ended without a line with `{part}`");
        };
        tokio::time::timeout(PATIENCE, line).await.expect("a line in time")
    }

    /// SIGTERM, and all that it printed and nobody read.
    pub async fn end_and_read(mut self) -> String {
        self.signal().await;
        let mut printed = String::new();
        while let Some(line) = self.stdout.next_line().await.expect("text") {
            printed.push_str(&line);
            printed.push('\n');
        }
        printed
    }

    /// SIGTERM, and how it ended.
    pub async fn terminate(mut self) -> ExitStatus {
        self.signal().await;
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("an end in time").expect("a status")
    }

    async fn signal(&self) {
        let id = self.child.id().expect("a process that runs").to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill(1)");
        assert!(sent.success());
    }
}
