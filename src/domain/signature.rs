//! Keys and signatures: those of Standard Webhooks (specification 1.0.0; symmetric `v1`, HMAC-SHA256, and asymmetric
//! `v1a`, ed25519), and the plain one that many services send.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::Sha256;

use super::endpoint_options::HmacScheme;

/// What marks a secret as base64.
const PREFIX: &str = "whsec_";
/// What marks a public key.
const PUBLIC_PREFIX: &str = "whpk_";

/// The key in a secret: the bytes behind `whsec_` in base64, or the text's own bytes. `None` if that base64 is none.
pub fn key(secret: &str) -> Option<Vec<u8>> {
    match secret.strip_prefix(PREFIX) {
        Some(encoded) => STANDARD.decode(encoded).ok().filter(|key| !key.is_empty()),
        None => Some(secret.as_bytes().to_vec()),
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// One `v1,…` of a `webhook-signature`: HMAC-SHA256 over `id.timestamp.body`, `timestamp` in seconds since the epoch.
pub fn sign_v1(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let signature = mac(&key(secret)?, &[format!("{id}.{timestamp}.").as_bytes(), body]);
    Some(format!("v1,{}", STANDARD.encode(signature)))
}

/// What a header of the endpoint's choosing says: HMAC-SHA256 in hexadecimal, keyed with the characters of the secret as
/// they stand, for that is what receivers key theirs with.
pub fn sign_hmac(scheme: &HmacScheme, secret: &str, timestamp: i64, body: &[u8]) -> String {
    let key = secret.as_bytes();
    if scheme.timestamped {
        let signature = mac(key, &[format!("{timestamp}.").as_bytes(), body]);
        format!("t={timestamp},v1={}", hex::encode(signature))
    } else {
        format!("{}{}", scheme.prefix, hex::encode(mac(key, &[body])))
    }
}

/// A private key of ed25519 (RFC 8032): 32 random bytes. Prints as `[secret]`.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey([u8; 32]);

impl SigningKey {
    pub fn new(seed: [u8; 32]) -> Self {
        Self(seed)
    }

    /// For sealing it for the store.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    fn pair(&self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&self.0).expect("any 32 bytes are a key")
    }

    /// What verifies, for who receives: `whpk_` and the base64 of 32 bytes.
    pub fn public(&self) -> String {
        format!("{PUBLIC_PREFIX}{}", STANDARD.encode(self.pair().public_key()))
    }

    /// One `v1a,…` of a `webhook-signature`, over the same as a `v1`.
    pub fn sign_v1a(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let content = [format!("{id}.{timestamp}.").as_bytes(), body].concat();
        format!("v1a,{}", STANDARD.encode(self.pair().sign(&content)))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
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

    #[test]
    fn plain_signatures_are_those_of_rfc_4231() {
        // Its test case 2.
        let digits = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let mut scheme = HmacScheme { header: "x-signature".into(), prefix: "sha256=".into(), timestamped: false };
        let body = b"what do ya want for nothing?";
        assert_eq!(sign_hmac(&scheme, "Jefe", 1, body), format!("sha256={digits}"));
        scheme.timestamped = true;
        let signed = sign_hmac(&scheme, "Jefe", 17, b"x");
        let of_text =
            sign_hmac(&HmacScheme { timestamped: false, prefix: String::new(), ..scheme }, "Jefe", 1, b"17.x");
        assert_eq!(signed, format!("t=17,v1={of_text}"));
    }

    #[test]
    fn ed25519_is_that_of_rfc_8032() {
        // Its test 1: the key of an empty message.
        let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
        let key = SigningKey::new(seed.try_into().unwrap());
        let public = hex::decode("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap();
        assert_eq!(key.public(), format!("whpk_{}", STANDARD.encode(public)));
    }
}
