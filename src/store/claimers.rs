//! Who claims, and taking back what those had under way who died.
//!
//! On PostgreSQL each process that claims is a claimer: a row with a number, which its claims carry, and an advisory lock
//! on that number, held by a session that does nothing else. PostgreSQL lets go of the lock when the session ends,
//! however it ends. So whether a claimer lives is known, and not guessed from a clock: its claims come back within
//! seconds of its death and not when their leases run out, and those of one that lives are left alone however long they
//! take.
//!
//! A lock may be gone for a moment though its holder lives, as when the database was restarted. So nobody is taken for
//! dead before two looks have missed them, which leaves them the time between to come back. Should that be too short,
//! attempts are made twice and recorded once: attempt numbers, not locks, decide what counts. And should the session say
//! nothing true (a pooler that shares it out, a database without such locks), leases end as ever.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    RuntimeErr, Statement,
    sea_query::Expr,
    sqlx::{self, Connection, PgConnection, query_scalar, raw_sql},
};
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    Store, StoreError,
    delivery::STEP,
    entity::{
        delivery::{Column, Entity},
        endpoint,
    },
    transaction::Transaction,
};
use crate::domain::{delivery::DeliveryState, timestamp::Timestamp};

/// The first key of claimers' locks; the second is their number. Locks with two keys never meet those with one.
const LOCK: i32 = 0x706c_6163;
/// For an answer of the session. One that takes longer is as good as lost.
const PATIENCE: Duration = Duration::from_secs(5);
/// Before the server gives up a session whose machine went away without a word: seconds of silence, seconds between
/// probes, and probes.
const KEEPALIVE: &str = "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3";

/// What a process that claims knows of the others who do. While it is kept, this one counts as alive.
#[derive(Default)]
pub struct Vigil {
    session: Option<Session>,
    /// Not there at the last look.
    missed: BTreeSet<i32>,
    /// Whether what was under way before this process began is taken back already. On SQLite, where it claims alone.
    begun: bool,
}

struct Session {
    claimer: i32,
    connection: PgConnection,
}

impl Store {
    /// What claims of this process carry. `None` where leases have to do.
    pub(super) fn claimer(&self) -> Option<i32> {
        match self.claimer.load(Ordering::Relaxed) {
            0 => None,
            claimer => Some(claimer),
        }
    }

    /// Makes sure that this process counts as alive, and makes due what others had under way who do not. To be called
    /// before the first claim, and every second or so from then on.
    pub async fn keep_vigil(&self, vigil: &mut Vigil, now: Timestamp) -> Result<(), StoreError> {
        if self.write.get_database_backend() != DbBackend::Postgres {
            // Only one process claims here, so whatever was under way at its start is nobody's.
            if !vigil.begun {
                let mut tx = self.begin().await?;
                tx.take_back(Condition::all(), now).await?;
                tx.commit().await?;
                vigil.begun = true;
            }
            return Ok(());
        }
        self.stay_alive(vigil).await?;
        let missing = self.missing_claimers().await?;
        let (dead, missed) = missing.into_iter().partition(|claimer| vigil.missed.contains(claimer));
        vigil.missed = missed;
        let dead: BTreeSet<i32> = dead;
        for claimer in dead {
            self.bury(claimer, now).await?;
        }
        Ok(())
    }

    async fn stay_alive(&self, vigil: &mut Vigil) -> Result<(), StoreError> {
        let before = match &mut vigil.session {
            Some(session) => match timeout(PATIENCE, session.connection.ping()).await {
                Ok(Ok(())) => return Ok(()),
                _ => Some(session.claimer),
            },
            None => None,
        };
        // What is claimed meanwhile goes by its lease.
        self.claimer.store(0, Ordering::Relaxed);
        vigil.session = None;
        let opened = timeout(PATIENCE, self.open_session(before)).await;
        let session = opened.map_err(|silence| StoreError::Unavailable(Arc::new(silence)))??;
        self.claimer.store(session.claimer, Ordering::Relaxed);
        vigil.session = Some(session);
        Ok(())
    }

    /// Under the number it had before, if nobody has taken it for dead.
    async fn open_session(&self, before: Option<i32>) -> Result<Session, StoreError> {
        let options = self.write.get_postgres_connection_pool().connect_options();
        let mut connection = PgConnection::connect_with(&options).await.map_err(driver)?;
        raw_sql(KEEPALIVE).execute(&mut connection).await.map_err(driver)?;
        if let Some(claimer) = before {
            let known = "SELECT EXISTS (SELECT 1 FROM claimers WHERE id = $1)";
            if lock(&mut connection, claimer).await?
                && query_scalar(known).bind(claimer).fetch_one(&mut connection).await.map_err(driver)?
            {
                return Ok(Session { claimer, connection });
            }
        }
        loop {
            // Nobody sees the row before it is locked.
            let mut tx = connection.begin().await.map_err(driver)?;
            let new = "INSERT INTO claimers DEFAULT VALUES RETURNING id";
            let claimer: i32 = query_scalar(new).fetch_one(&mut *tx).await.map_err(driver)?;
            // Another schema of the same database may have claimers too.
            let ours = lock(&mut tx, claimer).await?;
            if ours {
                tx.commit().await.map_err(driver)?;
                return Ok(Session { claimer, connection });
            }
            tx.rollback().await.map_err(driver)?;
        }
    }

