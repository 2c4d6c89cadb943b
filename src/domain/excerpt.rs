//! What a caller wrote, as an error may repeat it: never at any length.

use std::fmt;

/// The longest that is repeated whole, in characters.
const MAX_CHARS: usize = 60;

/// Prints a text, or its beginning and an ellipsis.
#[derive(Debug, Clone, Copy)]
pub struct Excerpt<'a>(pub &'a str);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(MAX_CHARS) {
            Some((end, _)) => write!(f, "{}…", &self.0[..end]),
            None => f.write_str(self.0),
        }
    }
}

/// The text, or of a longer one as much as fits into `bytes` with an ellipsis.
pub fn shorten(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(bytes.saturating_sub('…'.len_utf8()));
    format!("{}…", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(Excerpt("short").to_string(), "short");
        assert_eq!(Excerpt(&"ä".repeat(60)).to_string(), "ä".repeat(60));
        assert_eq!(Excerpt(&"ä".repeat(61)).to_string(), format!("{}…", "ä".repeat(60)));
        assert_eq!(shorten("12345678", 8), "12345678");
        assert_eq!(shorten("12345678", 7), "1234…");
        assert_eq!(shorten("ääää", 7), "ää…");
    }
}
