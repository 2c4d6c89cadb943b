//! Endpoints' rows: the ring that claims go round, and what each endpoint may be sent.
//!
//! A row says when to look at its endpoint again, so a claim costs what there is to do, and not what waits. That a look
//! is arranged for everything that is due, whoever commits when, is held so: what makes something due says so at the end
//! of its transaction, under a lock that keeps claimers from putting the endpoint aside (`FOR KEY SHARE`, which those
//! who publish don't hinder one another by); and a claimer that has found nothing more puts it aside only under the lock
//! that this one excludes (`FOR UPDATE`), having looked once more. SQLite has one writer and needs neither.
//!
//! All that a transaction does to endpoints is gathered and done in one go before its commit, in the order of their ids
//! and after all other locks, so that rows which everybody wants are held as shortly as can be and nobody waits in a
//! circle. A claim waits for no lock at all.

use std::{collections::BTreeMap, time::Duration};

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockType, OnConflict},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Store, StoreError,
    entity::endpoint::{ActiveModel, Column, Entity, Model},
    row,
    statement::{MOST, is_one_of, steps},
    transaction::Transaction,
};
use crate::domain::{
    delivery::Destination,
    endpoint::{Endpoint, EndpointLimits, Look, OwnLimits, RateLimit, Receptions},
    id::WorkspaceId,
    timestamp::Timestamp,
};

/// Looks so close together are arranged as one.
const ABOUT: Duration = Duration::from_millis(100);

/// What a transaction does to one endpoint.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Effect {
    receptions: Receptions,
    /// When the attempts ended.
    ended: Option<Timestamp>,
    /// Something is due then, or will be.
    due: Option<Timestamp>,
    setting: Option<Setting>,
    /// Since when its deliveries are to be brought in line with it, if they are.
    sweep: Option<Option<Timestamp>>,
}

/// What its owner does to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    /// Nothing is sent any more.
    Close,
    /// It begins anew: pauses, failures and slowness are forgotten.
    Open,
}

/// Whose limits a delivery goes by. A subscription and a trigger are endpoints; renders' and batches' own webhooks share one
/// for each origin (scheme, host and port) that a workspace's requests name.
pub(super) fn endpoint_id(workspace: WorkspaceId, destination: Destination, url: &str) -> Uuid {
    match destination {
        Destination::Subscription(id) => id.uuid(),
        Destination::Trigger(id) => id.uuid(),
        Destination::Render(_) | Destination::Batch(_) => {
            let origin = url::Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.origin().ascii_serialization());
            let digest = Sha256::new().chain_update(workspace.as_bytes()).chain_update(origin).finalize();
            let bytes = digest.first_chunk().expect("a digest has 32 bytes");
            uuid::Builder::from_custom_bytes(*bytes).into_uuid()
        }
    }
}

impl Store {
    /// When some endpoint is to be looked at: something will be due, or may be. In the past if it is already.
    pub async fn next_due_time(&self) -> Result<Option<Timestamp>, StoreError> {
        let next: Option<Option<i64>> = Entity::find()
            .select_only()
            .column(Column::ReadyTime)
            .filter(Column::ReadyTime.is_not_null())
            .order_by_asc(Column::ReadyTime)
            .into_tuple()
            .one(&self.read)
            .await?;
        Ok(next.flatten().map(row::time))
    }
}

impl Transaction {
    /// Attempts of this endpoint ended.
    pub fn ended(&mut self, endpoint: Uuid, receptions: Receptions, now: Timestamp) {
        let effect = self.effects().entry(endpoint).or_default();
        effect.receptions = receptions;
        effect.ended = Some(now);
    }

    /// Something of this endpoint is due then, or will be. The commit wakes the dispatchers.
    pub fn due(&mut self, endpoint: Uuid, at: Timestamp) {
        let due = &mut self.effects().entry(endpoint).or_default().due;
        *due = Some(due.map_or(at, |due| due.min(at)));
        self.dues += 1;
        self.will_ring_due();
    }

    /// The latest time at which an endpoint has something due first of what this transaction makes due.
    pub fn latest_due(&mut self) -> Option<Timestamp> {
        self.effects().values().filter_map(|effect| effect.due).max()
    }

    /// Nothing goes to this endpoint from now on.
    pub fn close_endpoint(&mut self, endpoint: Uuid) {
        self.effects().entry(endpoint).or_default().setting = Some(Setting::Close);
    }

    /// Deliveries go to this endpoint again.
    pub fn open_endpoint(&mut self, endpoint: Uuid) {
        self.effects().entry(endpoint).or_default().setting = Some(Setting::Open);
    }

    /// Its deliveries are to be brought in line with it, or are so already.
    pub fn sweep_endpoint(&mut self, endpoint: Uuid, since: Option<Timestamp>) {
        self.effects().entry(endpoint).or_default().sweep = Some(since);
    }

