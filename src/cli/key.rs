//! `placard key create|list|revoke`: straight in the database, for whoever may read it.

use std::{error::Error, process::ExitCode};

use clap::{Args, Subcommand};

use super::Settings;
use crate::{
    app::{self, World},
    domain::{
        access::Scope,
        id::{InvalidId, WorkspaceId},
        page::PageRequest,
        violation::suggestion,
    },
    engine::workspace::NewApiKey,
};

#[derive(Args)]
pub struct Key {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Makes a key and shows it, this once.
    Create {
        #[command(flatten)]
        settings: Settings,
        /// What the key is for.
        #[arg(long, default_value = "command line")]
        name: String,
        /// What it opens, comma-separated: read, render, triggers, fire, subscriptions, keys, templates, bindings, workspace,
        /// operator [default: all but operator].
        #[arg(long, value_delimiter = ',', value_parser = scope)]
        scopes: Vec<Scope>,
        /// Whose key it is, `wsp_…` [default: the first workspace].
        #[arg(long)]
        workspace: Option<String>,
    },
    /// Lists the keys, newest first.
    List {
        #[command(flatten)]
        settings: Settings,
        /// Whose keys, `wsp_…` [default: those of the first workspace].
        #[arg(long)]
        workspace: Option<String>,
    },
    /// Ends a key at once, and for good.
    Revoke {
        #[command(flatten)]
        settings: Settings,
        /// `key_…`, as `list` shows it.
        api_key_id: String,
        /// Whose key it is, `wsp_…` [default: the first workspace].
        #[arg(long)]
        workspace: Option<String>,
    },
}

fn scope(text: &str) -> Result<Scope, String> {
    let names = Scope::ALL.iter().map(|scope| scope.as_str());
    Scope::from_name(text).ok_or_else(|| format!("is no scope: {}", suggestion(text, names)))
}

impl Key {
    pub async fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let (What::Create { settings, workspace, .. }
        | What::List { settings, workspace }
        | What::Revoke { settings, workspace, .. }) = &self.what;
        let (engine, _) = app::engine(&settings.build()?, &World::default(), String::new()).await?;
        let workspace = match workspace {
            None => engine.first_workspace().await?,
            Some(id) => {
                let wrong = |wrong: InvalidId| format!("`{id}` {wrong}");
                engine.get_workspace(id.parse::<WorkspaceId>().map_err(wrong)?).await?
            }
        };
        match self.what {
            What::Create { name, scopes, .. } => {
                let scopes = if scopes.is_empty() { Scope::of_workspace() } else { scopes };
                let new = NewApiKey { name, scopes, expire_time: None };
                let (_, secret) = engine.issue_api_key(workspace.id, new).await?;
                println!("{}", secret.expose());
            }
            What::List { .. } => {
                let mut page = PageRequest { size: PageRequest::MAX_SIZE, after: None };
                loop {
                    let found = engine.list_api_keys(workspace.id, page).await?;
                    for key in found.items {
                        let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.as_str()).collect();
                        let revoked = if key.revoke_time.is_some() { "  revoked" } else { "" };
                        let created = key.create_time.to_rfc3339();
                        println!("{}  {}…  {created}  {}  {}{revoked}", key.id, key.hint, key.name, scopes.join(","));
                    }
                    match found.next {
                        Some(next) => page.after = Some(next),
                        None => break,
                    }
                }
            }
            What::Revoke { api_key_id, .. } => {
                let key = engine.revoke_api_key(workspace.id, &api_key_id).await?;
                println!("{} ({}) is revoked", key.id, key.name);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
