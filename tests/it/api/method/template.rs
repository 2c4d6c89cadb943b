//! Templates, fonts and images.

use placard::domain::access::Scope;
use placard_client::v1;
use prost::Message;

use super::{Method, PAGE_SIZE, Resources, mask, method, request};
use crate::support::sample;

pub fn methods(of: &Resources) -> Vec<Method> {
    let Resources { template_id, font_id, image_id, .. } = of;
    let validate = v1::ValidateTemplateRequest {
        design: Some(v1::validate_template_request::Design::Source(sample::SOURCE.into())),
        output: Some(sample::output()),
        ..Default::default()
    };
    let preview = v1::PreviewTemplateRequest {
        design: Some(v1::preview_template_request::Design::Source(sample::SOURCE.into())),
        output: Some(sample::output()),
        ..Default::default()
    };
    let measure = v1::MeasureTextRequest { text: "How long".into(), ..Default::default() };
    let changed_template =
        v1::Template { template_id: template_id.clone(), name: "Renamed".into(), ..sample::template(sample::SOURCE) };
    vec![
        method(
            "TemplateService/CreateTemplate",
            Scope::Templates,
            None,
            request!(CreateTemplateRequest { template: sample::template(sample::SOURCE), request_id: "" }),
        ),
        method(
            "TemplateService/GetTemplate",
            Scope::Read,
            Some("template"),
            request!(GetTemplateRequest { template_id: template_id, version: 0 }),
        ),
        method(
            "TemplateService/ListTemplates",
            Scope::Read,
            None,
            request!(ListTemplatesRequest { page_size: PAGE_SIZE, page_token: "", origin: 0 }),
        ),
        method(
            "TemplateService/ListTemplateVersions",
            Scope::Read,
            Some("template"),
            request!(ListTemplateVersionsRequest { template_id: template_id, page_size: PAGE_SIZE, page_token: "" }),
        ),
        method(
            "TemplateService/UpdateTemplate",
            Scope::Templates,
            Some("template"),
            request!(UpdateTemplateRequest { template: changed_template, update_mask: mask("name") }),
        ),
        method(
            "TemplateService/DeleteTemplate",
            Scope::Templates,
            Some("template"),
            request!(DeleteTemplateRequest { template_id: template_id }),
        ),
        method("TemplateService/ValidateTemplate", Scope::Read, None, validate.encode_to_vec()),
        method("TemplateService/PreviewTemplate", Scope::Render, None, preview.encode_to_vec()),
        method("TemplateService/MeasureText", Scope::Read, None, measure.encode_to_vec()),
        method(
            "TemplateService/UploadFont",
            Scope::Templates,
            None,
            request!(UploadFontRequest { data: sample::FONT }),
        ),
        method("TemplateService/ListFonts", Scope::Read, None, v1::ListFontsRequest {}.encode_to_vec()),
        method(
            "TemplateService/DeleteFont",
            Scope::Templates,
            Some("font"),
            request!(DeleteFontRequest { font_id: font_id }),
        ),
        method(
            "TemplateService/UploadImage",
            Scope::Templates,
            None,
            request!(UploadImageRequest { data: sample::PICTURE, name: "" }),
        ),
        method(
            "TemplateService/ListImages",
            Scope::Read,
            None,
            request!(ListImagesRequest { page_size: PAGE_SIZE, page_token: "" }),
        ),
        method(
            "TemplateService/DeleteImage",
            Scope::Templates,
            Some("image"),
            request!(DeleteImageRequest { image_id: image_id }),
        ),
    ]
}
