//! A round of the endpoints: whom to look at, what each may be sent, and when to look at it again.

use std::{collections::HashMap, time::Duration};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement, Value,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use super::{
    Room, StoreError,
    endpoint::domain,
    entity::{
        delivery::{Column, Entity, Model},
        endpoint,
    },
    row,
    transaction::Transaction,
};
use crate::domain::{
    delivery::DeliveryState,
    endpoint::{Endpoint, Look},
    timestamp::Timestamp,
};

/// Endpoints of one round, at most.
const LOOKS: u64 = 32;

/// Above this, what is under way may lose its lease before an endpoint that must wait is looked at for its work.
const SOON: Duration = Duration::from_secs(1);

/// An endpoint in a round.
struct Stop {
    id: Uuid,
    endpoint: Endpoint,
    /// What it may have, of the room there is.
    share: u32,
    /// What it may begin, as far as its limits go.
    begin: u32,
    /// Found to be due, longest due first: under way without a lease, first attempts, and retries.
    lost: Vec<Model>,
    first: Vec<Model>,
    retries: Vec<Model>,
}

impl Stop {
    /// What is claimed of what was found, and whether more of it is left.
    fn choose(&mut self, now: Timestamp) -> (Vec<Model>, bool) {
        let count = |lane: &Vec<Model>| u32::try_from(lane.len()).unwrap_or(u32::MAX);
        let taken_over = count(&self.lost).min(self.share);
        let begin = self.begin.min(self.share - taken_over);
        let (first, retries) = (count(&self.first), count(&self.retries));
        let retried = self.endpoint.share(begin, first, retries);
        let begun = first.min(begin - retried);
        let left = count(&self.lost) > taken_over || first > begun || retries > retried;
        let mut chosen = std::mem::take(&mut self.lost);
        chosen.truncate(taken_over as usize);
        chosen.extend(self.first.drain(..begun as usize));
        chosen.extend(self.retries.drain(..retried as usize));
        if !chosen.is_empty() {
            self.endpoint.begin(count(&chosen), taken_over, now);
        }
        (chosen, left)
    }
}

/// What came of a round.
#[derive(Default)]
pub(super) struct Round {
    /// The endpoints that were looked at, as they stand now.
    pub looked_at: HashMap<Uuid, Endpoint>,
    /// The deliveries that were claimed.
    pub rows: Vec<Model>,
    /// Endpoints whose turn it is found no room, or were too many.
    cut_short: bool,
}

impl Round {
    /// The room that its deliveries need.
    pub fn room(&self) -> Room {
        let is_slow = |row: &&Model| self.looked_at.get(&row.endpoint_id).is_some_and(Endpoint::is_slow);
        let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        Room { all: count(self.rows.len()), slow: count(self.rows.iter().filter(is_slow).count()) }
    }

    /// Whether there is more to claim until then, as far as the round has seen.
    pub fn has_more(&self, until: Timestamp) -> bool {
        self.cut_short || self.looked_at.values().any(|endpoint| endpoint.ready_time.is_some_and(|at| at <= until))
    }
}

/// What is to be arranged after a look.
enum Next {
    /// When the next thing that waits is due, and when the first lease ends.
    Found { work: Option<Timestamp>, lease: Option<Timestamp> },
    /// Somebody is about to give it work.
    Busy,
}

