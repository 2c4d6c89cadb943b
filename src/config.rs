//! The configuration: defaults < TOML file < `PLACARD_*` variables < flags.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt::{self, Write as _},
    net::SocketAddr,
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};

use ipnet::IpNet;

use crate::connections;
use crate::domain::{
    access::is_key,
    endpoint::{EndpointLimits, OwnLimits},
    quota::Quotas,
    schedule::{RetrySchedule, parse_duration},
    secret::{Secret, SecretKey},
    violation::suggestion,
};

/// One thing that can be set.
struct Setting {
    /// Its name in a TOML file, dots being tables.
    key: &'static str,
    default: &'static str,
    /// Not to be shown.
    secret: bool,
    help: &'static str,
}

const fn setting(key: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { key, default, secret: false, help }
}

const fn secret(key: &'static str, help: &'static str) -> Setting {
    Setting { key, default: "", secret: true, help }
}

const SETTINGS: &[Setting] = &[
    setting("listen", "127.0.0.1:8080", "address and port to serve on"),
    setting("data", "./data", "folder for what is kept: database, pictures, master key"),
    setting("database_url", "", "sqlite://PATH or postgres://…; default: sqlite in the data folder"),
    setting("database_connections", "16", "PostgreSQL connections, 1 to 1000"),
    setting("blob_url", "", "file:///FOLDER or s3://BUCKET/PREFIX; default: a folder in the data folder"),
    setting("storage_folder", "", "folder in which workspaces may keep their pictures too; default: they may not"),
    setting("public_url", "", "what links to pictures begin with; default: http:// and the address served on"),
    setting("http.connections", "8192", "connections of callers open at once, 1 to 1000000; more wait"),
    setting("http.first_request", "10s", "how long a new connection may take to ask for something, 100ms to 1h"),
    setting("http.idle", "2m", "how long a connection is kept without a request; let it be longer than a balancer's"),
    setting("egress.allow", "", "networks that may be reached though the guard denies them: CIDRs, comma-separated"),
    setting("egress.dns_servers", "", "who resolves names of receivers: ADDRESS or ADDRESS:PORT; default: the system"),
    setting("egress.ca_file", "", "PEM file of certificate authorities to trust besides the public ones"),
    secret(
        "master_key",
        "seals secrets at rest: 64 hexadecimal digits; default: made on first start, in the data folder",
    ),
    secret("bootstrap_key", "an API key with all scopes to accept in a fresh database: plk_ and 20 to 100 characters"),
    setting("retry_schedule", "1m,5m,30m,2h,12h", "waits between the attempts of a delivery"),
    setting("delivery_timeout", "15", "seconds for one attempt, its answer included, 1 to 60"),
    setting("delivery_concurrency", "512", "attempts under way at once, 1 to 10000"),
    setting("endpoint.per_second", "50", "attempts per second of an endpoint that has no rate of its own, 1 to 100000"),
    setting("endpoint.burst", "100", "attempts at once of such an endpoint after a quiet time, 1 to 100000"),
    setting("endpoint.max_concurrency", "8", "attempts under way at once to an endpoint that sets none, 1 to 1000"),
    setting("endpoint.disable_after", "5d", "how long an endpoint may only fail before its subscription is disabled"),
    setting("retention", "30d", "how long events and deliveries are kept after they have ended, 1h to 3650d"),
    setting("render_threads", "", "threads that render, 1 to 256; default: one per core"),
    setting("render_queue", "256", "renders that may wait for a thread, 1 to 100000"),
    setting("ingress.per_second", "200", "requests per second of one API key, 1 to 1000000"),
    setting("ingress.burst", "400", "requests at once of one API key, 1 to 1000000"),
    setting("ingress.concurrency", "1024", "requests under way at once, 1 to 100000"),
    setting("ingress.streams_per_key", "64", "streams of one API key open at once, 1 to 100000"),
    setting("ingress.streams", "4096", "streams open at once, 1 to 100000"),
    setting("quota.templates", "1000", "templates of one workspace, 1 to 1000000"),
    setting("quota.template_versions", "1000", "versions of one template, 1 to 1000000"),
    setting("quota.fonts", "100", "uploaded fonts of one workspace, 1 to 100"),
    setting("quota.font_megabytes", "128", "megabytes of one workspace's fonts, which renders hold, 1 to 1024"),
    setting("quota.images", "10000", "uploaded images of one workspace, 1 to 1000000"),
    setting("quota.image_megabytes", "1024", "megabytes of one workspace's images, 1 to 1000000"),
    setting("quota.bindings", "1000", "bindings of one workspace, 1 to 1000000"),
];

