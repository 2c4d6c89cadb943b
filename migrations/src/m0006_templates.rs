//! Templates of workspaces, and their versions.

use sea_orm_migration::prelude::*;

use crate::{index, primary_key, reference, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let templates = Table::create()
            .table("templates")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("name").text())
            .col(required("description").text())
            .col(required("latest_version").big_integer())
            .col(required("digest").blob())
            .col(required("create_time").big_integer())
            .col(required("update_time").big_integer())
            .foreign_key(&mut reference(("templates", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(templates).await?;
        manager.create_index(index("templates_workspace", "templates", &["workspace_id", "id"])).await?;

        let versions = Table::create()
            .table("template_versions")
            .col(required("template_id").uuid())
            .col(required("version").big_integer())
            .col(required("digest").blob())
            .col(required("source").text())
            .col(required("source_bytes").big_integer())
            .col(required("create_time").big_integer())
            .primary_key(&mut primary_key(&["template_id", "version"]))
            .foreign_key(&mut reference(("template_versions", "template_id"), ("templates", "id")))
            .take();
        manager.create_table(versions).await?;

        // The bytes are in the blob store; a workspace has the same ones once.
        let fonts = Table::create()
            .table("fonts")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("sha256").blob())
            .col(required("size_bytes").big_integer())
            .col(required("faces").text())
            .col(required("create_time").big_integer())
            .foreign_key(&mut reference(("fonts", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(fonts).await?;
        manager.create_index(index("fonts_workspace", "fonts", &["workspace_id", "id"])).await?;
        manager.create_index(index("fonts_content", "fonts", &["workspace_id", "sha256"]).unique().take()).await?;

        let images = Table::create()
            .table("images")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("sha256").blob())
            .col(required("size_bytes").big_integer())
            .col(required("name").text())
            .col(required("content_type").string())
            .col(required("width").big_integer())
            .col(required("height").big_integer())
            .col(required("create_time").big_integer())
            .foreign_key(&mut reference(("images", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(images).await?;
        manager.create_index(index("images_workspace", "images", &["workspace_id", "id"])).await?;
        manager.create_index(index("images_content", "images", &["workspace_id", "sha256"]).unique().take()).await
    }
}
