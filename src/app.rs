//! The one composition: a configuration in, a running server and its address out.

use std::{
    error::Error as StdError,
    io::{self, Write as _},
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hmac::{Hmac, KeyInit, Mac};
use placard_client::v1;
use sha2::Sha256;
use tokio::net::TcpListener;
use tonic_health::{ServingStatus, server::HealthReporter};

use crate::{
    api,
    blob::{BlobError, Blobs, Folder},
    clock::{Clock, Random, SystemClock, SystemIds, SystemRandom},
    config::Config,
    connections,
    dispatch::{self, Dispatcher},
    domain::{id::UuidSource, secret::Secret},
    egress::{self, AuthoritiesError, Client, DnsResolver, Guard, Policy, Resolve, SetupError, SystemResolver},
    engine::{
        self, Engine, Flights, Shown, Vouchers,
        compose::Composer,
        font::FontShelf,
        known::{self, Known},
        template::Templates,
    },
    http,
    render::Renderer,
    shutdown::Shutdown,
    store::{Store, StoreConfig, StoreError},
    telemetry,
};

/// Queued renders under way for each render thread: what one waits for, images for instance, others have a thread for.
const QUEUED_PER_THREAD: usize = 8;

/// What the world outside gives: time, chance, and where names point. Tests bring their own.
#[derive(Clone)]
pub struct World {
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub ids: Arc<dyn UuidSource>,
    pub resolver: Arc<dyn Resolve>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            ids: Arc::new(SystemIds::default()),
            resolver: Arc::new(SystemResolver::default()),
        }
    }
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the data folder `{folder}` cannot be used")]
    Data { folder: String, source: io::Error },
    #[error("the master key in `{file}` is not 64 hexadecimal digits: restore it, or set PLACARD_MASTER_KEY")]
    MasterKey { file: String },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Blob(#[from] BlobError),
    #[error("the certificate authorities in `{file}`, which egress.ca_file names, cannot be used")]
    Authorities { file: String, source: AuthoritiesError },
    #[error("the DNS servers of egress.dns_servers cannot be asked")]
    Dns(#[source] io::Error),
    #[error("the client for what goes out could not be set up")]
    Egress(#[from] SetupError),
    #[error("{address} cannot be listened on")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("the database could not be made ready")]
    Engine(#[from] engine::Error),
}

/// A server that listens.
pub struct App {
    /// What it listens on.
    pub address: SocketAddr,
    /// What links to it begin with.
    pub url: String,
    /// The API key of a database that had none.
    pub first_key: Option<Secret>,
    pub engine: Arc<Engine>,
    listener: TcpListener,
    router: axum::Router,
    connections: connections::Limits,
    health: HealthReporter,
    shutdown: Shutdown,
    /// For what is under way when the end is asked for.
    grace: Duration,
    /// The dispatcher or the queue of renders ended by itself.
    failed: Arc<AtomicBool>,
}

/// Everything but the network: what the command line's verbs share with the server.
pub async fn engine(config: &Config, world: &World, public_url: String) -> Result<(Engine, [u8; 32]), StartError> {
    let master_key = master_key(config, &*world.random)?;
    let store = store(config, world, master_key).await?;
    let blobs = Blobs::open(&config.blob_url)?;
    let (composer, client) = composer(config, world, Some(blobs.clone()))?;
    let engine = Engine {
        store,
        blobs,
        storage_folder: config.storage_folder.as_deref().map(Folder::open).transpose()?,
        composer,
        templates: Templates::default(),
        shelf: FontShelf::new(config.quotas.font_bytes),
        quotas: config.quotas,
        flights: Flights::default(),
        keys: Known::for_a(known::KEY_AGE),
        artifacts: Known::for_a(known::ARTIFACT_AGE),
        workspaces: Known::for_a(known::WORKSPACE_AGE),
        vouchers: Vouchers::default(),
        shown: Shown::default(),
        client,
        clock: world.clock.clone(),
        random: world.random.clone(),
        ids: world.ids.clone(),
        public_url,
        slug_key: derive(&master_key, "placard slugs v1"),
    };
    Ok((engine, derive(&master_key, "placard tokens v1")))
}

/// The database, its schema brought up to date.
pub async fn store(config: &Config, world: &World, master_key: [u8; 32]) -> Result<Store, StartError> {
    let store = connect(config, world, master_key).await?;
    store.migrate().await?;
    Ok(store)
}

/// The database as it is.
pub async fn connect(config: &Config, world: &World, master_key: [u8; 32]) -> Result<Store, StartError> {
    let config = StoreConfig {
        database_url: config.database_url.expose().to_owned(),
        master_key,
        pool_size: config.database_connections,
        limits: config.endpoint_limits,
    };
    Ok(Store::connect(config, world.ids.clone()).await?)
}

/// The way from a spec to a picture, and the way out that it fetches images by.
pub fn composer(config: &Config, world: &World, blobs: Option<Blobs>) -> Result<(Composer, Client), StartError> {
    let policy = Policy { allow: config.egress_allow.clone(), only: None };
    let resolver = match config.egress_dns_servers.as_slice() {
        [] => world.resolver.clone(),
        servers => Arc::new(DnsResolver::new(servers).map_err(StartError::Dns)?),
    };
    let authorities = match &config.egress_ca_file {
        Some(file) => egress::authorities(file)
            .map_err(|source| StartError::Authorities { file: file.display().to_string(), source })?,
        None => Vec::new(),
    };
    let client = Client::with_roots(Guard::with_resolver(policy, resolver), &authorities)?;
    let renderer = Renderer::new(config.render_threads, config.render_queue);
    Ok((Composer::new(renderer, client.clone(), blobs), client))
}

/// Starts to listen, and all that works in the background.
pub async fn start(config: &Config, world: World) -> Result<App, StartError> {
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|source| StartError::Listen { address: config.listen, source })?;
    let address = listener.local_addr().map_err(|source| StartError::Listen { address: config.listen, source })?;
    let url = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));

    let (engine, token_key) = engine(config, &world, url.clone()).await?;
    let engine = Arc::new(engine);
    let first_key = bootstrap(&engine, config.bootstrap_key.clone()).await?;

    let shutdown = Shutdown::default();
    let parts = dispatch::Parts {
        store: engine.store.clone(),
        blobs: engine.blobs.clone(),
        client: engine.client.clone(),
        clock: world.clock,
        random: world.random,
        ids: world.ids,
    };
    let settings = dispatch::Settings {
        schedule: config.retry_schedule.clone(),
        timeout: config.delivery_timeout,
        concurrency: config.delivery_concurrency,
        disable_after: config.endpoint_disable_after,
        retention: config.retention,
    };
    let dispatcher = Dispatcher::new(parts, settings);
    let failed = Arc::new(AtomicBool::new(false));
    shutdown.spawn({
        let (shutdown, failed) = (shutdown.clone(), failed.clone());
        async move {
            dispatcher.run(shutdown.token()).await;
            if !shutdown.token().is_cancelled() {
                // Better no server than one that says it delivers and does not: whoever runs it starts it anew.
                tracing::error!("the dispatcher ended by itself; so does the server");
                failed.store(true, Ordering::Relaxed);
                shutdown.begin();
            }
        }
    });

    shutdown.spawn({
        let (engine, token) = (engine.clone(), shutdown.token());
        async move { engine.carry_out_recoveries(token).await }
    });

    shutdown.spawn({
        let (engine, schedule, token) = (engine.clone(), config.retry_schedule.clone(), shutdown.token());
        async move { engine.carry_out_uploads(schedule, token).await }
    });

    shutdown.spawn({
        let (engine, token) = (engine.clone(), shutdown.token());
        async move { engine.carry_out_refreshes(token).await }
    });

    shutdown.spawn({
        let (engine, token) = (engine.clone(), shutdown.token());
        async move { engine.measure_queues(token).await }
    });

    if let Some(retention) = config.render_retention {
        let (engine, token) = (engine.clone(), shutdown.token());
        shutdown.spawn(async move { engine.forget_renders(retention, token).await });
    }

    shutdown.spawn({
        let (engine, shutdown, failed) = (engine.clone(), shutdown.clone(), failed.clone());
        let at_once = config.render_threads * QUEUED_PER_THREAD;
        async move {
            engine.carry_out_renders(at_once, shutdown.token()).await;
            if !shutdown.token().is_cancelled() {
                tracing::error!("the queue of renders ended by itself; so does the server");
                failed.store(true, Ordering::Relaxed);
                shutdown.begin();
            }
        }
    });

    let limits = api::Limits {
        per_second: config.ingress_per_second,
        burst: config.ingress_burst,
        concurrency: config.ingress_concurrency,
        streams_per_key: config.ingress_streams_per_key,
        streams: config.ingress_streams,
    };
    let http = http::router(engine.clone(), shutdown.clone(), telemetry::measurements());
    let (router, health) = api::router(engine.clone(), token_key, &limits, shutdown.clone(), http);
    // An attempt that is under way may end, and be written down.
    let grace = config.delivery_timeout + Duration::from_secs(5);
    let connections = config.connections;
    Ok(App { address, url, first_key, engine, listener, router, connections, health, shutdown, grace, failed })
}

