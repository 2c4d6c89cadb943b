//! Artifacts, renders, and the labels that renders are found by.

use sea_orm_migration::prelude::*;

use crate::{index, optional, primary_key, reference, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let artifacts = Table::create()
            .table("artifacts")
            .col(required("slug").string().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("sha256").blob())
            .col(required("spec_digest").blob())
            .col(required("format").string())
            .col(required("width").big_integer())
            .col(required("height").big_integer())
            .col(required("size_bytes").big_integer())
            .col(required("report").text())
            .col(required("create_time").big_integer())
            .take();
        manager.create_table(artifacts).await?;
        manager
            .create_index(index("artifacts_spec", "artifacts", &["workspace_id", "spec_digest"]).unique().take())
            .await?;

        let renders = Table::create()
            .table("renders")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("source").string())
            .col(optional("trigger_id").uuid())
            .col(required("request_id").string())
            .col(required("spec").text())
            .col(required("template").string())
            .col(required("template_version").big_integer())
            .col(required("metadata").text())
            .col(required("state").string())
            .col(optional("artifact_slug").string())
            .col(required("cached").boolean())
            .col(optional("failure_reason").string())
            .col(optional("failure_field").text())
            .col(optional("failure_message").text())
            .col(required("create_time").big_integer())
            .col(required("finish_time").big_integer())
            .foreign_key(&mut reference(("renders", "artifact_slug"), ("artifacts", "slug")))
            .take();
        manager.create_table(renders).await?;
        manager.create_index(index("renders_workspace", "renders", &["workspace_id", "id"])).await?;
        manager.create_index(index("renders_state", "renders", &["workspace_id", "state", "id"])).await?;
        manager.create_index(index("renders_template", "renders", &["workspace_id", "template", "id"])).await?;
        manager.create_index(index("renders_request", "renders", &["workspace_id", "request_id", "id"])).await?;
        manager.create_index(index("renders_time", "renders", &["workspace_id", "create_time"])).await?;
        manager.create_index(index("renders_artifact", "renders", &["artifact_slug"])).await?;

        // A label is the digest of a key and its value: values may be longer than an index entry can be.
        let labels = Table::create()
            .table("render_metadata")
            .col(required("workspace_id").uuid())
            .col(required("label").blob())
            .col(required("render_id").uuid())
            .primary_key(&mut primary_key(&["workspace_id", "label", "render_id"]))
            .foreign_key(&mut reference(("render_metadata", "render_id"), ("renders", "id")))
            .take();
        manager.create_table(labels).await
    }
}
