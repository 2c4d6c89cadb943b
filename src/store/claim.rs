use super::{Store, StoreError};
use crate::domain::{delivery::Claim, timestamp::Timestamp};
use std::time::Duration;
#[allow(unused_variables)]
impl Store {
    pub async fn claim_due(&self, now: Timestamp, lease: Duration, limit: u32) -> Result<Vec<Claim>, StoreError> {
        todo!()
    }
    pub async fn next_due_time(&self) -> Result<Option<Timestamp>, StoreError> {
        todo!()
    }
}
