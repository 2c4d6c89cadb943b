//! Spans into one text, bounded, without what can't be drawn.

use std::ops::Range;

use super::transform::transform;
use crate::render::scene::Span;
use crate::render::style::Style;

/// No picture has room for more: what comes after it is not shaped.
const MAX_CHARS: usize = 20_000;
/// Marks on one base beyond what any language has (Unicode's Stream-Safe Text Format, UAX #15, section 13).
const MAX_MARKS: usize = 30;

/// A part of a text that looks the same throughout.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    /// In bytes of the text.
    pub range: Range<usize>,
    pub style: &'a Style,
    /// Whether it is a span with a look of its own.
    pub own: bool,
}

impl Piece<'_> {
    /// Whether it is a span with a background of its own in a text of that style.
    pub fn highlighted(&self, node: &Style) -> bool {
        self.own && !self.style.background.is_empty() && self.style.background != node.background
    }
}

/// The whole text, its pieces, and whether there was more.
pub fn prepare<'a>(spans: &'a [Span], style: &'a Style) -> (String, Vec<Piece<'a>>, bool) {
    let mut text = String::new();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut budget = MAX_CHARS;
    let mut marks = 0;
    let mut cut = false;
    for span in spans {
        let look = span.style.as_deref().unwrap_or(style);
        let start = text.len();
        let mut rest = span.text.char_indices();
        // Bounded before it is transformed: that may make three characters of one.
        let end = rest.nth(budget).map_or(span.text.len(), |(end, _)| end);
        cut |= end < span.text.len();
        let mut chars = transform(&span.text[..end], look.text_transform, &look.lang).into_owned();
        clean(&mut chars, &mut marks);
        budget -= chars.chars().count().min(budget);
        text.push_str(&chars);
        if text.len() > start {
            pieces.push(Piece { range: start..text.len(), style: look, own: span.style.is_some() });
        }
    }
    if pieces.is_empty() {
        pieces.push(Piece { range: 0..0, style, own: false });
    }
    (text, pieces, cut)
}

/// Line ends as one, tabs as spaces, no other controls, and no flood of marks.
fn clean(text: &mut String, marks: &mut usize) {
    let sound = |c: char| c != '\t' && (c == '\n' || !c.is_control());
    let mut flood = false;
    for c in text.chars() {
        *marks = if is_mark(c) { *marks + 1 } else { 0 };
        flood |= *marks > MAX_MARKS;
    }
    if !flood && text.chars().all(sound) {
        return;
    }
    let mut count = 0;
    *text = text
        .replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\t' => Some(' '),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' => Some('\n'),
            _ if sound(c) => Some(c),
            _ => None,
        })
        .filter(|c| {
            count = if is_mark(*c) { count + 1 } else { 0 };
            count <= MAX_MARKS
        })
        .collect();
}

/// Joins the character before it, or is not seen at all.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
        || ignorable(c)
}

/// Characters that steer others and are never drawn themselves (Unicode's `Default_Ignorable_Code_Point`).
pub fn ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
        || c.is_control()
}

/// Takes characters out.
pub fn remove(text: &mut String, pieces: &mut [Piece], chars: &[char]) {
    let mut kept = String::with_capacity(text.len());
    for piece in pieces {
        let start = kept.len();
        kept.extend(text[piece.range.clone()].chars().filter(|c| chars.binary_search(c).is_err()));
        piece.range = start..kept.len();
    }
    *text = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(text: &str) -> (String, bool) {
        let (style, spans) = (Style::default(), [Span { text: text.to_owned(), style: None }]);
        let (text, _, cut) = prepare(&spans, &style);
        (text, cut)
    }

    #[test]
    fn controls_and_floods_are_taken_out() {
        assert_eq!(prepared("a\tb\r\nc\u{0}d\u{7}").0, "a b\ncd");
        assert_eq!(prepared(&format!("a{}b", "\u{301}".repeat(10_000))).0.chars().count(), 32);
        assert_eq!(prepared(&format!("a{}b", "\u{202e}".repeat(10_000))).0.chars().count(), 32);
        assert_eq!(prepared("e\u{301}").0, "e\u{301}");
    }

    #[test]
    fn a_text_is_bounded() {
        assert!(!prepared(&"x".repeat(MAX_CHARS)).1);
        let (text, cut) = prepared(&"é".repeat(1_000_000));
        assert!(cut && text.chars().count() == MAX_CHARS);
    }

    #[test]
    fn what_is_taken_out_moves_the_rest() {
        let (style, other) = (Style::default(), Box::<Style>::default());
        let spans = [Span { text: "aéb".to_owned(), style: None }, Span { text: "éc".to_owned(), style: Some(other) }];
        let (mut text, mut pieces, _) = prepare(&spans, &style);
        remove(&mut text, &mut pieces, &['é']);
        assert_eq!((text.as_str(), pieces[0].range.clone(), pieces[1].range.clone()), ("abc", 0..2, 2..3));
    }
}
