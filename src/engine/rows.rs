//! The rows of a batch, as they come: CSV and JSON Lines. A row that is none fails by itself; what keeps every row from
//! being read is the request's fault.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    domain::{
        batch::{MAX_ITEMS, Row},
        excerpt::Excerpt,
        reason::Reason,
        render::RenderFailure,
        spec::Variables,
        violation::{Violation, suggestion},
    },
    render::{Kind, Variable},
};

/// Variables that a row may have.
const MAX_VARIABLES: usize = 200;
/// Bytes of a header that are looked at for what separates its fields.
const MAX_HEADER: usize = 64 * 1024;
/// What may separate the fields of CSV.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How CSV is to be read.
#[derive(Debug, Clone, Copy)]
pub struct CsvOptions {
    /// One of [`DELIMITERS`]; none: what the header says.
    pub delimiter: Option<u8>,
    /// Columns that the template has no variable for are left out.
    pub ignore_unknown: bool,
}

/// The rows of CSV (RFC 4180) with a header, for a template with these variables.
pub fn csv(bytes: &[u8], options: CsvOptions, declared: &[&Variable]) -> Result<Vec<Row>, Violation> {
    let bytes = without_mark(bytes)?;
    let delimiter = options.delimiter.unwrap_or_else(|| guess(bytes, declared));
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let refused = |message: String| Violation::invalid("", message);
    let header = reader.headers().map_err(|_| refused("has a header that is not UTF-8: save it as UTF-8".into()))?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let columns = columns(&header, delimiter, options.ignore_unknown, declared)?;

    let mut rows: Vec<Row> = Vec::new();
    let mut record = csv::ByteRecord::new();
    let (mut last_line, mut last_start) = (1, 0);
    while reader.read_byte_record(&mut record).map_err(|error| refused(format!("cannot be read: {error}")))? {
        let (line, start) = record.position().map_or((0, 0), |position| (position.line(), position.byte()));
        (last_line, last_start) = (line, usize::try_from(start).unwrap_or(usize::MAX));
        if rows.len() == MAX_ITEMS {
            return Err(refused(format!("has more than {MAX_ITEMS} rows: make several batches of it")));
        }
        let number = rows.len() + 1;
        rows.push(fields(&record, &columns, header.len()).map_err(|what| no_row(number, line, &what)));
    }
    // A quote that is never closed takes everything after it into one field. Nobody wants that, whatever the row says.
    let last = bytes.get(last_start..).unwrap_or_default().trim_ascii();
    if !rows.is_empty() && last.contains(&b'\n') && last.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
        return Err(refused(format!("has a quote that is never closed, in the row that begins at line {last_line}")));
    }
    some_row(rows)
}

/// The rows of JSON Lines (https://jsonlines.org): an object with the variables on each line.
pub fn json_lines(bytes: &[u8]) -> Result<Vec<Row>, Violation> {
    let bytes = without_mark(bytes)?;
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(Violation::invalid("", "is a JSON array: give its objects one by one, each on a line of its own"));
    }
    let mut rows: Vec<Row> = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        if rows.len() == MAX_ITEMS {
            return Err(Violation::invalid("", format!("has more than {MAX_ITEMS} lines: make several batches of it")));
        }
        let number = rows.len() + 1;
        rows.push(object(line).map_err(|what| no_row(number, index as u64 + 1, &what)));
    }
    some_row(rows)
}

/// The same rows without the values that the template has no variable for.
pub fn without_unknown(rows: &mut [Row], declared: &[&Variable]) {
    let known: BTreeSet<&str> = declared.iter().map(|variable| variable.name.as_str()).collect();
    for row in rows.iter_mut().flatten() {
        row.retain(|name, _| known.contains(name.as_str()));
    }
}

fn without_mark(bytes: &[u8]) -> Result<&[u8], Violation> {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(Violation::invalid("", "is UTF-16: save it as UTF-8")),
        [0xef, 0xbb, 0xbf, rest @ ..] => Ok(rest),
        other => Ok(other),
    }
}

