//! Receivers that do everything wrong: each delivery ends as it should and says why, and nobody else waits for it.

use std::{future::Future, io::Write as _, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use placard_client::v1::{self, DeliveryState};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::support::{caller::Caller, receiver::Receiver, sample, server::Server};

type Manner = Arc<dyn Fn(TcpStream) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Takes every connection, and treats each as it likes.
struct Misbehaved {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Misbehaved {
    async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound listener has an address");
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(manner(stream));
            }
        });
        Self { address, serving }
    }
}

impl Drop for Misbehaved {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn manner<F: Future<Output = ()> + Send + 'static>(treat: impl Fn(TcpStream) -> F + Send + Sync + 'static) -> Manner {
    Arc::new(move |stream| Box::pin(treat(stream)))
}

/// Reads what has come of the request, writes this, and closes.
fn says(answer: impl Into<Vec<u8>>) -> Manner {
    let answer = Arc::new(answer.into());
    manner(move |mut stream| {
        let answer = answer.clone();
        async move {
            read_request(&mut stream).await;
            let _ = stream.write_all(&answer).await;
        }
    })
}

/// Reads the request, writes this, and then this again and again until the other side goes.
fn never_ends(beginning: &'static [u8], rest: &'static [u8]) -> Manner {
    manner(move |mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(beginning).await;
        while stream.write_all(rest).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
}

async fn read_request(stream: &mut TcpStream) {
    let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
    // Webhooks of tests end with the object that they are.
    while !seen.ends_with(b"}}") {
        match stream.read(&mut buffer).await {
            Ok(length) if length > 0 => seen.extend(&buffer[..length]),
            _ => return,
        }
    }
}

fn gzip_bomb() -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        packed.write_all(&[0; 1024 * 1024]).unwrap();
    }
    let bomb = packed.finish().unwrap();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", bomb.len());
    [head.as_bytes(), &bomb].concat()
}

async fn send(caller: &Caller, subscription: &v1::Subscription) -> v1::SendTestEventResponse {
    let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
    caller.subscriptions().send_test_event(request).await.unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_delivery_ends_as_it_should_and_says_why() {
    use DeliveryState::{Exhausted, Succeeded};
    let server = Server::with(&[("retry_schedule", "10ms"), ("delivery_timeout", "1")]).await;
    let caller = server.caller();
    let mut healthy = Receiver::start().await;
    let (well, _) = caller.subscribe(sample::subscription(&healthy.url, &["test"])).await;
    let closed = "the receiver closed the connection before it had answered in full";
    let no_http = "the receiver's answer is not valid HTTP";
    let no_answer = "the receiver did not answer within the time allowed";
    let cases: Vec<(&str, Manner, DeliveryState, i32, &str)> = vec![
        ("closes every connection at once", manner(|stream| async move { drop(stream) }), Exhausted, 0, closed),
        ("closes when it has read", says(""), Exhausted, 0, closed),
        (
            "resets when it has read",
            manner(|mut stream| async move {
                read_request(&mut stream).await;
                stream.set_zero_linger().unwrap();
            }),
            Exhausted,
            0,
            closed,
        ),
        // What it said first counts: it has taken it.
        (
            "answers 200 and resets",
            manner(|mut stream| async move {
                read_request(&mut stream).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc").await;
                // A reset overtakes what is still on its way: give the answer a head start.
                tokio::time::sleep(Duration::from_millis(200)).await;
                stream.set_zero_linger().unwrap();
            }),
            Succeeded,
            200,
            "",
        ),
        (
            "answers 200 and less than it says",
            says("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"),
            Succeeded,
            200,
            "",
        ),
        ("answers half a head", says("HTTP/1.1 200 OK\r\nx: y\r\n"), Exhausted, 0, closed),
        ("speaks something else", says("SSH-2.0-OpenSSH_9.2\r\n\r\n"), Exhausted, 0, no_http),
        (
            "has two opinions on the length",
            says("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"),
            Exhausted,
            0,
            no_http,
        ),
        ("has headers without end", never_ends(b"HTTP/1.1 200 OK\r\nx: ", &[b'x'; 16 * 1024]), Exhausted, 0, no_http),
        ("is about to answer for ever", never_ends(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), Exhausted, 0, no_answer),
        (
            "says nothing",
            manner(|stream| async move {
                let _held = stream;
                std::future::pending().await
            }),
            Exhausted,
            0,
            no_answer,
        ),
        (
            "has a body of ten gigabytes",
            never_ends(b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n", &[b'x'; 64 * 1024]),
            Succeeded,
            200,
            "",
        ),
        (
            "has a body without end",
            never_ends(b"HTTP/1.1 500 Oh\r\n\r\n", &[b'x'; 64 * 1024]),
            Exhausted,
            500,
            "the receiver answered 500",
        ),
        ("packs a bomb", says(gzip_bomb()), Succeeded, 200, ""),
        (
            "sends us to the metadata service",
            says(
                "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://169.254.169.254/latest/\r\ncontent-length: 0\r\n\r\n",
            ),
            Exhausted,
            307,
            "the receiver answered 307, a redirect, and redirects are not followed",
        ),
    ];
    let mut receivers = Vec::new();
    for (what, manner, state, status, error) in cases {
        let receiver = Misbehaved::start(manner).await;
        let url = format!("http://{}/hook", receiver.address);
        let (subscription, _) = caller.subscribe(sample::subscription(&url, &["test"])).await;
        let sent = send(caller, &subscription).await;
        receivers.push((receiver, what, sent.delivery_id, state, status, error));
    }
    // All of them at once, and whoever is well gets theirs.
    for _ in 0..10 {
        let sent = send(caller, &well).await;
        assert_eq!(healthy.next().await.header("webhook-id"), sent.event_id);
    }
    for (_receiver, what, delivery_id, state, status, error) in &receivers {
        let delivery = caller.delivery_in(*state, delivery_id).await;
        let attempts = if *state == Succeeded { 1 } else { 2 };
        assert_eq!(delivery.attempts.len(), attempts, "{what}: {delivery:#?}");
        for attempt in &delivery.attempts {
            assert_eq!((attempt.response_status, attempt.error.as_str()), (*status, *error), "{what}");
            assert!(attempt.response_body.len() <= 4096, "{what}");
        }
    }
}
