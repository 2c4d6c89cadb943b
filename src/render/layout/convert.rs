//! A node's style as taffy has it.

use taffy::prelude::*;
use taffy::{Overflow, Point};

use crate::render::scene::SceneNode;
use crate::render::style::{
    self, Axis, Bound, GridFlow, Length, Line as GridLine, Placement, Position as NodePosition, Track,
};

/// The style of a node on a canvas of that many logical pixels.
pub(super) fn style(node: &SceneNode, canvas: (f32, f32)) -> taffy::Style {
    let lengths = Lengths { canvas };
    let style = &node.style;
    let [margin_top, margin_right, margin_bottom, margin_left] = style.margin.map(|l| lengths.or_auto(l));
    let [top, right, bottom, left] = style.padding.map(|l| lengths.plain(l));
    let [row_gap, column_gap] = style.gap.map(|l| lengths.plain(l));
    let [border_top, border_right, border_bottom, border_left] = style.border_width.map(|l| lengths.plain(l));
    // Unlike in CSS everything gives way across unless told otherwise, and a word too long for its line breaks: a
    // long URL as a title would push its neighbours out of the canvas.
    let least = |l: Length| if l == Length::Auto { LengthPercentageAuto::length(0.0) } else { lengths.size(l) };
    let tracks = |tracks: &[Track]| tracks.iter().map(|track| lengths.track(*track)).collect::<Vec<_>>();
    let template = |tracks: &[Track]| {
        tracks.iter().map(|track| GridTemplateComponent::Single(lengths.track(*track))).collect::<Vec<_>>()
    };
    taffy::Style {
        display: match style.display {
            style::Display::Flex => Display::Flex,
            style::Display::Grid => Display::Grid,
        },
        position: match style.position {
            NodePosition::Relative => Position::Relative,
            NodePosition::Absolute => Position::Absolute,
        },
        overflow: if style.clip { Point { x: Overflow::Hidden, y: Overflow::Hidden } } else { Point::default() },
        inset: Rect {
            top: lengths.or_auto(style.top),
            right: lengths.or_auto(style.right),
            bottom: lengths.or_auto(style.bottom),
            left: lengths.or_auto(style.left),
        },
        size: Size { width: lengths.dimension(style.width), height: lengths.dimension(style.height) },
        min_size: Size { width: least(style.min_width), height: lengths.size(style.min_height) },
        max_size: Size { width: lengths.size(style.max_width), height: lengths.size(style.max_height) },
        aspect_ratio: style.aspect_ratio,
        margin: Rect { top: margin_top, right: margin_right, bottom: margin_bottom, left: margin_left },
        padding: Rect { top, right, bottom, left },
        border: Rect { top: border_top, right: border_right, bottom: border_bottom, left: border_left },
        align_items: align(style.align),
        align_self: style.align_self.map(align),
        align_content: style.align_content.map_or(AlignContent::NORMAL, justify),
        justify_items: align(style.justify_items),
        justify_self: style.justify_self.map(align),
        justify_content: match (style.display, style.justify) {
            // `start` is the default, which in CSS lets a grid's automatic columns fill it.
            (style::Display::Grid, style::Justify::Start) => JustifyContent::NORMAL,
            (_, other) => justify(other),
        },
        gap: Size { width: column_gap, height: row_gap },
        flex_direction: match style.direction {
            Axis::Row => FlexDirection::Row,
            Axis::Column => FlexDirection::Column,
            Axis::RowReverse => FlexDirection::RowReverse,
            Axis::ColumnReverse => FlexDirection::ColumnReverse,
        },
        flex_wrap: if style.flex_wrap { FlexWrap::Wrap } else { FlexWrap::NoWrap },
        flex_grow: style.grow,
        flex_shrink: style.shrink,
        flex_basis: lengths.dimension(style.basis),
        grid_template_columns: template(&style.grid_template_columns),
        grid_template_rows: template(&style.grid_template_rows),
        grid_auto_columns: tracks(&style.grid_auto_columns),
        grid_auto_rows: tracks(&style.grid_auto_rows),
        grid_auto_flow: match style.grid_auto_flow {
            GridFlow::Row => GridAutoFlow::Row,
            GridFlow::Column => GridAutoFlow::Column,
            GridFlow::RowDense => GridAutoFlow::RowDense,
            GridFlow::ColumnDense => GridAutoFlow::ColumnDense,
        },
        grid_column: placement(style.grid_column),
        grid_row: placement(style.grid_row),
        ..Default::default()
    }
}

/// Lengths on a canvas. What may not be below 0 is not.
struct Lengths {
    canvas: (f32, f32),
}

impl Lengths {
    fn plain(&self, length: Length) -> LengthPercentage {
        match length {
            Length::Percent(percent) => LengthPercentage::percent((percent / 100.0).max(0.0)),
            other => LengthPercentage::length(other.resolve(self.canvas, 0.0).unwrap_or(0.0).max(0.0)),
        }
    }

    fn or_auto(&self, length: Length) -> LengthPercentageAuto {
        match length {
            Length::Percent(percent) => LengthPercentageAuto::percent(percent / 100.0),
            other => other.resolve(self.canvas, 0.0).map_or(LengthPercentageAuto::auto(), LengthPercentageAuto::length),
        }
    }

    fn size(&self, length: Length) -> LengthPercentageAuto {
        match length {
            Length::Auto => LengthPercentageAuto::auto(),
            other => self.plain(other).into(),
        }
    }

    fn dimension(&self, length: Length) -> Dimension {
        match length {
            Length::Auto => Dimension::auto(),
            other => self.plain(other).into(),
        }
    }

    fn track(&self, track: Track) -> TrackSizingFunction {
        match track {
            Track::Length(length) => self.size(length).into(),
            Track::Fr(share) => fr(share),
            Track::MinContent => min_content(),
            Track::MaxContent => max_content(),
            Track::MinMax(least, most) => minmax(
                self.size(least).into(),
                match most {
                    Bound::Length(length) => self.size(length).into(),
                    Bound::Fr(share) => fr(share),
                },
            ),
        }
    }
}

fn placement(placement: Placement) -> Line<GridPlacement> {
    let side = |side: GridLine| match side {
        GridLine::Auto => GridPlacement::Auto,
        GridLine::At(at) => line(at),
        GridLine::Span(tracks) => span(tracks),
    };
    Line { start: side(placement.start), end: side(placement.end) }
}

fn align(align: style::Align) -> AlignItems {
    match align {
        style::Align::Start => AlignItems::FLEX_START,
        style::Align::Center => AlignItems::CENTER,
        style::Align::End => AlignItems::FLEX_END,
        style::Align::Stretch => AlignItems::STRETCH,
        style::Align::Baseline => AlignItems::BASELINE,
    }
}

fn justify(justify: style::Justify) -> JustifyContent {
    match justify {
        style::Justify::Start => JustifyContent::FLEX_START,
        style::Justify::Center => JustifyContent::CENTER,
        style::Justify::End => JustifyContent::FLEX_END,
        style::Justify::Stretch => JustifyContent::STRETCH,
        style::Justify::SpaceBetween => JustifyContent::SPACE_BETWEEN,
        style::Justify::SpaceAround => JustifyContent::SPACE_AROUND,
        style::Justify::SpaceEvenly => JustifyContent::SPACE_EVENLY,
    }
}
