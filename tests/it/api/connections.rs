//! The server's own door: connections that do nothing, and more of them than there may be.

use std::time::Duration;

use futures::StreamExt as _;
use http::Method;
use placard_client::v1::{self, WatchDeliveriesRequest};
use prost::Message as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, Interest},
    net::{TcpSocket, TcpStream},
};

use crate::support::{
    http::Http,
    receiver::Receiver,
    sample,
    server::{PATIENCE, Server},
};

/// What HTTP/2 begins with (RFC 9113, section 3.4), and the SETTINGS frame that follows it.
const HELLO: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// How often one who never reads asks.
const ASKED: usize = 1_000;

async fn connect(server: &Server) -> TcpStream {
    let address = server.url.strip_prefix("http://").expect("a plain URL");
    TcpStream::connect(address).await.expect("a server that listens")
}

/// Waits until the server has closed the connection, however much it says before.
async fn closed(mut stream: TcpStream) {
    let end = async {
        let mut buffer = [0; 1024];
        while stream.read(&mut buffer).await.is_ok_and(|length| length > 0) {}
    };
    tokio::time::timeout(PATIENCE, end).await.expect("the server closes it");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_slow_to_ask_is_left_and_keeps_nobody_waiting() {
    let server = Server::with(&[("http.first_request", "300ms"), ("http.idle", "300ms")]).await;
    let beginnings: [&[u8]; 7] = [
        b"",
        b"G",
        b"GET /healthz HTTP/1.1\r\nhost: a\r\n",
        &HELLO[..10],
        &HELLO[..24],
        HELLO,
        // A HEADERS frame that promises more than comes.
        &[HELLO, &[0, 0, 100, 1, 4, 0, 0, 0, 1, 0x82]].concat(),
    ];
    let mut ends = Vec::new();
    for beginning in beginnings.iter().cycle().take(70) {
        let mut stream = connect(&server).await;
        stream.write_all(beginning).await.unwrap();
        ends.push(tokio::spawn(closed(stream)));
    }
    // Drop by drop: each comes in time, and all of it does not.
    let mut trickling = connect(&server).await;
    let trickle = async {
        trickling.write_all(b"GET /healthz HTTP/1.1\r\n").await.unwrap();
        while trickling.write_all(b"x: y\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let (trickled, rendered) =
        tokio::join!(tokio::time::timeout(PATIENCE, trickle), server.caller().render(sample::render("In between")));
    trickled.expect("the server closes it");
    assert!(!rendered.render_id.is_empty());
    for end in ends {
        end.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_rests_is_closed_and_one_with_a_stream_is_not() {
    let server = Server::with(&[("http.idle", "300ms")]).await;
    let caller = server.caller();
    let receiver = Receiver::start().await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let request = WatchDeliveriesRequest::default();
    let mut stream = caller.subscriptions().watch_deliveries(request).await.unwrap().into_inner();

    // Kept for a second request, and then not for ever.
    for hello in [&b""[..], b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n"] {
        let mut resting = connect(&server).await;
        resting.write_all(hello).await.unwrap();
        resting.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut answer = [0; 12];
        tokio::time::timeout(PATIENCE, resting.read_exact(&mut answer)).await.unwrap().unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");
        closed(resting).await;
    }
    // Several times as long has passed, and the quiet stream is still there.
    let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id, ..Default::default() };
    caller.subscriptions().send_test_event(request).await.unwrap();
    let change = tokio::time::timeout(PATIENCE, stream.next()).await.expect("a change in time");
    change.expect("a stream that lasts").expect("a change");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_connections_than_there_may_be_wait_for_their_turn() {
    let server = Server::with(&[("http.connections", "3"), ("http.first_request", "1h")]).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = connect(&server).await;
        // That it is answered shows that it was accepted.
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut answer = [0; 12];
        tokio::time::timeout(PATIENCE, stream.read_exact(&mut answer)).await.unwrap().unwrap();
        held.push(stream);
    }
    let url = format!("{}/healthz", server.url);
    let mut waiting = tokio::spawn(async move { Http::new().ask(Method::GET, &url, &[], "").await });
    let early = tokio::time::timeout(Duration::from_millis(300), &mut waiting).await;
    assert!(early.is_err(), "a fourth one was let in: {early:?}");
    held.pop();
    let answer = tokio::time::timeout(PATIENCE, waiting).await.expect("its turn comes").unwrap();
    assert_eq!(answer.status, http::StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_hold_every_connection_and_say_nothing_lose_them() {
    let settings = [("http.connections", "3"), ("http.first_request", "300ms"), ("http.idle", "300ms")];
    let server = Server::with(&settings).await;
    let mut silent = Vec::new();
    for _ in 0..12 {
        silent.push(connect(&server).await);
    }
    let (http, url) = (Http::new(), format!("{}/healthz", server.url));
    let answer = http.ask(Method::GET, &url, &[], "");
    let answer = tokio::time::timeout(PATIENCE, answer).await.expect("its turn comes");
    assert_eq!(answer.status, http::StatusCode::OK);
}

/// Begins and asks for this again and again, and never reads. Returns when the server has given it up.
async fn never_reads(server: &Server, request: &[u8]) {
    let socket = TcpSocket::new_v4().unwrap();
    // What the systems on both sides keep for a reader shall be less than what is asked for.
    socket.set_recv_buffer_size(4_096).unwrap();
    let address = server.url.strip_prefix("http://").expect("a plain URL");
    let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
    stream.write_all(&request.repeat(ASKED)).await.unwrap();
    let cut_off = stream.ready(Interest::ERROR);
    tokio::time::timeout(PATIENCE, cut_off).await.expect("it is cut off").unwrap();
    let error = stream.take_error().unwrap().expect("a reason");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_reads_their_answer_is_cut_off() {
    let server = Server::with(&[("http.stalled", "300ms"), ("http.idle", "1h")]).await;
    let caller = server.caller();
    let output = v1::Output { width: Some(600), height: Some(600), ..Default::default() };
    let spec = v1::RenderSpec { output: Some(output), ..sample::render("Never seen").spec.unwrap() };
    let render = caller.render(sample::of(spec)).await;
    // By far more than is on its way at any time.
    assert!(render.size_bytes * ASKED as i64 > 20_000_000, "{} bytes each", render.size_bytes);

    let path = render.url.strip_prefix(&server.url).unwrap();
    never_reads(&server, format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await;

    let message = v1::DownloadRenderRequest { render_id: render.render_id.clone() }.encode_to_vec();
    let framed = [&[0][..], &u32::try_from(message.len()).unwrap().to_be_bytes(), &message].concat();
    let head = format!(
        "POST /placard.v1.RenderService/DownloadRender HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\n\
         content-type: application/grpc-web+proto\r\ncontent-length: {}\r\n\r\n",
        caller.key,
        framed.len()
    );
    never_reads(&server, &[head.as_bytes(), &framed].concat()).await;

    // Who reads has all of it.
    let answer = Http::new().get(&render.url, &[]).await;
    assert_eq!(answer.body.len() as i64, render.size_bytes);
}
