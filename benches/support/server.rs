//! The server itself, in a process of its own, and whoever calls it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use placard_client::v1::{
    self, render_service_client::RenderServiceClient,
    webhook_subscription_service_client::WebhookSubscriptionServiceClient,
};
use tempfile::TempDir;
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

use super::log::resident;

pub const KEY: &str = "plk_a-key-for-benchmarks-and-nothing-else";

/// A server on loopback with no limits on who asks how often. Ends when it is dropped.
pub struct Server {
    pub url: String,
    child: Child,
    /// A folder of its own, if it has one.
    _data: Option<TempDir>,
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
    /// Starts with data of its own.
    pub fn start() -> Server {
        let data = tempfile::tempdir().expect("a folder");
        let mut server = Self::start_on(data.path(), &[]);
        server._data = Some(data);
        server
    }

    /// Starts on this folder.
    pub fn start_on(data: &Path, variables: &[(&str, &str)]) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_placard"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PLACARD_") {
                command.env_remove(name);
            }
        }
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).envs([
            ("PLACARD_EGRESS_ALLOW", "127.0.0.1/32"),
            ("PLACARD_BOOTSTRAP_KEY", KEY),
            ("PLACARD_INGRESS_PER_SECOND", "1000000"),
            ("PLACARD_INGRESS_BURST", "1000000"),
            ("RUST_LOG", "error"),
        ]);
        command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the server starts");
        let url = said(&mut child, "http://");
        Server { url, child, _data: None }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
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
        resident(self.id(), "VmHWM") as f64 / (1024.0 * 1024.0)
    }

    /// Seconds of processor time that it has had.
    pub fn cpu_seconds(&self) -> f64 {
        let file = format!("/proc/{}/stat", self.id());
        let text = std::fs::read_to_string(file).expect("a process that runs");
        // The name in parentheses may hold anything; times are the 14th and 15th, in hundredths (proc(5)).
        let (_, rest) = text.rsplit_once(')').expect("a name");
        let ticks =
            |nth: usize| -> f64 { rest.split_whitespace().nth(nth).expect("a field").parse().expect("a number") };
        (ticks(11) + ticks(12)) / 100.0
    }
}

impl Drop for Server {
    /// `kill -9`.
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
