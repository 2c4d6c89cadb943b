//! Posting to receivers that behave and to receivers that don't.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, http::StatusCode, routing};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use tokio::{io::AsyncWriteExt, net::TcpListener, sync::mpsc};

use super::receivers::{
    BRIEF, LOOPBACK, PLENTY, PUBLIC, Receiver, Script, Silent, admit, client, client_resolving, loopback_allowed,
    read_request,
};
use crate::egress::{Answer, Client, Guard, Limits, Policy, Rule, SendError, Stage};

async fn post(client: &Client, url: &str, limits: Limits) -> Result<Answer, SendError> {
    client.post(&admit(client, url), HeaderMap::new(), Bytes::from_static(b"{}"), limits).await
}

#[tokio::test]
async fn an_answer_comes_back_whole() {
    let echo = Router::new().route("/", routing::post(|body: Bytes| async move { (StatusCode::CREATED, body) }));
    let receiver = Receiver::serving(echo).await;
    let answer = post(&client(), &receiver.url(), PLENTY).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (201, &b"{}"[..]));
    assert!(answer.headers.contains(&("content-length".to_owned(), "2".to_owned())), "{:?}", answer.headers);
    assert_eq!((answer.truncated, answer.body_error, answer.accepted()), (false, None, true));
    assert!(answer.duration > Duration::ZERO && answer.duration < PLENTY.timeout);
}

