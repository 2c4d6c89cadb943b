//! WatchBatch: how far a batch is, until all of it has ended.

use std::sync::{Mutex, PoisonError};

use placard_client::v1::{self, watch_batch_response::Payload};
use prost::Message;
use tonic::Status;

use super::{
    Begin, Streamed,
    standing::{Revisions, Standing},
    start,
};
use crate::{
    api::{
        Api,
        caller::Caller,
        convert::batch::{Pace, batch as convert},
    },
    domain::id::WorkspaceId,
    engine::{Engine, Error},
    store::Cursor,
};

/// Starts a stream of what the request asks for.
pub async fn batch(
    api: &Api,
    caller: Caller,
    request: v1::WatchBatchRequest,
) -> Result<Streamed<v1::WatchBatchResponse>, Status> {
    let v1::WatchBatchRequest { batch_id, resume_token } = request;
    // What is not there is said before the stream begins.
    api.engine.get_batch(caller.0.workspace_id, &batch_id).await?;
    let begin = if resume_token.is_empty() { Begin::First } else { Begin::Resume(resume_token) };
    let filters = v1::WatchBatchRequest { batch_id: batch_id.clone(), ..Default::default() };
    let one = One { batch_id, pace: Mutex::default() };
    start(api, caller, Revisions(one), filters.encode_to_vec(), begin).await
}

struct One {
    batch_id: String,
    pace: Mutex<Pace>,
}

impl Standing for One {
    const METHOD: &'static str = "WatchBatch";
    type Item = v1::BatchProgress;
    type Message = v1::WatchBatchResponse;

    async fn look(&self, engine: &Engine, workspace: WorkspaceId) -> Result<(Cursor, v1::BatchProgress, bool), Error> {
        let (place, batch) = engine.batch_revision(workspace, &self.batch_id).await?;
        let (ended, shown) = (batch.finish_time.is_some(), convert(engine, batch.clone()));
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((place, pace.progress(&batch, shown, engine.clock.now()), ended))
    }

    fn message(item: Option<v1::BatchProgress>, resume_token: String) -> v1::WatchBatchResponse {
        let payload = Some(item.map_or(Payload::Heartbeat(v1::Heartbeat {}), Payload::Progress));
        v1::WatchBatchResponse { payload, resume_token }
    }
}
