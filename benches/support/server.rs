//! The program that is shipped, as a process, and whoever calls it.

use std::{path::Path, process::Stdio};

use placard_client::v1::{
    self, render_service_client::RenderServiceClient,
    webhook_subscription_service_client::WebhookSubscriptionServiceClient,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

pub const KEY: &str = "plk_bench-key-with-every-scope-0123456789";

pub struct Server {
    pub url: String,
    child: Child,
    _stdout: Lines<BufReader<ChildStdout>>,
}

#[derive(Clone)]
pub struct Keyed(MetadataValue<Ascii>);

impl Interceptor for Keyed {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

pub type Line = InterceptedService<Channel, Keyed>;

impl Server {
    /// Starts on this folder, and waits until it serves.
    pub async fn start(data: &Path, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_placard"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PLACARD_") {
                command.env_remove(name);
            }
        }
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("PLACARD_EGRESS_ALLOW", "127.0.0.1/32")
            .env("PLACARD_BOOTSTRAP_KEY", KEY)
            .env("PLACARD_INGRESS_PER_SECOND", "1000000")
            .env("PLACARD_INGRESS_BURST", "1000000")
            .env("RUST_LOG", "error")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().expect("the program runs");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut greeting = String::new();
        while let Some(line) = stdout.next_line().await.expect("text") {
            greeting.push_str(&line);
            greeting.push('\n');
            if line.starts_with("Everything is kept in") {
                break;
            }
        }
        let url = greeting.split_whitespace().find(|word| word.starts_with("http://"));
        let url = url.unwrap_or_else(|| panic!("the server ended: {greeting}")).to_owned();
        Self { url, child, _stdout: stdout }
    }

    /// A connection of its own.
    pub fn line(&self) -> Line {
        let channel = Endpoint::from_shared(self.url.clone()).expect("a URL").connect_lazy();
        InterceptedService::new(channel, Keyed(format!("Bearer {KEY}").parse().expect("a header")))
    }

    pub fn subscriptions(&self) -> WebhookSubscriptionServiceClient<Line> {
        WebhookSubscriptionServiceClient::new(self.line())
    }

    pub fn renders(&self) -> RenderServiceClient<Line> {
        RenderServiceClient::new(self.line())
    }

    /// Saves a subscription; answers its id.
    pub async fn subscribe(&self, subscription: v1::Subscription) -> String {
        let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), ..Default::default() };
        let answer = self.subscriptions().create_subscription(request).await.expect("a subscription").into_inner();
        answer.subscription.expect("an answer has its subscription").subscription_id
    }

    /// The most memory that was its own at any time, in MB.
    pub fn peak_mb(&self) -> f64 {
        self.status("VmHWM:") / 1024.0
    }

    fn status(&self, name: &str) -> f64 {
        let file = format!("/proc/{}/status", self.child.id().expect("it runs"));
        let text = std::fs::read_to_string(file).expect("a process that runs");
        let line = text.lines().find(|line| line.starts_with(name)).expect("a line");
        line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).expect("a number")
    }

    /// Seconds of processor time that it has had.
    pub fn cpu_seconds(&self) -> f64 {
        let file = format!("/proc/{}/stat", self.child.id().expect("it runs"));
        let text = std::fs::read_to_string(file).expect("a process that runs");
        // The name in parentheses may hold anything; times are the 14th and 15th, in hundredths (proc(5)).
        let (_, rest) = text.rsplit_once(')').expect("a name");
        let ticks =
            |nth: usize| -> f64 { rest.split_whitespace().nth(nth).expect("a field").parse().expect("a number") };
        (ticks(11) + ticks(12)) / 100.0
    }

    /// `kill -9`.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("a process that can be killed");
    }
}

/// An endpoint that is sent all there is.
pub fn unlimited(url: &str, event_types: &[&str]) -> v1::Subscription {
    v1::Subscription {
        rate_limit: Some(v1::RateLimit { per_second: 100_000, burst: 100_000 }),
        max_concurrency: 64,
        ..limited(url, event_types)
    }
}

/// An endpoint with the server's own limits.
pub fn limited(url: &str, event_types: &[&str]) -> v1::Subscription {
    let event_types = event_types.iter().map(|name| (*name).to_owned()).collect();
    v1::Subscription { url: url.to_owned(), event_types, ..Default::default() }
}

/// Data that makes an event of about 500 bytes.
pub fn test_data() -> prost_types::Struct {
    let text = prost_types::Value { kind: Some(prost_types::value::Kind::StringValue("x".repeat(300))) };
    prost_types::Struct { fields: [("text".to_owned(), text)].into() }
}