#[tokio::test]
async fn the_request_is_as_asked_and_frames_itself() {
    let (seen, mut requests) = mpsc::unbounded_channel();
    let receiver = Receiver::start(move |mut stream| {
        let seen = seen.clone();
        async move {
            seen.send(read_request(&mut stream).await).unwrap();
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        }
    })
    .await;
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("webhook-id", "evt_1"),
        ("content-type", "application/json"),
        ("host", "127.0.0.1:1"),
        ("content-length", "1"),
        ("transfer-encoding", "chunked"),
        ("connection", "upgrade"),
        ("upgrade", "h2c"),
        ("expect", "100-continue"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let client = client();
    let url = admit(&client, &format!("{}hook?x=1#part", receiver.url()));
    let answer = client.post(&url, headers, Bytes::from_static(b"body"), PLENTY).await.unwrap();
    assert_eq!(answer.status, 204);

    let request = requests.recv().await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<_> = head.lines().collect();
    assert_eq!((lines.remove(0), body), ("POST /hook?x=1 HTTP/1.1", "body"));
    lines.sort_unstable();
    let host = format!("host: {}", receiver.address);
    let agent = concat!("user-agent: Placard/", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        lines,
        ["accept: */*", "content-length: 4", "content-type: application/json", &host, agent, "webhook-id: evt_1"]
    );
}

#[tokio::test]
async fn connections_are_kept_and_used_again() {
    let receiver = Receiver::serving(Router::new().route("/", routing::post(|| async { "ok" }))).await;
    let client = client();
    for _ in 0..20 {
        assert!(post(&client, &receiver.url(), PLENTY).await.unwrap().accepted());
    }
    assert_eq!(receiver.connections(), 1);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let elsewhere = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    for status in [301, 302, 303, 307, 308] {
        let receiver = Receiver::answering(format!(
            "HTTP/1.1 {status} Moved\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
            elsewhere.url()
        ))
        .await;
        let answer = post(&client(), &receiver.url(), PLENTY).await.unwrap();
        assert_eq!((answer.status, answer.accepted()), (status, false));
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_receiver_that_hangs_is_left_in_time() {
    let before = Receiver::hanging_after("").await;
    let within = Receiver::hanging_after("HTTP/1.1 200 OK\r\nx-slow: ").await;
    let client = client();
    let urls = (before.url(), within.url());
    let answers = tokio::join!(post(&client, &urls.0, BRIEF), post(&client, &urls.1, BRIEF));
    let timeout = || Err(SendError::Timeout(Stage::Waiting));
    assert_eq!(answers, (timeout(), timeout()));
}

#[tokio::test]
async fn a_body_that_hangs_is_a_timeout_with_a_status() {
    let receiver = Receiver::hanging_after("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc").await;
    let answer = post(&client(), &receiver.url(), BRIEF).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, &b"abc"[..]));
    assert_eq!(answer.body_error, Some(SendError::Timeout(Stage::Reading)));
    assert!(!answer.accepted() && answer.duration >= BRIEF.timeout);
}

#[tokio::test]
async fn a_body_that_trickles_does_not_stretch_the_time() {
    let receiver = Receiver::start(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await;
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    let answer = post(&client(), &receiver.url(), BRIEF).await.unwrap();
    assert_eq!(answer.body_error, Some(SendError::Timeout(Stage::Reading)));
    assert!(!answer.accepted());
}

#[tokio::test]
async fn resolving_counts_into_the_time() {
    let silent = client_resolving(Policy::default(), Arc::new(Silent));
    assert_eq!(post(&silent, "http://example.com/", BRIEF).await, Err(SendError::Timeout(Stage::Connecting)));
}

#[tokio::test]
async fn the_handshake_counts_into_the_time() {
    // The connection opens, but no TLS is spoken on it.
    let receiver = Receiver::start(|stream| async move {
        let _held = stream;
        std::future::pending().await
    })
    .await;
    let answer = post(&client(), &format!("https://{}/", receiver.address), BRIEF).await;
    assert_eq!(answer, Err(SendError::Timeout(Stage::Connecting)));
}

#[tokio::test]
async fn an_endless_body_is_read_to_the_cap() {
    let (done, mut sent) = mpsc::unbounded_channel();
    for head in ["content-length: 10000000000", "x-until: closed"] {
        let done = done.clone();
        let receiver = Receiver::start(move |mut stream| {
            let done = done.clone();
            async move {
                read_request(&mut stream).await;
                let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes()).await;
                let mut total = 0_u64;
                while stream.write_all(&[b'x'; 16 * 1024]).await.is_ok() {
                    total += 16 * 1024;
                }
                done.send(total).unwrap();
            }
        })
        .await;
        let answer = post(&client(), &receiver.url(), PLENTY).await.unwrap();
        assert_eq!((answer.body.len(), answer.truncated, answer.body_error), (4096, true, None));
        assert!(answer.accepted(), "the receiver has said yes, however much else it says");
        // It ends, since the connection was closed on it; before that it filled the sockets' buffers and no more.
        assert!(sent.recv().await.unwrap() < 64 * 1024 * 1024);
    }
}

#[tokio::test]
async fn the_limits_hold_at_the_limit() {
    let limits = Limits { read_max: 1000, keep_max: 10, ..PLENTY };
    for (length, kept, truncated) in
        [(0, 0, false), (10, 10, false), (11, 10, true), (1000, 10, true), (1001, 10, true)]
    {
        let body = "x".repeat(length);
        let receiver = Receiver::answering(format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")).await;
        let answer = post(&client(), &receiver.url(), limits).await.unwrap();
        assert_eq!((answer.body.len(), answer.truncated, answer.body_error), (kept, truncated, None), "{length}");
    }
    let keep_all = Limits { read_max: 1000, keep_max: 5000, ..PLENTY };
    for (length, truncated) in [(1000, false), (1001, true)] {
        let body = "x".repeat(length);
        let receiver = Receiver::answering(format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")).await;
        let answer = post(&client(), &receiver.url(), keep_all).await.unwrap();
        assert_eq!((answer.body.len(), answer.truncated), (1000, truncated), "{length}");
    }
}

#[tokio::test]
async fn kept_headers_are_bounded_and_retry_after_is_found_behind_them() {
    let many: String = (0..90).map(|n| format!("x-{n}: {n}\r\n")).collect();
    let long = format!("x-a: {}\r\nx-b: {}\r\n", "a".repeat(4000), "b".repeat(4000));
    for (headers, bounds) in [(many, 64), (long, 1)] {
        let answer = format!("HTTP/1.1 503 Busy\r\n{headers}retry-after: 120\r\ncontent-length: 0\r\n\r\n");
        let receiver = Receiver::answering(answer).await;
        let answer = post(&client(), &receiver.url(), PLENTY).await.unwrap();
        assert_eq!(answer.headers.len(), bounds);
        assert!(answer.headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() <= 4096);
        assert_eq!((answer.status, answer.retry_after.as_deref()), (503, Some("120")));
    }
}

#[tokio::test]
async fn broken_answers_are_told_apart() {
    for (said, expected) in [
        ("", SendError::Reset),
        ("HTTP/1.1 200 OK\r\nx: y\r\n", SendError::Reset),
        ("SSH-2.0-OpenSSH_9.2\r\n\r\n", SendError::Protocol),
        ("HTTP/1.1 200 OK\r\nx y z\r\n\r\n", SendError::Protocol),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", SendError::Protocol),
    ] {
        let receiver = Receiver::answering(said).await;
        assert_eq!(post(&client(), &receiver.url(), PLENTY).await, Err(expected), "{said:?}");
    }
    let receiver = Receiver::start(|mut stream| async move {
        read_request(&mut stream).await;
        stream.set_zero_linger().unwrap();
    })
    .await;
    assert_eq!(post(&client(), &receiver.url(), PLENTY).await, Err(SendError::Reset), "reset");
}

#[tokio::test]
async fn headers_without_end_are_cut_off() {
    let receiver = Receiver::start(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx: ").await;
        while stream.write_all(&[b'x'; 16 * 1024]).await.is_ok() {}
    })
    .await;
    assert_eq!(post(&client(), &receiver.url(), PLENTY).await, Err(SendError::Protocol));
}

#[tokio::test]
async fn a_body_that_breaks_off_takes_nothing_back() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ] {
        let receiver = Receiver::answering(answer).await;
        let answer = post(&client(), &receiver.url(), PLENTY).await.unwrap();
        assert_eq!((answer.status, &answer.body[..]), (200, &b"abc"[..]));
        assert_eq!(answer.body_error, Some(SendError::Reset));
        assert!(answer.accepted());
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_refuses() {
    let address = TcpListener::bind((LOOPBACK, 0)).await.unwrap().local_addr().unwrap();
    assert_eq!(post(&client(), &format!("http://{address}/"), PLENTY).await, Err(SendError::ConnectionRefused));
}

#[tokio::test]
async fn a_name_without_an_address_is_said_so() {
    let nowhere = client_resolving(Policy::default(), Script::always(Vec::new()));
    assert_eq!(post(&nowhere, "http://example.com/", PLENTY).await, Err(SendError::NameUnresolved));
}

#[tokio::test]
async fn a_name_that_turns_to_loopback_is_refused_at_the_dial() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let url = format!("http://rebind.example:{}/", receiver.address.port());
    for turned in [vec![LOOPBACK], vec![PUBLIC, LOOPBACK], vec![LOOPBACK, PUBLIC]] {
        let resolver = Script::new([vec![PUBLIC], turned]);
        let client = client_resolving(Policy::default(), resolver.clone());
        let admitted = client.guard().judge_url(&url).unwrap();
        assert_eq!(client.guard().judge_now(&admitted).await, Ok(()), "good when saved");
        let refused = client.post(&admitted, HeaderMap::new(), Bytes::new(), PLENTY).await.unwrap_err();
        assert_eq!(refused, SendError::Refused(Rule::Loopback.into()));
        assert_eq!(resolver.asked(), 2);
        let said = refused.to_string();
        assert!(!said.contains("127") && !said.contains("8.8"), "{said}");
    }
    assert_eq!(receiver.connections(), 0);
}

#[tokio::test]
async fn an_address_is_judged_before_every_request() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let admitted = Guard::new(loopback_allowed()).judge_url(&receiver.url()).unwrap();
    let stricter = Client::new(Guard::new(Policy::default())).unwrap();
    let refused = stricter.post(&admitted, HeaderMap::new(), Bytes::new(), PLENTY).await;
    assert_eq!(refused, Err(SendError::Refused(Rule::Loopback.into())));
    assert_eq!(receiver.connections(), 0);
}

