//! Which characters are to be drawn as emoji though a text font has them too (UTS #51, Unicode Emoji).

use std::ops::Range;

/// Asks for emoji presentation of the character before it.
const AS_EMOJI: char = '\u{fe0f}';
const JOINER: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';

/// The byte ranges that are emoji by the standard but that fonts for text may have black-and-white signs for. Other
/// emoji are found by fallback, because no font for text has them.
pub fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    // Most text has none: one pass over the bytes tells.
    if text.is_ascii() {
        return runs;
    }
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let asked_for = chars.peek().is_some_and(|(_, next)| *next == AS_EMOJI);
        if !(asked_for || is_emoji_by_default(c)) || c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut joined = false;
        while let Some(&(at, next)) = chars.peek() {
            if !(joined || continues(next)) {
                break;
            }
            joined = next == JOINER;
            end = at + next.len_utf8();
            chars.next();
        }
        match runs.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => runs.push(start..end),
        }
    }
    runs
}

/// Presentation, skin tone, joiner, keycap or tag: part of the emoji before it.
fn continues(c: char) -> bool {
    matches!(c, AS_EMOJI | JOINER | KEYCAP | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// `Emoji_Presentation` in the Basic Multilingual Plane, and the whole blocks of pictographs above it.
fn is_emoji_by_default(c: char) -> bool {
    matches!(c,
        '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23ec}' | '\u{23f0}' | '\u{23f3}' | '\u{25fd}'..='\u{25fe}'
        | '\u{2614}'..='\u{2615}' | '\u{2648}'..='\u{2653}' | '\u{267f}' | '\u{2693}' | '\u{26a1}'
        | '\u{26aa}'..='\u{26ab}' | '\u{26bd}'..='\u{26be}' | '\u{26c4}'..='\u{26c5}' | '\u{26ce}' | '\u{26d4}'
        | '\u{26ea}' | '\u{26f2}'..='\u{26f3}' | '\u{26f5}' | '\u{26fa}' | '\u{26fd}' | '\u{2705}'
        | '\u{270a}'..='\u{270b}' | '\u{2728}' | '\u{274c}' | '\u{274e}' | '\u{2753}'..='\u{2755}' | '\u{2757}'
        | '\u{2795}'..='\u{2797}' | '\u{27b0}' | '\u{27bf}' | '\u{2b1b}'..='\u{2b1c}' | '\u{2b50}' | '\u{2b55}'
        | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f900}'..='\u{1f9ff}' | '\u{1fa70}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        runs(text).into_iter().map(|run| &text[run]).collect()
    }

    #[test]
    fn emoji_are_told_from_signs() {
        assert_eq!(found("I ❤️ it, I ❤ it"), ["❤️"]);
        assert_eq!(found("1️⃣ of #️⃣, 1 of #"), ["1️⃣", "#️⃣"]);
        assert_eq!(found("fast ⚡ and ✅✨ done"), ["⚡", "✅✨"]);
        assert_eq!(found("a 👩‍💻 b 👍🏽 c 🏳️‍🌈 d"), ["👩‍💻", "👍🏽", "🏳️‍🌈"]);
        assert_eq!(found("plain, ascii"), Vec::<&str>::new());
        assert_eq!(found("Grüße, 世界 — שלום"), Vec::<&str>::new());
    }
}
