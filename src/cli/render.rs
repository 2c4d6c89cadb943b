//! `placard render`: a template and values into a file, without a server.

use std::{error::Error, path::PathBuf, process::ExitCode, time::Instant};

use clap::Args;

use super::{
    Settings,
    design::{read, template_file, variables},
    watch::Watched,
};
use crate::{
    app::{self, World},
    domain::{
        output::{Effort, Format, FormatChoice, Output, OutputRequest},
        spec::{RenderSpec, TemplateRef},
        violation::Violation,
    },
    engine::{
        compose::{ComposeError, Composer, Design},
        template,
    },
};

#[derive(Args)]
pub struct Render {
    #[command(flatten)]
    settings: Settings,
    /// A built-in template's name, or a template file: what ends in .yaml, .yml or .json, or has a folder before it.
    #[arg(long, default_value = "card")]
    template: String,
    /// A variable: `--set title="Hello"`; may be given again. Numbers, bools and lists are written as in JSON.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    /// A JSON file with variables; --set goes before it.
    #[arg(long, value_name = "FILE.json")]
    vars: Option<PathBuf>,
    /// Draws it again whenever the template or the variables are saved, until it is stopped.
    #[arg(long)]
    watch: bool,
    /// The picture's file; its ending chooses the format: png, jpg, webp, avif or svg. Without one the format is chosen by what the
    /// picture shows, and its ending added.
    #[arg(short, long, default_value = "card.png")]
    output: PathBuf,
    /// A size by name: og, twitter, square, portrait, story, banner, pinterest.
    #[arg(long)]
    size: Option<String>,
    /// Width in pixels, with --height.
    #[arg(long)]
    width: Option<i64>,
    /// Height in pixels, with --width.
    #[arg(long)]
    height: Option<i64>,
    /// Pixels of the picture per pixel of the design, 1 to 4.
    #[arg(long)]
    scale: Option<f32>,
    /// Quality of lossy formats, 1 to 100.
    #[arg(long)]
    quality: Option<i64>,
    /// fast, balanced or small.
    #[arg(long, value_parser = effort)]
    effort: Option<Effort>,
    /// The most bytes the file may have, 1000 to 64000000; effort and quality give way for it.
    #[arg(long)]
    max_bytes: Option<i64>,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn effort(text: &str) -> Result<Effort, String> {
    Effort::from_name(text).ok_or_else(|| "must be fast, balanced or small".to_owned())
}

impl Render {
    pub async fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let output = self.output()?;
        let (composer, _) = app::composer(&self.settings.build()?, &World::default(), None)?;
        let files: Vec<PathBuf> = template_file(&self.template).into_iter().chain(self.vars.clone()).collect();
        if !self.watch {
            self.draw(&composer, output).await?;
            return Ok(ExitCode::SUCCESS);
        }
        if files.is_empty() {
            return Err("--watch needs a file that changes: name a template file, or give --vars".into());
        }
        let mut watched = Watched::new(files);
        loop {
            let started = Instant::now();
            match self.draw(&composer, output).await {
                Ok(()) => println!("drawn in {:.1} ms", started.elapsed().as_secs_f64() * 1000.0),
                // Whoever edits it mends it: the picture stays as it was until then.
                Err(error) => eprintln!("placard: {}", app::chain(&*error)),
            }
            tokio::select! {
                () = watched.changed() => {}
                _ = tokio::signal::ctrl_c() => return Ok(ExitCode::SUCCESS),
            }
        }
    }

    fn output(&self) -> Result<Output, Box<dyn Error>> {
        let format = match self.output.extension() {
            None => FormatChoice::Auto,
            Some(extension) => Format::from_extension(&extension.to_string_lossy().to_lowercase())
                .ok_or_else(|| {
                    format!("`{}` must end in .png, .jpg, .webp, .avif or .svg, or in nothing", self.output.display())
                })?
                .into(),
        };
        let request = OutputRequest {
            format: Some(format),
            size_preset: self.size.clone(),
            width: self.width,
            height: self.height,
            scale: self.scale,
            quality: self.quality,
            effort: self.effort,
            max_bytes: self.max_bytes,
        };
        Ok(request.validate().map_err(|violations| lines(&violations))?)
    }

    /// Draws it once, with the files as they are now.
    async fn draw(&self, composer: &Composer, output: Output) -> Result<(), Box<dyn Error>> {
        let template = TemplateRef { name: self.template.clone(), version: 0 };
        let mut spec = RenderSpec::of_template(template, Default::default(), output);
        let design = match template_file(&self.template) {
            Some(file) => {
                let template = composer.parse(read(&file)?).await.map_err(said)?;
                Design::of(template.into(), 1)
            }
            None => composer.built_in(&spec).map_err(|violations| lines(&violations))?,
        };
        spec.variables = variables(self.vars.as_deref(), &self.set, &template::variables(&design.template))?;
        let rendered = composer.compose(design, &spec).await.map_err(said)?;
        let file = self.output.with_extension(rendered.format.extension());
        let file = if self.output.extension().is_none() { &file } else { &self.output };
        std::fs::write(file, &rendered.bytes)
            .map_err(|error| format!("`{}` cannot be written: {error}", file.display()))?;
        for warning in &rendered.report.warnings {
            eprintln!("placard: {}: {}", warning.node, warning.message);
        }
        println!("{} ({}x{}, {} bytes)", file.display(), rendered.width, rendered.height, rendered.bytes.len());
        Ok(())
    }
}

fn said(error: ComposeError) -> String {
    match error {
        ComposeError::Invalid(violations) => lines(&violations),
        ComposeError::Failed(failure) => failure.message,
        ComposeError::Overloaded => "the renderer is busy".to_owned(),
        ComposeError::Blob(error) => app::chain(&error),
        ComposeError::Internal(error) => app::chain(&error),
    }
}

fn lines(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n         ")
}
