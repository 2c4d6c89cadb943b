//! Templates of a workspace: saved, changed, found.

use std::sync::Arc;

use moka::future::Cache;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Engine, Error,
    compose::{ComposeError, Design},
    parse_id,
};
use crate::{
    domain::{
        access::Idempotency,
        id::{TemplateId, WorkspaceId},
        page::{Page, PageRequest},
        reason::Reason,
        spec::{RenderSpec, TemplateRef},
        template::{Template as Saved, TemplateChange, TemplateVersion, TemplateView, VariableView},
        violation::Violation,
    },
    render::{self, Declaration, Library, Source, Template},
    store::{Created, NewSource, StoreError, TemplateUpdate},
};

/// What names of templates are cut to where a file gives them, in characters.
const MAX_NAME: usize = 200;
const MAX_DESCRIPTION: usize = 2000;
/// Bytes of sources whose parsed templates are kept. Parsed they take some times as much.
const PARSED_BYTES: u64 = 16 * 1024 * 1024;

/// Parsed templates, by the digests of their sources: immutable, and so good for ever.
#[derive(Clone)]
pub struct Templates(Cache<[u8; 32], Parsed>);

/// A parsed template, and the bytes of its source.
type Parsed = (Arc<Template>, u32);

impl Default for Templates {
    fn default() -> Self {
        let weigh = |_: &[u8; 32], (_, bytes): &Parsed| *bytes;
        Self(Cache::builder().max_capacity(PARSED_BYTES).weigher(weigh).build())
    }
}

/// Why a stored template is not at hand.
#[derive(Clone)]
enum Lost {
    /// Deleted just now.
    Gone,
    Store(StoreError),
    /// What was sound when it was saved is not any more.
    Unsound(String),
    Overloaded,
    Internal(String),
}

/// What a new template is made of.
#[derive(Debug, Clone)]
pub struct NewTemplate {
    /// Empty: the one in the source.
    pub name: String,
    pub description: String,
    pub source: String,
}

impl Engine {
    /// Refuses the name of a template that there is not: a filter by it would let nothing through, and nobody would know.
    pub(super) async fn check_template(&self, workspace: WorkspaceId, field: &str, name: &str) -> Result<(), Error> {
        let unknown = |message: String| Error::invalid(Violation::new(field, Reason::UnknownTemplate, message));
        if !is_saved(name) {
            let wanted = TemplateRef { name: name.to_owned(), version: 0 };
            return Library::built_in().get(&wanted).map(drop).map_err(|wrong| unknown(wrong.message));
        }
        let saved = match name.parse::<TemplateId>() {
            Ok(id) => self.store.template(workspace, id).await?,
            Err(_) => None,
        };
        let none = || unknown(format!("names no template of this workspace: there is no `{name}`"));
        saved.map(drop).ok_or_else(none)
    }

    /// The design that a spec of this workspace names. Paths are within the spec.
    pub(super) async fn design(&self, workspace: WorkspaceId, spec: &RenderSpec) -> Result<Design, Error> {
        let TemplateRef { name, version } = &spec.template;
        if let Some(scene) = &spec.scene {
            return Ok(self.composer.brought(scene).await?.with(self.fonts(workspace).await?));
        }
        if !is_saved(name) {
            let design = self.composer.built_in(spec).map_err(Error::Invalid)?;
            return Ok(design.with(self.fonts(workspace).await?));
        }
        let unknown = |field: &str, message: String| {
            Error::invalid(Violation::new(spec.template_path(field), Reason::UnknownTemplate, message))
        };
        let none = || unknown("name", format!("names no template of this workspace: there is no `{name}`"));
        let Ok(id) = name.parse::<TemplateId>() else {
            let message = "names no template: `tpl_` and 26 characters are a saved one's id".to_owned();
            return Err(unknown("name", message));
        };
        let wanted = Some(*version).filter(|version| *version > 0);
        let Some((_, found)) = self.store.template_version(workspace, id, wanted).await? else {
            // Either the template or its version; which one matters to whoever wrote it.
            return Err(match self.store.template(workspace, id).await? {
                Some(saved) => {
                    let message = format!("is no version of it: it has 1 to {}; 0 is the latest", saved.latest_version);
                    unknown("version", message)
                }
                None => none(),
            });
        };
        match self.parsed(&found).await {
            Ok(template) => Ok(Design::of(template, found.version).with(self.fonts(workspace).await?)),
            Err(Lost::Gone) => Err(none()),
            Err(Lost::Unsound(first)) => {
                let message = format!("names a template that this version of the server cannot read: {first}");
                Err(Error::invalid(Violation::new(spec.template_path("name"), Reason::InvalidTemplate, message)))
            }
            Err(Lost::Store(error)) => Err(error.into()),
            Err(Lost::Overloaded) => Err(Error::Overloaded),
            Err(Lost::Internal(message)) => Err(Error::Internal(message.into())),
        }
    }

