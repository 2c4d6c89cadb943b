//! EventService.

use placard_client::v1::{self, event_service_server::EventService};
use prost::Message;
use tonic::{Request, Response, Status};

use super::{
    Api,
    caller::Caller,
    convert::{
        check::Checks,
        event::{event, names},
        optional_time,
        page::List,
    },
    watch::{self, Streamed},
};
use crate::domain::{access::Scope, event::EventSelection};

#[tonic::async_trait]
impl EventService for Api {
    async fn list_events(
        &self,
        request: Request<v1::ListEventsRequest>,
    ) -> Result<Response<v1::ListEventsResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let mut request = request.into_inner();
        let (size, token) = (std::mem::take(&mut request.page_size), std::mem::take(&mut request.page_token));
        let list = List { tokens: &self.tokens, method: "ListEvents", workspace, filters: request.encode_to_vec() };
        let mut checks = Checks::default();
        let page = checks.part("", list.request(size, &token));
        names(&mut checks, &request.event_types);
        let since = optional_time(&mut checks, "since", request.since);
        let until = optional_time(&mut checks, "until", request.until);
        checks.answer()?;
        let page = page.expect("without violations there is a page");
        let selection = EventSelection { names: request.event_types, since, until };
        let found = self.engine.list_events(workspace, &selection, page).await?;
        let (events, next_page_token) = list.answer(found, |item| item.id.uuid(), event);
        Ok(Response::new(v1::ListEventsResponse { events, next_page_token }))
    }

    async fn get_event(&self, request: Request<v1::GetEventRequest>) -> Result<Response<v1::GetEventResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let found = self.engine.get_event(workspace, &request.get_ref().event_id).await?;
        Ok(Response::new(v1::GetEventResponse { event: Some(event(found)) }))
    }

    type StreamEventsStream = Streamed<v1::StreamEventsResponse>;

    async fn stream_events(
        &self,
        request: Request<v1::StreamEventsRequest>,
    ) -> Result<Response<Self::StreamEventsStream>, Status> {
        let caller = Caller::allowed(request.extensions(), Scope::Read)?;
        watch::events(self, caller, request.into_inner()).await.map(Response::new)
    }
}
