//! The configuration: defaults < TOML file < `PLACARD_*` variables < flags.

mod build;
mod layers;
mod setting;
#[cfg(test)]
mod tests;

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};

use ipnet::IpNet;

pub use self::layers::Layers;
use crate::connections;
use crate::domain::{
    endpoint::EndpointLimits,
    quota::Quotas,
    schedule::RetrySchedule,
    secret::{Secret, SecretKey},
};

/// What is wrong with the configuration, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

/// A valid configuration.
#[derive(Debug, Clone)]
pub struct Config {
    pub listen: SocketAddr,
    pub data: PathBuf,
    /// It may hold a password.
    pub database_url: Secret,
    pub database_connections: u32,
    pub blob_url: String,
    /// Set aside for workspaces that keep their pictures in folders.
    pub storage_folder: Option<PathBuf>,
    /// `None`: `http://` and the address that is served on.
    pub public_url: Option<String>,
    pub connections: connections::Limits,
    pub egress_allow: Vec<IpNet>,
    /// Empty: the operating system resolves.
    pub egress_dns_servers: Vec<SocketAddr>,
    pub egress_ca_file: Option<PathBuf>,
    pub master_key: Option<SecretKey>,
    pub bootstrap_key: Option<Secret>,
    pub retry_schedule: RetrySchedule,
    pub delivery_timeout: Duration,
    pub delivery_concurrency: usize,
    pub endpoint_limits: EndpointLimits,
    pub endpoint_disable_after: Duration,
    pub retention: Duration,
    /// `None`: for ever.
    pub render_retention: Option<Duration>,
    pub render_threads: usize,
    pub render_queue: usize,
    pub ingress_per_second: NonZeroU32,
    pub ingress_burst: NonZeroU32,
    pub ingress_concurrency: usize,
    pub ingress_streams_per_key: usize,
    pub ingress_streams: usize,
    /// Of each workspace.
    pub quotas: Quotas,
}
