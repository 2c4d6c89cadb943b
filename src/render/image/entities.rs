//! What the entities of an SVG's document type come to, looked at before it is parsed: the parser puts a text of a hundred
//! kilobytes in a thousand places, and has none of it back.

use super::PictureError;

/// Bytes that all of them may come to.
const MAX_BYTES: usize = 1024 * 1024;
/// How often the parser follows references within entities before it gives up.
const MAX_NESTED: usize = 256;

/// Refuses what comes to too much; rather too much is refused than too little.
pub fn check(text: &str) -> Result<(), PictureError> {
    let declared = || text.split("<!ENTITY").skip(1);
    let longest = declared().map(|declaration| value(declaration).len()).max().unwrap_or(0);
    let nested = declared().any(|declaration| value(declaration).contains('&'));
    let bytes = references(text).saturating_mul(longest).saturating_mul(if nested { MAX_NESTED } else { 1 });
    if bytes > MAX_BYTES {
        return Err(PictureError::TooLarge(format!(
            "has entities that may come to {bytes} bytes; at most {MAX_BYTES} are taken"
        )));
    }
    Ok(())
}

/// What stands in quotes; nothing where nothing ends it, which the parser refuses.
fn value(declaration: &str) -> &str {
    let Some(start) = declaration.find(['"', '\'']) else { return "" };
    let (quote, rest) = declaration[start..].split_at(1);
    rest.find(quote).map_or("", |end| &rest[..end])
}

/// References to entities of the document's own.
fn references(text: &str) -> usize {
    let own = |rest: &&str| !["#", "amp;", "lt;", "gt;", "quot;", "apos;"].iter().any(|known| rest.starts_with(known));
    text.split('&').skip(1).filter(own).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_write_is_taken_and_what_grows_is_not() {
        let names: String = (0..9).map(|i| format!("<!ENTITY ns{i} \"http://ns.example/{i}/1.0/\">")).collect();
        let used: String = (0..9).map(|i| format!(" xmlns:n{i}=\"&ns{i};\"")).collect();
        assert_eq!(check(&format!("<!DOCTYPE svg [{names}]><svg{used}><text>a &amp; b &#38; c</text></svg>")), Ok(()));
        assert_eq!(check(&"&amp;".repeat(1_000_000)), Ok(()));
        let long = format!("<!ENTITY a '{}'>", "x".repeat(100_000));
        assert_eq!(check(&format!("<!DOCTYPE svg [{long}]><svg>{}</svg>", "&a;".repeat(10))), Ok(()));
        assert!(check(&format!("<!DOCTYPE svg [{long}]><svg>{}</svg>", "&a;".repeat(1_000))).is_err());
        let nested = format!("<!ENTITY b \"{}\">", "&a;".repeat(200));
        assert!(check(&format!("<!DOCTYPE svg [{long}{nested}]><svg>&b;</svg>")).is_err());
    }
}
