//! `placard template check FILE`: what is wrong with a template, without a server.

use std::{error::Error, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use serde_json::Value;

use super::design::read;
use crate::{domain::template::VariableView, engine::template::check};

#[derive(Args)]
pub struct Template {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Tells all that is wrong with a template file, each with its path; of a sound one, its variables.
    Check {
        /// The file, YAML or JSON.
        file: PathBuf,
    },
}

impl Template {
    pub async fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let What::Check { file } = self.what;
        match check(&read(&file)?) {
            Ok(variables) => {
                println!("{}: sound", file.display());
                for variable in variables {
                    println!("  {}", line(&variable));
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(problems) => {
                for problem in &problems {
                    println!("{}: {problem}", file.display());
                }
                eprintln!("placard: {} is no template: {} problems", file.display(), problems.len());
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

/// `title: string, required, at most 500 characters (for instance "Hello")`
fn line(variable: &VariableView) -> String {
    let mut text = format!("{}: {}", variable.name, variable.kind);
    if variable.required {
        text.push_str(", required");
    }
    if let Some(length) = variable.max_length {
        text.push_str(&format!(", at most {length} characters"));
    }
    if !variable.choices.is_empty() {
        text.push_str(&format!(", one of {}", variable.choices.join(", ")));
    }
    if let Some(default) = &variable.default {
        text.push_str(&format!(", default {}", shown(default)));
    }
    if let Some(example) = &variable.example {
        text.push_str(&format!(", for instance {}", shown(example)));
    }
    if !variable.description.is_empty() {
        text.push_str(&format!(" \u{2014} {}", variable.description.trim()));
    }
    text
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => other.to_string(),
    }
}
