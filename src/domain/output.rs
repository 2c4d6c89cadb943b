//! What a picture is to be: its format, size and how hard to work for it.

use std::ops::RangeInclusive;

use super::{
    named::named_enum,
    reason::Reason,
    violation::{Violation, suggestion},
};

/// An encoding of the finished picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Png,
    Jpeg,
    Webp,
    Avif,
    Svg,
}

impl Format {
    pub const ALL: [Format; 5] = [Format::Png, Format::Jpeg, Format::Webp, Format::Avif, Format::Svg];

    /// The file name's ending, without the dot; also the name in stored specs.
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Jpeg => "jpg",
            Format::Webp => "webp",
            Format::Avif => "avif",
            Format::Svg => "svg",
        }
    }

    /// The name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Png => "PNG",
            Format::Jpeg => "JPEG",
            Format::Webp => "WebP",
            Format::Avif => "AVIF",
            Format::Svg => "SVG",
        }
    }

    /// The media type (RFC 6838).
    pub const fn content_type(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Webp => "image/webp",
            Format::Avif => "image/avif",
            Format::Svg => "image/svg+xml",
        }
    }

    /// By file ending; `jpeg` is taken for `jpg`.
    pub fn from_extension(extension: &str) -> Option<Format> {
        let extension = if extension == "jpeg" { "jpg" } else { extension };
        Self::ALL.into_iter().find(|f| f.extension() == extension)
    }
}

/// The format asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormatChoice {
    /// By what the picture shows, and how many bytes it may have.
    Auto,
    Only(Format),
}

impl FormatChoice {
    /// The name in stored specs.
    pub const fn as_str(self) -> &'static str {
        match self {
            FormatChoice::Auto => "auto",
            FormatChoice::Only(format) => format.extension(),
        }
    }

    /// The choice of that name.
    pub fn from_name(name: &str) -> Option<FormatChoice> {
        if name == "auto" { Some(FormatChoice::Auto) } else { Format::from_extension(name).map(FormatChoice::Only) }
    }
}

impl From<Format> for FormatChoice {
    fn from(format: Format) -> Self {
        FormatChoice::Only(format)
    }
}

named_enum! {
    /// Time against bytes, for formats that let one choose.
    Effort {
        Fast = "fast",
        Balanced = "balanced",
        Small = "small",
    }
}

/// A named size, in pixels before `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizePreset {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
}

/// The sizes people ask for by name.
pub const SIZE_PRESETS: [SizePreset; 7] = [
    SizePreset { name: "og", width: 1200, height: 630 },
    SizePreset { name: "twitter", width: 1200, height: 675 },
    SizePreset { name: "square", width: 1080, height: 1080 },
    SizePreset { name: "portrait", width: 1080, height: 1350 },
    SizePreset { name: "story", width: 1080, height: 1920 },
    SizePreset { name: "banner", width: 1500, height: 500 },
    SizePreset { name: "pinterest", width: 1000, height: 1500 },
];

/// Largest width and height, in pixels of the finished picture.
pub const MAX_SIDE: u32 = 8192;
/// Largest area, in pixels of the finished picture: 64 megapixels.
pub const MAX_PIXELS: u64 = 64_000_000;
/// Largest area of an AVIF: 16 megapixels, which take its encoder 10 seconds and a gigabyte.
pub const MAX_AVIF_PIXELS: u64 = 16_000_000;
/// `quality` where none is given.
pub const DEFAULT_QUALITY: u8 = 85;
/// What `max_bytes` may be.
pub const BYTE_LIMITS: RangeInclusive<u32> = 1_000..=64_000_000;

/// A valid output. Its fields were checked together by [`OutputRequest::validate`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Output {
    pub format: FormatChoice,
    /// Logical pixels; the picture has `width * scale` of them.
    pub width: u32,
    pub height: u32,
    /// Device pixels per logical pixel, 1 to 4.
    pub scale: f32,
    /// 1 to 100, for lossy formats.
    pub quality: u8,
    pub effort: Effort,
    /// The most bytes the file may have, for which quality, effort and an AUTO format give way.
    pub max_bytes: Option<u32>,
}

impl Output {
    /// The finished picture's width and height, in pixels.
    pub fn pixel_size(&self) -> (u32, u32) {
        let scaled = |side: u32| (side as f32 * self.scale).round() as u32;
        (scaled(self.width), scaled(self.height))
    }
}

impl Default for Output {
    fn default() -> Self {
        Self {
            format: Format::Png.into(),
            width: 1200,
            height: 630,
            scale: 1.0,
            quality: DEFAULT_QUALITY,
            effort: Effort::Balanced,
            max_bytes: None,
        }
    }
}

/// An output as it was asked for: nothing is checked yet, `None` is "the default".
#[derive(Debug, Clone, Default)]
pub struct OutputRequest {
    pub format: Option<FormatChoice>,
    pub size_preset: Option<String>,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub scale: Option<f32>,
    pub quality: Option<i64>,
    pub effort: Option<Effort>,
    pub max_bytes: Option<i64>,
}

