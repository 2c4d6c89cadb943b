//! How much a workspace may keep.

use super::named::named_enum;

named_enum! {
    /// What is limited, by the name of its setting.
    Quota {
        Templates = "quota.templates",
        /// Of each template.
        TemplateVersions = "quota.template_versions",
        Fonts = "quota.fonts",
        Images = "quota.images",
        FontBytes = "quota.font_megabytes",
        ImageBytes = "quota.image_megabytes",
        Bindings = "quota.bindings",
    }
}

/// The limits of each workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    pub templates: u32,
    /// Of each template.
    pub template_versions: u32,
    pub fonts: u32,
    /// Of all fonts together.
    pub font_bytes: u64,
    pub images: u32,
    /// Of all images together.
    pub image_bytes: u64,
    pub bindings: u32,
}
