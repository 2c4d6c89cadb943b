//! Resolvers that say what a test wants.

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;

use crate::egress::{Policy, Resolve};

pub const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
pub const PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8));

/// Enough for anything that isn't meant to hang, on a machine that is busy with other things.
pub const PLENTY: Duration = Duration::from_secs(60);

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
