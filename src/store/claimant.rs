//! Claiming without being asked: a transaction that makes something due claims it too, for a dispatcher that has room.
//! Neither a wake-up nor a second commit lies between what is due and its attempt then.
//!
//! On SQLite alone. Its one writer is busy with the one transaction or with two; on PostgreSQL those who publish would hold
//! rows for longer that others want.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use super::{Room, Store, StoreError, entity::delivery::Model, transaction::Transaction};
use crate::domain::{delivery::Claim, timestamp::Timestamp};

/// Deliveries of a transaction, at most, that it claims itself. More of them would keep those who wait for the commit for
/// longer than a second transaction, and are claimed by that together with what has become due besides.
const FEW: usize = 10;
/// For what is due only later nobody is woken: dispatchers look at least as often.
const SOON: Duration = Duration::from_secs(1);

/// Whoever makes attempts.
pub trait Claimant: Send + Sync {
    /// What it would take at this moment, if anything.
    fn offer(&self) -> Option<Offer>;
}

/// Room that is kept for claims until they are handed over, or this is dropped.
pub struct Offer {
    pub now: Timestamp,
    pub lease: Duration,
    pub room: Room,
    pub taker: Box<dyn Taker>,
}

/// Keeps the room of an offer, and takes what was claimed for it.
pub trait Taker: Send {
    /// No more than this is needed; the rest may be offered to others.
    fn keep(&mut self, room: Room);
    fn take(self: Box<Self>, claims: Vec<Claim>);
}

/// Claims go to a claimant until this is dropped.
pub struct Claiming(Store);

impl Drop for Claiming {
    fn drop(&mut self) {
        *self.0.claimant.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What was claimed and is to be handed over.
pub(super) struct Claimed {
    taker: Box<dyn Taker>,
    claims: Vec<Claim>,
    /// What has nowhere to go.
    astray: Vec<Model>,
    now: Timestamp,
}

impl Store {
    /// What becomes due from now on is claimed for this one, by the transaction that makes it due if it can be. The last
    /// one of whom this is said has it.
    #[must_use]
    pub fn claim_for(&self, claimant: Arc<dyn Claimant>) -> Claiming {
        *self.claimant.write().unwrap_or_else(PoisonError::into_inner) = Some(claimant);
        Claiming(self.clone())
    }

    /// Claims what is due now, and hands it over. Answers how many deliveries it was.
    ///
    /// What is not recorded within the offer's lease is due again.
    pub async fn claim_now(&self, mut offer: Offer) -> Result<usize, StoreError> {
        let round = self.claim_round(offer.now, offer.lease, offer.room).await?;
        offer.taker.keep(round.room());
        let claims = self.claims(round, offer.now).await?;
        let count = claims.len();
        offer.taker.take(claims);
        Ok(count)
    }

    /// Commits, and with it claims what it makes due.
    ///
    /// # Errors
    /// Where the claim fails nothing is committed: do the same again and commit it alone.
    pub(super) async fn commit_and_claim(&self, mut tx: Transaction) -> Result<Option<Claimed>, StoreError> {
        let claimed = if tx.is_postgres() { None } else { self.claim_within(&mut tx).await? };
        tx.commit().await?;
        Ok(claimed)
    }

    async fn claim_within(&self, tx: &mut Transaction) -> Result<Option<Claimed>, StoreError> {
        let latest = tx.latest_due();
        tx.apply_effects().await?;
        if !tx.is_to_ring_due() || tx.dues > FEW {
            return Ok(None);
        }
        let claimant = self.claimant.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(mut offer) = claimant.and_then(|claimant| claimant.offer()) else { return Ok(None) };
        let log = |error: &StoreError| {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "what has become due could not be claimed with it"
            );
        };
        let round = tx.claim(offer.now, offer.lease, offer.room).await.inspect_err(log)?;
        offer.taker.keep(round.room());
        let later = latest.is_some_and(|due| due > offer.now);
        if !later && !round.has_more(offer.now.plus(SOON)) {
            tx.will_not_ring_due();
        }
        if round.rows.is_empty() {
            return Ok(None);
        }
        // Read before the commit, so that nothing but the commit lies before the attempt.
        let Offer { now, taker, .. } = offer;
        let (claims, astray) = self.complete(tx.db(), round, now).await.inspect_err(log)?;
        Ok(Some(Claimed { taker, claims, astray, now }))
    }

    /// Hands over what was claimed, after the commit and without keeping anybody who waited for it.
    pub(super) fn hand_over(&self, claimed: Option<Claimed>) {
        let Some(Claimed { taker, claims, astray, now }) = claimed else { return };
        taker.take(claims);
        if !astray.is_empty() {
            let store = self.clone();
            self.spawn_at_desk(async move { store.settle(astray, now).await });
        }
    }
}