    /// Claimers whose lock nobody holds. None, where this process's own is not to be seen either.
    async fn missing_claimers(&self) -> Result<BTreeSet<i32>, StoreError> {
        let missing = "WITH held AS (SELECT objid::bigint AS id FROM pg_locks \
                           WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = $1 AND granted \
                           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) \
                       SELECT id FROM claimers \
                       WHERE id NOT IN (SELECT id FROM held) AND $2 IN (SELECT id FROM held)";
        let found = query_scalar(missing)
            .bind(i64::from(LOCK))
            .bind(i64::from(self.claimer.load(Ordering::Relaxed)))
            .fetch_all(self.read.get_postgres_connection_pool());
        Ok(found.await.map_err(driver)?.into_iter().collect())
    }

    /// Makes due what a claimer had under way that is dead.
    async fn bury(&self, claimer: i32, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        // Kept until the commit: whoever it belongs to can't come back meanwhile, and somebody else may be at it.
        if !tx.lock_claimer(claimer).await? {
            return Ok(());
        }
        // Bindings, renders and then deliveries, as everybody locks them.
        let bindings = tx.take_refreshes_back(claimer, now).await?;
        let renders = tx.take_renders_back(claimer, now).await?;
        let taken = tx.take_back(Condition::all().add(Column::Claimer.eq(claimer)), now).await?;
        tx.forget_claimer(claimer).await?;
        tx.commit().await?;
        if taken > 0 || renders > 0 || bindings > 0 {
            tracing::warn!(deliveries = taken, renders, bindings, "a process died; what it had under way is due again");
        }
        Ok(())
    }
}

impl Transaction {
    async fn lock_claimer(&self, claimer: i32) -> Result<bool, StoreError> {
        let lock = "SELECT pg_try_advisory_xact_lock($1, $2) AS ours";
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, lock, [LOCK.into(), claimer.into()]);
        let row = self.db().query_one_raw(lock).await?;
        Ok(row.map(|row| row.try_get("", "ours")).transpose()?.unwrap_or(false))
    }

    async fn forget_claimer(&self, claimer: i32) -> Result<(), StoreError> {
        let forget = "DELETE FROM claimers WHERE id = $1";
        self.db().execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, forget, [claimer.into()])).await?;
        Ok(())
    }

    /// Ends the leases of these claims, so that the deliveries are due at once. How many there are.
    async fn take_back(&mut self, claimed: Condition, now: Timestamp) -> Result<usize, StoreError> {
        let busy: Vec<Uuid> = endpoint::Entity::find()
            .select_only()
            .column(endpoint::Column::Id)
            .filter(endpoint::Column::InFlight.gt(0))
            .into_tuple()
            .all(self.db())
            .await?;
        let under_way = claimed
            .add(Column::State.eq(DeliveryState::InFlight.as_str()))
            .add(Column::FinishTime.is_null())
            .add(Column::DueTime.gt(now.as_micros()));
        let mut found: BTreeSet<Uuid> = BTreeSet::new();
        for endpoints in busy.chunks(STEP as usize) {
            let of_these = Entity::find()
                .select_only()
                .column(Column::Id)
                .filter(Column::EndpointId.is_in(endpoints.iter().copied()))
                .filter(under_way.clone());
            found.extend(of_these.into_tuple::<Uuid>().all(self.db()).await?);
        }
        let (found, mut taken, mut endpoints): (Vec<Uuid>, _, _) = (found.into_iter().collect(), 0, BTreeSet::new());
        for ids in found.chunks(STEP as usize) {
            // In the order in which records lock them. Those that were recorded or claimed meanwhile are not ours to take.
            let lost: Vec<(Uuid, Uuid)> = Entity::find()
                .select_only()
                .columns([Column::Id, Column::EndpointId])
                .filter(Column::Id.is_in(ids.iter().copied()))
                .filter(under_way.clone())
                .order_by_asc(Column::Id)
                .lock_exclusive()
                .into_tuple()
                .all(self.db())
                .await?;
            Entity::update_many()
                .col_expr(Column::DueTime, Expr::value(now.as_micros()))
                .filter(Column::Id.is_in(lost.iter().map(|(id, _)| *id)))
                .exec(self.db())
                .await?;
            taken += lost.len();
            endpoints.extend(lost.into_iter().map(|(_, endpoint)| endpoint));
        }
        for endpoint in endpoints {
            endpoint::Entity::update_many()
                .col_expr(endpoint::Column::ReadyTime, Expr::value(now.as_micros()))
                .filter(endpoint::Column::Id.eq(endpoint))
                .exec(self.db())
                .await?;
        }
        if taken > 0 {
            self.will_ring_due();
        }
        Ok(taken)
    }
}

/// Whether the lock is this session's from now on.
async fn lock(connection: &mut PgConnection, claimer: i32) -> Result<bool, StoreError> {
    let lock = query_scalar("SELECT pg_try_advisory_lock($1, $2)").bind(LOCK).bind(claimer);
    lock.fetch_one(connection).await.map_err(driver)
}

fn driver(error: sqlx::Error) -> StoreError {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error))).into()
}
