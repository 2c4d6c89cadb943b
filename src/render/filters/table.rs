//! What expressions can call, for people: docs/templates.md is checked against it.

/// One filter or test, with an example that a test works out.
pub struct Entry {
    pub name: &'static str,
    /// How it is called.
    pub call: &'static str,
    pub does: &'static str,
    pub example: &'static str,
    pub makes: &'static str,
}

const fn entry(
    name: &'static str,
    call: &'static str,
    does: &'static str,
    example: &'static str,
    makes: &'static str,
) -> Entry {
    Entry { name, call, does, example, makes }
}

/// Filters: ours, and those of MiniJinja that templates have a use for.
pub const FILTERS: &[Entry] = &[
    entry("upper", "upper", "All letters large.", "{{ 'ok' | upper }}", "OK"),
    entry("lower", "lower", "All letters small.", "{{ 'OK' | lower }}", "ok"),
    entry("title", "title", "Each word's first letter large.", "{{ 'hello world' | title }}", "Hello World"),
    entry("capitalize", "capitalize", "The first letter large.", "{{ 'hello world' | capitalize }}", "Hello world"),
    entry(
        "trim",
        "trim(characters)",
        "Without white space, or those characters, at the ends.",
        "{{ ' a ' | trim }}",
        "a",
    ),
    entry("string", "string", "As a text.", "{{ (5 | string) ~ 'x' }}", "5x"),
    entry("list", "list", "A list; of a text, its characters.", "{{ 'abc' | list | last }}", "c"),
    entry(
        "truncate",
        "truncate(length, end='…')",
        "At most so many characters, the end among them; whole words where there are any.",
        "{{ 'Hello world' | truncate(8) }}",
        "Hello…",
    ),
    entry("replace", "replace(from, to)", "Every occurrence.", "{{ 'a-b' | replace('-', '+') }}", "a+b"),
    entry("split", "split(at)", "A list of the parts; at white space by itself.", "{{ 'a b' | split | length }}", "2"),
    entry(
        "join",
        "join(between='', attribute)",
        "One text of a list's items, or of one field of each.",
        "{{ ['a', 'b'] | join(', ') }}",
        "a, b",
    ),
    entry(
        "initials",
        "initials",
        "The first letters of the first and last word.",
        "{{ 'Ada Lovelace' | initials }}",
        "AL",
    ),
    entry(
        "plural",
        "plural(one, many=one + 's')",
        "The word for so many.",
        "{{ 2 | plural('reply', 'replies') }}",
        "replies",
    ),
    entry(
        "default",
        "default(other)",
        "The other where a text is empty or a value is not there.",
        "{{ '' | default('x', true) }}",
        "x",
    ),
    entry(
        "number",
        "number(decimals, locale='en')",
        "With separators; by itself no decimals for whole numbers and two for others.",
        "{{ 1234567.891 | number(1) }}",
        "1,234,567.9",
    ),
    entry(
        "currency",
        "currency(code, locale='en')",
        "Money by its ISO 4217 code. Locales: en, de, de-CH, fr, es, it, pt, pt-BR, nl, pl, sv, ja.",
        "{{ 1299.5 | currency('USD') }}",
        "$1,299.50",
    ),
    entry("percent", "percent(decimals=0)", "A part of 1 in hundredths.", "{{ 0.256 | percent }}", "26%"),
    entry("compact", "compact(decimals=1)", "With k, M, B, T.", "{{ 12345 | compact }}", "12.3k"),
    entry("ordinal", "ordinal", "English.", "{{ 22 | ordinal }}", "22nd"),
    entry("round", "round(decimals=0)", "The nearest.", "{{ 2.345 | round(1) }}", "2.3"),
    entry("abs", "abs", "Without its sign.", "{{ -3 | abs }}", "3"),
    entry("int", "int", "A whole number.", "{{ '7' | int + 1 }}", "8"),
    entry("float", "float", "A number.", "{{ '7.5' | float + 1 }}", "8.5"),
    entry(
        "date",
        "date(pattern='d MMM yyyy', offset='UTC')",
        "A day or moment by CLDR's letters: yyyy yy MMMM MMM MM M dd d EEEE EEE HH H hh h mm ss a, text in single quotes. \
         A moment is told in UTC or at an offset such as `+02:00`.",
        "{{ '2026-03-01T18:30:00Z' | date('EEE d MMM, HH:mm') }}",
        "Sun 1 Mar, 18:30",
    ),
    entry("length", "length", "Characters of a text, items of a list.", "{{ 'abc' | length }}", "3"),
    entry("first", "first", "The first item.", "{{ [3, 1, 2] | first }}", "3"),
    entry("last", "last", "The last item.", "{{ [3, 1, 2] | last }}", "2"),
    entry("min", "min", "The least.", "{{ [3, 1, 2] | min }}", "1"),
    entry("max", "max", "The greatest.", "{{ [3, 1, 2] | max }}", "3"),
    entry("sum", "sum(attribute)", "All of them together.", "{{ [3, 1, 2] | sum }}", "6"),
    entry("sort", "sort(reverse=false, attribute)", "In order.", "{{ [3, 1, 2] | sort | join }}", "123"),
    entry("reverse", "reverse", "The last first.", "{{ [3, 1, 2] | reverse | join }}", "213"),
    entry("unique", "unique", "Each once.", "{{ [1, 1, 2] | unique | join }}", "12"),
    entry(
        "map",
        "map(filter) or map(attribute=name)",
        "Each item through a filter, or one field of each.",
        "{{ ['a', 'b'] | map('upper') | join }}",
        "AB",
    ),
    entry("select", "select(test)", "Those that pass.", "{{ [1, 2, 3] | select('odd') | join }}", "13"),
    entry("reject", "reject(test)", "Those that don't.", "{{ [1, 2, 3] | reject('odd') | join }}", "2"),
    entry("fade", "fade(by)", "A colour at a part of its opacity.", "{{ '#ff0000' | fade(0.5) }}", "#ff000080"),
    entry(
        "mix",
        "mix(other, amount)",
        "Two colours, so much of the other.",
        "{{ 'black' | mix('black', 0.5) }}",
        "#000000ff",
    ),
    entry(
        "legible",
        "legible(ground)",
        "The nearest lightness at which a colour reads at 4.5:1 on another.",
        "{{ '#67e8f9' | legible('black') }}",
        "#67e8f9ff",
    ),
];

