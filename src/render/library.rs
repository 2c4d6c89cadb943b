//! The templates that come with the program.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use sha2::{Digest, Sha256};

use super::parse;
use super::template::Template;
use crate::domain::excerpt::Excerpt;
use crate::domain::reason::Reason;
use crate::domain::spec::TemplateRef;
use crate::domain::violation::{Violation, suggestion};

/// The built-in templates' files, under `assets/templates`.
const BUILT_IN: &[&str] = &[
    include_str!("../../assets/templates/blog.yaml"),
    include_str!("../../assets/templates/card.yaml"),
    include_str!("../../assets/templates/changelog.yaml"),
    include_str!("../../assets/templates/event.yaml"),
    include_str!("../../assets/templates/metric.yaml"),
    include_str!("../../assets/templates/product.yaml"),
    include_str!("../../assets/templates/profile.yaml"),
    include_str!("../../assets/templates/quote.yaml"),
];

/// Templates by name and version.
#[derive(Debug, Default)]
pub struct Library {
    templates: BTreeMap<String, BTreeMap<u32, Arc<Template>>>,
}

impl Library {
    /// The templates that come with the program; parsed once per process.
    pub fn built_in() -> &'static Library {
        static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
            let mut library = Library::default();
            for file in BUILT_IN {
                // A test parses every one of them, so this cannot fail in a released binary.
                library.add(parse::parse(file).expect("the built-in templates are sound"));
            }
            library
        });
        &LIBRARY
    }

    fn add(&mut self, template: Template) {
        self.templates.entry(template.name.clone()).or_default().insert(template.version, Arc::new(template));
    }

    /// A template; version 0 is the latest. The violation's field is `name` or `version`.
    pub fn get(&self, wanted: &TemplateRef) -> Result<Arc<Template>, Violation> {
        let Some(versions) = self.templates.get(&wanted.name) else {
            let hint = suggestion(&wanted.name, self.templates.keys().map(String::as_str));
            let message = format!("names no template: `{}`; {hint}", Excerpt(&wanted.name));
            return Err(Violation::new("name", Reason::UnknownTemplate, message));
        };
        let found = if wanted.version == 0 { versions.values().next_back() } else { versions.get(&wanted.version) };
        found.cloned().ok_or_else(|| {
            let known: Vec<String> = versions.keys().map(u32::to_string).collect();
            let message = format!("is no version of `{}`: it has {}; 0 is the latest", wanted.name, known.join(", "));
            Violation::new("version", Reason::UnknownTemplate, message)
        })
    }

    /// The file that a built-in template was parsed from.
    pub fn source(&self, template: &Template) -> &'static str {
        let of = |file: &&&str| hex::encode(Sha256::digest(file)) == template.digest;
        BUILT_IN.iter().find(of).copied().unwrap_or_default()
    }

    /// The latest version of every template, by name.
    pub fn latest(&self) -> impl Iterator<Item = &Arc<Template>> {
        self.templates.values().filter_map(|versions| versions.values().next_back())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(name: &str, version: u32) -> TemplateRef {
        TemplateRef { name: name.to_owned(), version }
    }

    #[test]
    fn every_built_in_template_parses() {
        for file in BUILT_IN {
            parse::parse(file).unwrap_or_else(|problems| {
                panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            });
        }
    }

    #[test]
    fn templates_are_found_by_name_and_version() {
        let library = Library::built_in();
        let latest = library.get(&wanted("card", 0)).unwrap();
        assert_eq!(latest.name, "card");
        assert!(Arc::ptr_eq(&latest, &library.get(&wanted("card", latest.version)).unwrap()));
        assert_eq!(library.latest().count(), BUILT_IN.len());
    }

    #[test]
    fn unknown_ones_name_the_nearest() {
        let name = Library::built_in().get(&wanted("crad", 0)).unwrap_err();
        assert_eq!((name.field.as_str(), name.reason), ("name", Reason::UnknownTemplate));
        assert!(name.message.contains("did you mean `card`?"), "{name}");
        let version = Library::built_in().get(&wanted("card", 999)).unwrap_err();
        assert_eq!((version.field.as_str(), version.reason), ("version", Reason::UnknownTemplate));
        assert!(Library::built_in().get(&wanted("", 0)).is_err());
    }
}