impl Transaction {
    /// Claims what the endpoints whose turn it is may be sent.
    pub async fn claim(&mut self, now: Timestamp, lease: Duration, room: Room) -> Result<Round, StoreError> {
        let (mut stops, cut_short) = self.stops(now, room).await?;
        if stops.is_empty() {
            return Ok(Round { cut_short, ..Round::default() });
        }
        self.find_due(&mut stops, now).await?;
        let (mut rows, mut drained, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        for stop in &mut stops {
            let (claimed, left) = stop.choose(now);
            rows.extend(claimed);
            if !left {
                drained.push(stop.id);
            } else if stop.endpoint.is_full() || stop.endpoint.opens(now).since(now) > SOON {
                waiting.push(stop.id);
            } else {
                // As soon as its rate allows, and behind those that wait already.
                stop.endpoint.arrange(Some(now), None, now);
            }
        }
        self.begin(&mut rows, now.plus(lease), now).await?;
        let next = self.next_looks(&drained, &waiting, now).await?;
        for stop in &mut stops {
            match next.get(&stop.id) {
                Some(Next::Found { work, lease }) => stop.endpoint.arrange(*work, *lease, now),
                Some(Next::Busy) => (stop.endpoint.look, stop.endpoint.ready_time) = (Look::Work, Some(now)),
                None => {}
            }
        }
        let endpoints: Vec<(Uuid, Endpoint)> = stops.into_iter().map(|stop| (stop.id, stop.endpoint)).collect();
        self.save_endpoints(&endpoints).await?;
        Ok(Round { looked_at: endpoints.into_iter().collect(), rows, cut_short })
    }

    /// Begins an attempt of each of these deliveries, which nobody else can change, and says so on the rows at hand.
    async fn begin(&mut self, rows: &mut [Model], lease_end: Timestamp, now: Timestamp) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        use sea_orm::ExprTrait as _;
        let in_flight = DeliveryState::InFlight.as_str();
        let update = Entity::update_many()
            .col_expr(Column::State, Expr::value(in_flight))
            .col_expr(Column::AttemptCount, Expr::col(Column::AttemptCount).add(1))
            .col_expr(Column::DueTime, Expr::value(lease_end.as_micros()))
            .col_expr(Column::Claimer, Expr::value(self.claimer));
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        self.change_known(update, &ids, now).await?;
        for row in rows {
            row.state = in_flight.to_owned();
            row.attempt_count += 1;
            row.due_time = Some(lease_end.as_micros());
            row.claimer = self.claimer;
        }
        Ok(())
    }

