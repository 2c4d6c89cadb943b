//! Values become a configuration: each is read, and what is wrong with one is said where it was written.

use std::{net::SocketAddr, num::NonZeroU32, ops::RangeInclusive, path::PathBuf, time::Duration};

use ipnet::IpNet;

use super::{
    Config, ConfigError,
    layers::{Layers, Origin},
    setting::find,
};
use crate::connections;
use crate::domain::{
    access::is_key,
    endpoint::{EndpointLimits, OwnLimits},
    quota::Quotas,
    schedule::parse_duration,
    secret::{Secret, SecretKey},
};

/// For whoever is connected, in whatever they may be slow at.
const PATIENCE: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(60 * 60);
/// For what has ended.
const RETENTION: RangeInclusive<Duration> = Duration::from_secs(60 * 60)..=YEARS;
/// 3650 days.
const YEARS: Duration = Duration::from_secs(3650 * 86_400);

impl Layers {
    fn read<T>(
        &self,
        key: &'static str,
        wanted: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let setting = find(key).expect("settings are read by their own keys");
        let (value, origin) = &self.0[key];
        parse(value).ok_or_else(|| {
            let place = match origin {
                Origin::Default => format!("the default of `{key}`"),
                Origin::File => format!("`{key}` in the configuration file"),
                Origin::Variable => format!("the variable {}", setting.variable()),
                Origin::Flag => format!("--{}", key.replace(['_', '.'], "-")),
            };
            let shown = if setting.secret { String::new() } else { format!(", not `{value}`") };
            ConfigError(format!("{place} must be {wanted}{shown}"))
        })
    }

    fn number<T: TryFrom<u32>>(&self, key: &'static str, max: u32) -> Result<T, ConfigError> {
        self.read(key, &format!("a whole number from 1 to {max}"), |text| {
            let number: u32 = text.trim().parse().ok()?;
            if (1..=max).contains(&number) { T::try_from(number).ok() } else { None }
        })
    }

    fn duration(&self, key: &'static str, range: RangeInclusive<Duration>) -> Result<Duration, ConfigError> {
        self.read(key, "a number and a unit (ms, s, m, h or d), as in `30d`, within its range", |text| {
            let duration = parse_duration(text.trim())?;
            range.contains(&duration).then_some(duration)
        })
    }

