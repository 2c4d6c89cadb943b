//! Bindings: saved, changed, looked at. How they are refreshed is in `binding_refresh`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Engine, Error, parse_id};
use crate::{
    domain::{
        access::Idempotency,
        binding::{Binding, BindingChange, BindingSource, Mapping, SourceChange},
        binding_schedule::BindingSchedule,
        excerpt::Excerpt,
        id::{BindingId, WorkspaceId},
        output::FormatChoice,
        page::{Page, PageRequest},
        reason::Reason,
        render::Artifact,
        secret::Secret,
        spec::RenderSpec,
        violation::{Violation, suggestion},
    },
    render,
    store::Created,
};

/// What a new binding is made of.
#[derive(Debug, Clone)]
pub struct NewBinding {
    pub name: String,
    pub spec: RenderSpec,
    pub url: String,
    /// Sent along with every fetch.
    pub headers: BTreeMap<String, Secret>,
    pub mapping: Mapping,
    pub schedule: BindingSchedule,
    pub paused: bool,
}

impl Engine {
    /// Where a binding's latest picture is always served.
    pub fn binding_url(&self, binding: &Binding) -> String {
        format!("{}/b/{}.{}", self.public_url, binding.id, binding.format().extension())
    }

    /// Saves a binding; it is due at once.
    pub async fn create_binding(
        &self,
        workspace_id: WorkspaceId,
        new: NewBinding,
        idempotency: Option<Idempotency>,
    ) -> Result<Binding, Error> {
        let find = async |id| self.store.binding(workspace_id, BindingId::from_uuid(id)).await;
        if let Some(earlier) = self.replayed(workspace_id, idempotency.as_ref(), find).await? {
            return Ok(earlier);
        }
        let NewBinding { name, spec, url, headers, mapping, schedule, paused } = new;
        self.check_filling(workspace_id, &spec, &mapping).await?;
        self.admit("source.url", &url).await?;
        let now = self.now();
        let binding = Binding {
            id: BindingId::from_uuid(self.id(now)),
            workspace_id,
            name,
            spec,
            source: BindingSource { url, headers: headers.keys().cloned().collect() },
            mapping,
            schedule,
            paused,
            image: None,
            retry_count: 0,
            failure: None,
            refresh_time: None,
            success_time: None,
            next_time: (!paused).then_some(now),
            create_time: now,
            update_time: now,
        };
        match self.store.create_binding(&binding, &headers, &self.quotas, idempotency).await? {
            Created::New(binding) | Created::Existing(binding) => Ok(binding),
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    /// What is saved must be fit to be refreshed, as far as that can be told without the source.
    async fn check_filling(&self, workspace: WorkspaceId, spec: &RenderSpec, mapping: &Mapping) -> Result<(), Error> {
        let mut violations = render::Mapping::parse(mapping).err().unwrap_or_default();
        if spec.output.format == FormatChoice::Auto {
            let message = "must not be AUTO: a binding's URL has the format's ending, and is to stay";
            violations.push(Violation::invalid("spec.output.format", message));
        }
        let design = self.design(workspace, spec).await.map_err(|error| error.within("spec"))?;
        let declared: BTreeSet<&str> = design.template.variables.iter().map(|d| d.variable.name.as_str()).collect();
        for name in mapping.keys().filter(|name| !declared.contains(name.as_str())) {
            let hint = match declared.is_empty() {
                true => "there are none".to_owned(),
                false => suggestion(name, declared.iter().copied()),
            };
            let field = format!("mapping[\"{}\"]", Excerpt(name));
            let message = format!("is no variable of the template: {hint}");
            violations.push(Violation::new(field, Reason::UnknownVariable, message));
        }
        // What lacks only the mapped values is in order, and what they make of the template is not known yet.
        let mapped: BTreeSet<String> = mapping.keys().map(|name| spec.variable_path(name)).collect();
        match self.resolve(workspace, spec).await {
            Ok(_) => {}
            Err(Error::Invalid(found)) => violations.extend(
                found
                    .into_iter()
                    .filter(|v| v.reason != Reason::InvalidTemplate && !mapped.contains(&v.field))
                    .map(|violation| violation.within("spec")),
            ),
            Err(other) => return Err(other),
        }
        if violations.is_empty() { Ok(()) } else { Err(Error::Invalid(violations)) }
    }

    /// One binding of the workspace.
    pub async fn get_binding(&self, workspace: WorkspaceId, binding_id: &str) -> Result<Binding, Error> {
        let id = parse_id("binding", "binding_id", binding_id)?;
        self.store.binding(workspace, id).await?.ok_or_else(|| Error::not_found("binding", binding_id))
    }

    /// Bindings of the workspace, newest first.
    pub async fn list_bindings(&self, workspace: WorkspaceId, page: PageRequest) -> Result<Page<Binding>, Error> {
        Ok(self.store.list_bindings(workspace, page).await?)
    }

    /// Changes what `change` names.
    pub async fn update_binding(
        &self,
        workspace: WorkspaceId,
        binding_id: &str,
        change: BindingChange,
    ) -> Result<Binding, Error> {
        let before = self.get_binding(workspace, binding_id).await?;
        if change.spec.is_some() || change.mapping.is_some() {
            let spec = change.spec.as_ref().unwrap_or(&before.spec);
            self.check_filling(workspace, spec, change.mapping.as_ref().unwrap_or(&before.mapping)).await?;
        }
        if let Some(source) = &change.source {
            check_kept_headers(&before.source, source)?;
            self.admit("source.url", &source.url).await?;
        }
        let updated = self.store.update_binding(workspace, before.id, change, self.now()).await?;
        updated.ok_or_else(|| Error::not_found("binding", binding_id))
    }

    /// Deletes a binding. Its renders stay.
    pub async fn delete_binding(&self, workspace: WorkspaceId, binding_id: &str) -> Result<(), Error> {
        let id = parse_id("binding", "binding_id", binding_id)?;
        let deleted = self.store.delete_binding(workspace, id).await?;
        if deleted { Ok(()) } else { Err(Error::not_found("binding", binding_id)) }
    }

    /// The last good picture of a binding in whatever workspace: the id is the key. `None` without a binding,
    /// `Some(None)` before its first picture.
    pub async fn binding_artifact(&self, binding_id: &str) -> Result<Option<Option<Artifact>>, Error> {
        match binding_id.parse() {
            Ok(id) => Ok(self.store.binding_artifact(id).await?),
            Err(_) => Ok(None),
        }
    }
}

/// Values that are to stay must be there, and they stay with the host that they were given for: whoever may change a
/// binding, but does not know them, must not have them sent elsewhere.
fn check_kept_headers(before: &BindingSource, source: &SourceChange) -> Result<(), Error> {
    let origin = |url: &str| url::Url::parse(url).ok().map(|url| url.origin());
    let same_host = origin(&before.url).is_some_and(|origin_before| Some(origin_before) == origin(&source.url));
    let wrong = |name: &String| {
        let message = match before.headers.contains(name) {
            false => "has no value that could stay: `[secret]` stands for the one it has",
            true if same_host => return None,
            true => "must be given anew: its value stays only where the URL keeps its scheme, host and port",
        };
        Some(Violation::invalid(format!("source.headers[\"{name}\"]"), message))
    };
    let kept = source.headers.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name);
    let violations: Vec<Violation> = kept.filter_map(wrong).collect();
    if violations.is_empty() { Ok(()) } else { Err(Error::Invalid(violations)) }
}
