//! WatchRender: one render, until it has ended.

use placard_client::v1::{self, watch_render_response::Payload};
use prost::Message;
use tonic::Status;

use super::{
    Begin, Streamed,
    standing::{Revisions, Standing},
    start,
};
use crate::{
    api::{Api, caller::Caller, convert},
    domain::{id::WorkspaceId, render::Render},
    engine::{Engine, Error},
    store::Cursor,
};

/// Starts a stream of what the request asks for.
pub async fn render(
    api: &Api,
    caller: Caller,
    request: v1::WatchRenderRequest,
) -> Result<Streamed<v1::WatchRenderResponse>, Status> {
    let v1::WatchRenderRequest { render_id, resume_token } = request;
    // What is not there is said before the stream begins.
    api.engine.render_revision(caller.0.workspace_id, &render_id).await?;
    let begin = if resume_token.is_empty() { Begin::First } else { Begin::Resume(resume_token) };
    let filters = v1::WatchRenderRequest { render_id: render_id.clone(), ..Default::default() };
    start(api, caller, Revisions(One(render_id)), filters.encode_to_vec(), begin).await
}

struct One(String);

impl Standing for One {
    const METHOD: &'static str = "WatchRender";
    /// As a client sees it: that takes the engine.
    type Item = v1::Render;
    type Message = v1::WatchRenderResponse;

    async fn look(&self, engine: &Engine, workspace: WorkspaceId) -> Result<(Cursor, v1::Render, bool), Error> {
        let (place, render): (Cursor, Render) = engine.render_revision(workspace, &self.0).await?;
        Ok((place, convert::render::render(engine, &render), render.outcome().is_some()))
    }

    fn message(item: Option<v1::Render>, resume_token: String) -> v1::WatchRenderResponse {
        let payload = Some(item.map_or(Payload::Heartbeat(v1::Heartbeat {}), Payload::Render));
        v1::WatchRenderResponse { payload, resume_token }
    }
}
