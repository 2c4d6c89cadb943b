//! Grids: `grid_template_columns`, `grid_column` and the like (CSS Grid Layout 1).

use super::{Length, Scalar};
use crate::domain::excerpt::Excerpt;
use crate::render::background::split;

/// More rows or columns than any design has.
const MAX_TRACKS: usize = 100;

/// How wide a column or high a row is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Track {
    /// `auto` is as large as what is in it.
    Length(Length),
    /// A share of what the others leave.
    Fr(f32),
    MinContent,
    MaxContent,
    /// At least that, and at most a length or a share.
    MinMax(Length, Bound),
}

/// The upper bound of a `minmax(…)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    Length(Length),
    Fr(f32),
}

/// `200px 1fr auto`, `repeat(3, 1fr)`, `minmax(100px, 1fr) 2fr`, `none`.
pub(super) fn tracks(scalar: &Scalar) -> Result<Vec<Track>, String> {
    let text = scalar.text();
    if text.trim() == "none" {
        return Ok(Vec::new());
    }
    let mut tracks = Vec::new();
    for word in split(text.trim(), ' ') {
        let inside = word.strip_prefix("repeat(").and_then(|rest| rest.strip_suffix(')'));
        let Some(inside) = inside else {
            tracks.push(track(word)?);
            continue;
        };
        let (count, repeated) = inside
            .split_once(',')
            .ok_or_else(|| format!("has `{}`; a repetition is like `repeat(3, 1fr)`", Excerpt(word)))?;
        let count = Scalar::Text(count.to_owned()).number_in(1.0..=MAX_TRACKS as f32)? as usize;
        let repeated: Vec<Track> = split(repeated.trim(), ' ').into_iter().map(track).collect::<Result<_, _>>()?;
        for _ in 0..count {
            tracks.extend_from_slice(&repeated);
            if tracks.len() > MAX_TRACKS {
                break;
            }
        }
    }
    match tracks.len() {
        1..=MAX_TRACKS => Ok(tracks),
        count => Err(format!("has {count} tracks or more; a grid takes 1 to {MAX_TRACKS}")),
    }
}

fn track(word: &str) -> Result<Track, String> {
    match word {
        "min-content" => return Ok(Track::MinContent),
        "max-content" => return Ok(Track::MaxContent),
        _ => {}
    }
    if let Some(inside) = word.strip_prefix("minmax(").and_then(|rest| rest.strip_suffix(')')) {
        let (least, most) = inside
            .split_once(',')
            .ok_or_else(|| format!("has `{}`; bounds are like `minmax(100px, 1fr)`", Excerpt(word)))?;
        let most = match share(most.trim()) {
            Some(share) => Bound::Fr(share?),
            None => Bound::Length(Length::parse(most)?),
        };
        return Ok(Track::MinMax(Length::parse(least)?, most));
    }
    match share(word) {
        Some(share) => share.map(Track::Fr),
        None => Length::parse(word).map(Track::Length),
    }
}

fn share(word: &str) -> Option<Result<f32, String>> {
    word.strip_suffix("fr").map(|number| Scalar::Text(number.to_owned()).number_in(0.0..=10_000.0))
}

/// Where a node lies in a grid, in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Placement {
    pub start: Line,
    pub end: Line,
}

/// A line of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Line {
    #[default]
    Auto,
    /// From 1; from the end where negative. Never 0.
    At(i16),
    /// That many tracks.
    Span(u16),
}

/// `2`, `1 / 3`, `span 2`, `2 / span 3`, `1 / -1`, `auto`.
pub(super) fn placement(scalar: &Scalar) -> Result<Placement, String> {
    let text = scalar.text();
    match text.split('/').map(str::trim).collect::<Vec<_>>().as_slice() {
        [start] => Ok(Placement { start: line(start)?, end: Line::Auto }),
        [start, end] => Ok(Placement { start: line(start)?, end: line(end)? }),
        _ => Err("takes one or two lines, as in `1 / 3` or `span 2`".to_owned()),
    }
}

fn line(text: &str) -> Result<Line, String> {
    if text == "auto" {
        return Ok(Line::Auto);
    }
    let most = MAX_TRACKS as f32;
    if let Some(count) = text.strip_prefix("span ") {
        return Scalar::Text(count.to_owned()).number_in(1.0..=most).map(|count| Line::Span(count as u16));
    }
    match Scalar::Text(text.to_owned()).number_in(-most..=most)? {
        0.0 => Err("counts its lines from 1".to_owned()),
        at => Ok(Line::At(at as i16)),
    }
}