#[tokio::test]
async fn every_address_dialled_is_one_the_guard_saw() {
    let receiver = Receiver::serving(Router::new().route("/", routing::post(|| async { "ok" }))).await;
    // The first address of the two has nobody listening: the second one is dialled, and was judged with it.
    let quiet = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
    let policy = Policy { allow: vec![LOOPBACK.into(), quiet.into()], only: None };
    let resolver = Script::always(vec![quiet, LOOPBACK]);
    let client = client_resolving(policy, resolver.clone());
    let url = format!("http://receiver.localhost:{}/", receiver.address.port());
    for _ in 0..3 {
        assert!(post(&client, &url, PLENTY).await.unwrap().accepted());
    }
    assert_eq!((receiver.connections(), resolver.asked()), (1, 1), "a kept connection is not dialled again");
}

#[tokio::test]
async fn the_system_resolver_knows_localhost() {
    let receiver = Receiver::serving(Router::new().route("/", routing::post(|| async { "ok" }))).await;
    let policy = Policy { allow: vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()], only: None };
    let client = Client::new(Guard::new(policy)).unwrap();
    let url = format!("http://localhost:{}/", receiver.address.port());
    assert!(post(&client, &url, PLENTY).await.unwrap().accepted());
    // Without the network allowed, the name alone is refused.
    assert_eq!(Guard::new(Policy::default()).judge_url(&url), Err(Rule::LocalName.into()));
}

#[tokio::test]
async fn each_request_is_sent_once() {
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&requests);
    let receiver = Receiver::start(move |mut stream| {
        let counter = Arc::clone(&counter);
        async move {
            if !read_request(&mut stream).await.is_empty() {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        }
    })
    .await;
    assert_eq!(post(&client(), &receiver.url(), PLENTY).await, Err(SendError::Reset));
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn requests_run_side_by_side() {
    // Every request waits until ten of them are there.
    let barrier = Arc::new(tokio::sync::Barrier::new(10));
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&bodies);
    let receiver = Receiver::serving(Router::new().route(
        "/",
        routing::post(move |body: String| async move {
            seen.lock().unwrap().push(body);
            barrier.wait().await;
        }),
    ))
    .await;
    let client = client();
    let url = admit(&client, &receiver.url());
    let sends = (0..10).map(|n| client.post(&url, HeaderMap::new(), Bytes::from(n.to_string()), PLENTY));
    assert!(futures::future::join_all(sends).await.into_iter().all(|answer| answer.unwrap().accepted()));
    bodies.lock().unwrap().sort();
    assert_eq!(*bodies.lock().unwrap(), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}
