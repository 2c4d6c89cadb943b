//! A receiver that costs next to nothing, since it shares the machine with what is measured: HTTP/1.1 by hand, kept
//! connections, and the moment at which each event came.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// What came: each delivery of an event at a path, when it came first, and how often.
type Arrivals = HashMap<(String, String), (Instant, u32)>;

#[derive(Default)]
struct Desk {
    arrivals: Mutex<Arrivals>,
    distinct: AtomicUsize,
    more: Notify,
}

pub struct Receiver {
    pub address: SocketAddr,
    desk: Arc<Desk>,
}

impl Receiver {
    /// Answers 200 to everything, but to paths that begin with `/hang`, which it never answers.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let desk = Arc::new(Desk::default());
        let shared = desk.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).ok();
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { address, desk }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// How many different deliveries have come.
    pub fn count(&self) -> usize {
        self.desk.distinct.load(Ordering::Relaxed)
    }

    /// Waits until so many different deliveries have come in all; `false` if they don't within this time.
    pub async fn until(&self, count: usize, patience: Duration) -> bool {
        let deadline = tokio::time::Instant::now() + patience;
        while self.count() < count {
            let more = self.desk.more.notified();
            if self.count() >= count {
                break;
            }
            if tokio::time::timeout_at(deadline, more).await.is_err() {
                return self.count() >= count;
            }
        }
        true
    }

    /// What came so far, and forgets it.
    pub fn take(&self) -> Arrivals {
        self.desk.distinct.store(0, Ordering::Relaxed);
        std::mem::take(&mut *self.desk.arrivals.lock().expect("no panics within"))
    }
}

async fn serve(mut stream: TcpStream, desk: Arc<Desk>) {
    let mut buffer = Vec::with_capacity(16 * 1024);
    loop {
        let head = loop {
            if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut buffer).await.unwrap_or(0) == 0 {
                return;
            }
        };
        let text = std::str::from_utf8(&buffer[..head]).expect("a head of ASCII");
        let header = |name: &str| {
            let line =
                text.lines().find(|line| line.len() > name.len() && line[..name.len()].eq_ignore_ascii_case(name));
            line.map(|line| line[name.len() + 1..].trim())
        };
        let length: usize = header("content-length").map_or(0, |value| value.parse().expect("a length"));
        let path = text.split(' ').nth(1).expect("a path").trim_start_matches('/').to_owned();
        let event = header("webhook-id").unwrap_or_default().to_owned();
        while buffer.len() < head + length {
            if stream.read_buf(&mut buffer).await.unwrap_or(0) == 0 {
                return;
            }
        }
        buffer.drain(..head + length);
        if path.starts_with("hang") {
            // Whoever waits for an answer here waits until he hangs up.
            while stream.read_buf(&mut buffer).await.unwrap_or(0) > 0 {}
            return;
        }
        let now = Instant::now();
        let first = {
            let mut arrivals = desk.arrivals.lock().expect("no panics within");
            let seen = arrivals.entry((path, event)).or_insert((now, 0));
            seen.1 += 1;
            seen.1 == 1
        };
        if first {
            desk.distinct.fetch_add(1, Ordering::Relaxed);
            desk.more.notify_waiters();
        }
        if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.is_err() {
            return;
        }
    }
}
