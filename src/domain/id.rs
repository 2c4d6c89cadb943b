//! Typed identifiers: a prefix that says what it names, and a UUIDv7 in 26 characters (the TypeID format, v0.3).
//!
//! UUIDv7 begins with the time, so ids sort by when they were made, as text and as bytes alike.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use super::timestamp::Timestamp;

/// Where new ids come from. UUIDv7 of `now`, each greater than all before it in this process.
pub trait UuidSource: Send + Sync {
    fn next(&self, now: Timestamp) -> Uuid;
}

/// Crockford's base 32, lower case: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ENCODED_LEN: usize = 26;

/// The text is not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not an id of the form `{prefix}_` and 26 characters")]
pub struct InvalidId {
    prefix: &'static str,
}

fn encode(uuid: Uuid) -> [u8; ENCODED_LEN] {
    let mut rest = uuid.as_u128();
    let mut out = [0; ENCODED_LEN];
    for place in out.iter_mut().rev() {
        *place = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
    out
}

fn decode(text: &str) -> Option<Uuid> {
    let text = text.as_bytes();
    // 26 characters hold 130 bits, so the first one may only use its lower three.
    if text.len() != ENCODED_LEN || text[0] > b'7' {
        return None;
    }
    text.iter()
        .try_fold(0u128, |value, character| {
            let digit = ALPHABET.iter().position(|a| a == character)?;
            Some(value << 5 | digit as u128)
        })
        .map(Uuid::from_u128)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            pub const fn uuid(self) -> Uuid {
                self.0
            }

            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let text = encode(self.0);
                write!(f, concat!($prefix, "_{}"), std::str::from_utf8(&text).expect("the alphabet is ASCII"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(decode)
                    .map(Self)
                    .ok_or(InvalidId { prefix: $prefix })
            }
        }
    )*};
}

ids! {
    /// A tenant.
    WorkspaceId = "wsp",
    /// An API key (not the key's secret).
    ApiKeyId = "key",
    /// One request to turn a spec into an artifact.
    RenderId = "rnd",
    /// Many renders asked for at once.
    BatchId = "bat",
    /// A saved spec and a callback URL.
    TriggerId = "trg",
    /// A spec tied to a source of JSON.
    BindingId = "bnd",
    /// A webhook endpoint.
    SubscriptionId = "sub",
    /// A versioned design.
    TemplateId = "tpl",
    /// An uploaded font.
    FontId = "fnt",
    /// An uploaded picture.
    ImageId = "img",
    /// An immutable fact.
    EventId = "evt",
    /// One event for one destination.
    DeliveryId = "dlv",
    /// What signs URLs of pictures on demand (not its secret).
    UrlKeyId = "urk",
    /// Everything undelivered of a time, sent again.
    RecoveryId = "rcv",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_typeid_specification() {
        // The specification's own example.
        let uuid = Uuid::parse_str("01890a5d-ac96-774b-bcce-b302099a8057").unwrap();
        let id = RenderId::from_uuid(uuid);
        assert_eq!(id.to_string(), "rnd_01h455vb4pex5vsknk084sn02q");
        assert_eq!("rnd_01h455vb4pex5vsknk084sn02q".parse(), Ok(id));
    }

    #[test]
    fn refuses_what_is_not_an_id() {
        for text in [
            "",
            "rnd_",
            "trg_01h455vb4pex5vsknk084sn02q",
            "rnd_81h455vb4pex5vsknk084sn02q",
            "rnd_01h455vb4pex5vsknk084sn02",
            "rnd_01H455VB4PEX5VSKNK084SN02Q",
            "rnd_01h455vb4pex5vsknk084sn02u",
        ] {
            assert!(text.parse::<RenderId>().is_err(), "{text}");
        }
    }
}
