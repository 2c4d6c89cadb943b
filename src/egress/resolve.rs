//! How names become addresses, and the judgement at the moment of dialling.

use std::{
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::Arc,
};

use futures::future::BoxFuture;
use tokio::sync::Semaphore;

use super::{guard::Guard, url};

/// Turns a name into addresses. A trait so that tests can give answers that change.
pub trait Resolve: Send + Sync {
    /// All addresses of `host`, a DNS name in ASCII.
    ///
    /// # Errors
    /// Whatever the resolver says when there are none; nobody tells the reasons apart.
    fn lookup<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
}

/// The operating system's resolver: `/etc/hosts`, DNS, and whatever else is set up there.
///
/// `getaddrinfo` holds a thread until it gives up, long after the request that asked has timed out. Only so many are
/// held at a time, so that names that hang don't take every thread that file access also needs.
#[derive(Debug, Clone)]
pub struct SystemResolver {
    slots: Arc<Semaphore>,
}

/// A quarter of the threads that tokio keeps for blocking work by default (512).
const LOOKUPS_AT_A_TIME: usize = 128;

impl Default for SystemResolver {
    fn default() -> Self {
        Self { slots: Arc::new(Semaphore::new(LOOKUPS_AT_A_TIME)) }
    }
}

impl Resolve for SystemResolver {
    fn lookup<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(io::Error::other)?;
            let host = host.to_owned();
            tokio::task::spawn_blocking(move || {
                // Given back when the lookup ends, not when its asker loses patience.
                let _slot = slot;
                Ok((host.as_str(), 0).to_socket_addrs()?.map(|address| address.ip()).collect())
            })
            .await
            .map_err(io::Error::other)?
        })
    }
}

/// A name without an address, found on the way through the HTTP client's errors.
#[derive(Debug, thiserror::Error)]
#[error("the name does not resolve")]
pub(super) struct Unresolved(#[source] pub Option<io::Error>);

/// What the HTTP client resolves with: the guard judges the very addresses that are dialled next.
pub(super) struct GuardedResolver(pub Guard);

impl reqwest::dns::Resolve for GuardedResolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let asked = name.as_str();
            let addresses = guard.resolver().lookup(asked).await.map_err(|error| Unresolved(Some(error)))?;
            if addresses.is_empty() {
                return Err(Unresolved(None).into());
            }
            let compared = url::dns_name(asked).ok_or(Unresolved(None))?;
            guard.judge_addresses(&compared, &addresses)?;
            // Port 0: the client puts the URL's in.
            let dialled: reqwest::dns::Addrs =
                Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(dialled)
        })
    }
}