    /// An endpoint that is there from now on, if it was not, with these limits of its own.
    pub async fn set_endpoint_limits(&self, endpoint: Uuid, own: OwnLimits) -> Result<(), StoreError> {
        let (per_second, burst, max_concurrency) = limit_columns(own);
        let row = ActiveModel {
            id: Set(endpoint),
            per_second: Set(per_second),
            burst: Set(burst),
            max_concurrency: Set(max_concurrency),
            ..new_row()
        };
        let columns = [Column::PerSecond, Column::Burst, Column::MaxConcurrency];
        let known = OnConflict::column(Column::Id).update_columns(columns).to_owned();
        Entity::insert(row).on_conflict(known).exec_without_returning(self.db()).await?;
        Ok(())
    }

    /// Does to the endpoints what this transaction does to them. The last thing before the commit.
    pub(super) async fn apply_effects(&mut self) -> Result<(), StoreError> {
        let effects = std::mem::take(self.effects());
        if effects.is_empty() {
            return Ok(());
        }
        // Who only publishes must not wait for others who do.
        let wakes = |effect: &Effect| effect.ended.is_none() && effect.setting.is_none() && effect.sweep.is_none();
        let only_wakes = effects.values().all(wakes);
        let lock = if only_wakes { LockType::KeyShare } else { LockType::NoKeyUpdate };
        let mut rows = self.endpoints(&effects, lock).await?;
        let missing: Vec<ActiveModel> = effects
            .iter()
            .filter(|(id, effect)| !rows.contains_key(id) && effect.due.is_some())
            .map(|(id, _)| ActiveModel { id: Set(*id), ..new_row() })
            .collect();
        if !missing.is_empty() {
            // Another one may be making the same: this waits for it.
            let made = OnConflict::column(Column::Id).do_nothing().to_owned();
            Entity::insert_many(missing).on_conflict(made).exec_without_returning(self.db()).await?;
            rows = self.endpoints(&effects, lock).await?;
        }
        let (mut woken, mut changed) = (Vec::new(), Vec::new());
        for (id, effect) in effects {
            // One that is deleted has nothing left to arrange.
            let Some(row) = rows.get(&id) else { continue };
            let before = domain(row, self.limits)?;
            if only_wakes {
                woken.extend(effect.due.and_then(|due| before.wakes(due)).map(|at| (at, id)));
                continue;
            }
            let mut endpoint = before.clone();
            match effect.setting {
                Some(Setting::Close) => endpoint.open_time = Timestamp::MAX,
                Some(Setting::Open) => {
                    endpoint.open_time = Timestamp::EPOCH;
                    endpoint.slow_level = 0;
                    endpoint.failing_time = None;
                }
                None => {}
            }
            if let Some(now) = effect.ended {
                endpoint.end(effect.receptions, now);
            }
            if let Some(due) = effect.due {
                endpoint.wake(due);
            }
            // Room again, or a pause that is over earlier: whoever claims must not find out by polling.
            if endpoint.ready_time.is_some_and(|at| before.ready_time.is_none_or(|arranged| at < arranged)) {
                self.will_ring_due();
            }
            if endpoint != before {
                changed.push((id, endpoint));
            }
            let sweep_time = effect.sweep.map(|since| since.map(Timestamp::as_micros));
            if sweep_time.is_some_and(|time| time != row.sweep_time) {
                let mark = ActiveModel { sweep_time: Set(sweep_time.flatten()), ..Default::default() };
                Entity::update_many().set(mark).filter(Column::Id.eq(id)).exec(self.db()).await?;
            }
        }
        self.wake(woken).await?;
        self.save_endpoints(&changed).await
    }

    /// The rows of these endpoints, locked in the order of their ids.
    async fn endpoints(
        &self,
        effects: &BTreeMap<Uuid, Effect>,
        lock: LockType,
    ) -> Result<BTreeMap<Uuid, Model>, StoreError> {
        let ids: Vec<Uuid> = effects.keys().copied().collect();
        let mut found = BTreeMap::new();
        for ids in ids.chunks(MOST) {
            let ordered = Entity::find().filter(is_one_of(Column::Id, ids.iter().copied())).order_by_asc(Column::Id);
            found.extend(ordered.lock(lock).all(self.db()).await?.into_iter().map(|row| (row.id, row)));
        }
        Ok(found)
    }

    /// Arranges looks, unless such are arranged that will do. Those that are due at about the same time are arranged as one,
    /// for the earliest: a look in vain does no harm.
    async fn wake(&self, mut endpoints: Vec<(Timestamp, Uuid)>) -> Result<(), StoreError> {
        endpoints.sort_unstable();
        for together in endpoints.chunk_by(|(a, _), (b, _)| b.since(*a) < ABOUT) {
            for step in together.chunks(MOST) {
                self.wake_at(step[0].0, step.iter().map(|(_, id)| *id)).await?;
            }
        }
        Ok(())
    }

