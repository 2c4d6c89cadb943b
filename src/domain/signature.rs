//! Keys and signatures of Standard Webhooks (specification 1.0.0, symmetric: HMAC-SHA256).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What marks a secret as base64.
const PREFIX: &str = "whsec_";

/// The key in a secret: the bytes behind `whsec_` in base64, or the text's own bytes. `None` if that base64 is none.
pub fn key(secret: &str) -> Option<Vec<u8>> {
    match secret.strip_prefix(PREFIX) {
        Some(encoded) => STANDARD.decode(encoded).ok().filter(|key| !key.is_empty()),
        None => Some(secret.as_bytes().to_vec()),
    }
}

/// One `v1,…` of a `webhook-signature`: HMAC-SHA256 over `id.timestamp.body`, `timestamp` in seconds since the epoch.
pub fn sign_v1(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key(secret)?).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_official_library() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let official = standardwebhooks::Webhook::new(secret).unwrap();
        for body in ["", "{\"a\":1}", "höhö 👋"] {
            let ours = sign_v1(secret, "evt_1", 1_614_265_330, body.as_bytes()).unwrap();
            assert_eq!(ours, official.sign("evt_1", 1_614_265_330, body.as_bytes()).unwrap());
        }
    }

    #[test]
    fn keys_are_base64_behind_the_prefix_and_plain_without_it() {
        assert_eq!(key("whsec_YWJj"), Some(b"abc".to_vec()));
        assert_eq!(key("plain text"), Some(b"plain text".to_vec()));
        assert_eq!(key("whsec_***"), None);
        assert_eq!(key("whsec_"), None);
    }
}
