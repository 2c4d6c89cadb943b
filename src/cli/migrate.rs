//! `placard migrate up|status`

use std::{error::Error, process::ExitCode};

use clap::{Args, Subcommand};

use super::Settings;
use crate::app::{self, World};

#[derive(Args)]
pub struct Migrate {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Applies what is missing.
    Up(Settings),
    /// Lists the steps, and which are applied.
    Status(Settings),
}

impl Migrate {
    pub async fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let (settings, up) = match self.what {
            What::Up(settings) => (settings, true),
            What::Status(settings) => (settings, false),
        };
        let (config, world) = (settings.build()?, World::default());
        let master_key = app::master_key(&config, &*world.random)?;
        let store = app::connect(&config, &world, master_key).await?;
        if up {
            store.migrate().await?;
        }
        let status = store.migration_status().await?;
        for (name, applied) in &status.known {
            println!("{} {name}", if *applied { "applied" } else { "missing" });
        }
        for name in &status.unknown {
            println!("unknown {name} (of a newer version)");
        }
        Ok(ExitCode::SUCCESS)
    }
}
