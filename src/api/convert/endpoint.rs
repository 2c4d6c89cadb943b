//! What a subscription's endpoint asks for: headers, signatures, the shape of the body. A binding's source has headers
//! too.

use std::collections::BTreeMap;

use placard_client::v1::{self, PayloadFormat};

use super::check::{Checks, enumeration};
use crate::domain::{
    endpoint_options::{HmacScheme, Shape, is_header_value, refused_header},
    excerpt::Excerpt,
    secret::Secret,
    violation::Violation,
};

/// Stands for a header's value in answers; in an update, for the one that is there.
pub const MASK: &str = "[secret]";

const MAX_HEADERS: usize = 16;
const MAX_NAME: usize = 64;
const MAX_VALUE: usize = 1024;
const MAX_PREFIX: usize = 32;
const MAX_TEMPLATE: usize = 8192;

/// The headers to send along, by their names in lower case; without a value where the mask stands for it.
pub fn headers(
    checks: &mut Checks,
    parent: &str,
    proto: &BTreeMap<String, String>,
) -> BTreeMap<String, Option<Secret>> {
    checks.pairs(parent, proto, MAX_HEADERS);
    let mut headers = BTreeMap::new();
    for (name, value) in proto {
        if checks.is_full() {
            break;
        }
        let field = format!("{parent}[\"{}\"]", Excerpt(name));
        let length = name.chars().count();
        if !(1..=MAX_NAME).contains(&length) {
            checks.add(Violation::invalid(parent, format!("must have keys of 1 to {MAX_NAME} characters")));
            continue;
        }
        let name = name.to_ascii_lowercase();
        if let Some(refused) = refused_header(&name) {
            checks.add(Violation::invalid(field.as_str(), refused));
        }
        if value.is_empty() {
            checks.add(Violation::required(field.as_str()));
        } else if value.chars().count() > MAX_VALUE {
            checks.add(Violation::invalid(field.as_str(), format!("must be at most {MAX_VALUE} characters")));
        } else if !is_header_value(value) {
            checks.add(Violation::invalid(field.as_str(), "must be printable ASCII, without spaces at its ends"));
        }
        let secret = (value != MASK).then(|| Secret::new(value));
        if headers.insert(name, secret).is_some() {
            checks.add(Violation::invalid(field, "is there twice: names of headers are compared without case"));
        }
    }
    headers
}

/// The same of something new, where the mask stands for nothing.
pub fn new_headers(checks: &mut Checks, parent: &str, proto: &BTreeMap<String, String>) -> BTreeMap<String, Secret> {
    let mut known = BTreeMap::new();
    for (name, value) in headers(checks, parent, proto) {
        match value {
            Some(value) => drop(known.insert(name, value)),
            None => checks.add(Violation::invalid(
                format!("{parent}[\"{name}\"]"),
                format!("must be a value: `{MASK}` stands for one that is there already"),
            )),
        }
    }
    known
}

/// The signature in a header of its own.
pub fn hmac(checks: &mut Checks, proto: Option<v1::HmacSignature>) -> Option<HmacScheme> {
    let v1::HmacSignature { header, prefix, timestamped } = proto?;
    let parent = "subscription.signature.hmac";
    let field = format!("{parent}.header");
    let header = header.to_ascii_lowercase();
    if header.is_empty() {
        checks.add(Violation::required(field));
    } else if header.chars().count() > MAX_NAME {
        checks.add(Violation::invalid(field, format!("must be at most {MAX_NAME} characters")));
    } else if let Some(refused) = refused_header(&header) {
        checks.add(Violation::invalid(field, refused));
    }
    let field = format!("{parent}.prefix");
    if prefix.chars().count() > MAX_PREFIX {
        checks.add(Violation::invalid(field, format!("must be at most {MAX_PREFIX} characters")));
    } else if !is_header_value(&prefix) {
        checks.add(Violation::invalid(field, "must be printable ASCII, without spaces at its ends"));
    } else if timestamped && !prefix.is_empty() {
        checks.add(Violation::invalid(field, "stands beside `timestamped`, which has a form of its own"));
    }
    Some(HmacScheme { header, prefix, timestamped })
}

/// The shape of the body.
pub fn shape(checks: &mut Checks, format: i32, template: &str) -> Shape {
    let field = "subscription.payload_template";
    let format = enumeration(checks, "subscription.payload_format", format).unwrap_or(PayloadFormat::Standard);
    checks.text(field, template, MAX_TEMPLATE);
    if format == PayloadFormat::Custom && template.is_empty() {
        checks.add(Violation::required(field));
    } else if format != PayloadFormat::Custom && !template.is_empty() {
        checks.add(Violation::invalid(field, "is for the format CUSTOM: set `payload_format` to it"));
    }
    match format {
        PayloadFormat::Unspecified | PayloadFormat::Standard => Shape::Standard,
        PayloadFormat::Ogmint => Shape::Ogmint,
        PayloadFormat::Pictify => Shape::Pictify,
        PayloadFormat::Imtegrate => Shape::Imtegrate,
        PayloadFormat::Custom => Shape::Custom(template.to_owned()),
    }
}

/// The signatures as a client sees them.
pub fn signature_proto(public_key: Option<String>, hmac: Option<HmacScheme>) -> v1::SubscriptionSignature {
    v1::SubscriptionSignature {
        ed25519: public_key.is_some(),
        public_key: public_key.unwrap_or_default(),
        hmac: hmac.map(|HmacScheme { header, prefix, timestamped }| v1::HmacSignature { header, prefix, timestamped }),
    }
}

/// The shape as a client sees it: the format, and its template.
pub fn shape_proto(shape: Shape) -> (PayloadFormat, String) {
    match shape {
        Shape::Standard => (PayloadFormat::Standard, String::new()),
        Shape::Ogmint => (PayloadFormat::Ogmint, String::new()),
        Shape::Pictify => (PayloadFormat::Pictify, String::new()),
        Shape::Imtegrate => (PayloadFormat::Imtegrate, String::new()),
        Shape::Custom(template) => (PayloadFormat::Custom, template),
    }
}
