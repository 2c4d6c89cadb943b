use super::{Store, StoreError};
use crate::domain::{
    delivery::{Attempt, Destination, NextStep},
    event::NewEvent,
    id::DeliveryId,
    timestamp::Timestamp,
};
/// How one claimed attempt ended.
#[derive(Debug, Clone)]
pub struct AttemptRecord {
    pub delivery_id: DeliveryId,
    /// As in the claim.
    pub destination: Destination,
    /// Its number is the claim's: the fencing token.
    pub attempt: Attempt,
    pub next: NextStep,
    /// Published with the record, if it takes effect.
    pub events: Vec<NewEvent>,
}
#[allow(unused_variables)]
impl Store {
    /// Which of the records took effect, in their order.
    pub async fn record_attempts(&self, records: Vec<AttemptRecord>, now: Timestamp) -> Result<Vec<bool>, StoreError> {
        todo!()
    }
}