/// Tests: `{{ 'yes' if x is … }}`.
pub const TESTS: &[Entry] = &[
    entry("color", "color", "Whether a text is a colour.", "{{ 'navy' is color }}", "True"),
    entry("light", "light", "Whether a colour is light.", "{{ 'navy' is light }}", "False"),
    entry("rtl", "rtl", "Whether a text runs from right to left.", "{{ 'שלום' is rtl }}", "True"),
    entry("odd", "odd", "Whether a number is odd.", "{{ 3 is odd }}", "True"),
    entry("even", "even", "Whether a number is even.", "{{ 3 is even }}", "False"),
    entry("in", "in list", "Whether a list or text has it.", "{{ 2 is in [1, 2] }}", "True"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_makes_what_it_says() {
        let environment = super::super::environment();
        for entry in FILTERS.iter().chain(TESTS) {
            let made = environment.render_str(entry.example, ()).unwrap_or_else(|e| panic!("{}: {e}", entry.name));
            assert_eq!(made, entry.makes, "{}", entry.name);
            assert!(entry.example.contains(entry.name) && entry.call.starts_with(entry.name), "{}", entry.name);
        }
    }

    #[test]
    fn every_filter_of_ours_is_in_the_table() {
        let source = include_str!("mod.rs");
        let of = |call: &str| -> Vec<&str> {
            source.split(call).skip(1).filter_map(|rest| rest.split('"').next()).collect()
        };
        let (filters, tests) = (of("environment.add_filter(\""), of("environment.add_test(\""));
        assert!(filters.len() > 12 && tests.len() == 3);
        for (table, names) in [(FILTERS, filters), (TESTS, tests)] {
            for name in names {
                assert!(table.iter().any(|entry| entry.name == name), "{name}");
            }
        }
    }
}