    /// Everything read and checked.
    pub fn build(&self) -> Result<Config, ConfigError> {
        let text = |key: &'static str| self.0[key].0.trim().to_owned();
        let data = PathBuf::from(text("data"));
        let data = std::path::absolute(&data).map_err(|_| ConfigError("`data` must name a folder".to_owned()))?;
        let or = |key, default: String| if text(key).is_empty() { default } else { text(key) };
        let ingress = |key, max| self.number::<u32>(key, max).map(|n| NonZeroU32::new(n).expect("from 1"));

        Ok(Config {
            listen: self.read("listen", "an address and a port, as in 0.0.0.0:8080", |t| t.trim().parse().ok())?,
            database_url: Secret::new(or("database_url", format!("sqlite://{}", data.join("placard.db").display()))),
            database_connections: self.number("database_connections", 1000)?,
            blob_url: or("blob_url", format!("file://{}", data.join("blobs").display())),
            storage_folder: Some(text("storage_folder")).filter(|folder| !folder.is_empty()).map(PathBuf::from),
            public_url: self.read("public_url", "an http or https URL without query or fragment", |t| {
                match t.trim() {
                    "" => Some(None),
                    given => {
                        let url = url::Url::parse(given).ok()?;
                        let plain = matches!(url.scheme(), "http" | "https")
                            && url.query().is_none()
                            && url.fragment().is_none();
                        plain.then(|| Some(given.trim_end_matches('/').to_owned()))
                    }
                }
            })?,
            egress_allow: self.read("egress.allow", "networks as in `10.0.0.0/8,127.0.0.1/32`", |t| {
                t.split(',').map(str::trim).filter(|part| !part.is_empty()).map(parse_network).collect()
            })?,
            connections: connections::Limits {
                connections: self.number("http.connections", 1_000_000)?,
                first_request: self.duration("http.first_request", PATIENCE)?,
                idle: self.duration("http.idle", PATIENCE)?,
                stalled: self.duration("http.stalled", PATIENCE)?,
            },
            egress_dns_servers: self.read(
                "egress.dns_servers",
                "addresses as in `10.0.0.53,[fd00::53]:5353`",
                |t| t.split(',').map(str::trim).filter(|part| !part.is_empty()).map(parse_dns_server).collect(),
            )?,
            egress_ca_file: Some(text("egress.ca_file")).filter(|file| !file.is_empty()).map(PathBuf::from),
            master_key: self.read("master_key", "64 hexadecimal digits", |t| match t.trim() {
                "" => Some(None),
                digits => hex::decode(digits).ok()?.try_into().ok().map(|key| Some(SecretKey::new(key))),
            })?,
            bootstrap_key: self.read(
                "bootstrap_key",
                "`plk_` and 20 to 100 letters, digits, `-` or `_`",
                |t| match t.trim() {
                    "" => Some(None),
                    key => is_key(key).then(|| Some(Secret::new(key))),
                },
            )?,
            retry_schedule: {
                let text = text("retry_schedule");
                text.parse().map_err(|error| ConfigError(format!("`retry_schedule`: {error}")))?
            },
            delivery_timeout: Duration::from_secs(self.number("delivery_timeout", 60)?),
            delivery_concurrency: self.number("delivery_concurrency", 10_000)?,
            endpoint_limits: EndpointLimits {
                per_second: self.number("endpoint.per_second", OwnLimits::MAX_PER_SECOND)?,
                burst: self.number("endpoint.burst", OwnLimits::MAX_BURST)?,
                max_concurrency: self.number("endpoint.max_concurrency", OwnLimits::MAX_CONCURRENCY)?,
            },
            endpoint_disable_after: self.duration("endpoint.disable_after", Duration::ZERO..=YEARS)?,
            retention: self.duration("retention", RETENTION)?,
            render_retention: match text("render_retention").as_str() {
                "" => None,
                _ => Some(self.duration("render_retention", RETENTION)?),
            },
            render_threads: match text("render_threads").as_str() {
                "" => std::thread::available_parallelism().map_or(1, usize::from),
                _ => self.number("render_threads", 256)?,
            },
            render_queue: self.number("render_queue", 100_000)?,
            ingress_per_second: ingress("ingress.per_second", 1_000_000)?,
            ingress_burst: ingress("ingress.burst", 1_000_000)?,
            ingress_concurrency: self.number("ingress.concurrency", 100_000)?,
            ingress_streams_per_key: self.number("ingress.streams_per_key", 100_000)?,
            ingress_streams: self.number("ingress.streams", 100_000)?,
            quotas: Quotas {
                templates: self.number("quota.templates", 1_000_000)?,
                template_versions: self.number("quota.template_versions", 1_000_000)?,
                fonts: self.number("quota.fonts", 100)?,
                font_bytes: u64::from(self.number::<u32>("quota.font_megabytes", 1024)?) * 1024 * 1024,
                images: self.number("quota.images", 1_000_000)?,
                image_bytes: u64::from(self.number::<u32>("quota.image_megabytes", 1_000_000)?) * 1024 * 1024,
                bindings: self.number("quota.bindings", 1_000_000)?,
            },
            data,
        })
    }
}

/// A network, or a single address.
fn parse_network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))
}

/// An address, with its port where it is not 53.
fn parse_dns_server(text: &str) -> Option<SocketAddr> {
    text.parse().ok().or_else(|| Some((text.parse::<std::net::IpAddr>().ok()?, 53).into()))
}
