//! Receivers on loopback, well-behaved and not, and resolvers that say what a test wants.

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::egress::{AdmittedUrl, Client, Guard, Limits, Policy, Resolve};

pub const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
pub const PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8));

/// Enough for anything that isn't meant to hang, on a machine that is busy with other things.
pub const PLENTY: Limits = Limits { timeout: Duration::from_secs(60), read_max: 64 * 1024, keep_max: 4096 };
/// For what hangs. The test waits for it, so it is short; what comes before the hang must be through by then, so it is
/// not shorter.
pub const BRIEF: Limits = Limits { timeout: Duration::from_secs(1), ..PLENTY };

/// A listener on loopback that counts the connections it was offered.
pub struct Receiver {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Receiver {
    /// Runs `serve` for each connection; the connection is closed when it returns.
    pub async fn start<F, S>(serve: S) -> Self
    where
        S: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind((LOOPBACK, 0)).await.expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound listener has an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream));
            }
        });
        Self { address, connections, task }
    }

    /// Reads one request, writes `answer`, and closes.
    pub async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = Arc::new(answer.into());
        Self::start(move |mut stream| {
            let answer = Arc::clone(&answer);
            async move {
                read_request(&mut stream).await;
                // The client may have gone; what it makes of that is what the test looks at.
                let _ = stream.write_all(&answer).await;
            }
        })
        .await
    }

    /// Reads one request, writes `answer`, and then holds the connection open without a word.
    pub async fn hanging_after(answer: &'static str) -> Self {
        Self::start(move |mut stream| async move {
            read_request(&mut stream).await;
            let _ = stream.write_all(answer.as_bytes()).await;
            std::future::pending().await
        })
        .await
    }

    /// Serves `router` properly, with kept connections.
    pub async fn serving(router: axum::Router) -> Self {
        let inner = TcpListener::bind((LOOPBACK, 0)).await.expect("a free port on loopback");
        let address = inner.local_addr().expect("a bound listener has an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let listener = Counting { inner, connections: Arc::clone(&connections) };
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self { address, connections, task }
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Counting {
    inner: TcpListener,
    connections: Arc<AtomicUsize>,
}

impl axum::serve::Listener for Counting {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        let accepted = axum::serve::Listener::accept(&mut self.inner).await;
        self.connections.fetch_add(1, Ordering::SeqCst);
        accepted
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}

/// Reads a request with its body (as long as `Content-Length` says) and returns it as text.
pub async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.trim().parse().expect("a number"));
            if body.len() >= length {
                return text.into_owned();
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return text.into_owned(),
            Ok(n) => bytes.extend_from_slice(&buffer[..n]),
        }
    }
}

/// Answers in turn, whatever the name; the last answer stays. An empty one is a name that doesn't resolve.
pub struct Script {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Script {
    pub fn new(answers: impl IntoIterator<Item = Vec<IpAddr>>) -> Arc<Self> {
        Arc::new(Self { answers: answers.into_iter().collect(), asked: AtomicUsize::new(0) })
    }

    pub fn always(answer: Vec<IpAddr>) -> Arc<Self> {
        Self::new([answer])
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Resolve for Script {
    fn lookup<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst).min(self.answers.len() - 1);
        let answer = self.answers[turn].clone();
        Box::pin(async move { if answer.is_empty() { Err(io::Error::other("no such name")) } else { Ok(answer) } })
    }
}

/// Never answers.
pub struct Silent;

impl Resolve for Silent {
    fn lookup<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(std::future::pending())
    }
}

/// Lets 127.0.0.1 through, and nothing else that is denied.
pub fn loopback_allowed() -> Policy {
    Policy { allow: vec![LOOPBACK.into()], only: None }
}

/// A client that may reach 127.0.0.1.
pub fn client() -> Client {
    Client::new(Guard::new(loopback_allowed())).expect("a client")
}

/// The same, with names resolved by `resolver`.
pub fn client_resolving(policy: Policy, resolver: Arc<dyn Resolve>) -> Client {
    Client::new(Guard::with_resolver(policy, resolver)).expect("a client")
}

pub fn admit(client: &Client, url: &str) -> AdmittedUrl {
    client.guard().judge_url(url).expect("a URL that is let out")
}
