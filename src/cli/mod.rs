//! The command line: arguments to the verbs, and nothing else.

mod design;
mod doctor;
mod key;
mod listen;
mod migrate;
mod render;
mod serve;
mod template;
mod watch;
mod workspace;

use std::{error::Error, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{
    app,
    config::{Config, ConfigError, Layers},
};

/// Renders social cards and delivers them.
#[derive(Parser)]
#[command(name = "placard", version, about)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Starts the server. Without any configuration it keeps everything in ./data.
    Serve(serve::Serve),
    /// Brings the database's schema up to date, or shows how it stands. `serve` does so by itself.
    Migrate(migrate::Migrate),
    /// Makes, lists and revokes API keys, straight in the database.
    Key(key::Key),
    /// Makes and lists workspaces, and grants them credits, straight in the database.
    Workspace(workspace::Workspace),
    /// Renders a template into a file, without a server; with --watch again whenever it is saved.
    Render(render::Render),
    /// Follows a server's events and posts each to a local URL, with the headers that a webhook would have.
    Listen(listen::Listen),
    /// Tells what is wrong with a template file.
    Template(template::Template),
    /// Tells what works here, and what to do about what doesn't.
    Doctor(doctor::Doctor),
}

/// What all verbs that use the configuration take.
#[derive(Args)]
struct Settings {
    /// A TOML file with settings; `PLACARD_CONFIG` names one too.
    #[arg(long, env = "PLACARD_CONFIG")]
    config: Option<PathBuf>,
    /// Folder for what is kept: database, pictures, master key [default: ./data].
    #[arg(long)]
    data: Option<String>,
    /// sqlite://PATH or postgres://… [default: sqlite in the data folder].
    #[arg(long)]
    database_url: Option<String>,
    /// file:///FOLDER or s3://BUCKET/PREFIX [default: a folder in the data folder].
    #[arg(long)]
    blob_url: Option<String>,
}

impl Settings {
    fn layers(&self) -> Result<Layers, Box<dyn Error>> {
        let mut layers = Layers::defaults();
        if let Some(file) = &self.config {
            let text = std::fs::read_to_string(file)
                .map_err(|error| format!("the configuration file `{}` cannot be read: {error}", file.display()))?;
            layers = layers.file(&text)?;
        }
        // What isn't Unicode can't be one of ours.
        let variables = std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        Ok(layers
            .variables(variables)?
            .flag("data", self.data.clone())
            .flag("database_url", self.database_url.clone())
            .flag("blob_url", self.blob_url.clone()))
    }

    fn build(&self) -> Result<Config, Box<dyn Error>> {
        self.layers()?.build().map_err(|error: ConfigError| error.into())
    }
}

/// Carries out what the command line asks for.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("placard: no threads could be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    let result = runtime.block_on(async {
        match cli.verb {
            Verb::Serve(verb) => verb.run().await,
            Verb::Migrate(verb) => verb.run().await,
            Verb::Key(verb) => verb.run().await,
            Verb::Workspace(verb) => verb.run().await,
            Verb::Render(verb) => verb.run().await,
            Verb::Listen(verb) => verb.run().await,
            Verb::Template(verb) => verb.run().await,
            Verb::Doctor(verb) => verb.run().await,
        }
    });
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("placard: {}", app::chain(&*error));
            ExitCode::FAILURE
        }
    }
}