    /// A stored version, parsed once for many renders.
    async fn parsed(&self, version: &TemplateVersion) -> Result<Arc<Template>, Lost> {
        let parse = async {
            let source = self.store.template_source(version).await.map_err(Lost::Store)?.ok_or(Lost::Gone)?;
            match self.composer.parse(source).await {
                Ok(template) => Ok((Arc::new(template), version.source_bytes)),
                Err(ComposeError::Invalid(problems)) => {
                    Err(Lost::Unsound(problems.first().map(ToString::to_string).unwrap_or_default()))
                }
                Err(ComposeError::Overloaded) => Err(Lost::Overloaded),
                Err(ComposeError::Failed(failure)) => Err(Lost::Internal(failure.message)),
                Err(ComposeError::Internal(error)) => Err(Lost::Internal(error.to_string())),
                Err(ComposeError::Blob(error)) => Err(Lost::Internal(error.to_string())),
            }
        };
        let parsed = self.templates.0.try_get_with(version.digest, parse).await;
        parsed.map(|(template, _)| template).map_err(|lost| (*lost).clone())
    }

    /// Saves a template, as its version 1.
    pub async fn create_template(
        &self,
        workspace_id: WorkspaceId,
        new: NewTemplate,
        idempotency: Option<Idempotency>,
    ) -> Result<TemplateView, Error> {
        let find = async |id| self.store.template(workspace_id, TemplateId::from_uuid(id)).await;
        if let Some(earlier) = self.replayed(workspace_id, idempotency.as_ref(), find).await? {
            return self.saved_view(earlier, None).await;
        }
        let parsed = self.sound(&new.source).await?;
        let name = Some(new.name).filter(|name| !name.is_empty()).unwrap_or_else(|| within(&parsed.name, MAX_NAME));
        self.check_name(&name)?;
        let description = Some(new.description).filter(|text| !text.is_empty());
        let description = description.unwrap_or_else(|| within(&parsed.description, MAX_DESCRIPTION));
        let now = self.now();
        let id = TemplateId::from_uuid(self.id(now));
        let digest = digest(&new.source);
        let (create_time, update_time) = (now, now);
        let template =
            Saved { id, workspace_id, name, description, latest_version: 1, digest, create_time, update_time };
        let source = NewSource { text: &new.source, digest };
        match self.store.create_template(&template, source, &self.quotas, idempotency).await? {
            Created::New(template) | Created::Existing(template) => self.saved_view(template, None).await,
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    /// A built-in's name says what one gets, so nobody else's template has it.
    fn check_name(&self, name: &str) -> Result<(), Error> {
        let taken = |built_in: &Arc<Template>| built_in.name.eq_ignore_ascii_case(name.trim());
        if Library::built_in().latest().any(taken) {
            let message = format!("must not be that of a built-in template: `{}` is one", name.trim());
            return Err(Error::invalid(Violation::invalid("name", message)));
        }
        if name.trim().is_empty() {
            return Err(Error::invalid(Violation::required("name")));
        }
        Ok(())
    }

    /// One template, with its source; version 0 is the newest.
    pub async fn get_template(
        &self,
        workspace: WorkspaceId,
        template_id: &str,
        version: u32,
    ) -> Result<TemplateView, Error> {
        if !is_saved(template_id) && !template_id.is_empty() {
            let wanted = TemplateRef { name: template_id.to_owned(), version };
            let found = Library::built_in().get(&wanted).map_err(|_| missing(template_id, version))?;
            return Ok(built_in_view(&found, true));
        }
        let id = parse_id("template", "template_id", template_id)?;
        let saved = self.store.template(workspace, id).await?;
        let saved = saved.ok_or_else(|| Error::not_found("template", template_id))?;
        self.saved_view(saved, Some(version).filter(|version| *version > 0)).await
    }

    /// A saved template in one of its versions, with its source; `None` is the newest.
    async fn saved_view(&self, saved: Saved, version: Option<u32>) -> Result<TemplateView, Error> {
        let gone = || missing(&saved.id.to_string(), version.unwrap_or_default());
        let found = self.store.template_version(saved.workspace_id, saved.id, version).await?;
        let (saved, found) = found.ok_or_else(gone)?;
        let source = self.store.template_source(&found).await?.ok_or_else(gone)?;
        // One that cannot be read any more is still shown: whoever wants to mend it needs its source.
        let parsed = self.parsed(&found).await.ok();
        Ok(TemplateView {
            source: Some(source),
            version: found.version,
            digest: hex::encode(found.digest),
            variables: parsed.map(|template| variables(&template)).unwrap_or_default(),
            ..listed(saved)
        })
    }

    /// Templates of the workspace, newest first.
    pub async fn list_templates(&self, workspace: WorkspaceId, page: PageRequest) -> Result<Page<TemplateView>, Error> {
        let page = self.store.list_templates(workspace, page).await?;
        Ok(Page { items: page.items.into_iter().map(listed).collect(), next: page.next })
    }

    /// The templates that come with the program, by name.
    pub fn list_built_in_templates(&self) -> Vec<TemplateView> {
        Library::built_in().latest().map(|template| built_in_view(template, false)).collect()
    }

    /// Changes what `change` names; another source makes a new version.
    pub async fn update_template(
        &self,
        workspace: WorkspaceId,
        template_id: &str,
        change: TemplateChange,
    ) -> Result<TemplateView, Error> {
        let id = self.own_id(template_id)?;
        if let Some(name) = &change.name {
            self.check_name(name)?;
        }
        if let Some(source) = &change.source {
            self.sound(source).await?;
        }
        let update = TemplateUpdate {
            name: change.name.as_deref(),
            description: change.description.as_deref(),
            source: change.source.as_deref().map(|text| NewSource { text, digest: digest(text) }),
        };
        let updated = self.store.update_template(workspace, id, update, &self.quotas, self.now()).await?;
        self.saved_view(updated.ok_or_else(|| Error::not_found("template", template_id))?, None).await
    }

    /// Deletes a template and all its versions.
    pub async fn delete_template(&self, workspace: WorkspaceId, template_id: &str) -> Result<(), Error> {
        let id = self.own_id(template_id)?;
        let deleted = self.store.delete_template(workspace, id).await?;
        if deleted { Ok(()) } else { Err(Error::not_found("template", template_id)) }
    }

    /// Versions of one template, newest first.
    pub async fn list_template_versions(
        &self,
        workspace: WorkspaceId,
        template_id: &str,
        page: PageRequest,
    ) -> Result<Page<TemplateVersion>, Error> {
        let id = self.own_id(template_id)?;
        if self.store.template(workspace, id).await?.is_none() {
            return Err(Error::not_found("template", template_id));
        }
        Ok(self.store.list_template_versions(id, page).await?)
    }

    /// The id of a template that can be changed.
    fn own_id(&self, template_id: &str) -> Result<TemplateId, Error> {
        if Library::built_in().latest().any(|built_in| built_in.name == template_id) {
            let message = "names a built-in template, which never changes: save a template of your own with its source";
            return Err(Error::invalid(Violation::invalid("template_id", message)));
        }
        parse_id("template", "template_id", template_id)
    }
}

/// Whether a name is meant to be a saved template's id.
pub(super) fn is_saved(name: &str) -> bool {
    name.strip_prefix(TemplateId::PREFIX).is_some_and(|rest| rest.starts_with('_'))
}

fn missing(template_id: &str, version: u32) -> Error {
    match version {
        0 => Error::not_found("template", template_id),
        version => Error::not_found("template version", format!("{template_id}@{version}")),
    }
}

/// Where in a request with a `source` something within the file stands.
pub fn source_path(within: &str) -> String {
    if within.is_empty() { "source".to_owned() } else { format!("source:{within}") }
}

fn digest(source: &str) -> [u8; 32] {
    Sha256::digest(source).into()
}

/// A text out of a file, as it fits into a column.
fn within(text: &str, max: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(max).collect()
}

fn listed(saved: Saved) -> TemplateView {
    TemplateView {
        id: saved.id.to_string(),
        name: saved.name,
        description: saved.description,
        source: None,
        version: saved.latest_version,
        latest_version: saved.latest_version,
        digest: hex::encode(saved.digest),
        variables: Vec::new(),
        times: Some((saved.create_time, saved.update_time)),
    }
}

fn built_in_view(template: &Template, whole: bool) -> TemplateView {
    let library = Library::built_in();
    let latest = library.latest().find(|latest| latest.name == template.name);
    TemplateView {
        id: template.name.clone(),
        name: template.name.clone(),
        description: template.description.clone(),
        source: whole.then(|| library.source(template).to_owned()),
        version: template.version,
        latest_version: latest.map_or(template.version, |latest| latest.version),
        digest: template.digest.clone(),
        variables: if whole { variables(template) } else { Vec::new() },
        times: None,
    }
}

/// What a source declares, or all that is wrong with it, each at its path within.
pub fn check(source: &str) -> Result<Vec<VariableView>, Vec<Violation>> {
    render::parse_template(source).map(|template| variables(&template))
}

/// A default as it was written.
fn shown(template: &Template, default: &Source) -> Value {
    match default {
        Source::Fixed(scalar) => scalar.json().unwrap_or_default(),
        Source::Expression(path) => template.expressions.written(path).unwrap_or_default().into(),
        Source::List(items) => items.iter().map(|item| shown(template, item)).collect(),
        Source::Items(items) => items.clone(),
    }
}

/// What a template declares, as it is shown.
pub fn variables(template: &Template) -> Vec<VariableView> {
    let view = |declaration: &Declaration| {
        let variable = &declaration.variable;
        let default = declaration.default.as_ref().map(|default| shown(template, default));
        VariableView {
            name: variable.name.clone(),
            kind: variable.kind.name(),
            required: variable.required,
            default,
            description: variable.description.clone(),
            example: variable.example.clone(),
            choices: variable.kind.choices().to_vec(),
            max_length: variable.kind.max_length(),
        }
    };
    template.variables.iter().map(view).collect()
}
