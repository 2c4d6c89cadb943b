//! Names by DNS servers of the operator's choosing.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use futures::future::BoxFuture;
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig},
    net::runtime::TokioRuntimeProvider,
};

use super::resolve::Resolve;

/// For one question to one server. An attempt has 15 s in all, and there is a second try.
const PATIENCE: Duration = Duration::from_secs(3);
/// Answers that are remembered, each for as long as it says.
const REMEMBERED: u64 = 4096;
/// How long a name that is not there is remembered at most, whatever its zone says: it may have been made since.
const ABSENT: Duration = Duration::from_secs(10);
/// Questions under way at once.
const QUESTIONS: usize = 1024;

/// Asks these DNS servers and nobody else: no hosts file, no search domains.
///
/// Unlike the operating system's resolver it holds no thread while it waits, and it lets what goes out have another
/// view of names than the machine has: one that knows no internal names, for instance.
pub struct DnsResolver(TokioResolver);

impl DnsResolver {
    /// # Errors
    /// When a resolver cannot be set up at all.
    pub fn new(servers: &[SocketAddr]) -> io::Result<Self> {
        let reached = |server: &SocketAddr| {
            let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                connection.port = server.port();
                connection
            });
            NameServerConfig::new(server.ip(), true, connections.into())
        };
        let servers = ResolverConfig::from_name_servers(servers.iter().map(reached).collect());
        let mut builder = TokioResolver::builder_with_config(servers, TokioRuntimeProvider::default());
        let options = builder.options_mut();
        options.timeout = PATIENCE;
        options.use_hosts_file = ResolveHosts::Never;
        options.cache_size = REMEMBERED;
        options.negative_max_ttl = Some(ABSENT);
        options.max_active_requests = QUESTIONS;
        options.try_tcp_on_error = true;
        Ok(Self(builder.build().map_err(io::Error::other)?))
    }
}

impl Resolve for DnsResolver {
    fn lookup<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            // With its final dot, it is not looked for below anything else.
            let name = format!("{}.", host.trim_end_matches('.'));
            let found = self.0.lookup_ip(name).await.map_err(io::Error::other)?;
            Ok(found.iter().collect())
        })
    }
}