/// All of them, if any is one.
fn some_row(rows: Vec<Row>) -> Result<Vec<Row>, Violation> {
    let first = match rows.first() {
        None => return Err(Violation::new("", Reason::FieldRequired, "has no rows")),
        Some(Ok(_)) => return Ok(rows),
        Some(Err(first)) => first.message.clone(),
    };
    if rows.iter().any(Result::is_ok) {
        return Ok(rows);
    }
    Err(Violation::new("", Reason::InvalidRow, format!("has no row that is one: {first}")))
}

fn no_row(number: usize, line: u64, what: &str) -> RenderFailure {
    RenderFailure { reason: Reason::InvalidRow, field: None, message: format!("row {number} (line {line}) {what}") }
}

/// The delimiter by which the header names most variables, or has most columns.
fn guess(bytes: &[u8], declared: &[&Variable]) -> u8 {
    let bytes = &bytes[..bytes.len().min(MAX_HEADER)];
    let known: BTreeSet<&str> = declared.iter().map(|variable| variable.name.as_str()).collect();
    let fit = |delimiter: &u8| {
        let mut reader = csv::ReaderBuilder::new().delimiter(*delimiter).from_reader(bytes);
        let header = reader.headers().cloned().unwrap_or_default();
        (header.iter().filter(|name| known.contains(name.trim())).count(), header.len())
    };
    // The first of equals.
    DELIMITERS.into_iter().rev().max_by_key(fit).unwrap_or(b',')
}

/// What fills each column: a variable, or nothing.
fn columns<'a>(
    header: &[String],
    delimiter: u8,
    ignore_unknown: bool,
    declared: &[&'a Variable],
) -> Result<Vec<Option<&'a Variable>>, Violation> {
    let names = || declared.iter().map(|variable| variable.name.as_str());
    if header.iter().all(String::is_empty) {
        return Err(Violation::new("", Reason::FieldRequired, "has no header: its first line names the variables"));
    }
    let mut seen = BTreeSet::new();
    let mut columns = Vec::with_capacity(header.len());
    for (index, name) in header.iter().enumerate() {
        let found = declared.iter().copied().find(|variable| variable.name == *name);
        if found.is_none() && !ignore_unknown {
            let other = DELIMITERS.into_iter().find(|other| *other != delimiter && name.as_bytes().contains(other));
            if let (1, Some(other)) = (header.len(), other) {
                let message = format!(
                    "has one column, `{}`: its fields seem to be separated by {}, not by {}",
                    Excerpt(name),
                    shown(other),
                    shown(delimiter),
                );
                return Err(Violation::invalid("", message));
            }
            let what =
                format!("has a column {}, `{}`, that the template has no variable for", index + 1, Excerpt(name));
            let message = format!("{what}: {} To leave it out set `ignore_unknown_columns`", hint(name, names()));
            return Err(Violation::new("", Reason::UnknownVariable, message));
        }
        if found.is_some() && !seen.insert(name.as_str()) {
            return Err(Violation::invalid("", format!("has two columns of the name `{}`", Excerpt(name))));
        }
        columns.push(found);
    }
    if seen.is_empty() {
        let known = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(Violation::invalid("", format!("has no column that fills a variable: the template's are {known}")));
    }
    Ok(columns)
}

fn hint<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let hint = suggestion(name, known);
    if hint.ends_with('?') { hint } else { format!("{hint}.") }
}

