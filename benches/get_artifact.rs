//! A picture that is there already, by `GET /i/…`, against the same bytes from a bare axum handler. Both in processes of
//! their own, asked in turn by the same client over as many kept connections, so that a slow moment meets both alike.

mod support;

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use placard_client::v1::{
    Card, RenderRequest, RenderSpec, render_service_client::RenderServiceClient, render_spec::Design,
};
use support::card;
use support::log::{Log, measuring, median};
use support::server::{KEY, Server, said};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tonic::{Request, metadata::MetadataValue};

const BASELINE: &str = "bare_axum";
/// Connections, each with one request at a time.
const CONNECTIONS: usize = 16;
/// What makes this program the bare server: the picture's path follows.
const BARE: &str = "serve-bare";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    match arguments.iter().position(|argument| argument == BARE) {
        Some(at) => runtime.block_on(serve_bare(std::fs::read(&arguments[at + 1]).expect("the picture"))),
        None => runtime.block_on(measure()),
    }
}

async fn measure() {
    let (rounds, turn) = if measuring() { (9, Duration::from_millis(700)) } else { (1, Duration::from_millis(50)) };
    let server = Server::start();
    let (url, picture) = render(&server.url).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("card.png");
    std::fs::write(&path, &picture).expect("a file");
    let mut bare = Command::new(std::env::current_exe().expect("this program"))
        .arg(BARE)
        .arg(&path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program starts");
    let bare_url = said(&mut bare, "http://");

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let served = per_second(&url, picture.len(), turn).await;
        let plain = per_second(&bare_url, picture.len(), turn).await;
        // The first round warms both up.
        if round > 0 {
            ours.push(served);
            theirs.push(plain);
        }
    }
    let _ = bare.kill();
    let _ = bare.wait();
    let (served, plain) = (median(&mut ours), median(&mut theirs));
    let mut log = Log::open("get_artifact");
    log.write("card_a", "throughput", served, "1/s", BASELINE, served / plain);
    log.write("bare_axum", "throughput", plain, "1/s", BASELINE, 1.0);
}

/// Renders card A; answers its URL and its bytes.
async fn render(url: &str) -> (String, Bytes) {
    let mut service = RenderServiceClient::connect(url.to_owned())
        .await
        .expect("a connection")
        .max_decoding_message_size(64 * 1024 * 1024);
    let card = Card {
        title: card::title(1),
        description: card::description(1),
        author: card::AUTHOR.to_owned(),
        tag: card::TAG.to_owned(),
        ..Card::default()
    };
    let spec = RenderSpec { design: Some(Design::Card(card)), ..RenderSpec::default() };
    let mut request = Request::new(RenderRequest { spec: Some(spec), inline_image: true, ..Default::default() });
    let key = MetadataValue::try_from(format!("Bearer {KEY}")).expect("a header's value");
    request.metadata_mut().insert("authorization", key);
    let answer = service.render(request).await.expect("a render").into_inner();
    (answer.render.expect("an answer has its render").url, answer.image.into())
}

/// The least that axum can do: the bytes, out of memory, with their type.
async fn serve_bare(picture: Vec<u8>) {
    let picture = Bytes::from(picture);
    let handler = move || {
        let picture = picture.clone();
        async move { ([("content-type", "image/png")], picture) }
    };
    let router = axum::Router::new().route("/i/{file}", axum::routing::get(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("http://{}/i/card.png", listener.local_addr().expect("bound"));
    axum::serve(listener, router).await.expect("it serves");
}

/// Whole pictures a second.
async fn per_second(url: &str, len: usize, turn: Duration) -> f64 {
    let url = url::Url::parse(url).expect("a URL");
    let address = (url.host_str().expect("a host").to_owned(), url.port().expect("a port"));
    let request = format!("GET {} HTTP/1.1\r\nhost: {}\r\n\r\n", url.path(), address.0);
    let done = std::sync::Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let connections: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (address, request, done) = (address.clone(), request.clone(), done.clone());
            tokio::spawn(async move {
                let stream = TcpStream::connect(address).await.expect("a connection");
                stream.set_nodelay(true).expect("a socket");
                let mut stream = BufReader::with_capacity(128 * 1024, stream);
                let mut body = vec![0; len];
                while started.elapsed() < turn {
                    stream.write_all(request.as_bytes()).await.expect("a request");
                    read(&mut stream, &mut body).await;
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for connection in connections {
        connection.await.expect("every answer is a picture");
    }
    done.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64()
}

/// One answer: 200, and as long as the picture. A client of our own, since a library's would cost more than the server.
async fn read(stream: &mut BufReader<TcpStream>, body: &mut [u8]) {
    let mut line = String::new();
    stream.read_line(&mut line).await.expect("a status line");
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");
    let mut len = None;
    while line.trim() != "" {
        line.clear();
        stream.read_line(&mut line).await.expect("a header");
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            len = value.trim().parse().ok();
        }
    }
    assert_eq!(len, Some(body.len()), "the whole picture");
    stream.read_exact(body).await.expect("the body");
}
