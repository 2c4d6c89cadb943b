//! Everything that can be set.

/// One thing that can be set.
pub(super) struct Setting {
    /// Its name in a TOML file, dots being tables.
    pub key: &'static str,
    pub default: &'static str,
    /// Not to be shown.
    pub secret: bool,
    pub help: &'static str,
}

const fn setting(key: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { key, default, secret: false, help }
}

const fn secret(key: &'static str, help: &'static str) -> Setting {
    Setting { key, default: "", secret: true, help }
}

pub(super) const SETTINGS: &[Setting] = &[
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
    setting("http.stalled", "1m", "how long a connection is kept whose peer takes nothing of an answer, 100ms to 1h"),
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
    setting(
        "render_retention",
        "",
        "how long renders and batches are kept after they have ended, 1h to 3650d; pictures stay; default: for ever",
    ),
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
    /// The variable that sets it.
    pub fn variable(&self) -> String {
        format!("PLACARD_{}", self.key.replace('.', "_").to_uppercase())
    }
}

/// Variables that begin like ours and are not settings: the one that names the file; and what Kubernetes gives every
/// container beside a Service called `placard` (its documentation, "Accessing the Service"): `PLACARD_SERVICE_HOST`,
/// `PLACARD_SERVICE_PORT…`, `PLACARD_PORT…`.
pub(super) fn is_others(name: &str) -> bool {
    // Those of clients, `placard listen` among them, may stand in the same environment.
    let clients = ["PLACARD_SERVER", "PLACARD_API_KEY", "PLACARD_WEBHOOK_SECRET"];
    name == "PLACARD_CONFIG"
        || clients.contains(&name)
        || name.starts_with("PLACARD_SERVICE_")
        || name.starts_with("PLACARD_PORT")
}

pub(super) fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| s.key == key)
}