impl OutputRequest {
    /// All that is wrong at once, each with the path of its field within the output.
    pub fn validate(self) -> Result<Output, Vec<Violation>> {
        let mut violations = Vec::new();
        let mut output = Output::default();

        match (&self.size_preset, self.width, self.height) {
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
                violations.push(Violation::invalid(
                    "size_preset",
                    "stands beside `width` or `height`: give the one or the other",
                ));
            }
            (Some(name), None, None) => match SIZE_PRESETS.iter().find(|p| p.name == name) {
                Some(preset) => (output.width, output.height) = (preset.width, preset.height),
                None => {
                    let names = SIZE_PRESETS.map(|p| p.name);
                    violations.push(Violation::invalid(
                        "size_preset",
                        format!("is not a known size: {}", suggestion(name, names)),
                    ));
                }
            },
            (None, Some(width), Some(height)) => {
                for (field, value, side) in
                    [("width", width, &mut output.width), ("height", height, &mut output.height)]
                {
                    match u32::try_from(value) {
                        Ok(value @ 1..=MAX_SIDE) => *side = value,
                        _ => violations.push(Violation::invalid(field, format!("must be from 1 to {MAX_SIDE} pixels"))),
                    }
                }
            }
            (None, Some(_), None) => {
                violations.push(Violation::new("height", Reason::FieldRequired, "is required where `width` is given"))
            }
            (None, None, Some(_)) => {
                violations.push(Violation::new("width", Reason::FieldRequired, "is required where `height` is given"))
            }
            (None, None, None) => {}
        }

        if let Some(scale) = self.scale {
            // Written so that NaN fails it too.
            if (1.0..=4.0).contains(&scale) {
                output.scale = scale;
            } else {
                violations.push(Violation::invalid("scale", "must be from 1 to 4"));
            }
        }
        if violations.is_empty() {
            let (width, height) = output.pixel_size();
            if width > MAX_SIDE || height > MAX_SIDE {
                violations.push(Violation::invalid(
                    "scale",
                    format!("makes a picture of {width}x{height} pixels; a side has at most {MAX_SIDE}"),
                ));
            } else if u64::from(width) * u64::from(height) > MAX_PIXELS {
                violations.push(Violation::invalid(
                    "width",
                    format!("and `height` make {width}x{height} pixels; a picture has at most {MAX_PIXELS}"),
                ));
            }
        }

        match self.quality {
            None => {}
            Some(quality @ 1..=100) => output.quality = quality as u8,
            Some(_) => violations.push(Violation::invalid("quality", "must be from 1 to 100")),
        }
        if let Some(max_bytes) = self.max_bytes {
            output.max_bytes = u32::try_from(max_bytes).ok().filter(|bytes| BYTE_LIMITS.contains(bytes));
            if output.max_bytes.is_none() {
                let (least, most) = (BYTE_LIMITS.start(), BYTE_LIMITS.end());
                violations.push(Violation::invalid("max_bytes", format!("must be from {least} to {most} bytes")));
            }
        }
        output.format = self.format.unwrap_or(output.format);
        if violations.is_empty() && output.format == FormatChoice::Only(Format::Avif) {
            let (width, height) = output.pixel_size();
            if u64::from(width) * u64::from(height) > MAX_AVIF_PIXELS {
                let message = format!("has at most {MAX_AVIF_PIXELS} pixels as AVIF; this is {width}x{height}");
                violations.push(Violation::invalid("format", message));
            }
        }
        output.effort = self.effort.unwrap_or(output.effort);
        if violations.is_empty() { Ok(output) } else { Err(violations) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(request: OutputRequest) -> Vec<String> {
        request.validate().unwrap_err().into_iter().map(|v| v.field).collect()
    }

    fn sized(width: i64, height: i64) -> OutputRequest {
        OutputRequest { width: Some(width), height: Some(height), ..Default::default() }
    }

    #[test]
    fn sizes_hold_at_their_limits() {
        assert!(sized(1, 1).validate().is_ok());
        assert!(sized(8192, 7812).validate().is_ok());
        assert_eq!(fields(sized(8192, 7813)), ["width"]);
        assert_eq!(fields(sized(8193, 1)), ["width"]);
        assert_eq!(fields(sized(0, -1)), ["width", "height"]);
        assert_eq!(fields(sized(100_000, i64::MAX)), ["width", "height"]);
    }

    #[test]
    fn a_size_is_whole_or_named() {
        assert_eq!(fields(OutputRequest { width: Some(10), ..Default::default() }), ["height"]);
        assert_eq!(
            fields(OutputRequest { size_preset: Some("og".into()), width: Some(10), ..Default::default() }),
            ["size_preset"]
        );
        let wrong = OutputRequest { size_preset: Some("twiter".into()), ..Default::default() }.validate().unwrap_err();
        assert!(wrong[0].message.contains("`twitter`"), "{wrong:?}");
    }

    #[test]
    fn scale_quality_and_bytes_hold_at_their_limits() {
        for scale in [0.99, 4.01, f32::NAN, f32::INFINITY, -1.0] {
            assert_eq!(fields(OutputRequest { scale: Some(scale), ..Default::default() }), ["scale"], "{scale}");
        }
        assert_eq!(
            OutputRequest { scale: Some(2.0), ..Default::default() }.validate().unwrap().pixel_size(),
            (2400, 1260)
        );
        assert_eq!(fields(OutputRequest { scale: Some(4.0), ..sized(4096, 1) }), ["scale"]);
        for max_bytes in [1_000, 64_000_000] {
            let output = OutputRequest { max_bytes: Some(max_bytes), ..Default::default() }.validate().unwrap();
            assert_eq!(output.max_bytes.map(i64::from), Some(max_bytes));
        }
        for max_bytes in [999, 0, -1, 64_000_001, i64::MAX] {
            assert_eq!(fields(OutputRequest { max_bytes: Some(max_bytes), ..Default::default() }), ["max_bytes"]);
        }
        for quality in [0, 101, -5] {
            assert_eq!(fields(OutputRequest { quality: Some(quality), ..Default::default() }), ["quality"]);
        }
    }
}