impl Setting {
    fn variable(&self) -> String {
        format!("PLACARD_{}", self.key.replace('.', "_").to_uppercase())
    }
}

/// Where a value was written, so that an error can say which one to change.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Default,
    File,
    Variable,
    Flag,
}

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

/// Values by key, of all layers so far.
#[derive(Clone)]
pub struct Layers(BTreeMap<&'static str, (String, Origin)>);

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show())
    }
}

impl Layers {
    /// The defaults alone.
    pub fn defaults() -> Self {
        Self(SETTINGS.iter().map(|s| (s.key, (s.default.to_owned(), Origin::Default))).collect())
    }

    /// Lays a TOML file over what there is.
    pub fn file(mut self, text: &str) -> Result<Self, ConfigError> {
        let table: toml::Table = text.parse().map_err(|error| not_toml(text, &error))?;
        let mut values = Vec::new();
        flatten("", &table, &mut values)?;
        for (key, value) in values {
            let setting = find(&key).ok_or_else(|| unknown(&key, SETTINGS.iter().map(|s| s.key)))?;
            self.0.insert(setting.key, (value, Origin::File));
        }
        Ok(self)
    }

    /// Lays the `PLACARD_*` variables over what there is.
    pub fn variables(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        for (name, value) in variables {
            if !name.starts_with("PLACARD_") || is_others(&name) {
                continue;
            }
            let known: Vec<String> = SETTINGS.iter().map(Setting::variable).collect();
            let Some(setting) = SETTINGS.iter().find(|s| s.variable() == name) else {
                return Err(unknown(&name, known.iter().map(String::as_str)));
            };
            self.0.insert(setting.key, (value, Origin::Variable));
        }
        Ok(self)
    }

    /// Lays one flag over what there is. `key` is one of the settings.
    #[must_use]
    pub fn flag(mut self, key: &'static str, value: Option<String>) -> Self {
        debug_assert!(find(key).is_some(), "{key} is no setting");
        if let Some(value) = value {
            self.0.insert(key, (value, Origin::Flag));
        }
        self
    }

    /// The result as TOML, with where each value comes from, and secrets masked.
    pub fn show(&self) -> String {
        let mut out = String::new();
        for setting in SETTINGS {
            let (value, origin) = &self.0[setting.key];
            let origin = match origin {
                Origin::Default => "default".to_owned(),
                Origin::File => "file".to_owned(),
                Origin::Variable => setting.variable(),
                Origin::Flag => "flag".to_owned(),
            };
            let value = if setting.secret && !value.is_empty() { "[secret]".into() } else { without_password(value) };
            let value = toml::Value::String(value.into_owned());
            writeln!(out, "# {}\n{} = {value} # {origin}\n", setting.help, setting.key)
                .expect("a String can be written");
        }
        out
    }

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

