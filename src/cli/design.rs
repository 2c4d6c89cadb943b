//! What to draw, as the command line says it: a template by name or out of a file, and its variables.

use std::{
    error::Error,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::domain::{spec::Variables, template::VariableView};

/// Largest file that is read, in bytes: what the API takes of a template.
const MAX_FILE: u64 = 1024 * 1024;

/// The template's file, where the argument means one and not a built-in's name.
pub fn template_file(argument: &str) -> Option<PathBuf> {
    let path = Path::new(argument);
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let is_file = matches!(ending.as_str(), "yaml" | "yml" | "json") || path.components().count() > 1;
    is_file.then(|| path.to_owned())
}

/// Variables: a JSON object out of a file, and over it what the command line sets. What is set is a text, but where the
/// template declares something else it is read as JSON: `--set price=9.5`, `--set 'items=["a", "b"]'`.
pub fn variables(
    file: Option<&Path>,
    set: &[(String, String)],
    declared: &[VariableView],
) -> Result<Variables, Box<dyn Error>> {
    let mut variables = Variables::new();
    if let Some(file) = file {
        match serde_json::from_str(&read(file)?) {
            Ok(Value::Object(object)) => variables.extend(object),
            Ok(_) => return Err(format!("`{}` must hold a JSON object: names and their values", file.display()).into()),
            Err(error) => return Err(format!("`{}` is not JSON: {error}", file.display()).into()),
        }
    }
    for (name, text) in set {
        let kind = declared.iter().find(|variable| variable.name == *name).map_or("string", |variable| variable.kind);
        // What does not read as one stays a text, and is refused by whoever checks the variable.
        let value = if matches!(kind, "number" | "bool" | "list") { serde_json::from_str(text).ok() } else { None };
        variables.insert(name.clone(), value.unwrap_or_else(|| Value::String(text.clone())));
    }
    Ok(variables)
}

/// A text file, unless it is far too large to be what is meant.
pub fn read(file: &Path) -> Result<String, Box<dyn Error>> {
    let cannot = |error: std::io::Error| format!("`{}` cannot be read: {error}", file.display());
    let size = std::fs::metadata(file).map_err(cannot)?.len();
    if size > MAX_FILE {
        return Err(format!("`{}` has {size} bytes; at most {MAX_FILE} are read", file.display()).into());
    }
    Ok(std::fs::read_to_string(file).map_err(cannot)?)
}
