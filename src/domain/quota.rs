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
        /// Bytes of fonts and images together.
        AssetBytes = "quota.asset_megabytes",
    }
}

/// The limits of each workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    pub templates: u32,
    /// Of each template.
    pub template_versions: u32,
    pub fonts: u32,
    pub images: u32,
    /// Of fonts and images together.
    pub asset_bytes: u64,
}