    fn duration(&self, key: &'static str, min: Duration) -> Result<Duration, ConfigError> {
        self.read(key, "a number and a unit (ms, s, m, h or d), as in `30d`, within its range", |text| {
            let duration = parse_duration(text.trim())?;
            (min..=Duration::from_secs(3650 * 86_400)).contains(&duration).then_some(duration)
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
                first_request: self.duration("http.first_request", Duration::from_millis(100))?,
                idle: self.duration("http.idle", Duration::from_millis(100))?,
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
            endpoint_disable_after: self.duration("endpoint.disable_after", Duration::ZERO)?,
            retention: self.duration("retention", Duration::from_secs(60 * 60))?,
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

/// Where and why, without the line itself: it may hold a secret.
fn not_toml(text: &str, error: &toml::de::Error) -> ConfigError {
    let place = match error.span() {
        Some(span) => format!(", line {}", text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1),
        None => String::new(),
    };
    ConfigError(format!("the configuration file is not TOML{place}: {}", error.message()))
}

/// A URL with its password masked: between user and host, or as a parameter.
fn without_password(value: &str) -> Cow<'_, str> {
    const MASK: &str = "[secret]";
    let Some((scheme, rest)) = value.split_once("://") else { return value.into() };
    let mut shown = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _)) => format!("{scheme}://{name}:{MASK}@{host}"),
            None => value.to_owned(),
        },
        None => value.to_owned(),
    };
    let mut from = 0;
    while let Some(found) = shown[from..].find("password=") {
        let start = from + found + "password=".len();
        let end = shown[start..].find('&').map_or(shown.len(), |length| start + length);
        shown.replace_range(start..end, MASK);
        from = start + MASK.len();
    }
    shown.into()
}

/// A network, or a single address.
fn parse_network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))
}

/// An address, with its port where it is not 53.
fn parse_dns_server(text: &str) -> Option<SocketAddr> {
    text.parse().ok().or_else(|| Some((text.parse::<std::net::IpAddr>().ok()?, 53).into()))
}

/// Variables that begin like ours and are not settings: the one that names the file; and what Kubernetes gives every
/// container beside a Service called `placard` (its documentation, "Accessing the Service"): `PLACARD_SERVICE_HOST`,
/// `PLACARD_SERVICE_PORT…`, `PLACARD_PORT…`.
fn is_others(name: &str) -> bool {
    // Those of clients, `placard listen` among them, may stand in the same environment.
    let clients = ["PLACARD_SERVER", "PLACARD_API_KEY", "PLACARD_WEBHOOK_SECRET"];
    name == "PLACARD_CONFIG"
        || clients.contains(&name)
        || name.starts_with("PLACARD_SERVICE_")
        || name.starts_with("PLACARD_PORT")
}

fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| s.key == key)
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> ConfigError {
    ConfigError(format!("`{name}` is not a setting: {}", suggestion(name, known)))
}

