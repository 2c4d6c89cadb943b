//! TriggerService.

use placard_client::v1::{self, trigger_service_server::TriggerService};
use tonic::{Request, Response, Status};

use super::{
    Api,
    caller::Caller,
    convert::{
        check::Checks,
        delivery::state,
        page::List,
        rotation, shown, timestamp,
        trigger::{change, new, overrides, trigger},
    },
    idempotency, request_id,
    status::invalid,
};
use crate::domain::{access::Scope, endpoint_options::is_header_value, violation::Violation};

#[tonic::async_trait]
impl TriggerService for Api {
    async fn create_trigger(
        &self,
        request: Request<v1::CreateTriggerRequest>,
    ) -> Result<Response<v1::CreateTriggerResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Triggers)?;
        let request = request.into_inner();
        let idempotency = idempotency::of("CreateTrigger", &request.request_id, &request);
        let mut checks = Checks::default();
        checks.text("request_id", &request.request_id, 128);
        let new = checks.part("", new(request.trigger));
        checks.answer()?;
        let new = new.expect("without violations there is a trigger");
        let created = self.engine.create_trigger(workspace, new, idempotency).await;
        let (created, secret) = created.map_err(|error| error.within("trigger"))?;
        Ok(Response::new(v1::CreateTriggerResponse { trigger: Some(trigger(created)), secret: shown(secret) }))
    }

    async fn get_trigger(
        &self,
        request: Request<v1::GetTriggerRequest>,
    ) -> Result<Response<v1::GetTriggerResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let found = self.engine.get_trigger(workspace, &request.get_ref().trigger_id).await?;
        Ok(Response::new(v1::GetTriggerResponse { trigger: Some(trigger(found)) }))
    }

    async fn list_triggers(
        &self,
        request: Request<v1::ListTriggersRequest>,
    ) -> Result<Response<v1::ListTriggersResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Read)?;
        let request = request.into_inner();
        let list = List { tokens: &self.tokens, method: "ListTriggers", workspace, filters: Vec::new() };
        let page = list.request(request.page_size, &request.page_token).map_err(|violations| invalid(&violations))?;
        let found = self.engine.list_triggers(workspace, page).await?;
        let (triggers, next_page_token) = list.answer(found, |item| item.id.uuid(), trigger);
        Ok(Response::new(v1::ListTriggersResponse { triggers, next_page_token }))
    }

    async fn update_trigger(
        &self,
        request: Request<v1::UpdateTriggerRequest>,
    ) -> Result<Response<v1::UpdateTriggerResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Triggers)?;
        let (id, change) = change(request.into_inner()).map_err(|violations| invalid(&violations))?;
        let updated = self.engine.update_trigger(workspace, &id, change).await;
        let updated = updated.map_err(|error| error.within("trigger"))?;
        Ok(Response::new(v1::UpdateTriggerResponse { trigger: Some(trigger(updated)) }))
    }

    async fn delete_trigger(
        &self,
        request: Request<v1::DeleteTriggerRequest>,
    ) -> Result<Response<v1::DeleteTriggerResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Triggers)?;
        self.engine.delete_trigger(workspace, &request.get_ref().trigger_id).await?;
        Ok(Response::new(v1::DeleteTriggerResponse {}))
    }

    async fn rotate_trigger_secret(
        &self,
        request: Request<v1::RotateTriggerSecretRequest>,
    ) -> Result<Response<v1::RotateTriggerSecretResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Triggers)?;
        let request = request.into_inner();
        let mut checks = Checks::default();
        let (secret, overlap) = rotation(&mut checks, &request.secret, request.overlap);
        if secret.as_ref().is_some_and(|secret| !is_header_value(secret.expose())) {
            checks.add(Violation::invalid("secret", "must be printable ASCII: `X-Webhook-Secret` holds it"));
        }
        checks.answer()?;
        let rotated = self.engine.rotate_trigger_secret(workspace, &request.trigger_id, secret, overlap).await?;
        Ok(Response::new(v1::RotateTriggerSecretResponse {
            trigger: Some(trigger(rotated.endpoint)),
            secret: rotated.secret.expose().to_owned(),
            old_secrets_expire_time: rotated.old_end.map(timestamp),
        }))
    }

    async fn fire_trigger(
        &self,
        request: Request<v1::FireTriggerRequest>,
    ) -> Result<Response<v1::FireTriggerResponse>, Status> {
        let workspace = Caller::workspace(request.extensions(), Scope::Fire)?;
        let call_id = request_id::of(request.metadata().as_ref());
        let request = request.into_inner();
        let overrides = overrides(request.overrides).map_err(|violations| invalid(&violations))?;
        let fired = self.engine.fire_trigger(workspace, &request.trigger_id, overrides, call_id, request.wait).await?;
        let artifact = fired.render.artifact();
        Ok(Response::new(v1::FireTriggerResponse {
            triggered: true,
            delivery_status: i32::from(state(fired.delivery_state)),
            image_size: artifact.map_or(0, |artifact| i64::try_from(artifact.size_bytes).unwrap_or(i64::MAX)),
            content_type: artifact.map_or("", |artifact| artifact.format.content_type()).to_owned(),
            delivery_id: fired.delivery_id.to_string(),
            render_id: fired.render.id.to_string(),
        }))
    }
}
