//! An output's format and bytes: which format AUTO becomes, and what gives way for `max_bytes`.

use super::{Content, Encoder, Pixels};
use crate::domain::output::{Effort, Format, FormatChoice, Output};
use crate::render::RenderError;

/// Below this nothing is recognised any more.
const LEAST_QUALITY: u8 = 10;
/// Below this a JPEG shows its blocks; where another format may follow, it is taken sooner.
const LEAST_PLEASANT_QUALITY: u8 = 40;
/// The quality found for a limit is the best that fits, but for one or two steps that nobody sees.
const QUALITY_STEP: u8 = 3;

/// One way to encode a picture.
type Attempt = (Format, Effort, u8);

/// The formats of AUTO, best first. All that read Open Graph tags understand PNG and JPEG; WebP stands last, for where
/// neither fits. JPEG has no transparency, and type and flat areas look soiled in it.
fn formats(pixels: &Pixels, choice: FormatChoice) -> &'static [Format] {
    match choice {
        FormatChoice::Only(Format::Png) => &[Format::Png],
        FormatChoice::Only(Format::Jpeg) => &[Format::Jpeg],
        FormatChoice::Only(Format::Webp) => &[Format::Webp],
        FormatChoice::Only(Format::Avif) => &[Format::Avif],
        FormatChoice::Only(Format::Svg) => &[Format::Svg],
        FormatChoice::Auto if !pixels.opaque => &[Format::Png, Format::Webp],
        FormatChoice::Auto if Content::of(pixels) == Content::Photo => &[Format::Jpeg, Format::Webp],
        FormatChoice::Auto => &[Format::Png, Format::Jpeg, Format::Webp],
    }
}

impl Encoder {
    /// The picture as a file of the format asked for, or of the one AUTO becomes. With `max_bytes`, in the format that
    /// fits first, with as much effort and at as high a quality as that takes. It depends on picture and output alone.
    pub fn encode_within(&mut self, pixels: &Pixels, output: &Output) -> Result<(Vec<u8>, Format), RenderError> {
        let formats = formats(pixels, output.format);
        let Some(max_bytes) = output.max_bytes else {
            let file = self.encode(pixels, formats[0], output.quality, output.effort);
            return file.map(|file| (file, formats[0])).map_err(RenderError::Internal);
        };
        let mut smallest: Option<(usize, Format)> = None;
        let mut attempt = |(format, effort, quality): Attempt| {
            let file = self.encode(pixels, format, quality, effort).map_err(RenderError::Internal)?;
            if smallest.is_none_or(|(bytes, _)| file.len() < bytes) {
                smallest = Some((file.len(), format));
            }
            Ok(Some(file).filter(|file| file.len() <= max_bytes as usize))
        };
        for (i, format) in formats.iter().enumerate() {
            let least = if i + 1 < formats.len() { LEAST_PLEASANT_QUALITY } else { LEAST_QUALITY };
            let found = match format {
                Format::Png => with_more_effort(&mut attempt, output)?,
                Format::Jpeg | Format::Webp | Format::Avif => with_less_quality(&mut attempt, *format, output, least)?,
                Format::Svg => attempt((Format::Svg, output.effort, output.quality))?,
            };
            if let Some(file) = found {
                return Ok((file, *format));
            }
        }
        let (smallest, format) = smallest.unwrap_or((0, formats[0]));
        Err(RenderError::TooLarge { format, smallest, max_bytes })
    }
}

/// The first effort, from the one asked for upwards, with which it fits.
fn with_more_effort(
    attempt: &mut impl FnMut(Attempt) -> Result<Option<Vec<u8>>, RenderError>,
    output: &Output,
) -> Result<Option<Vec<u8>>, RenderError> {
    for effort in Effort::ALL.iter().filter(|effort| **effort >= output.effort) {
        if let Some(file) = attempt((Format::Png, *effort, output.quality))? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// The highest quality with which it fits, nearly, from the one asked for down to `least`.
fn with_less_quality(
    attempt: &mut impl FnMut(Attempt) -> Result<Option<Vec<u8>>, RenderError>,
    format: Format,
    output: &Output,
    least: u8,
) -> Result<Option<Vec<u8>>, RenderError> {
    let mut at = |quality| attempt((format, output.effort, quality));
    let mut too_high = output.quality;
    if let Some(file) = at(too_high)? {
        return Ok(Some(file));
    }
    let mut fits = least;
    if too_high <= fits {
        return Ok(None);
    }
    let Some(mut best) = at(fits)? else { return Ok(None) };
    while too_high - fits > QUALITY_STEP {
        let middle = fits + (too_high - fits) / 2;
        match at(middle)? {
            Some(file) => (best, fits) = (file, middle),
            None => too_high = middle,
        }
    }
    Ok(Some(best))
}
