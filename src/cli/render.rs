//! `placard render`: a template and values into a file, without a server.

use std::{error::Error, path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::Value;

use super::Settings;
use crate::{
    app::{self, World},
    domain::{
        output::{Effort, Format, FormatChoice, OutputRequest},
        spec::{RenderSpec, TemplateRef},
    },
    engine::compose::ComposeError,
};

#[derive(Args)]
pub struct Render {
    #[command(flatten)]
    settings: Settings,
    /// The template's name.
    #[arg(long, default_value = "card")]
    template: String,
    /// A variable: `--set title="Hello"`; may be given again.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    /// The picture's file; its ending chooses the format: png, jpg or webp. Without one the format is chosen by what the
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
        let format = match self.output.extension() {
            None => FormatChoice::Auto,
            Some(extension) => Format::from_extension(&extension.to_string_lossy().to_lowercase())
                .ok_or_else(|| format!("`{}` must end in .png, .jpg or .webp, or in nothing", self.output.display()))?
                .into(),
        };
        let request = OutputRequest {
            format: Some(format),
            size_preset: self.size,
            width: self.width,
            height: self.height,
            scale: self.scale,
            quality: self.quality,
            effort: self.effort,
            max_bytes: self.max_bytes,
        };
        let output = request.validate().map_err(|violations| lines(&violations))?;
        let template = TemplateRef { name: self.template, version: 0 };
        let variables = self.set.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
        let spec = RenderSpec::of_template(template, variables, output);
        let (composer, _) = app::composer(&self.settings.build()?, &World::default())?;
        let rendered = composer.compose(&spec).await.map_err(|error| match error {
            ComposeError::Invalid(violations) => lines(&violations),
            ComposeError::Failed(failure) => failure.message,
            ComposeError::Overloaded => "the renderer is busy".to_owned(),
            ComposeError::Internal(error) => app::chain(&error),
        })?;
        let file = self.output.with_extension(rendered.format.extension());
        let file = if format == FormatChoice::Auto { &file } else { &self.output };
        std::fs::write(file, &rendered.bytes)
            .map_err(|error| format!("`{}` cannot be written: {error}", file.display()))?;
        for warning in &rendered.report.warnings {
            eprintln!("placard: {}: {}", warning.node, warning.message);
        }
        println!("{} ({}x{}, {} bytes)", file.display(), rendered.width, rendered.height, rendered.bytes.len());
        Ok(ExitCode::SUCCESS)
    }
}

fn lines(violations: &[crate::domain::violation::Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n         ")
}