    /// Says in the statement once more what is to be woken: whoever shares the lock may have changed the rows since.
    async fn wake_at(&self, at: Timestamp, ids: impl Iterator<Item = Uuid>) -> Result<(), StoreError> {
        let later = Condition::any()
            .add(Column::Look.eq(look_column(Look::Lease)))
            .add(Column::ReadyTime.is_null())
            .add(Column::ReadyTime.gt(at.as_micros()));
        let earlier = Expr::case(Column::ReadyTime.lt(at.as_micros()), Expr::col(Column::ReadyTime));
        // Locked in one order, so that two who wake the same never wait for each other.
        let asleep = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(is_one_of(Column::Id, ids))
            .filter(Column::Look.ne(look_column(Look::Room)))
            .filter(later)
            .order_by_asc(Column::Id)
            .lock(LockType::NoKeyUpdate)
            .into_query();
        Entity::update_many()
            .col_expr(Column::Look, Expr::value(look_column(Look::Work)))
            .col_expr(Column::ReadyTime, earlier.finally(at.as_micros()).into())
            .filter(Column::Id.in_subquery(asleep))
            .exec(self.db())
            .await?;
        Ok(())
    }

    /// Writes down how endpoints whose rows are locked stand.
    pub(super) async fn save_endpoints(&self, endpoints: &[(Uuid, Endpoint)]) -> Result<(), StoreError> {
        use Column::{FailingTime, InFlight, Look, OpenTime, RateTime, ReadyTime, SlowLevel, Turn};
        // The rows are there: of what is inserted only this is ever taken over.
        let columns = [InFlight, RateTime, OpenTime, SlowLevel, Turn, FailingTime, Look, ReadyTime];
        let there = OnConflict::column(Column::Id).update_columns(columns).to_owned();
        for step in steps(endpoints) {
            let rows = step.iter().map(|(id, endpoint)| ActiveModel {
                id: Set(*id),
                in_flight: Set(row::small(endpoint.in_flight)),
                rate_time: Set(endpoint.rate_time.as_micros()),
                open_time: Set(endpoint.open_time.as_micros()),
                slow_level: Set(row::small(endpoint.slow_level)),
                turn: Set(row::small(endpoint.turn)),
                failing_time: Set(endpoint.failing_time.map(Timestamp::as_micros)),
                look: Set(look_column(endpoint.look)),
                ready_time: Set(endpoint.ready_time.map(Timestamp::as_micros)),
                ..new_row()
            });
            Entity::insert_many(rows).on_conflict(there.clone()).exec_without_returning(self.db()).await?;
        }
        Ok(())
    }
}

fn new_row() -> ActiveModel {
    ActiveModel {
        id: NotSet,
        per_second: Set(None),
        burst: Set(None),
        max_concurrency: Set(None),
        in_flight: Set(0),
        rate_time: Set(0),
        open_time: Set(0),
        slow_level: Set(0),
        turn: Set(0),
        failing_time: Set(None),
        look: Set(look_column(Look::Work)),
        ready_time: Set(None),
        sweep_time: Set(None),
    }
}

pub(super) fn look_column(look: Look) -> i32 {
    match look {
        Look::Work => 0,
        Look::Room => 1,
        Look::Lease => 2,
    }
}

/// Limits as columns: rate, burst, concurrency.
pub(super) fn limit_columns(own: OwnLimits) -> (Option<i32>, Option<i32>, Option<i32>) {
    let rate = own.rate.map(|rate| (row::small(rate.per_second), row::small(rate.burst)));
    (rate.map(|rate| rate.0), rate.map(|rate| rate.1), own.max_concurrency.map(row::small))
}

/// Limits from their columns.
pub(super) fn own_limits(
    per_second: Option<i32>,
    burst: Option<i32>,
    max_concurrency: Option<i32>,
) -> Result<OwnLimits, StoreError> {
    let number = |column: i32| row::number("an endpoint's limit", column);
    let rate = match (per_second, burst) {
        (Some(per_second), Some(burst)) => Some(RateLimit { per_second: number(per_second)?, burst: number(burst)? }),
        _ => None,
    };
    Ok(OwnLimits { rate, max_concurrency: max_concurrency.map(number).transpose()? })
}

pub(super) fn domain(row: &Model, defaults: EndpointLimits) -> Result<Endpoint, StoreError> {
    let own = own_limits(row.per_second, row.burst, row.max_concurrency)?;
    Ok(Endpoint {
        limits: own.or(defaults),
        in_flight: row::number("an endpoint's attempts", row.in_flight)?,
        rate_time: row::time(row.rate_time),
        open_time: row::time(row.open_time),
        slow_level: row::number("an endpoint's slowness", row.slow_level)?,
        turn: row::number("an endpoint's turn", row.turn)?,
        failing_time: row.failing_time.map(row::time),
        look: match row.look {
            0 => Look::Work,
            1 => Look::Room,
            2 => Look::Lease,
            _ => return Err(StoreError::corrupt("an endpoint's next look")),
        },
        ready_time: row.ready_time.map(row::time),
    })
}