fn shown(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tabs".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}

/// The values of a record, or why it has none.
fn fields(record: &csv::ByteRecord, columns: &[Option<&Variable>], width: usize) -> Result<Variables, String> {
    if record.len() != width {
        return Err(format!("has {} fields, and the header has {width}", record.len()));
    }
    let mut values = Variables::new();
    for (index, (field, variable)) in record.iter().zip(columns).enumerate() {
        let Ok(text) = std::str::from_utf8(field) else {
            return Err(format!("is not UTF-8 in its field {}: save it as UTF-8", index + 1));
        };
        if let Some(variable) = variable
            && !text.trim().is_empty()
        {
            values.insert(variable.name.clone(), value(text, &variable.kind));
        }
    }
    Ok(values)
}

/// A text as the value that the template wants. What cannot be read as one stays a text, which the template then refuses.
pub(super) fn value(text: &str, kind: &Kind) -> Value {
    let trimmed = text.trim();
    let read = match kind {
        Kind::Number => number(trimmed),
        Kind::Bool => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(Value::Bool(true)),
            "false" | "no" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        Kind::List { .. } => serde_json::from_str(trimmed).ok(),
        _ => None,
    };
    read.unwrap_or_else(|| Value::String(text.to_owned()))
}

fn number(text: &str) -> Option<Value> {
    let whole = text.parse::<i64>().ok().map(Value::from);
    whole.or_else(|| text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number))
}

