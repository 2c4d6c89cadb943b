//! Triggers: saved, changed, fired.

use std::time::Duration;

use serde_json::Value;

use super::{Engine, Error, Rotated, parse_id, render::RenderJob};
use crate::{
    domain::{
        access::{Idempotency, Metadata},
        delivery::DeliveryState,
        endpoint_options::EndpointSecrets,
        excerpt::Excerpt,
        id::{DeliveryId, TriggerId, WorkspaceId},
        page::{Page, PageRequest},
        render::Render,
        secret::Secret,
        signature::SigningKey,
        spec::RenderSpec,
        trigger::{Trigger, TriggerChange},
    },
    store::Created,
};

/// Behind the wake-ups of a waiting caller, should one be missed.
const WAIT_POLL: Duration = Duration::from_secs(1);

/// A variable that one firing sets anew.
pub struct Override {
    pub name: String,
    /// Null takes the variable away, as if the trigger had never set it.
    pub value: Value,
    /// Where the caller wrote it.
    pub field: String,
}

/// What a new trigger is made of.
#[derive(Debug, Clone)]
pub struct NewTrigger {
    pub name: String,
    pub url: String,
    pub spec: RenderSpec,
    pub ed25519: bool,
}

/// What an update changes.
#[derive(Debug, Clone, Default)]
pub struct TriggerUpdate {
    /// Whether there are ed25519 signatures; the key is made here.
    pub ed25519: Option<bool>,
    pub rest: TriggerChange,
}

/// A trigger as it was fired.
pub struct Fired {
    pub render: Render,
    pub delivery_id: DeliveryId,
    pub delivery_state: DeliveryState,
}

