//! Card A over gRPC on loopback: cards a second from the real server in a process of its own, image bytes inline, against
//! the renderer alone with as many threads. In turn, so that a slow moment meets both alike; the text differs in every
//! render.
//!
//! The client runs on the same cores as the server, so what it takes counts against the server. Where `make peers` has built
//! takumi's worker, that stands in the same turns: its crate with a thread for every core, nothing between.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use placard::domain::output::Output;
use placard::render::Renderer;
use placard_client::v1::{
    self, Card, CardStyle, RenderRequest, RenderSpec, render_service_client::RenderServiceClient, render_spec::Design,
};
use support::card;
use support::log::{Log, measuring, median, resident};
use support::server::{KEY, Server};
use tonic::transport::Endpoint;
use tonic::{Request, metadata::MetadataValue};

const BASELINE: &str = "in_process";
/// Calls under way at once.
const CALLERS: usize = 16;

fn main() {
    let (rounds, count) = if measuring() { (7, 300) } else { (1, 8) };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let avatar_url = serve_avatar().await;
        let server = Server::start();
        let client = Client::new(&server.url, &avatar_url);
        let renderer = Renderer::new(cores, 64);

        let mut takumi = Takumi::start();

        let (mut over_grpc, mut in_process, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=rounds {
            let first = round * 2 * count;
            let (client, renderer) = (client.clone(), renderer.clone());
            let grpc = per_second(count, first, move |i| client.clone().render(i)).await;
            let alone = per_second(count, first + count, move |i| {
                let renderer = renderer.clone();
                async move { card::render(&renderer, i, Output::default()).await.bytes.len() }
            })
            .await;
            let takumi = takumi.as_mut().map(|takumi| takumi.per_second(cores, count));
            // The first round warms all of them up.
            if round > 0 {
                over_grpc.push(grpc);
                in_process.push(alone);
                theirs.extend(takumi);
            }
        }
        let (grpc, alone) = (median(&mut over_grpc), median(&mut in_process));
        let mut log = Log::open("render_grpc");
        log.write("card_a/png_balanced", "throughput", grpc, "1/s", BASELINE, grpc / alone);
        log.write("card_a/in_process", "throughput", alone, "1/s", BASELINE, 1.0);
        match theirs.is_empty() {
            true => println!("takumi stands beside it once `make peers` has built it"),
            false => log.write("card_a/png_balanced", "throughput", grpc, "1/s", "takumi", grpc / median(&mut theirs)),
        }
        let (server, ours) = (resident(server.id(), "VmHWM") as f64, resident(std::process::id(), "VmHWM") as f64);
        log.write("server", "peak_rss", server, "B", BASELINE, server / ours);
    });
}

/// How many a second, `CALLERS` at once.
async fn per_second<F>(count: usize, first: usize, render: impl Fn(usize) -> F + Clone + Send + 'static) -> f64
where
    F: Future<Output = usize> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (next, render) = (next.clone(), render.clone());
            tokio::spawn(async move {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count {
                        return;
                    }
                    assert!(render(first + i).await > 10_000, "a whole picture");
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("every render succeeds");
    }
    count as f64 / started.elapsed().as_secs_f64()
}

#[derive(Clone)]
struct Client {
    service: RenderServiceClient<tonic::transport::Channel>,
    avatar_url: String,
}

impl Client {
    fn new(url: &str, avatar_url: &str) -> Client {
        let channel = Endpoint::from_shared(url.to_owned()).expect("a URL").connect_lazy();
        let service = RenderServiceClient::new(channel).max_decoding_message_size(64 * 1024 * 1024);
        Client { service, avatar_url: avatar_url.to_owned() }
    }

    /// The size of a card's picture.
    async fn render(mut self, i: usize) -> usize {
        let card = Card {
            title: card::title(i),
            description: card::description(i),
            author: card::AUTHOR.to_owned(),
            tag: card::TAG.to_owned(),
            avatar_url: self.avatar_url,
            style: Some(CardStyle { background: card::BACKGROUND.to_owned(), ..CardStyle::default() }),
            ..Card::default()
        };
        let spec = RenderSpec {
            design: Some(Design::Card(card)),
            output: Some(v1::Output::default()),
            ..RenderSpec::default()
        };
        let mut request = Request::new(RenderRequest { spec: Some(spec), inline_image: true, ..Default::default() });
        let key = MetadataValue::try_from(format!("Bearer {KEY}")).expect("a header's value");
        request.metadata_mut().insert("authorization", key);
        let answer = self.service.render(request).await.expect("a render").into_inner();
        assert!(!answer.render.expect("an answer has its render").cached, "each text is new");
        answer.image.len()
    }
}

/// takumi's worker of `benches/peers`.
struct Takumi {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Takumi {
    fn start() -> Option<Takumi> {
        let mut command = Command::new("target/release/placard-peers-takumi");
        // Every core has a card of its own, so one card is spread over no others.
        command.env("RAYON_NUM_THREADS", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let (requests, answers) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
        Some(Takumi { child, requests, answers })
    }

    fn per_second(&mut self, threads: usize, count: usize) -> f64 {
        writeln!(self.requests, "throughput A png_balanced {threads} {count}").expect("it listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("it answers");
        let nanoseconds: f64 = answer.split(' ').next().and_then(|word| word.parse().ok()).expect("nanoseconds first");
        count as f64 / (nanoseconds / 1e9)
    }
}

impl Drop for Takumi {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the server fetches the avatar; it asks once a minute.
async fn serve_avatar() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let file = || async { ([("content-type", "image/png")], card::AVATAR) };
    let router = axum::Router::new().route("/avatar.png", axum::routing::get(file));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/avatar.png")
}