impl App {
    /// Serves until `end` comes; then softly to the end, and hard after the grace.
    pub async fn serve(self, end: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let Self { listener, router, connections, health, shutdown, grace, failed, .. } = self;
        set_health(&health, ServingStatus::Serving).await;
        let token = shutdown.token();
        let ending = shutdown.clone();
        let graceful = async move {
            tokio::select! {
                () = end => {}
                () = ending.token().cancelled_owned() => {}
            }
            tracing::info!("shutting down");
            set_health(&health, ServingStatus::NotServing).await;
            ending.begin();
        };
        let serving = connections::serve(listener, router, connections, shutdown.token());
        let all = async {
            tokio::join!(serving, graceful);
            shutdown.finished().await;
        };
        tokio::select! {
            () = all => {}
            () = async { token.cancelled().await; tokio::time::sleep(grace).await } => {
                tracing::warn!("work was still under way when its time was over; deliveries go on at the next start");
            }
        }
        if failed.load(Ordering::Relaxed) {
            return Err(io::Error::other("what was done cannot be written down any more"));
        }
        Ok(())
    }
}

async fn set_health(health: &HealthReporter, status: ServingStatus) {
    let services = [
        "",
        v1::binding_service_server::SERVICE_NAME,
        v1::event_service_server::SERVICE_NAME,
        v1::render_service_server::SERVICE_NAME,
        v1::template_service_server::SERVICE_NAME,
        v1::trigger_service_server::SERVICE_NAME,
        v1::webhook_subscription_service_server::SERVICE_NAME,
        v1::workspace_service_server::SERVICE_NAME,
    ];
    for service in services {
        health.set_service_status(service, status).await;
    }
}

