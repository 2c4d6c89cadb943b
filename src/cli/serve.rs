//! `placard serve`

use std::{error::Error, process::ExitCode};

use clap::Args;

use super::Settings;
use crate::{
    app::{self, World},
    shutdown, telemetry,
};

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    settings: Settings,
    /// Address and port to serve on [default: 127.0.0.1:8080].
    #[arg(long)]
    listen: Option<String>,
    /// What links to pictures begin with [default: http:// and the address served on].
    #[arg(long)]
    public_url: Option<String>,
    /// Shows the configuration, secrets masked, and ends.
    #[arg(long)]
    print_config: bool,
}

impl Serve {
    pub async fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let layers = self.settings.layers()?.flag("listen", self.listen).flag("public_url", self.public_url);
        let config = layers.build()?;
        if self.print_config {
            print!("{}", layers.show());
            return Ok(ExitCode::SUCCESS);
        }
        telemetry::start();
        let app = app::start(&config, World::default()).await?;
        println!("Placard {} serves gRPC, gRPC-Web and pictures at {}", env!("CARGO_PKG_VERSION"), app.url);
        println!("Everything is kept in {}", config.data.display());
        if let Some(key) = &app.first_key {
            println!("\nThe API key, shown this once (`placard key create` makes more):\n\n    {}\n", key.expose());
        }
        app.serve(shutdown::requested()).await?;
        Ok(ExitCode::SUCCESS)
    }
}