/// The values of a line of JSON, or why it has none.
fn object(line: &[u8]) -> Result<Variables, String> {
    let value: Value = serde_json::from_slice(line).map_err(|error| match error.column() {
        0 => "is not JSON".to_owned(),
        column => format!("is not JSON: see its column {column}"),
    })?;
    let Value::Object(fields) = value else { return Err("is not a JSON object".to_owned()) };
    if fields.len() > MAX_VARIABLES {
        return Err(format!("has {} values, and may have {MAX_VARIABLES}", fields.len()));
    }
    Ok(fields.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn variable(name: &str, kind: Kind) -> Variable {
        Variable { name: name.to_owned(), kind, required: false, description: String::new(), example: None }
    }

    fn declared() -> Vec<Variable> {
        vec![
            variable("title", Kind::String { max_length: 100 }),
            variable("price", Kind::Number),
            variable("sale", Kind::Bool),
        ]
    }

    fn read(bytes: &[u8], options: CsvOptions) -> Result<Vec<Row>, Violation> {
        let declared = declared();
        csv(bytes, options, &declared.iter().collect::<Vec<_>>())
    }

    const PLAIN: CsvOptions = CsvOptions { delimiter: None, ignore_unknown: false };

    fn row(values: Value) -> Row {
        Ok(values.as_object().unwrap().clone().into_iter().collect())
    }

    #[test]
    fn fields_become_what_the_template_declares() {
        let rows = read(b"title,price,sale\n\"a \"\"b\"\"\nc\",9.5,yes\n12,,0\n ,x,maybe\n", PLAIN).unwrap();
        assert_eq!(
            rows,
            [
                row(json!({ "title": "a \"b\"\nc", "price": 9.5, "sale": true })),
                row(json!({ "title": "12", "sale": false })),
                row(json!({ "price": "x", "sale": "maybe" })),
            ]
        );
    }

    #[test]
    fn marks_line_ends_and_delimiters_are_understood() {
        for (text, delimiter) in [("title;price\r\na,b;1\r\n", b';'), ("title\tprice\na,b\t1", b'\t')] {
            let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
            for given in [None, Some(delimiter)] {
                let rows = read(&marked, CsvOptions { delimiter: given, ..PLAIN }).unwrap();
                assert_eq!(rows, [row(json!({ "title": "a,b", "price": 1 }))], "{text}");
            }
        }
    }

    #[test]
    fn what_keeps_all_rows_from_being_read_is_said_at_once() {
        let comma = CsvOptions { delimiter: Some(b','), ..PLAIN };
        let cases: [(&[u8], CsvOptions, &str); 11] = [
            (b"title;price\na;1\n", comma, "seem to be separated by `;`, not by `,`"),
            (b"titel,price\na,1\n", PLAIN, "did you mean `title`?"),
            (b"title,note\na,1\n", PLAIN, "set `ignore_unknown_columns`"),
            (b"title,title\na,b\n", PLAIN, "two columns of the name `title`"),
            (b"", PLAIN, "has no header"),
            (b"title,price\n", PLAIN, "has no rows"),
            (b"\xff\xfet\0i\0", PLAIN, "is UTF-16"),
            (b"title,\xff\na,1\n", PLAIN, "not UTF-8"),
            (b"title,price\na\nb\n", PLAIN, "has no row that is one: row 1 (line 2) has 1 fields"),
            (b"title,price\n\"a,1\nb,2\nc,3\n", PLAIN, "never closed, in the row that begins at line 2"),
            (b"<html>\n<body>\n", CsvOptions { ignore_unknown: true, ..PLAIN }, "no column that fills a variable"),
        ];
        for (bytes, options, expected) in cases {
            let told = read(bytes, options).unwrap_err().message;
            assert!(told.contains(expected), "{told}");
        }
    }

    #[test]
    fn a_row_that_is_none_fails_alone() {
        let rows = read(b"title,price\na,1\nb\nc,2,3\n\xff,1\nd,4\n", PLAIN).unwrap();
        let failures: Vec<&str> =
            rows.iter().filter_map(|row| row.as_ref().err()).map(|failure| failure.message.as_str()).collect();
        assert_eq!(
            failures,
            [
                "row 2 (line 3) has 1 fields, and the header has 2",
                "row 3 (line 4) has 3 fields, and the header has 2",
                "row 4 (line 5) is not UTF-8 in its field 1: save it as UTF-8",
            ]
        );
        assert!(rows[0].is_ok() && rows[4].is_ok());
        let ignoring = CsvOptions { ignore_unknown: true, ..PLAIN };
        assert_eq!(read(b"id,title\n7,a\n", ignoring).unwrap(), [row(json!({ "title": "a" }))]);
    }

    #[test]
    fn ten_thousand_rows_are_read_and_no_more() {
        let of = |rows: usize| ["title\n".to_owned(), "x\n".repeat(rows)].concat();
        assert_eq!(read(of(MAX_ITEMS).as_bytes(), PLAIN).unwrap().len(), MAX_ITEMS);
        assert!(read(of(MAX_ITEMS + 1).as_bytes(), PLAIN).unwrap_err().message.contains("more than 10000"));
        let lines = |rows: usize| "{}\n".repeat(rows);
        assert_eq!(json_lines(lines(MAX_ITEMS).as_bytes()).unwrap().len(), MAX_ITEMS);
        assert!(json_lines(lines(MAX_ITEMS + 1).as_bytes()).unwrap_err().message.contains("more than 10000"));
    }

    #[test]
    fn lines_of_json_are_rows() {
        let rows = json_lines(b"{\"title\": \"a\", \"price\": null}\r\n\n[1]\n{\"title\":\n{\"title\": [1]}").unwrap();
        assert_eq!(rows[0], row(json!({ "title": "a" })));
        assert_eq!(rows[1].as_ref().unwrap_err().message, "row 2 (line 3) is not a JSON object");
        assert!(rows[2].as_ref().unwrap_err().message.starts_with("row 3 (line 4) is not JSON"));
        assert_eq!(rows[3], row(json!({ "title": [1] })));
        assert!(json_lines(b"[{\"title\": 1}]").unwrap_err().message.contains("is a JSON array"));
        assert!(json_lines(b"<html>\n").unwrap_err().message.contains("row 1 (line 1) is not JSON"));
        assert_eq!(json_lines(b"\n \n").unwrap_err().reason, Reason::FieldRequired);
        assert!(json_lines("[".repeat(100_000).as_bytes()).is_err());
        assert!(json_lines(format!("{{}}\n{{\"a\":{}", "[".repeat(100_000)).as_bytes()).unwrap()[1].is_err());
    }
}
