//! The real server, within the test's own process.

use std::{collections::HashMap, io, net::IpAddr, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use placard::{
    app::{self, App, World},
    config::Layers,
    domain::{access::Scope, id::WorkspaceId, workspace::Workspace},
    egress::Resolve,
    engine::{Engine, workspace::NewApiKey},
};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

use super::{
    caller::Caller,
    database::{MASTER_KEY, TestDatabase},
};

/// The API key that every test server has from the start.
pub const KEY: &str = "plk_test-key-with-every-scope-0123456789";
/// The waits between attempts: short, and still told apart.
pub const SCHEDULE: &str = "100ms,200ms,300ms";
/// How long anything may take that a test waits for. It is waited for by condition, so only a failing test takes it.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Longer than the server's own grace: a server that needs this long has not ended softly.
const SOFT_END: Duration = Duration::from_secs(15);

/// What a test may hold on to of a server that runs.
pub struct Server {
    pub url: String,
    pub engine: Arc<Engine>,
    caller: Caller,
    end: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<io::Result<()>>>,
    /// Deleted after the server has ended.
    _folder: TempDir,
}

impl Server {
    /// A server that may send to 127.0.0.1, and nowhere else that is local.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// The same with other settings: `("delivery_timeout", "1")`.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::within(Names::default().world(), settings).await
    }

    /// The same over this database, under the key that test databases have.
    pub async fn on(db: &TestDatabase, world: World, settings: &[(&str, &str)]) -> Self {
        let key = hex::encode(MASTER_KEY);
        let database = [("database_url", db.url.as_str()), ("master_key", &key)];
        Self::within(world, &[&database, settings].concat()).await
    }

    /// A server within a world of the test's own.
    pub async fn within(world: World, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for a test");
        let data = folder.path().join("data").display().to_string();
        let defaults = [
            ("listen", "127.0.0.1:0"),
            ("data", data.as_str()),
            ("egress.allow", "127.0.0.1/32"),
            ("bootstrap_key", KEY),
            ("retry_schedule", SCHEDULE),
            // Tests ask at their own pace; those of the limits set their own.
            ("ingress.per_second", "1000000"),
            ("ingress.burst", "1000000"),
            ("endpoint.per_second", "100000"),
            ("endpoint.burst", "100000"),
            ("endpoint.max_concurrency", "256"),
        ];
        let variables = defaults
            .iter()
            .chain(settings)
            .map(|(key, value)| (format!("PLACARD_{}", key.replace('.', "_").to_uppercase()), (*value).to_owned()));
        let config = Layers::defaults().variables(variables).expect("known settings").build().expect("valid settings");
        let app: App = app::start(&config, world).await.expect("the server starts");
        let (url, engine) = (app.url.clone(), app.engine.clone());
        let (end, ended) = oneshot::channel();
        let serving = tokio::spawn(app.serve(async {
            let _ = ended.await;
        }));
        let caller = Caller::new(&url, KEY);
        Self { url, engine, caller, end: Some(end), serving: Some(serving), _folder: folder }
    }

    /// Whoever has the key with every scope.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Somebody of the first workspace who may do only this.
    pub async fn caller_with(&self, scopes: &[Scope]) -> Caller {
        let workspace = self.engine.first_workspace().await.expect("a workspace");
        Caller::new(&self.url, &self.key_of(workspace.id, scopes).await)
    }

    /// Somebody of another workspace who may do everything there. The API makes no workspaces, so the store does.
    pub async fn stranger(&self) -> Caller {
        let now = self.engine.clock.now();
        let id = WorkspaceId::from_uuid(self.engine.ids.next(now));
        let workspace = Workspace::new(id, "another", now);
        self.engine.store.create_workspace(&workspace).await.expect("another workspace");
        Caller::new(&self.url, &self.key_of(id, Scope::ALL).await)
    }

    async fn key_of(&self, workspace: WorkspaceId, scopes: &[Scope]) -> String {
        let new = NewApiKey { name: "test".to_owned(), scopes: scopes.to_vec(), expire_time: None };
        let (_, secret) = self.engine.issue_api_key(workspace, new).await.expect("a key");
        secret.expose().to_owned()
    }

    /// Asks for the end, as SIGTERM does, and returns at once.
    pub fn begin_end(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
    }

    /// Waits until the server has ended, softly.
    pub async fn ended(&mut self) {
        self.begin_end();
        if let Some(serving) = self.serving.take() {
            let served = tokio::time::timeout(SOFT_END, serving).await.expect("the server ends in time");
            served.expect("the server does not panic").expect("the server serves to its end");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that fails has said what it has to say.
        if !std::thread::panicking() && self.serving.is_some() {
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(self.ended()));
        }
    }
}

/// A resolver that knows what it was told and asks no network. Each name's answers come one after the other, and the
/// last one stays.
#[derive(Clone, Default)]
pub struct Names(Arc<std::sync::Mutex<HashMap<String, Vec<IpAddr>>>>);

impl Names {
    pub fn answer(self, name: &str, addresses: &[&str]) -> Self {
        let addresses = addresses.iter().rev().map(|text| text.parse().expect("an address")).collect();
        self.0.lock().expect("no test panics within").insert(name.to_owned(), addresses);
        self
    }

    /// The real world, but for names.
    pub fn world(self) -> World {
        World { resolver: Arc::new(self), ..World::default() }
    }
}

impl Resolve for Names {
    fn lookup<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let mut names = self.0.lock().expect("no test panics within");
            let answers = names.get_mut(host).ok_or(io::ErrorKind::NotFound)?;
            let answer = if answers.len() > 1 { answers.pop() } else { answers.first().copied() };
            Ok(answer.into_iter().collect())
        })
    }
}
