//! `placard workspace create|list|grant`: straight in the database, for whoever may read it.

use std::{error::Error, process::ExitCode};

use clap::{Args, Subcommand};

use super::Settings;
use crate::{
    app::{self, World},
    domain::{
        page::PageRequest,
        workspace::{Credits, Grant, MAX_CREDITS},
    },
};

#[derive(Args)]
pub struct Workspace {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Makes a workspace, and shows its id and its first key, this once.
    Create {
        #[command(flatten)]
        settings: Settings,
        /// For people.
        #[arg(long, value_parser = name)]
        name: String,
        /// Pictures that it may make [default: as many as it likes].
        #[arg(long, value_parser = clap::value_parser!(i64).range(0..=MAX_CREDITS))]
        credits: Option<i64>,
    },
    /// Lists the workspaces, newest first, with the credits they have left.
    List {
        #[command(flatten)]
        settings: Settings,
    },
    /// Gives a workspace credits, or takes some, or its limit.
    Grant {
        #[command(flatten)]
        settings: Settings,
        /// `wsp_…`, as `list` shows it.
        workspace_id: String,
        /// Added to what is left; taken from it, if negative.
        #[arg(long, allow_negative_numbers = true, required_unless_present = "unlimited", conflicts_with = "unlimited",
            value_parser = clap::value_parser!(i64).range(-MAX_CREDITS..=MAX_CREDITS))]
        credits: Option<i64>,
        /// As many as it likes, from now on.
        #[arg(long)]
        unlimited: bool,
    },
}

fn name(text: &str) -> Result<String, String> {
    let fits = (1..=100).contains(&text.chars().count()) && !text.contains('\0');
    if fits { Ok(text.to_owned()) } else { Err("must be 1 to 100 characters".to_owned()) }
}

fn told(credits: Credits) -> String {
    match credits {
        Credits::Unlimited => "unlimited".to_owned(),
        Credits::Left(left) => format!("{left} credits"),
    }
}

impl Workspace {
    pub async fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let settings = match &self.what {
            What::Create { settings, .. } | What::List { settings } | What::Grant { settings, .. } => settings,
        };
        let (engine, _) = app::engine(&settings.build()?, &World::default(), String::new()).await?;
        let first = engine.first_workspace().await?;
        match self.what {
            What::Create { name, credits, .. } => {
                let credits = credits.map_or(Credits::Unlimited, |credits| Credits::Left(credits.unsigned_abs()));
                let (made, key) = engine.create_workspace(first.id, name, credits, None).await?;
                let (_, secret) = key.ok_or("a workspace that is there already has no first key to show")?;
                println!("{}\n{}", made.id, secret.expose());
            }
            What::List { .. } => {
                let mut page = PageRequest { size: PageRequest::MAX_SIZE, after: None };
                loop {
                    let found = engine.list_workspaces(page).await?;
                    for workspace in found.items {
                        let created = workspace.create_time.to_rfc3339();
                        println!("{}  {created}  {}  {}", workspace.id, workspace.name, told(workspace.credits));
                    }
                    match found.next {
                        Some(next) => page.after = Some(next),
                        None => break,
                    }
                }
            }
            What::Grant { workspace_id, credits, .. } => {
                let grant = credits.map_or(Grant::Unlimited, Grant::Credits);
                let workspace = engine.grant_credits(first.id, &workspace_id, grant, None).await?;
                println!("{} ({}): {}", workspace.id, workspace.name, told(workspace.credits));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
