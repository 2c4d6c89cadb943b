//! Backgrounds as CSS writes them: layers of colours and gradients, the first on top (CSS Images Module Level 4).

mod parse;
#[cfg(test)]
mod tests;

pub use parse::{MAX_LAYERS, layers as parse};
pub(super) use parse::{angle, position, split};

use super::color::Color;
use super::style::Length;

/// One layer of a background.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    Solid(Color),
    Linear {
        direction: Direction,
        ramp: Ramp,
    },
    Radial {
        radii: Radii,
        center: [Length; 2],
        ramp: Ramp,
    },
    /// Around a centre, from an angle in degrees clockwise, 0 being upwards.
    Conic {
        from: f32,
        center: [Length; 2],
        ramp: Ramp,
    },
}

impl Layer {
    /// Whether nothing can be seen through it.
    pub fn is_opaque(&self) -> bool {
        match self {
            Layer::Solid(color) => color.is_opaque(),
            Layer::Linear { ramp, .. } | Layer::Radial { ramp, .. } | Layer::Conic { ramp, .. } => {
                ramp.stops.iter().all(|s| s.color.is_opaque())
            }
        }
    }
}

/// Where a linear gradient runs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Direction {
    /// Degrees clockwise, 0 is upwards.
    Angle(f32),
    /// Towards a side or corner; -1, 0 or 1 along x and y.
    Towards(f32, f32),
}

/// How far a radial gradient reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Radii {
    Circle(Length),
    Ellipse(Length, Length),
    /// As far as a side or corner; an ellipse in the box's proportions where it is no circle.
    To {
        extent: Extent,
        circle: bool,
    },
}

/// The side or corner that a radial gradient reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    ClosestSide,
    FarthestSide,
    ClosestCorner,
    #[default]
    FarthestCorner,
}

/// The space in which colours between stops are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Space {
    #[default]
    Srgb,
    Oklab,
    Oklch,
}

/// The colours along a gradient.
#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    pub space: Space,
    /// Whether it begins anew after its last stop, and ends before its first.
    pub repeats: bool,
    /// At least two.
    pub stops: Vec<Stop>,
}

/// A colour at a place along the gradient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    pub color: Color,
    /// Percent or pixels along the gradient; `None` lies halfway between its neighbours.
    pub at: Option<Length>,
    /// Where the middle between this colour and the next one lies, if not halfway.
    pub hint: Option<Length>,
}