/// A key for a database that has none: the configured one, or a new one, which is answered.
async fn bootstrap(engine: &Engine, configured: Option<Secret>) -> Result<Option<Secret>, engine::Error> {
    let given = configured.is_some();
    let made = engine.first_api_key(configured).await?;
    Ok(made.filter(|_| !given))
}

/// The configured master key, or the one in the data folder, made if there is none.
pub fn master_key(config: &Config, random: &dyn Random) -> Result<[u8; 32], StartError> {
    if let Some(key) = &config.master_key {
        return Ok(*key.expose());
    }
    let file = config.data.join("master.key");
    let folder = |source| StartError::Data { folder: config.data.display().to_string(), source };
    std::fs::create_dir_all(&config.data).map_err(folder)?;
    match std::fs::read_to_string(&file) {
        Ok(text) => hex::decode(text.trim())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| StartError::MasterKey { file: file.display().to_string() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = random.bytes();
            write_private(&file, &hex::encode(key)).map_err(folder)?;
            Ok(key)
        }
        Err(error) => Err(folder(error)),
    }
}

/// A new file that only its owner may read, on disk before anything is sealed with what it holds.
fn write_private(file: &Path, text: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A key of its own for each purpose.
fn derive(master_key: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(master_key).expect("HMAC takes a key of any length");
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}

/// An error and what caused it, for a person at a terminal.
pub fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
