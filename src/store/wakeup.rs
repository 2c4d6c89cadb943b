//! Wake-ups: "look again", without data, straight after a commit. Polling backs them, so none is ever needed.
//!
//! On PostgreSQL they reach the other replicas by NOTIFY. It is sent after the commit and not within the transaction:
//! PostgreSQL makes committing transactions that notify wait for one another, flush to disk included. What a crash in
//! between loses, polling finds.

use std::{sync::Arc, time::Duration};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, Statement,
    sqlx::postgres::{PgListener, PgPool},
};
use tokio::{
    runtime::Handle,
    sync::{Notify, watch},
    task::JoinHandle,
};

const DUE: &str = "placard_deliveries_due";
const RENDERS: &str = "placard_renders_due";
const UPLOADS: &str = "placard_uploads_due";
const CHANGED: &str = "placard_deliveries_changed";
/// The shortest time between two notifications on one channel: a burst of commits is one wake-up.
const PAUSE: Duration = Duration::from_millis(2);
/// How long to wait before listening again on a connection that was lost.
const RECONNECT: Duration = Duration::from_secs(1);

/// One kind of wake-up.
struct Bell {
    count: watch::Sender<u64>,
    /// Rung by this process and not yet told to the others.
    untold: Notify,
}

impl Bell {
    fn new() -> Self {
        Self { count: watch::Sender::new(0), untold: Notify::new() }
    }

    fn bump(&self) {
        self.count.send_modify(|count| *count += 1);
    }
}

/// Whom to wake. Clones are the same bells.
#[derive(Clone)]
pub(super) struct Wakeups(Arc<Bells>);

struct Bells {
    /// Where those who are woken run. A thread from elsewhere would have to hand over each of thousands by itself.
    home: Handle,
    due: Bell,
    renders: Bell,
    uploads: Bell,
    changed: Bell,
}

impl Wakeups {
    /// # Panics
    /// Outside of a runtime.
    pub fn new() -> Self {
        let [due, renders, uploads, changed] = std::array::from_fn(|_| Bell::new());
        Self(Arc::new(Bells { home: Handle::current(), due, renders, uploads, changed }))
    }

    pub fn due(&self) -> watch::Receiver<u64> {
        self.0.due.count.subscribe()
    }

    pub fn renders(&self) -> watch::Receiver<u64> {
        self.0.renders.count.subscribe()
    }

    pub fn uploads(&self) -> watch::Receiver<u64> {
        self.0.uploads.count.subscribe()
    }

    pub fn changed(&self) -> watch::Receiver<u64> {
        self.0.changed.count.subscribe()
    }

    /// Something of ours was committed that may be claimed.
    pub fn ring_due(&self) {
        self.ring(|bells| &bells.due);
    }

    /// Something of ours was committed that waits for its turn to be rendered.
    pub fn ring_renders(&self) {
        self.ring(|bells| &bells.renders);
    }

    /// Something of ours was committed that waits to go to a workspace's own storage.
    pub fn ring_uploads(&self) {
        self.ring(|bells| &bells.uploads);
    }

    /// Something of ours was committed that is watched: a log of changes, a render, a batch.
    pub fn ring_changed(&self) {
        self.ring(|bells| &bells.changed);
    }

    fn ring(&self, bell: fn(&Bells) -> &Bell) {
        let bells = self.0.clone();
        self.0.home.spawn(async move {
            let bell = bell(&bells);
            bell.bump();
            bell.untold.notify_one();
        });
    }

    /// Carries wake-ups between this process and the others, until the task is aborted.
    pub fn carry(&self, db: DatabaseConnection) -> JoinHandle<()> {
        let bells = self.0.clone();
        tokio::spawn(async move {
            // Everybody hears every notification, the one who sent it too; this tells him that it is his.
            let sender = format!("{:032x}", rand::random::<u128>());
            let pool = db.get_postgres_connection_pool().clone();
            tokio::join!(
                tell(&db, &bells.due, DUE, &sender),
                tell(&db, &bells.renders, RENDERS, &sender),
                tell(&db, &bells.uploads, UPLOADS, &sender),
                tell(&db, &bells.changed, CHANGED, &sender),
                listen(&pool, &bells, &sender),
            );
        })
    }
}

async fn tell(db: &DatabaseConnection, bell: &Bell, channel: &'static str, sender: &str) {
    loop {
        bell.untold.notified().await;
        let values = [channel.into(), sender.into()];
        let notify = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, $2)", values);
        if let Err(error) = db.query_one_raw(notify).await {
            // The others find the work by polling.
            tracing::debug!(%channel, %error, "a wake-up was not sent");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn listen(pool: &PgPool, bells: &Bells, sender: &str) {
    loop {
        if let Err(error) = hear(pool, bells, sender).await {
            tracing::debug!(%error, "wake-ups of other replicas are not heard");
        }
        tokio::time::sleep(RECONNECT).await;
    }
}

async fn hear(pool: &PgPool, bells: &Bells, sender: &str) -> Result<(), sea_orm::sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen_all([DUE, RENDERS, UPLOADS, CHANGED]).await?;
    // Nobody listened for us until now.
    bells.due.bump();
    bells.renders.bump();
    bells.uploads.bump();
    bells.changed.bump();
    // `None` when the connection was lost, and with it perhaps notifications.
    while let Some(notification) = listener.try_recv().await? {
        if notification.payload() == sender {
            continue;
        }
        match notification.channel() {
            DUE => bells.due.bump(),
            RENDERS => bells.renders.bump(),
            UPLOADS => bells.uploads.bump(),
            CHANGED => bells.changed.bump(),
            _ => {}
        }
    }
    Ok(())
}
