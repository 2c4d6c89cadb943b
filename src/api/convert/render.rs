//! Renders.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use placard_client::v1;
use serde::Deserialize;

use super::{
    check::{Checks, enumeration},
    duration, storage, timestamp,
};
use crate::{
    domain::{
        access::Metadata,
        reason::Reason,
        render::{Render, RenderOutcome, RenderSource, RenderState, RenderWebhook},
    },
    engine::Engine,
    render::{Report, TextReport, Warning},
};

/// A render as a client sees it.
pub fn render(engine: &Engine, render: &Render) -> v1::Render {
    let mut proto = v1::Render {
        render_id: render.id.to_string(),
        state: i32::from(state(render.state())),
        template_id: render.spec.template.name.clone(),
        template_version: i32::try_from(render.template_version).unwrap_or(i32::MAX),
        metadata: render.metadata.clone(),
        request_id: render.request_id.clone(),
        create_time: Some(timestamp(render.create_time)),
        finish_time: render.finish_time().map(timestamp),
        duration: render.duration().map(duration),
        ..v1::Render::default()
    };
    match render.source {
        RenderSource::Api | RenderSource::Url => {}
        RenderSource::Trigger(id) => proto.trigger_id = id.to_string(),
        RenderSource::Binding(id) => proto.binding_id = id.to_string(),
        RenderSource::Batch { id, index } => {
            proto.batch_id = id.to_string();
            proto.batch_index = index.and_then(|index| i32::try_from(index).ok());
        }
    }
    match render.outcome() {
        None | Some(RenderOutcome::Cancelled) => {}
        Some(RenderOutcome::Succeeded { artifact, cached }) => {
            proto.url = engine.artifact_url(&artifact.slug, artifact.format.extension());
            proto.slug.clone_from(&artifact.slug);
            proto.cached = *cached;
            proto.width = i32::try_from(artifact.width).unwrap_or(i32::MAX);
            proto.height = i32::try_from(artifact.height).unwrap_or(i32::MAX);
            artifact.format.content_type().clone_into(&mut proto.content_type);
            proto.size_bytes = i64::try_from(artifact.size_bytes).unwrap_or(i64::MAX);
            proto.sha256 = hex::encode(artifact.sha256);
            if let Some(stored) = &artifact.stored {
                proto.storage_url.clone_from(&stored.url);
                proto.storage_state = storage::state(stored.state).into();
                proto.storage_error = stored.error.clone().unwrap_or_default();
            }
            if let Ok(seen) = Report::deserialize(&artifact.report) {
                proto.dominant_color.clone_from(&seen.dominant_color);
                proto.thumb_hash = STANDARD.decode(&seen.thumb_hash).unwrap_or_default().into();
                proto.alt_text.clone_from(&seen.alt_text);
                proto.report = Some(report(seen));
            }
            proto.meta_tags = meta_tags(&proto);
        }
        Some(RenderOutcome::Failed(failure)) => {
            proto.error = Some(v1::RenderError {
                reason: i32::from(reason(failure.reason)),
                message: failure.message.clone(),
                field: failure.field.clone().unwrap_or_default(),
            });
        }
    }
    proto
}

/// The Open Graph tags (https://ogp.me) of a picture, and those that X reads.
fn meta_tags(render: &v1::Render) -> String {
    let mut tags = String::new();
    let mut tag = |attribute: &str, name: &str, content: &str| {
        if !content.is_empty() {
            tags.push_str(&format!("<meta {attribute}=\"{name}\" content=\"{}\">\n", escape(content)));
        }
    };
    tag("property", "og:image", &render.url);
    tag("property", "og:image:type", &render.content_type);
    tag("property", "og:image:width", &render.width.to_string());
    tag("property", "og:image:height", &render.height.to_string());
    tag("property", "og:image:alt", &render.alt_text);
    tag("name", "twitter:card", "summary_large_image");
    tag("name", "twitter:image", &render.url);
    tag("name", "twitter:image:alt", &render.alt_text);
    tags
}

/// Text as an attribute's value between double quotes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A state as a client sees it.
pub fn state(state: RenderState) -> v1::RenderState {
    match state {
        RenderState::Succeeded => v1::RenderState::Succeeded,
        RenderState::Failed => v1::RenderState::Failed,
        RenderState::Queued => v1::RenderState::Queued,
        RenderState::Running => v1::RenderState::Running,
        RenderState::Cancelled => v1::RenderState::Cancelled,
    }
}

/// The state to filter by; `None` for any.
pub fn state_filter(state: v1::RenderState) -> Option<RenderState> {
    RenderState::ALL.iter().copied().find(|known| self::state(*known) == state)
}

/// What RenderRequest and its kin say besides the spec: the labels, the webhook, and whether an earlier render will do.
pub struct Asked {
    pub metadata: Metadata,
    pub webhook: Option<RenderWebhook>,
    pub cache: bool,
}

/// Reads what requests for pictures have in common.
pub fn asked(
    checks: &mut Checks,
    request_id: &str,
    metadata: BTreeMap<String, String>,
    webhook: Option<v1::RenderWebhook>,
    cache: i32,
) -> Asked {
    checks.text("request_id", request_id, 128);
    Asked {
        metadata: checks.labels("metadata", metadata, 32),
        webhook: webhook.map(|webhook| {
            checks.required_text("webhook.url", &webhook.url, 2048);
            RenderWebhook { secret: checks.secret("webhook.secret", &webhook.secret), url: webhook.url }
        }),
        cache: enumeration(checks, "cache", cache) != Some(v1::CacheMode::Bypass),
    }
}

/// A reason as a client sees it.
pub fn reason(reason: Reason) -> v1::ErrorReason {
    let name = format!("ERROR_REASON_{}", reason.as_str());
    v1::ErrorReason::from_str_name(&name).unwrap_or(v1::ErrorReason::Unspecified)
}

/// A report as a client sees it.
pub fn report(report: Report) -> v1::RenderReport {
    let text = |text: TextReport| v1::TextReport {
        node: text.node,
        lines: i32::try_from(text.lines).unwrap_or(i32::MAX),
        truncated: text.truncated,
        font_size: text.font_size_hundredths as f32 / 100.0,
    };
    let warning = |warning: Warning| v1::RenderWarning {
        code: warning.code.as_str().to_owned(),
        node: warning.node,
        message: warning.message,
    };
    v1::RenderReport {
        texts: report.texts.into_iter().map(text).collect(),
        missing_glyphs: report.missing_glyphs,
        warnings: report.warnings.into_iter().map(warning).collect(),
        fonts: report.fonts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meta_tags_hold_any_text() {
        let render = v1::Render {
            url: "https://x.example/i/a.png".into(),
            alt_text: "\"A & B\" <script>".into(),
            width: 1200,
            ..v1::Render::default()
        };
        let tags = meta_tags(&render);
        assert!(tags.contains("<meta property=\"og:image\" content=\"https://x.example/i/a.png\">"), "{tags}");
        assert!(tags.contains("content=\"&quot;A &amp; B&quot; &lt;script&gt;\""), "{tags}");
    }

    #[test]
    fn reasons_and_the_proto_agree() {
        for known in Reason::ALL {
            assert_ne!(reason(*known), v1::ErrorReason::Unspecified, "{}", known.as_str());
        }
        let in_proto = (1..1_000).filter(|number| v1::ErrorReason::try_from(*number).is_ok()).count();
        assert_eq!(in_proto, Reason::ALL.len());
    }
}
