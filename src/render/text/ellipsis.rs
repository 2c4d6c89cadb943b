//! Where a text ends that has more lines than it may.

use skia_safe::textlayout::Paragraph;
use unicode_segmentation::UnicodeSegmentation;

use super::prepare::Piece;
use super::{Job, WIDE};

const ELLIPSIS: &str = "…";
/// A text ends after a word rather than within the next where that leaves no more than this part of the line empty.
const LITTLE: f32 = 0.2;
/// Characters that are looked at for the last line.
const MOST: usize = 2_000;

/// A text that was cut and laid out again.
pub struct Cut<'a> {
    pub text: String,
    pub pieces: Vec<Piece<'a>>,
    pub paragraph: Paragraph,
}

/// Cuts a text to that many lines of that width, the last one ending in an ellipsis: never within a grapheme cluster, and
/// after a word where little room is lost by it. `width` of lines; without `wraps` there is one line.
pub fn cut<'a>(job: &Job<'a>, ratio: f32, lines: usize, width: f32, wraps: bool) -> Option<Cut<'a>> {
    let across = if wraps { width } else { WIDE };
    // One line more than may be, to see how wide what comes after is.
    let mut whole = job.build(ratio, Some(lines + 1));
    whole.layout(across);
    let start = if wraps { whole.get_actual_text_range(lines - 1, true).start } else { 0 };
    // A line may begin within a cluster; what is counted begins at a character.
    let start = job.text.floor_char_boundary(start);
    let room = width - ellipsis_width(job, ratio, start);

    let mut used = 0.0;
    // The end of what fits, and the end of the last whole word of it with what is used until there.
    let (mut end, mut word) = (start, (start, 0.0));
    for (at, grapheme) in job.text[start..].grapheme_indices(true).take(MOST) {
        let at = start + at;
        if grapheme.contains('\n') {
            word = (end, used);
            break;
        }
        let blank = grapheme.chars().all(char::is_whitespace);
        if blank && end == at {
            word = (end, used);
        }
        used += whole.get_glyph_cluster_at(at).map_or(0.0, |cluster| cluster.bounds.width());
        if used > room {
            break;
        }
        if !blank {
            end = at + grapheme.len();
        }
    }
    if word.0 > start && room - word.1 <= width * LITTLE {
        end = word.0;
    }
    loop {
        let cut = ended(job, trimmed(&job.text[..end]));
        let mut paragraph = job.shape(&cut.0, &cut.1, ratio, None);
        paragraph.layout(across);
        let fits = if wraps { paragraph.line_number() <= lines } else { paragraph.max_intrinsic_width() <= width };
        match job.text[..end].grapheme_indices(true).next_back() {
            Some((before, _)) if !fits => end = before,
            _ => return Some(Cut { text: cut.0, pieces: cut.1, paragraph }),
        }
    }
}

/// Without what looks odd before an ellipsis.
fn trimmed(text: &str) -> usize {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '、' | '،')).len()
}

fn ended<'a>(job: &Job<'a>, end: usize) -> (String, Vec<Piece<'a>>) {
    let mut pieces: Vec<Piece> = job.pieces.iter().filter(|p| p.range.start < end).cloned().collect();
    if pieces.is_empty() {
        pieces.extend(job.pieces.first().cloned());
    }
    let text = format!("{}{ELLIPSIS}", &job.text[..end]);
    if let Some(last) = pieces.last_mut() {
        last.range.end = text.len();
    }
    (text, pieces)
}

/// How wide the ellipsis is in the look of what it comes after.
fn ellipsis_width(job: &Job, ratio: f32, at: usize) -> f32 {
    let piece = job.pieces.iter().find(|piece| piece.range.contains(&at)).unwrap_or(&job.pieces[0]);
    let piece = Piece { range: 0..ELLIPSIS.len(), ..piece.clone() };
    let mut paragraph = job.shape(ELLIPSIS, &[piece], ratio, None);
    paragraph.layout(WIDE);
    paragraph.max_intrinsic_width()
}
