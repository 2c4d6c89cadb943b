//! An output's format and bytes: which format AUTO becomes, and what gives way for `max_bytes`.

use super::{Content, Encoder, Pixels};
use crate::domain::output::{Effort, Format, FormatChoice, Output};
use crate::render::RenderError;
use crate::render::wanted::Wanted;

/// Below this nothing is recognised any more.
const LEAST_QUALITY: u8 = 10;
/// Below this a JPEG shows its blocks; where another format may follow, it is taken sooner.
const LEAST_PLEASANT_QUALITY: u8 = 40;
/// The quality found for a limit is the best that fits, but for one or two steps that nobody sees.
const QUALITY_STEP: u8 = 3;

/// One way to encode a picture.
type Attempt = (Format, Effort, u8);

/// What came of an attempt: the file if it fits, and its bytes in any case.
type Made = (Option<Vec<u8>>, usize);

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
        FormatChoice::Auto if Content::of(pixels).is_photographic() => &[Format::Jpeg, Format::Webp],
        FormatChoice::Auto => &[Format::Png, Format::Jpeg, Format::Webp],
    }
}

impl Encoder {
    /// The picture as a file of the format asked for, or of the one AUTO becomes. With `max_bytes`, in the format that
    /// fits first, with as much effort and at as high a quality as that takes. It depends on picture and output alone. No
    /// encoding is begun that is not wanted any more.
    pub fn encode_within(
        &mut self,
        pixels: &Pixels,
        output: &Output,
        wanted: &Wanted,
    ) -> Result<(Vec<u8>, Format), RenderError> {
        wanted.check()?;
        let formats = formats(pixels, output.format);
        let Some(max_bytes) = output.max_bytes else {
            let file = self.encode(pixels, formats[0], output.quality, output.effort);
            return file.map(|file| (file, formats[0])).map_err(RenderError::Internal);
        };
        let mut smallest: Option<(usize, Format)> = None;
        let mut attempt = |(format, effort, quality): Attempt| {
            wanted.check()?;
            let file = self.encode(pixels, format, quality, effort).map_err(RenderError::Internal)?;
            let bytes = file.len();
            if smallest.is_none_or(|(least, _)| bytes < least) {
                smallest = Some((bytes, format));
            }
            Ok((Some(file).filter(|_| bytes <= max_bytes as usize), bytes))
        };
        for (i, format) in formats.iter().enumerate() {
            let least = if i + 1 < formats.len() { LEAST_PLEASANT_QUALITY } else { LEAST_QUALITY };
            let found = match format {
                Format::Png => with_more_effort(&mut attempt, output)?,
                Format::Jpeg | Format::Webp | Format::Avif => {
                    with_less_quality(&mut attempt, *format, output, least, max_bytes)?
                }
                Format::Svg => attempt((Format::Svg, output.effort, output.quality))?.0,
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
    attempt: &mut impl FnMut(Attempt) -> Result<Made, RenderError>,
    output: &Output,
) -> Result<Option<Vec<u8>>, RenderError> {
    for effort in Effort::ALL.iter().filter(|effort| **effort >= output.effort) {
        if let (Some(file), _) = attempt((Format::Png, *effort, output.quality))? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// The highest quality with which it fits, nearly, from the one asked for down to `least`. The bytes of a file grow with
/// its quality about as a power does, so where it fits is guessed between two qualities that were tried: an encoding may
/// take a second, and halving takes twice as many of them.
fn with_less_quality(
    attempt: &mut impl FnMut(Attempt) -> Result<Made, RenderError>,
    format: Format,
    output: &Output,
    least: u8,
    max_bytes: u32,
) -> Result<Option<Vec<u8>>, RenderError> {
    let mut at = |quality| attempt((format, output.effort, quality));
    let (file, bytes) = at(output.quality)?;
    if file.is_some() || output.quality <= least {
        return Ok(file);
    }
    let mut too_high = (output.quality, bytes);
    let (file, bytes) = at(least)?;
    let Some(mut best) = file else { return Ok(None) };
    let mut fits = (least, bytes);
    while too_high.0 - fits.0 > QUALITY_STEP {
        let part = ratio(fits.1, max_bytes as usize) / ratio(fits.1, too_high.1);
        let between = f64::from(fits.0) + part * f64::from(too_high.0 - fits.0);
        // Never so near to what is known that little comes of it.
        let step = QUALITY_STEP.min((too_high.0 - fits.0) / 2);
        let guess = (between as u8).clamp(fits.0 + step, too_high.0 - step);
        match at(guess)? {
            (Some(file), bytes) => (best, fits) = (file, (guess, bytes)),
            (None, bytes) => too_high = (guess, bytes),
        }
    }
    Ok(Some(best))
}

/// By how many powers one number of bytes is more than another; never 0.
fn ratio(less: usize, more: usize) -> f64 {
    (more.max(1) as f64 / less.max(1) as f64).ln().max(1e-6)
}
