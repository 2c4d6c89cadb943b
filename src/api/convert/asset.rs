//! Fonts and images.

use bytes::Bytes;
use placard_client::v1;

use super::{check::Checks, timestamp};
use crate::{
    domain::{
        asset::{Font, FontFace, Image},
        violation::Violation,
    },
    engine::font::BundledFamily,
};

/// A font as a client sees it.
pub fn font(font: Font) -> v1::Font {
    v1::Font {
        font_id: font.id.to_string(),
        faces: font.faces.into_iter().map(face).collect(),
        built_in: false,
        size_bytes: i64::try_from(font.size_bytes).unwrap_or(i64::MAX),
        sha256: hex::encode(font.sha256),
        create_time: Some(timestamp(font.create_time)),
    }
}

/// A family that comes with the server, as a client sees it.
pub fn bundled(family: BundledFamily) -> v1::Font {
    v1::Font { faces: family.faces.into_iter().map(face).collect(), built_in: true, ..Default::default() }
}

fn face(face: FontFace) -> v1::FontFace {
    let axes = face.axes.into_iter().map(|axis| v1::FontAxis {
        tag: axis.tag,
        min: axis.min,
        default_value: axis.default,
        max: axis.max,
    });
    v1::FontFace {
        family: face.family,
        min_weight: face.weight.0 as i32,
        max_weight: face.weight.1 as i32,
        italic: face.italic,
        axes: axes.collect(),
    }
}

/// An image as a client sees it.
pub fn image(image: Image) -> v1::Image {
    v1::Image {
        image_id: image.id.to_string(),
        reference: image.reference(),
        name: image.name,
        content_type: image.content_type,
        width: i32::try_from(image.width).unwrap_or(i32::MAX),
        height: i32::try_from(image.height).unwrap_or(i32::MAX),
        size_bytes: i64::try_from(image.size_bytes).unwrap_or(i64::MAX),
        sha256: hex::encode(image.sha256),
        create_time: Some(timestamp(image.create_time)),
    }
}

/// Uploaded bytes: 1 to `max` of them.
pub fn data(checks: &mut Checks, data: &Bytes, max: usize) {
    if data.is_empty() {
        checks.add(Violation::required("data"));
    } else if data.len() > max {
        checks.add(Violation::invalid("data", format!("must be at most {max} bytes")));
    }
}
