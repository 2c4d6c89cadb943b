//! `text_transform`, by the rules of Unicode and of the text's language.

use std::borrow::Cow;

use icu_casemap::options::{LeadingAdjustment, TitlecaseOptions, TrailingCase};
use icu_casemap::{CaseMapper, TitlecaseMapper};
use icu_locale_core::LanguageIdentifier;
use unicode_segmentation::UnicodeSegmentation;

use crate::render::style::TextTransform;

/// The text as it is to be drawn. `lang` is BCP 47; what is none counts as unknown.
pub fn transform<'a>(text: &'a str, transform: TextTransform, lang: &str) -> Cow<'a, str> {
    let language = || lang.parse().unwrap_or(LanguageIdentifier::UNKNOWN);
    match transform {
        TextTransform::None => Cow::Borrowed(text),
        TextTransform::Uppercase => CaseMapper::new().uppercase_to_string(text, &language()),
        TextTransform::Lowercase => CaseMapper::new().lowercase_to_string(text, &language()),
        TextTransform::Capitalize => {
            let (mapper, language) = (TitlecaseMapper::new(), language());
            let mut options = TitlecaseOptions::default();
            // As in CSS: what is capital in a word stays so.
            options.trailing_case = Some(TrailingCase::Unchanged);
            options.leading_adjustment = Some(LeadingAdjustment::Auto);
            let words = text.split_word_bounds();
            Cow::Owned(words.map(|word| mapper.titlecase_segment_to_string(word, &language, options)).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_follows_the_language() {
        for (text, how, lang, expected) in [
            ("straße ﬁn", TextTransform::Uppercase, "", "STRASSE FIN"),
            ("istanbul ılık", TextTransform::Uppercase, "tr", "İSTANBUL ILIK"),
            ("istanbul", TextTransform::Uppercase, "en", "ISTANBUL"),
            ("İSTANBUL ILIK", TextTransform::Lowercase, "tr-TR", "istanbul ılık"),
            ("Ὀδυσσεύς", TextTransform::Uppercase, "el", "ΟΔΥΣΣΕΥΣ"),
            ("ΟΔΥΣΣΕΥΣ", TextTransform::Lowercase, "", "οδυσσευς"),
            ("don't stop iOS élan", TextTransform::Capitalize, "en", "Don't Stop IOS Élan"),
            ("ijsland", TextTransform::Capitalize, "nl", "IJsland"),
            ("ǆungla", TextTransform::Capitalize, "", "ǅungla"),
            ("as it Is", TextTransform::None, "tr", "as it Is"),
            ("ok", TextTransform::Uppercase, "not a language", "OK"),
        ] {
            assert_eq!(transform(text, how, lang), expected, "{lang}");
        }
    }
}
