//! `placard doctor`: what works here, and what to do about what doesn't.

use std::{error::Error, process::ExitCode, time::Duration};

use clap::Args;

use super::Settings;
use crate::{
    app::{self, World},
    blob::Blobs,
    config::Config,
    domain::timestamp::Timestamp,
};

/// When this version was written: a clock before that is wrong, and signatures made under it will be refused.
const WRITTEN: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);
/// What everybody may reach.
const PUBLIC: &str = "https://example.com/";

#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    settings: Settings,
}

/// What a check found: all well, or what is wrong and what to do.
type Finding = Result<String, String>;

impl Doctor {
    pub async fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let config = self.settings.build()?;
        let world = World::default();
        let findings = [
            ("database", database(&config, &world).await),
            ("blob store", blobs(&config, &world).await),
            ("fonts", fonts(&config, &world).await),
            ("clock", clock(&world)),
            ("outbound guard", guard(&config, &world)),
        ];
        let mut healthy = true;
        for (what, finding) in findings {
            match finding {
                Ok(found) => println!("ok     {what}: {found}"),
                Err(wrong) => {
                    healthy = false;
                    println!("WRONG  {what}: {wrong}");
                }
            }
        }
        Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

async fn database(config: &Config, world: &World) -> Finding {
    let help = "check PLACARD_DATABASE_URL, and that the database runs and may be written";
    let fail = |error: &dyn Error| format!("{}; {help}", app::chain(error));
    let master_key = app::master_key(config, &*world.random).map_err(|error| fail(&error))?;
    let store = app::connect(config, world, master_key).await.map_err(|error| fail(&error))?;
    let status = store.migration_status().await.map_err(|error| fail(&error))?;
    if !status.unknown.is_empty() {
        return Err("the schema is of a newer version of Placard; run that version, or restore a backup".to_owned());
    }
    let missing = status.known.iter().filter(|(_, applied)| !applied).count();
    Ok(match missing {
        0 => "answers, and its schema is up to date".to_owned(),
        missing => format!("answers; {missing} migrations will be applied by `serve` or `migrate up`"),
    })
}

async fn blobs(config: &Config, world: &World) -> Finding {
    let name = world.ids.next(world.clock.now()).to_string();
    let check = async { Blobs::open(&config.blob_url)?.check(&name).await };
    match tokio::time::timeout(Duration::from_secs(10), check).await {
        Ok(Ok(())) => Ok("can be written and read".to_owned()),
        Ok(Err(error)) => Err(format!("{}; check PLACARD_BLOB_URL and what it needs", app::chain(&error))),
        Err(_) => Err("does not answer within 10 s; check PLACARD_BLOB_URL and the network".to_owned()),
    }
}

async fn fonts(config: &Config, world: &World) -> Finding {
    use crate::domain::{
        output::Output,
        spec::{RenderSpec, TemplateRef},
    };
    let variables = [("title".to_owned(), "Añ Ω Я 👋".into())].into();
    let template = TemplateRef { name: "card".to_owned(), version: 0 };
    let spec = RenderSpec::of_template(template, variables, Output::default());
    let (composer, _) = app::composer(config, world, None).map_err(|error| app::chain(&error))?;
    let cannot = "the built-in card cannot be drawn";
    let design = composer.built_in(&spec).map_err(|_| cannot.to_owned())?;
    let rendered = composer.compose(design, &spec).await.map_err(|_| cannot.to_owned())?;
    let missing = rendered.report.missing_glyphs;
    if missing.is_empty() {
        Ok(format!("Latin, Greek, Cyrillic and emoji come out, set in {}", rendered.report.fonts.join(" and ")))
    } else {
        Err(format!("no font has {}; this build lacks a bundled font", missing.join(", ")))
    }
}

fn clock(world: &World) -> Finding {
    let now = world.clock.now();
    if now < WRITTEN {
        return Err(format!("it is not {}; set the clock, or receivers refuse what is signed", now.to_rfc3339()));
    }
    Ok(format!("it is {}; receivers accept signatures up to 5 minutes off", now.to_rfc3339()))
}

fn guard(config: &Config, world: &World) -> Finding {
    let (_, client) = app::composer(config, world, None).map_err(|error| app::chain(&error))?;
    client.guard().judge_url(PUBLIC).map_err(|refusal| format!("even {PUBLIC} is refused: {refusal}"))?;
    let allowed = match config.egress_allow.as_slice() {
        [] => "private networks are refused".to_owned(),
        networks => {
            let networks: Vec<_> = networks.iter().map(ToString::to_string).collect();
            format!("private networks are refused, but for {}", networks.join(", "))
        }
    };
    Ok(allowed)
}