impl Engine {
    /// Saves a trigger; answers its secret, unless the same request made it before.
    pub async fn create_trigger(
        &self,
        workspace_id: WorkspaceId,
        new: NewTrigger,
        idempotency: Option<Idempotency>,
    ) -> Result<(Trigger, Option<Secret>), Error> {
        let find = async |id| self.store.trigger(workspace_id, TriggerId::from_uuid(id)).await;
        if let Some(earlier) = self.replayed(workspace_id, idempotency.as_ref(), find).await? {
            return Ok((earlier, None));
        }
        let NewTrigger { name, url, spec, ed25519 } = new;
        self.check_trigger(workspace_id, Some(&url), Some(&spec)).await?;
        let now = self.now();
        let secrets = EndpointSecrets {
            signing_key: ed25519.then(|| self.signing_key()),
            ..EndpointSecrets::from(self.signing_secret())
        };
        let trigger = Trigger {
            id: TriggerId::from_uuid(self.id(now)),
            workspace_id,
            name,
            url,
            spec,
            public_key: secrets.signing_key.as_ref().map(SigningKey::public),
            create_time: now,
            update_time: now,
        };
        match self.store.create_trigger(&trigger, &secrets, idempotency).await? {
            Created::New(trigger) => Ok((trigger, Some(secrets.secret))),
            Created::Existing(trigger) => Ok((trigger, None)),
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    /// What is saved must be fit to be fired.
    async fn check_trigger(
        &self,
        workspace: WorkspaceId,
        url: Option<&str>,
        spec: Option<&RenderSpec>,
    ) -> Result<(), Error> {
        if let Some(spec) = spec {
            self.resolve(workspace, spec).await.map_err(|error| error.within("spec"))?;
        }
        match url {
            Some(url) => self.admit("url", url).await,
            None => Ok(()),
        }
    }

    /// One trigger of the workspace.
    pub async fn get_trigger(&self, workspace: WorkspaceId, trigger_id: &str) -> Result<Trigger, Error> {
        let id = parse_id("trigger", "trigger_id", trigger_id)?;
        self.store.trigger(workspace, id).await?.ok_or_else(|| Error::not_found("trigger", trigger_id))
    }

    /// Triggers of the workspace, newest first.
    pub async fn list_triggers(&self, workspace: WorkspaceId, page: PageRequest) -> Result<Page<Trigger>, Error> {
        Ok(self.store.list_triggers(workspace, page).await?)
    }

    /// Changes what `change` names.
    pub async fn update_trigger(
        &self,
        workspace: WorkspaceId,
        trigger_id: &str,
        change: TriggerUpdate,
    ) -> Result<Trigger, Error> {
        let id = parse_id("trigger", "trigger_id", trigger_id)?;
        let change = TriggerChange {
            signing_key: change.ed25519.map(|wanted| wanted.then(|| self.signing_key())),
            ..change.rest
        };
        self.check_trigger(workspace, change.url.as_deref(), change.spec.as_ref()).await?;
        let updated = self.store.update_trigger(workspace, id, change, self.now()).await?;
        updated.ok_or_else(|| Error::not_found("trigger", trigger_id))
    }

    /// Deletes a trigger; what it has not delivered yet is cancelled.
    pub async fn delete_trigger(&self, workspace: WorkspaceId, trigger_id: &str) -> Result<(), Error> {
        let id = parse_id("trigger", "trigger_id", trigger_id)?;
        let deleted = self.store.delete_trigger(workspace, id, self.now()).await?;
        if deleted { Ok(()) } else { Err(Error::not_found("trigger", trigger_id)) }
    }

    /// Replaces the secret, by the caller's choice or a new one. Those before sign beside it for `overlap`.
    pub async fn rotate_trigger_secret(
        &self,
        workspace: WorkspaceId,
        trigger_id: &str,
        secret: Option<Secret>,
        overlap: Duration,
    ) -> Result<Rotated<Trigger>, Error> {
        let id = parse_id("trigger", "trigger_id", trigger_id)?;
        let (secret, key, now) = (secret.unwrap_or_else(|| self.signing_secret()), self.signing_key(), self.now());
        let old_end = now.plus(overlap);
        let rotated = self.store.rotate_trigger_secret(workspace, id, (&secret, &key), old_end, now).await?;
        let (endpoint, old_end) = rotated.ok_or_else(|| Error::not_found("trigger", trigger_id))?;
        Ok(Rotated { endpoint, secret, old_end })
    }

    /// Renders a trigger's spec anew, with `overrides` over its variables, and puts the picture on its way. With `wait`
    /// it answers after the first attempt to deliver it.
    pub async fn fire_trigger(
        &self,
        workspace: WorkspaceId,
        trigger_id: &str,
        overrides: Vec<Override>,
        request_id: String,
        wait: bool,
    ) -> Result<Fired, Error> {
        let trigger = self.get_trigger(workspace, trigger_id).await?;
        let mut spec = trigger.spec.clone();
        let mut written = Vec::with_capacity(overrides.len());
        for Override { name, value, field } in overrides {
            written.push((spec.variable_path(&Excerpt(&name).to_string()), field));
            match value {
                Value::Null => drop(spec.variables.remove(&name)),
                value => drop(spec.variables.insert(name, value)),
            }
        }
        let delivery_id = DeliveryId::from_uuid(self.id(self.now()));
        let job = RenderJob {
            workspace_id: workspace,
            spec,
            request_id,
            idempotency: None,
            metadata: Metadata::new(),
            webhook: None,
            cache: false,
        };
        let mut changes = self.store.deliveries_changed();
        let render = self.perform(job, Some((&trigger, delivery_id))).await.map_err(|error| {
            // What the caller wrote is named as they wrote it; the rest is the trigger's.
            error.renamed(|path| match written.iter().find(|(of_spec, _)| of_spec == path) {
                Some((_, field)) => field.clone(),
                None => format!("trigger.spec.{path}"),
            })
        })?;
        let mut state = DeliveryState::Pending;
        while wait && matches!(state, DeliveryState::Pending | DeliveryState::InFlight) {
            changes.mark_unchanged();
            let delivery = self.store.delivery(workspace, delivery_id).await?;
            state = delivery.map_or(DeliveryState::Cancelled, |delivery| delivery.state);
            if matches!(state, DeliveryState::Pending | DeliveryState::InFlight) {
                // Whether a wake-up came or the time was up: either way the store is asked again.
                let _ = tokio::time::timeout(WAIT_POLL, changes.changed()).await;
            }
        }
        Ok(Fired { render, delivery_id, delivery_state: state })
    }
}
