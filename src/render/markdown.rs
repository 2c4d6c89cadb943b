//! Markdown within a line: `**bold**`, `*italic*`, `~~struck~~`, `` `code` ``, `[text](of a link)`. Headings, lists and
//! whatever else is made of whole lines are plain text here, and line ends stay where they are.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::style::{FontSlant, Style};

/// The family of `code`.
const CODE: &str = "JetBrains Mono";
/// Stands at the beginning of each line while it is parsed, so that no line is a heading, a list or a quotation. It is a
/// noncharacter (Unicode 23.7), so it stands for nothing that a text could have meant.
const GUARD: char = '\u{fdd0}';

/// How a part is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    pub bold: bool,
    pub italic: bool,
    pub struck: bool,
    pub code: bool,
}

impl Mark {
    /// The style of a part within a text of that style.
    pub fn style(self, of: &Style) -> Style {
        let mut style = of.clone();
        if self.bold {
            // `bolder` of CSS Fonts 4, section 2.2.1; what is bold already becomes black.
            style.font_weight = if of.font_weight < 550.0 { 700.0 } else { of.font_weight.max(900.0) };
        }
        if self.italic {
            style.font_style = FontSlant::Italic;
        }
        if self.struck {
            style.text_decoration.line_through = true;
        }
        if self.code {
            style.font_family.retain(|family| family != CODE);
            style.font_family.insert(0, CODE.to_owned());
        }
        style
    }
}

/// The parts of a text, each with its mark. Together they are the text without the signs that marked it.
pub fn parts(text: &str) -> Vec<(String, Mark)> {
    // U+0000 is replaced by CommonMark; nothing draws it, nor the guard.
    let text = text.replace([GUARD, '\0'], "");
    let guarded: String = text.split('\n').map(|line| format!("{GUARD} {line}\n")).collect();
    let mut parts = Parts::default();
    let mut depth = [0_u32; 3];
    for event in Parser::new_ext(&guarded, Options::ENABLE_STRIKETHROUGH) {
        let marks = |tag: &Tag| match tag {
            Tag::Strong => Some(0),
            Tag::Emphasis => Some(1),
            Tag::Strikethrough => Some(2),
            _ => None,
        };
        match event {
            Event::Start(tag) => {
                if let Some(mark) = marks(&tag) {
                    depth[mark] += 1;
                }
            }
            Event::End(TagEnd::Strong) => depth[0] -= 1,
            Event::End(TagEnd::Emphasis) => depth[1] -= 1,
            Event::End(TagEnd::Strikethrough) => depth[2] -= 1,
            Event::Text(said) | Event::InlineHtml(said) | Event::Html(said) => parts.push(&said),
            Event::Code(said) => {
                parts.mark.code = true;
                parts.push(&said);
                parts.mark.code = false;
            }
            Event::SoftBreak | Event::HardBreak => parts.push("\n"),
            _ => {}
        }
        let [bold, italic, struck] = depth.map(|depth| depth > 0);
        parts.mark = Mark { bold, italic, struck, code: false };
    }
    parts.done
}

#[derive(Default)]
struct Parts {
    done: Vec<(String, Mark)>,
    mark: Mark,
    /// Whether the blank behind a guard is still to come.
    blank: bool,
}

impl Parts {
    fn push(&mut self, said: &str) {
        let mut kept = String::with_capacity(said.len());
        for c in said.chars() {
            match c {
                GUARD => {
                    // Within code, a line's end has become a blank.
                    if self.mark.code && kept.ends_with(' ') {
                        kept.pop();
                        kept.push('\n');
                    }
                    self.blank = true;
                    continue;
                }
                ' ' if self.blank => {}
                c => kept.push(c),
            }
            self.blank = false;
        }
        match self.done.last_mut() {
            _ if kept.is_empty() => {}
            Some((last, mark)) if *mark == self.mark => last.push_str(&kept),
            _ => self.done.push((kept, self.mark)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `b`, `i`, `s`, `c` behind each part.
    fn read(text: &str) -> String {
        let one = |(text, mark): (String, Mark)| {
            let marks = [(mark.bold, 'b'), (mark.italic, 'i'), (mark.struck, 's'), (mark.code, 'c')];
            let marks: String = marks.into_iter().filter(|(is, _)| *is).map(|(_, letter)| letter).collect();
            if marks.is_empty() { text } else { format!("[{text}]{marks}") }
        };
        parts(text).into_iter().map(one).collect()
    }

    #[test]
    fn marks_are_read() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a **b** c", "a [b]b c"),
            ("**a *b* ~~c~~**", "[a ]b[b]bi[ ]b[c]bs"),
            ("_a_ and __b__", "[a]i and [b]b"),
            ("run `a * b * c`", "run [a * b * c]c"),
            ("**`x`**", "[x]bc"),
            ("see [the *docs*](https://a.example/x) now", "see the [docs]i now"),
            ("![alt](https://a.example/x.png)", "alt"),
            (r"\*no\* \\ \`no\`", r"*no* \ `no`"),
            ("2 * 3 * 4 and a_b_c", "2 * 3 * 4 and a_b_c"),
            ("<b>x</b> & y", "<b>x</b> & y"),
            ("unclosed **bold", "unclosed **bold"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn whole_lines_mean_nothing_and_stay_lines() {
        for text in [
            "# no heading\n- no list\n1. none\n> no quote",
            "a\n\nb\n\n\nc",
            "a\n===\nb\n---",
            "    no code\n~~~\nx",
            "[a]: https://a.example\n[a]",
            "| a | b |\n|---|---|",
            "<div>\nx\n</div>",
        ] {
            assert_eq!(read(text), text, "{text}");
        }
        assert_eq!(read("**a\nb** c"), "[a\nb]b c");
        assert_eq!(read("`a\nb`"), "[a\nb]c");
    }

    #[test]
    fn marks_change_what_they_mark() {
        let node = Style { font_weight: 600.0, ..Style::default() };
        let all = Mark { bold: true, italic: true, struck: true, code: true };
        let style = all.style(&node);
        assert_eq!((style.font_weight, style.font_style), (900.0, FontSlant::Italic));
        assert!(style.text_decoration.line_through);
        assert_eq!(style.font_family, ["JetBrains Mono", "Inter"]);
        assert_eq!(Mark { bold: true, ..Mark::default() }.style(&Style::default()).font_weight, 700.0);
    }

    proptest! {
        #[test]
        fn a_text_without_signs_stays_as_it_is(text in r"[a-zA-Zé日😀0-9 .,:;#>|=\-+()\n]{0,80}") {
            // Blanks at a line's end are not to be seen.
            let lines = |text: &str| text.split('\n').map(|l| l.trim_end().to_owned()).collect::<Vec<_>>().join("\n");
            let made: String = parts(&text).into_iter().map(|(text, _)| text).collect();
            prop_assert_eq!(lines(&made).trim_end().to_owned(), lines(&text).trim_end().to_owned());
        }

        #[test]
        fn no_text_is_too_wild(text in ".{0,80}") {
            parts(&text);
        }
    }
}