fn flatten(prefix: &str, table: &toml::Table, out: &mut Vec<(String, String)>) -> Result<(), ConfigError> {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let scalar = |value: &toml::Value| match value {
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Integer(number) => Some(number.to_string()),
            _ => None,
        };
        let value = match value {
            toml::Value::Table(inner) => {
                flatten(&key, inner, out)?;
                continue;
            }
            toml::Value::Array(items) => {
                items.iter().map(scalar).collect::<Option<Vec<_>>>().map(|items| items.join(","))
            }
            other => scalar(other),
        };
        let value =
            value.ok_or_else(|| ConfigError(format!("`{key}` must be text, a whole number or a list of texts")))?;
        out.push((key, value));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Result<Layers, ConfigError> {
        Layers::defaults().variables(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn defaults_are_valid() {
        let config = Layers::defaults().build().unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.retry_schedule, RetrySchedule::default());
        assert!(config.database_url.expose().starts_with("sqlite:///"));
    }

    #[test]
    fn later_layers_win() {
        let layers = Layers::defaults()
            .file("listen = '0.0.0.0:1'\nretry_schedule = ['1s', '2s']\n[egress]\nallow = ['127.0.0.1/32', '::1']");
        let layers = layers.unwrap().variables([("PLACARD_LISTEN".to_owned(), "0.0.0.0:2".to_owned())]).unwrap();
        let config = layers.flag("listen", Some("0.0.0.0:3".to_owned())).build().unwrap();
        assert_eq!(config.listen.port(), 3);
        assert_eq!(config.retry_schedule.to_string(), "1s,2s");
        assert_eq!(config.egress_allow.len(), 2);
    }

    #[test]
    fn unknown_names_point_to_the_nearest() {
        let error = Layers::defaults().file("lisen = 'x'").unwrap_err();
        assert_eq!(error.to_string(), "`lisen` is not a setting: did you mean `listen`?");
        let error = variables(&[("PLACARD_DATABASE_URI", "x")]).unwrap_err();
        assert!(error.to_string().contains("did you mean `PLACARD_DATABASE_URL`?"), "{error}");
    }

    #[test]
    fn what_an_orchestrator_sets_is_left_alone() {
        let given =
            [("PLACARD_SERVICE_HOST", "10.0.0.1"), ("PLACARD_PORT_8080_TCP", "tcp://10.0.0.1:8080"), ("HOME", "/")];
        assert!(variables(&given).unwrap().build().is_ok());
    }

    #[test]
    fn what_is_wrong_is_said_where_it_was_written() {
        for (name, value) in [
            ("PLACARD_LISTEN", "8080"),
            ("PLACARD_EGRESS_ALLOW", "10.0.0.0/33"),
            ("PLACARD_EGRESS_DNS_SERVERS", "dns.example"),
            ("PLACARD_HTTP_CONNECTIONS", "0"),
            ("PLACARD_HTTP_IDLE", "0s"),
            ("PLACARD_MASTER_KEY", "abc"),
            ("PLACARD_BOOTSTRAP_KEY", "plk_short"),
            ("PLACARD_DELIVERY_TIMEOUT", "61"),
            ("PLACARD_DELIVERY_TIMEOUT", "0"),
            ("PLACARD_PUBLIC_URL", "ftp://x"),
        ] {
            let error = variables(&[(name, value)]).unwrap().build().unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
        let error = variables(&[("PLACARD_MASTER_KEY", "not-to-be-shown")]).unwrap().build().unwrap_err();
        assert!(!error.to_string().contains("not-to-be-shown"));
    }

    #[test]
    fn shown_without_secrets_and_read_again() {
        let key = "plk_abcdefghijklmnopqrstuvwxyz";
        let shown = variables(&[("PLACARD_BOOTSTRAP_KEY", key), ("PLACARD_LISTEN", "[::]:80")]).unwrap().show();
        assert!(!shown.contains(key) && shown.contains("PLACARD_LISTEN"), "{shown}");
        let again = Layers::defaults().file(&shown.replace("[secret]", "")).unwrap().build().unwrap();
        assert_eq!(again.listen.to_string(), "[::]:80");
    }

    #[test]
    fn secrets_are_shown_nowhere() {
        for url in [
            "postgres://placard:hunter2@db:5432/placard",
            "postgres://placard:hun@ter2/hunter2@db/placard?sslmode=require",
            "postgres://db/placard?user=placard&password=hunter2&sslmode=require",
        ] {
            let key = "0123456789abcdef".repeat(4);
            let layers = variables(&[("PLACARD_DATABASE_URL", url), ("PLACARD_MASTER_KEY", &key)]).unwrap();
            let shown = format!("{} {layers:?} {:?}", layers.show(), layers.build().unwrap());
            assert!(!shown.contains("ter2") && !shown.contains(&key) && !shown.contains("[1, 35"), "{shown}");
            assert!(shown.contains("placard") && shown.contains("db"), "{shown}");
        }
        let error = Layers::defaults().file("listen = '[::]:80'\nbootstrap_key = plk_hunter2hunter2\n").unwrap_err();
        assert!(error.to_string().contains("line 2") && !error.to_string().contains("hunter2"), "{error}");
    }
}
