//! Pieces of text into a paragraph of Skia's.

use skia_safe::font::Edging;
use skia_safe::textlayout::{
    Paragraph, ParagraphBuilder, ParagraphStyle, StrutStyle, TextDirection as SkTextDirection, TextStyle,
};
use skia_safe::{FontHinting, FontStyle};

use super::prepare::Piece;
use super::{Job, SIZES, emoji};
use crate::render::fonts::{Chosen, Request, Shelf};
use crate::render::style::{FontSlant, TextAlign};

/// Shapes at a part of the asked size: everything that has a length shrinks alike.
pub fn shape(
    shelf: &mut Shelf,
    job: &Job,
    text: &str,
    pieces: &[Piece],
    ratio: f32,
    lines: Option<usize>,
) -> Paragraph {
    let looks: Vec<(TextStyle, Chosen)> =
        pieces.iter().map(|piece| look(shelf, job, piece, &text[piece.range.clone()], ratio)).collect();

    let mut paragraph = ParagraphStyle::new();
    paragraph.set_text_style(&looks[0].0);
    paragraph.set_text_direction(if job.rtl { SkTextDirection::RTL } else { SkTextDirection::LTR });
    // Lines are moved when they are painted; only room between words is Skia's.
    let justified = job.style.text_align == TextAlign::Justify;
    paragraph.set_text_align(if justified { job.alignment() } else { job.at_start() });
    paragraph.set_apply_rounding_hack(false);
    paragraph.set_letter_spacing_by_css_spec(true);
    paragraph.set_fake_missing_font_styles(true);
    paragraph.set_max_lines(lines);
    paragraph.set_strut_style(strut(job, &looks[0], pieces, ratio));

    let mut builder = ParagraphBuilder::new(&paragraph, shelf.collection().clone());
    for (piece, (look, _)) in pieces.iter().zip(&looks) {
        let part = &text[piece.range.clone()];
        builder.push_style(look);
        let mut written = 0;
        let runs = emoji::runs(part);
        let pictures = if runs.is_empty() { None } else { shelf.emoji(&request(job, piece, ratio)) };
        if let Some(pictures) = pictures {
            let mut emoji_look = look.clone();
            emoji_look.set_font_families(&[pictures.alias.as_str()]);
            emoji_look.set_font_style(FontStyle::normal());
            for run in runs {
                builder.add_text(&part[written..run.start]);
                builder.push_style(&emoji_look);
                builder.add_text(&part[run.clone()]);
                builder.pop();
                written = run.end;
            }
        }
        builder.add_text(&part[written..]);
        builder.pop();
    }
    builder.build()
}

fn request<'a>(job: &Job, piece: &Piece<'a>, ratio: f32) -> Request<'a> {
    let style = piece.style;
    Request {
        families: &style.font_family,
        size: job.size(piece) * ratio,
        weight: style.font_weight,
        italic: style.font_style == FontSlant::Italic,
        settings: &style.font_variation_settings,
        lang: &style.lang,
    }
}

fn look(shelf: &mut Shelf, job: &Job, piece: &Piece, text: &str, ratio: f32) -> (TextStyle, Chosen) {
    let (style, full) = (piece.style, job.size(piece));
    let size = (full * ratio).clamp(*SIZES.start(), *SIZES.end());
    let chosen = shelf.choose(&request(job, piece, ratio), text);
    let mut look = TextStyle::new();
    look.set_font_size(size);
    let aliases: Vec<&str> = chosen.faces.iter().map(|used| used.alias.as_str()).collect();
    look.set_font_families(&aliases);
    look.set_font_style(chosen.style);
    look.set_letter_spacing(style.letter_spacing.resolve(full) * ratio);
    look.set_word_spacing(style.word_spacing.resolve(full) * ratio);
    look.set_height(job.style.line_height);
    look.set_height_override(true);
    look.set_half_leading(true);
    // Skia's axis points down.
    look.set_baseline_shift(-job.length(style.baseline_shift, full) * ratio);
    if !style.lang.is_empty() {
        look.set_locale(&style.lang);
    }
    for feature in &style.font_feature_settings {
        if let Ok(tag) = std::str::from_utf8(&feature.tag) {
            look.add_font_feature(tag, feature.value as i32);
        }
    }
    // As designed rather than as a grid of pixels would have it: pictures are looked at scaled.
    look.set_font_hinting(FontHinting::None);
    look.set_subpixel(true);
    look.set_font_edging(Edging::AntiAlias);
    (look, chosen)
}

/// Makes every line as high as the node's own font has it, whichever fonts its characters come from (CSS 2.2, section
/// 10.8: a fallback font does not count). Where a span is larger than the node's font, its lines grow.
fn strut(job: &Job, (look, chosen): &(TextStyle, Chosen), pieces: &[Piece], ratio: f32) -> StrutStyle {
    let grows = |piece: &Piece| job.size(piece) > job.largest || job.length(piece.style.baseline_shift, 1.0) != 0.0;
    let mut strut = StrutStyle::new();
    strut.set_strut_enabled(true);
    strut.set_font_families(&[chosen.faces[0].alias.as_str()]);
    strut.set_font_style(look.font_style());
    strut.set_font_size((job.largest * ratio).clamp(*SIZES.start(), *SIZES.end()));
    strut.set_height(job.style.line_height);
    strut.set_height_override(true);
    strut.set_half_leading(true);
    strut.set_force_strut_height(!pieces.iter().any(grows));
    strut
}
