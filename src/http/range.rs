//! The `Range` header (RFC 9110, section 14): one range of bytes.

use std::ops::Range;

/// What a `Range` header asks of a body of some length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ranged {
    /// There is none, or none that we serve: the whole body, as the RFC lets a server answer.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// It begins past the end: 416.
    Unsatisfiable,
}

/// Reads a `Range` header for a body of `len` bytes.
pub fn parse(header: Option<&str>, len: u64) -> Ranged {
    let Some(spec) = header.and_then(|text| text.strip_prefix("bytes=")).filter(|spec| !spec.contains(',')) else {
        return Ranged::Whole;
    };
    let Some((first, last)) = spec.trim().split_once('-') else { return Ranged::Whole };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(first) || !digits(last) {
        return Ranged::Whole;
    }
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first > last => Ranged::Whole,
        (Ok(first), _) if first >= len => Ranged::Unsatisfiable,
        (Ok(first), Ok(last)) => Ranged::Part(first..last.saturating_add(1).min(len)),
        (Ok(first), Err(_)) if last.is_empty() => Ranged::Part(first..len),
        (Err(_), Ok(0)) if first.is_empty() => Ranged::Unsatisfiable,
        (Err(_), Ok(suffix)) if first.is_empty() => Ranged::Part(len.saturating_sub(suffix)..len),
        _ => Ranged::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_at_their_ends() {
        let of_ten = |header| parse(Some(header), 10);
        assert_eq!(of_ten("bytes=0-0"), Ranged::Part(0..1));
        assert_eq!(of_ten("bytes=2-"), Ranged::Part(2..10));
        assert_eq!(of_ten("bytes=-3"), Ranged::Part(7..10));
        assert_eq!(of_ten("bytes=-30"), Ranged::Part(0..10));
        assert_eq!(of_ten("bytes=9-99"), Ranged::Part(9..10));
        assert_eq!(of_ten("bytes=0-18446744073709551615"), Ranged::Part(0..10));
        for past in ["bytes=10-", "bytes=10-11", "bytes=-0"] {
            assert_eq!(of_ten(past), Ranged::Unsatisfiable, "{past}");
        }
        for other in
            ["bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,3-4", "items=0-1", "bytes=+1-2", "bytes=1-2x"]
        {
            assert_eq!(of_ten(other), Ranged::Whole, "{other}");
        }
        assert_eq!(parse(None, 10), Ranged::Whole);
    }
}