    /// The endpoints whose turn it is, longest waiting first, that nobody else is looking at; each with its share of the
    /// room. Also whether there are others, which get none.
    async fn stops(&self, now: Timestamp, room: Room) -> Result<(Vec<Stop>, bool), StoreError> {
        let Room { mut all, mut slow } = room;
        if all == 0 {
            return Ok((Vec::new(), true));
        }
        let rows = endpoint::Entity::find()
            .filter(endpoint::Column::ReadyTime.lte(now.as_micros()))
            // Many that are slow, and find no room, must not stand in the way of those behind them.
            .apply_if((slow == 0).then_some(0), |select, well| select.filter(endpoint::Column::SlowLevel.eq(well)))
            .order_by_asc(endpoint::Column::ReadyTime)
            .limit(LOOKS)
            .lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked)
            .all(self.db())
            .await?;
        let mut stops = Vec::with_capacity(rows.len());
        let mut waiting = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        for row in &rows {
            let endpoint = domain(row, self.limits)?;
            let room = if endpoint.is_slow() { all.min(slow) } else { all };
            let share = all.div_ceil(waiting).min(room);
            waiting -= 1;
            // One that finds no room keeps its place.
            if share == 0 {
                continue;
            }
            let begin = endpoint.allowance(now).min(share);
            // Attempts under way may have lost their lease; whoever took them over would not be one more.
            let share = begin.max(endpoint.in_flight.min(share));
            all -= share;
            if endpoint.is_slow() {
                slow -= share;
            }
            let (lost, first, retries) = (Vec::new(), Vec::new(), Vec::new());
            stops.push(Stop { id: row.id, endpoint, share, begin, lost, first, retries });
        }
        let cut_short = stops.len() < rows.len() || slow == 0 || rows.len() as u64 == LOOKS;
        Ok((stops, cut_short))
    }

    /// Looks for what is due, one more in each lane than may be taken, in one statement for all.
    async fn find_due(&self, stops: &mut [Stop], now: Timestamp) -> Result<(), StoreError> {
        let lock = if self.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
        let (mut lanes, mut values) = (Vec::new(), Vec::<Value>::new());
        let mut value = |value: Value| {
            values.push(value);
            if self.is_postgres() { format!("${}", values.len()) } else { "?".to_owned() }
        };
        for (index, stop) in stops.iter().enumerate() {
            for (lane, state, most) in [
                (0, DeliveryState::InFlight, stop.share),
                (1, DeliveryState::Pending, stop.begin),
                (2, DeliveryState::Retrying, stop.begin),
            ] {
                let (id, now) = (value(stop.id.into()), value(now.as_micros().into()));
                let (state, limit) = (state.as_str(), value(i64::from(most + 1).into()));
                lanes.push(format!(
                    "SELECT * FROM (SELECT *, {index} AS stop, {lane} AS lane FROM deliveries WHERE endpoint_id = {id} \
                     AND state = '{state}' AND finish_time IS NULL AND due_time <= {now} \
                     ORDER BY due_time LIMIT {limit}{lock}) AS lane_{index}_{lane}"
                ));
            }
        }
        let sql = lanes.join(" UNION ALL ");
        let statement = Statement::from_sql_and_values(self.db().get_database_backend(), sql, values);
        for found in self.db().query_all_raw(statement).await? {
            let (stop, lane): (i32, i32) = (found.try_get("", "stop")?, found.try_get("", "lane")?);
            let stop = usize::try_from(stop).ok().and_then(|index| stops.get_mut(index));
            let stop = stop.ok_or_else(|| StoreError::corrupt("a round"))?;
            let lane = match lane {
                0 => &mut stop.lost,
                1 => &mut stop.first,
                _ => &mut stop.retries,
            };
            lane.push(Model::from_query_result(&found, "")?);
        }
        Ok(())
    }

    /// When the next thing of each is due: for endpoints that have nothing left, and for those that must wait though they
    /// have. One that has nothing left is put aside, and so only if nobody is giving it work at this moment.
    async fn next_looks(
        &self,
        drained: &[Uuid],
        waiting: &[Uuid],
        now: Timestamp,
    ) -> Result<HashMap<Uuid, Next>, StoreError> {
        let mut next: HashMap<Uuid, Next> = drained.iter().map(|id| (*id, Next::Busy)).collect();
        let mut free = drained.to_vec();
        if self.is_postgres() && !drained.is_empty() {
            // See the top of `endpoint`. What is read below is read after this, and so sees all that was given before.
            let locked = endpoint::Entity::find()
                .select_only()
                .column(endpoint::Column::Id)
                .filter(endpoint::Column::Id.is_in(free))
                .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
            free = locked.into_tuple().all(self.db()).await?;
        }
        free.extend(waiting);
        if free.is_empty() {
            return Ok(next);
        }
        let (mut looks, mut values) = (Vec::with_capacity(free.len()), Vec::<Value>::new());
        for (index, id) in free.iter().enumerate() {
            let mut earliest = |state: DeliveryState| {
                values.push((*id).into());
                let id = if self.is_postgres() { format!("${}", values.len()) } else { "?".to_owned() };
                let name = state.as_str();
                format!(
                    "(SELECT MIN(due_time) FROM deliveries \
                     WHERE endpoint_id = {id} AND state = '{name}' AND finish_time IS NULL) AS {name}"
                )
            };
            let lanes = [DeliveryState::Pending, DeliveryState::Retrying, DeliveryState::InFlight].map(&mut earliest);
            looks.push(format!("SELECT {index} AS stop, {}", lanes.join(", ")));
        }
        let sql = looks.join(" UNION ALL ");
        let statement = Statement::from_sql_and_values(self.db().get_database_backend(), sql, values);
        for found in self.db().query_all_raw(statement).await? {
            let index: i32 = found.try_get("", "stop")?;
            let time = |state: DeliveryState| -> Result<Option<Timestamp>, StoreError> {
                Ok(found.try_get::<Option<i64>>("", state.as_str())?.map(row::time))
            };
            let lanes = [time(DeliveryState::Pending)?, time(DeliveryState::Retrying)?];
            let id = usize::try_from(index).ok().and_then(|index| free.get(index));
            let id = id.ok_or_else(|| StoreError::corrupt("a round"))?;
            let mut work = lanes.into_iter().flatten().min();
            if waiting.contains(id) {
                // What was found is locked by another one at worst, and there.
                work = Some(work.unwrap_or(now));
            }
            next.insert(*id, Next::Found { work, lease: time(DeliveryState::InFlight)? });
        }
        Ok(next)
    }
}
