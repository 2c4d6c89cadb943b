//! How an endpoint wants to be told: headers of its own, further signatures, another shape of the body.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{secret::Secret, signature::SigningKey};

/// A signature in a header of its own: HMAC-SHA256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HmacScheme {
    /// The header's name, lower-case.
    pub header: String,
    /// What stands before the digits.
    pub prefix: String,
    /// `t=SECONDS,v1=DIGITS` over `SECONDS.BODY`, and not the digits over the body.
    pub timestamped: bool,
}

impl HmacScheme {
    fn named(header: &str, timestamped: bool) -> Self {
        Self { header: header.to_owned(), prefix: String::new(), timestamped }
    }
}

/// The shape of what is posted, with the template that it needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Shape {
    /// The event's envelope.
    #[default]
    Standard,
    Ogmint,
    Pictify,
    Imtegrate,
    /// What this template yields.
    Custom(String),
}

impl Shape {
    /// The signature that receivers of this shape look for.
    pub fn customary_scheme(&self) -> Option<HmacScheme> {
        match self {
            Shape::Ogmint => Some(HmacScheme::named("x-ogmint-signature", false)),
            Shape::Pictify => Some(HmacScheme::named("x-pictify-signature", true)),
            Shape::Imtegrate => Some(HmacScheme::named("x-imtegrate-signature", false)),
            Shape::Standard | Shape::Custom(_) => None,
        }
    }
}

/// What an endpoint gets besides what all get; the default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointOptions {
    pub headers: BTreeMap<String, Secret>,
    /// Keys for a `v1a` each, newest first.
    pub signing_keys: Vec<SigningKey>,
    pub hmac: Option<HmacScheme>,
    pub shape: Shape,
}

/// What an endpoint keeps to itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointSecrets {
    /// What deliveries are signed with.
    pub secret: Secret,
    pub signing_key: Option<SigningKey>,
    /// Headers that are sent along.
    pub headers: BTreeMap<String, Secret>,
}

impl From<Secret> for EndpointSecrets {
    fn from(secret: Secret) -> Self {
        Self { secret, signing_key: None, headers: BTreeMap::new() }
    }
}

/// Headers that belong to the connection, frame the message or say what it is, and so are not for others to set.
const RESERVED: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];
const RESERVED_PREFIXES: &[&str] = &["webhook-", "x-placard-", "x-webhook-", "proxy-", "sec-", "x-forwarded-"];

/// Why a header of this name is not for a subscriber to set; `None` if it is.
///
/// A name is a token (RFC 9110, section 5.6.2), here in lower case.
pub fn refused_header(name: &str) -> Option<&'static str> {
    let is_token = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(is_token) {
        Some("is no name of a header: letters, digits and hyphens")
    } else if RESERVED.contains(&name) || RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        Some("is a header that is set by the server, or belongs to the connection")
    } else {
        None
    }
}

/// Whether a header's value is one that is sent as it stands: printable ASCII, no space at its ends.
pub fn is_header_value(value: &str) -> bool {
    value.bytes().all(|b| (b' '..=b'~').contains(&b)) && value.trim_matches(' ') == value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_and_the_connections_headers_are_refused() {
        for name in ["authorization", "x-api-key", "x-ogmint-signature", "cookie", "x_y", "1"] {
            assert_eq!(refused_header(name), None, "{name}");
        }
        for name in ["", "Authorization", "a b", "a:b", "a\r\nb", "é", "host", "webhook-id", "x-placard-event", "te"] {
            assert!(refused_header(name).is_some(), "{name}");
        }
    }

    #[test]
    fn values_smuggle_nothing() {
        for value in ["", "Bearer abc", "a\"b\\c"] {
            assert!(is_header_value(value), "{value}");
        }
        for value in ["a\r\nx: y", "a\nb", "a\0", "é", "\u{7f}", " a", "a "] {
            assert!(!is_header_value(value), "{value}");
        }
    }
}
